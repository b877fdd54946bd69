import {
  ALL_PROFILES,
  createDiagnostic,
  DEFAULT_PROFILE,
  type Diagnostic,
  type OtherAnswer,
  otherAnswer,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlanOptions,
  type PlanResult,
  type ProfileName,
  planDomain,
  planLocked,
  portableDocument,
} from '@rootport/core';
import { EXIT, type ExitCode, worse } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { defaultLockFile, readLockFile } from '../../planning/lock-input.ts';
import { findProfile, type PlannerFlags, readPlanOptions } from '../../planning/plan-options.ts';
import { reportCrash } from '../../reports/crash.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { reportFault, reportUnread, wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { type Deliver, deliveries } from './deliveries.ts';

export interface PlanFlags extends PlannerFlags {
  readonly output?: 'xml' | 'canonical' | 'json' | 'tree';
  readonly inPlace?: boolean;
  readonly check?: boolean;
  readonly profile?: string;
  /** `FROM` or `FROM..TO`. */
  readonly portable?: string;
  /** A lock file. */
  readonly locked?: string;
  /** Keep to the lock beside each file. */
  readonly lock?: boolean;
  readonly quiet?: boolean;
}

/** What is the same for all documents of one call. */
interface Call {
  readonly options: PlanOptions;
  readonly notes: readonly Diagnostic[];
  readonly deliver: Deliver;
  /** Where the lock of a document is that is to be kept. */
  readonly lockFile: ((argument: string) => string) | undefined;
  /** The oldest and the newest libvirt that are to take the answer. */
  readonly portable: readonly [from: ProfileName, to: ProfileName] | undefined;
  readonly several: boolean;
  readonly quiet: boolean;
  readonly io: Io;
}

/** `rootport plan`: plans each document on its own; the exit code is that of the worst. */
export async function planCommand(files: readonly string[], flags: PlanFlags, io: Io): Promise<ExitCode> {
  const named = files.length === 0 && !io.stdin.isTTY ? ['-'] : files;
  const prepared = await prepare(named, flags, io);
  if (!prepared.ok) return refuse(prepared.problem, flags, io);
  const call = prepared.value;
  reportDiagnostics(call.notes, { file: 'rootport', source: '' }, call);
  let code: ExitCode = EXIT.fine;
  for (const argument of named) code = worse(code, await planOne(argument, call));
  return code;
}

async function prepare(named: readonly string[], flags: PlanFlags, io: Io): Promise<Outcome<Call, Diagnostic>> {
  const delivery = deliveryOf(flags);
  const objection = objectionTo(named, delivery) ?? lockObjection(named, flags);
  if (objection !== undefined) return failure(wrongCall(objection, 'plan'));
  const portable = flags.portable === undefined ? success(undefined) : portableSpan(flags.portable);
  if (!portable.ok) return portable;
  const asked = await readPlanOptions(flags, io, flags.profile);
  if (!asked.ok) return asked;
  return success({
    options: asked.value.options,
    notes: asked.value.notes,
    deliver: deliveries[delivery],
    lockFile: lockFileOf(flags),
    portable: portable.value,
    several: named.length > 1,
    quiet: flags.quiet === true,
    io,
  });
}

/** `FROM` or `FROM..TO`; the newest libvirt where no second one is named. */
function portableSpan(text: string): Outcome<Call['portable'], Diagnostic> {
  const [from = '', to = DEFAULT_PROFILE] = text.split('..');
  const [first, last] = [findProfile(from), findProfile(to)];
  if (!first.ok) return first;
  return last.ok ? success([first.value, last.value]) : last;
}

function lockFileOf({ locked, lock }: PlanFlags): Call['lockFile'] {
  if (locked !== undefined) return () => locked;
  return lock === true ? defaultLockFile : undefined;
}

/** Answers a call that cannot be carried out; programs that read JSON get the reason where they look. */
function refuse(fault: Diagnostic, flags: PlanFlags, io: Io): ExitCode {
  reportFault(fault, io);
  if (flags.output === 'json') {
    const answer = { formatVersion: PLAN_FORMAT_VERSION, ok: false, diagnostics: diagnosticsJson([fault], '') };
    io.stdout.write(`${jsonText(answer)}\n`);
  }
  return EXIT.usage;
}

