import {
  type Plan,
  planQemuDevices,
  QEMU_FORMAT_VERSION,
  type QemuDevice,
  qemuArgs,
  qemuCommand,
  visibleLines,
} from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import {
  type PlannedDocument,
  planDocument,
  printJson,
  readOptionsAndProfile,
  refuseCall,
} from '../../planning/planned-document.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { shellLines } from '../../terminal/shell.ts';

export interface QemuFlags extends PlannerFlags {
  readonly output?: 'text' | 'json';
  readonly runnable?: boolean;
  readonly syntax?: 'text' | 'json';
  readonly profile?: string;
  readonly quiet?: boolean;
}

/** `rootport qemu`: the planned topology as QEMU's arguments. */
export async function qemuCommandLine(argument: string | undefined, flags: QemuFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  if (argument === undefined && io.stdin.isTTY) {
    return refuseCall(wrongCall('no FILE, and nothing is piped in', 'qemu'), isJson, QEMU_FORMAT_VERSION, io);
  }
  const options = await readOptionsAndProfile(flags, flags.profile, io);
  if (!options.ok) return refuseCall(options.problem, isJson, QEMU_FORMAT_VERSION, io);
  const planned = await planDocument(argument ?? '-', options.value, { io, quiet: flags.quiet === true });
  if (!planned.ok) {
    const { file, source, diagnostics, code } = planned.problem;
    const told = { diagnostics: diagnosticsJson(diagnostics, source) };
    if (isJson) printJson({ formatVersion: QEMU_FORMAT_VERSION, file, ok: false, ...told }, io);
    return code;
  }
  if (flags.runnable === true) printRunnable(planned.value, flags, io);
  else printArgs(planned.value, flags, io);
  return EXIT.fine;
}

function printArgs({ file, source, plan, diagnostics }: PlannedDocument, flags: QemuFlags, io: Io): void {
  const args = qemuArgs(plan, flags.syntax === undefined ? {} : { syntax: flags.syntax });
  if (flags.output !== 'json') {
    if (args.length > 0) io.stdout.write(visibleLines(shellLines(args)));
    return;
  }
  const devices = planQemuDevices(plan).map(deviceJson);
  printJson({ ...head(file, plan), args, devices, diagnostics: diagnosticsJson(diagnostics, source) }, io);
}

function printRunnable({ file, source, plan, diagnostics }: PlannedDocument, flags: QemuFlags, io: Io): void {
  const { binary, debianPackage, args, devices, notes } = qemuCommand(plan);
  reportDiagnostics(notes, { file, source }, { io, quiet: flags.quiet === true });
  if (flags.output !== 'json') {
    const script = shellLines([binary, ...args]).trimEnd();
    io.stdout.write(visibleLines(`#!/bin/sh\nexec ${script} "$@"\n`));
    return;
  }
  const told = diagnosticsJson([...diagnostics, ...notes], source);
  printJson(
    { ...head(file, plan), binary, debianPackage, args, devices: devices.map(deviceJson), diagnostics: told },
    io,
  );
}

const head = (file: string, plan: Plan) => ({
  formatVersion: QEMU_FORMAT_VERSION,
  file,
  ok: true,
  profile: plan.profile,
});

/** The device as JSON: where it is and how QEMU gets it, without the document's own form of it. */
function deviceJson({ device, ...rest }: QemuDevice): object {
  return { kind: device.kind, ...rest };
}
