import { createDiagnostic, type Diagnostic, type Plan, type QemuCommand, qemuCommand } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import type { Io, ProgramEnd, RunningProgram } from '../system/io.ts';
import { type ComparedDevice, compareDevice, findPlanned, plannedProperties, unplannedDevices } from './compare.ts';
import { type Deadline, deadlineIn, inTime } from './deadline.ts';
import { type FoundDevice, type FoundMachine, findDevices, readProperty } from './found-devices.ts';
import { type HotplugTrial, tryHotplug } from './hotplug.ts';
import { openQmp, type Qmp, type QmpFault } from './qmp.ts';
import type { QomValue } from './qmp-answers.ts';

/** What a real QEMU has of a plan. */
export interface Verification {
  readonly binary: string;
  /** QEMU's, `7.2.22`. */
  readonly version: string;
  readonly devices: readonly ComparedDevice[];
  /** What QEMU has besides: parts of the machine. */
  readonly others: readonly FoundDevice[];
  /** Empty if it was not asked for. */
  readonly hotplug: readonly HotplugTrial[];
  /** About the machine that was started, as of {@link qemuCommand}. */
  readonly notes: readonly Diagnostic[];
}

export interface VerifyOptions {
  /** Instead of the binary of the architecture. */
  readonly binary?: string;
  /** How long all of it may take. */
  readonly seconds: number;
  /** QEMU denies itself what it does not need; a QEMU that cannot is not started. */
  readonly sandbox: boolean;
  readonly hotplug: boolean;
}

/** Everything that QEMU can deny itself: other programs, other users, other priorities, old system calls. */
const SANDBOX = ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'];

/** For what cannot be killed, such as a process in a broken kernel call; no other takes a tenth of it. */
const MILLISECONDS_TO_DIE = 5000;

/**
 * Starts QEMU with the planned machine, asks it what it has, and ends it with all that it has started. A problem is RP5040
 * to RP5042, RP7010 or RP7200.
 */
export async function verifyPlan(
  plan: Plan,
  options: VerifyOptions,
  { programs }: Io,
): Promise<Outcome<Verification, Diagnostic>> {
  const command = qemuCommand(plan);
  const binary = options.binary ?? command.binary;
  const deadline = deadlineIn(options.seconds);
  const started = await programs.start(binary, [
    ...command.args,
    ...(options.sandbox ? SANDBOX : []),
    ...['-qmp', 'stdio'],
  ]);
  if (!started.ok) {
    const problem = started.problem.kind === 'absent' ? 'there is no such program' : started.problem.reason;
    return failure(createDiagnostic('RP5040', { values: { binary, problem, package: command.debianPackage } }));
  }
  const program = started.value;
  try {
    const qmp = await openQmp(program, deadline);
    const answered = qmp.ok ? await examine(qmp.value, plan, command, options) : qmp;
    if (answered.ok) return success({ ...answered.value, binary, notes: [...command.notes, ...confinement(options)] });
    return failure(await problemOf(answered.problem, program, binary, deadline));
  } finally {
    program.kill();
    await inTime(program.ended, MILLISECONDS_TO_DIE);
  }
}

const confinement = ({ sandbox }: VerifyOptions): readonly Diagnostic[] =>
  sandbox ? [] : [createDiagnostic('RP7201')];

async function examine(
  qmp: Qmp,
  plan: Plan,
  { devices }: QemuCommand,
  options: VerifyOptions,
): Promise<Outcome<Omit<Verification, 'binary' | 'notes'>, QmpFault>> {
  const machine = await findDevices(qmp);
  if (!machine.ok) return machine;
  const providers = new Map(
    devices.flatMap((one) => (one.provides === undefined ? [] : [[one.provides, one] as const])),
  );
  const compared: ComparedDevice[] = [];
  for (const planned of devices) {
    const properties = await readProperties(qmp, machine.value, planned);
    if (!properties.ok) return properties;
    // A host bridge is no PCI device itself; that it is there shows in what is on its bus.
    if (planned.at === undefined) continue;
    compared.push(compareDevice(planned, machine.value, properties.value, providers));
  }
  const hotplug = options.hotplug ? await tryHotplug(qmp, plan) : success([]);
  if (!hotplug.ok) return hotplug;
  const others = unplannedDevices(compared, machine.value);
  return success({ version: qmp.version, devices: compared, others, hotplug: hotplug.value });
}

async function readProperties(
  qmp: Qmp,
  machine: FoundMachine,
  planned: QemuCommand['devices'][number],
): Promise<Outcome<ReadonlyMap<string, QomValue | undefined>, QmpFault>> {
  const values = new Map<string, QomValue | undefined>();
  const found = findPlanned(planned, machine);
  if (found === undefined) return success(values);
  for (const property of plannedProperties(planned).keys()) {
    const value = await readProperty(qmp, found.path, property);
    if (!value.ok) return value;
    values.set(property, value.value);
  }
  return success(values);
}

async function problemOf(
  fault: QmpFault,
  program: RunningProgram,
  binary: string,
  deadline: Deadline,
): Promise<Diagnostic> {
  switch (fault.kind) {
    case 'silent':
      return createDiagnostic('RP5041', { values: { binary, seconds: fault.seconds, command: fault.command } });
    case 'garbled':
      return createDiagnostic('RP5042', { values: { binary, command: fault.command } });
    case 'refused':
      return createDiagnostic('RP7010', { values: { binary, reason: fault.reason } });
    case 'ended': {
      const end = await inTime(program.ended, deadline.left());
      const reason = complaint(program.errors()) ?? endText(end.late ? undefined : end.value);
      if (CONFINEMENT_FAULT.test(reason)) return createDiagnostic('RP7200', { values: { binary, reason } });
      return createDiagnostic('RP7010', { values: { binary, reason } });
    }
  }
}

/** How QEMU words it that it was built without seccomp, or runs where there is none. */
const CONFINEMENT_FAULT = /sandbox|seccomp/i;

function endText(end: ProgramEnd | undefined): string {
  if (end === undefined) return 'it closed its monitor and went on';
  return 'signal' in end ? `it ended by ${end.signal}` : 'it gave no reason';
}

/** What QEMU complained of, on one line, without its warnings. */
function complaint(errors: string): string | undefined {
  const lines = errors.split('\n').filter((line) => line.trim() !== '' && !/: warning: /.test(line));
  const text = lines.map((line) => line.replace(/^\S*qemu\S*: /, '').trim()).join('; ');
  return text === '' ? undefined : text;
}