function deliveryOf(flags: PlanFlags): keyof typeof deliveries {
  if (flags.check === true) return 'check';
  return flags.inPlace === true ? 'in-place' : (flags.output ?? 'xml');
}

function objectionTo(named: readonly string[], delivery: keyof typeof deliveries): string | undefined {
  if (named.length === 0) return 'no FILE, and nothing is piped in';
  if (named.filter((argument) => argument === '-').length > 1) return 'standard input can be read only once';
  if (delivery === 'in-place' && named.includes('-')) return '--in-place needs a FILE; standard input has none';
  if ((delivery === 'xml' || delivery === 'canonical') && named.length > 1) {
    return 'several documents cannot be printed as one XML; use --in-place, --check, -o json or -o tree';
  }
  return undefined;
}

function lockObjection(named: readonly string[], { locked, lock }: PlanFlags): string | undefined {
  if (locked !== undefined && named.length > 1) return 'a lock is of one document; use --lock for the lock beside each';
  return lock === true && named.includes('-') ? '--lock needs a FILE; standard input has no lock beside it' : undefined;
}

/** The plan, or the one that all releases of --portable agree on. */
function answer(source: string, { options, portable }: Call): PlanResult {
  if (portable === undefined) return planDomain(source, options);
  const [from, to] = portable;
  return portableDocument(source, from, to, (xml, profile) => planDomain(xml, { ...options, profile }));
}

/** A profile that many have. */
const EXAMPLE = 'debian-13';

/** RP7360: for which libvirt the answer is, when nobody has said, and since when it is this one. */
function sayProfile(source: string, plan: Plan, call: Call): void {
  const planner = (xml: string, profile: ProfileName) => planDomain(xml, { ...call.options, profile });
  const row = ALL_PROFILES.find(({ name }) => name === plan.profile);
  const other = otherAnswer(source, plan.profile, plan, planner);
  const values = {
    release: row?.release ?? plan.profile,
    qemu: call.options.qemu ?? row?.defaultQemu ?? '',
    example: EXAMPLE,
    difference: other === undefined ? 'all releases of four years give the same places' : differenceText(other),
  };
  reportDiagnostics([createDiagnostic('RP7360', { values })], { file: 'rootport', source: '' }, call);
}

function differenceText({ since, isAccepted, devices }: OtherAnswer): string {
  if (!isAccepted) return `before libvirt ${since} the document is refused`;
  const [first] = devices;
  if (first === undefined) return `before libvirt ${since} something is elsewhere`;
  const [before, after] = first.places.map(({ address, model }) =>
    model === undefined ? address : `${address} ${model}`,
  );
  const more = devices.length > 1 ? `, and ${devices.length - 1} more differ` : '';
  return `before libvirt ${since} the answer is another: ${first.name} is ${before}, not ${after}${more}`;
}

/** One document from its name to its exit code; a fault of ours in one does not keep the others from being planned. */
async function planOne(argument: string, call: Call): Promise<ExitCode> {
  const file = displayName(argument);
  try {
    return await planInput(argument, file, call);
  } catch (error) {
    const { fault, code } = reportCrash(error, call.io, file);
    await call.deliver({ ...call, argument, file, source: '', result: { ok: false, diagnostics: [fault] } });
    return code;
  }
}

async function planInput(argument: string, file: string, call: Call): Promise<ExitCode> {
  const { deliver, options, io } = call;
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    await deliver({ ...call, argument, file, source: '', result: { ok: false, diagnostics: [input.problem] } });
    return EXIT.usage;
  }
  const lockPath = call.lockFile?.(argument);
  const lock = lockPath === undefined ? undefined : await readLockFile(lockPath, io);
  if (lock !== undefined && !lock.ok) {
    reportUnread(lock.problem, lockPath ?? '', io);
    await deliver({ ...call, argument, file, source: '', result: { ok: false, diagnostics: [lock.problem] } });
    return EXIT.usage;
  }
  const planner = (xml: string): PlanResult => planDomain(xml, options);
  const result = lock === undefined ? answer(input.value, call) : planLocked(input.value, lock.value, planner);
  reportDiagnostics(result.diagnostics, { file, source: input.value }, call);
  const isOpen = options.profile === undefined && call.portable === undefined && call.quiet === false;
  if (isOpen && result.ok) sayProfile(input.value, result.plan, call);
  return deliver({ ...call, argument, file, source: input.value, result });
}
