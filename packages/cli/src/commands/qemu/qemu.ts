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
import { answerDocument, type Call, type PlannedDocument, planCall } from '../../planning/planned-document.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { shellLines } from '../../terminal/shell.ts';

export interface QemuFlags extends PlannerFlags {
  readonly output?: 'text' | 'json';
  readonly runnable?: boolean;
  readonly syntax?: 'text' | 'json';
}

/** `rootport qemu`: the planned topology as QEMU's arguments. */
export async function qemuCommandLine(argument: string | undefined, flags: QemuFlags, io: Io): Promise<ExitCode> {
  const call: Call = { command: 'qemu', isJson: flags.output === 'json', formatVersion: QEMU_FORMAT_VERSION };
  const planned = await planCall(argument, flags, call, io);
  if (!planned.ok) return planned.problem;
  if (flags.runnable === true) printRunnable(planned.value, flags, io);
  else printArgs(planned.value, flags, io);
  return EXIT.fine;
}

function printArgs(document: PlannedDocument, flags: QemuFlags, io: Io): void {
  const { plan } = document;
  const args = qemuArgs(plan, flags.syntax === undefined ? {} : { syntax: flags.syntax });
  if (flags.output !== 'json') {
    if (args.length > 0) io.stdout.write(visibleLines(shellLines(args)));
    return;
  }
  answerDocument(document, { ...head(plan), args, devices: planQemuDevices(plan).map(deviceJson) }, io);
}

function printRunnable({ file, source, plan, diagnostics }: PlannedDocument, flags: QemuFlags, io: Io): void {
  const { binary, debianPackage, args, devices, notes } = qemuCommand(plan);
  reportDiagnostics(notes, { file, source }, { io, quiet: flags.quiet === true });
  if (flags.output !== 'json') {
    const script = shellLines([binary, ...args]).trimEnd();
    io.stdout.write(visibleLines(`#!/bin/sh\nexec ${script} "$@"\n`));
    return;
  }
  answerDocument(
    { file, source, diagnostics: [...diagnostics, ...notes] },
    { ...head(plan), binary, debianPackage, args, devices: devices.map(deviceJson) },
    io,
  );
}

const head = ({ profile }: Plan) => ({ formatVersion: QEMU_FORMAT_VERSION, ok: true, profile });

/** The device as JSON: where it is and how QEMU gets it, without the document's own form of it. */
function deviceJson({ device, ...rest }: QemuDevice): object {
  return { kind: device.kind, ...rest };
}
