import {
  ALL_PROFILES,
  createDiagnostic,
  DEFAULT_PROFILE,
  type Diagnostic,
  documentPlanner,
  type OtherAnswer,
  otherAnswer,
  PLAN_FORMAT_VERSION,
  type Plan,
  type PlanOptions,
  type PlanResult,
  type ProfileName,
  patchXml,
  planDomain,
  planLocked,
  portableDocument,
  replacedNotes,
} from '@rootport/core';
import { type FileFaults, reportFileFaults } from '../../config/file-faults.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { defaultLockFile, readLockFile } from '../../planning/lock-input.ts';
import { callFault, findProfile, type PlannerFlags } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import { sayCure } from '../../planning/say-cure.ts';
import { openSettings, type SettingsFinder } from '../../planning/settings.ts';
import { reportCrash } from '../../reports/crash.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { chooseDocuments, type Documents, type FoundDocument } from '../../sources/choose-documents.ts';
import { eachDocument } from '../../sources/each-document.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { type Deliver, deliveries } from './deliveries.ts';

export interface PlanFlags extends PlannerFlags {
  readonly output?: 'xml' | 'canonical' | 'json' | 'tree';
  readonly inPlace?: boolean;
  readonly check?: boolean;
  /** `FROM` or `FROM..TO`. */
  readonly portable?: string;
  /** A lock file. */
  readonly locked?: string;
  /** Keep to the lock beside each file. */
  readonly lock?: boolean;
  readonly filesFrom?: string;
}

/** What is the same for all documents of one call. */
interface Call {
  readonly settings: SettingsFinder;
  readonly deliver: Deliver;
  /** Where the lock of a document is that is to be kept. */
  readonly lockFile: ((argument: string) => string) | undefined;
  /** The oldest and the newest libvirt that are to take the answer. */
  readonly portable: readonly [from: ProfileName, to: ProfileName] | undefined;
  readonly several: boolean;
  readonly quiet: boolean;
  readonly io: Io;
  /** What was said of the libvirt that nobody has named: the same is not said of each document. */
  readonly said: Set<string>;
}

/** `rootport plan`: plans each document on its own; the exit code is that of the worst. */
export async function planCommand(files: readonly string[], flags: PlanFlags, io: Io): Promise<ExitCode> {
  const prepared = await prepare(files, flags, io);
  if (!prepared.ok) {
    return refuseFaults(prepared.problem, { isJson: flags.output === 'json', formatVersion: PLAN_FORMAT_VERSION }, io);
  }
  const { documents, call } = prepared.value;
  return eachDocument(documents, call, (document) => planOne(document, call));
}

async function prepare(
  files: readonly string[],
  flags: PlanFlags,
  io: Io,
): Promise<Outcome<{ readonly documents: Documents; readonly call: Call }, FileFaults>> {
  const quiet = flags.quiet === true;
  const delivery = deliveryOf(flags);
  const settings = await openSettings(flags, io);
  if (!settings.ok) return settings;
  const mayIgnore = delivery === 'in-place' || delivery === 'check';
  const choice = { command: 'plan', settings: settings.value, mayIgnore, quiet, filesFrom: flags.filesFrom };
  const documents = await chooseDocuments(files, choice, io);
  if (!documents.ok) return documents;
  const objection = objectionTo(documents.value, delivery) ?? lockObjection(documents.value, flags);
  if (objection !== undefined) return failure(callFault(wrongCall(objection, 'plan')));
  const portable = flags.portable === undefined ? success(undefined) : portableSpan(flags.portable);
  if (!portable.ok) return failure(callFault(portable.problem));
  return success({
    documents: documents.value,
    call: {
      settings: settings.value,
      deliver: deliveries[delivery],
      lockFile: lockFileOf(flags),
      portable: portable.value,
      several: documents.value.several,
      quiet,
      io,
      said: new Set(),
    },
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

function deliveryOf(flags: PlanFlags): keyof typeof deliveries {
  if (flags.check === true) return 'check';
  return flags.inPlace === true ? 'in-place' : (flags.output ?? 'xml');
}

function objectionTo({ several, unwritable }: Documents, delivery: keyof typeof deliveries): string | undefined {
  if (delivery === 'in-place' && unwritable !== undefined) return `--in-place needs a FILE; ${unwritable} has none`;
  if ((delivery === 'xml' || delivery === 'canonical') && several) {
    return 'several documents cannot be printed as one XML; use --in-place, --check, -o json or -o tree';
  }
  return undefined;
}

function lockObjection({ several, unwritable }: Documents, { locked, lock }: PlanFlags): string | undefined {
  if (locked !== undefined && several) return 'a lock is of one document; use --lock for the lock beside each';
  return lock === true && unwritable !== undefined
    ? `--lock needs a FILE; ${unwritable} has no lock beside it`
    : undefined;
}

/** The plan, or the one that all releases of --portable agree on. */
function answer(source: string, options: PlanOptions, { portable }: Call): PlanResult {
  if (portable === undefined) return planDomain(source, options);
  const [from, to] = portable;
  return portableDocument(source, from, to, (xml, profile) => planDomain(xml, { ...options, profile }));
}

/** A profile that many have. */
const EXAMPLE = 'debian-13';

/** RP7360: for which libvirt the answer is, when nobody has said, and since when it is this one. */
function sayProfile(source: string, options: PlanOptions, plan: Plan, file: string, call: Call): void {
  const planned = documentPlanner(source);
  const planner = (_: string, profile: ProfileName) => planned({ ...options, profile });
  const row = ALL_PROFILES.find(({ name }) => name === plan.profile);
  const other = otherAnswer(source, plan.profile, plan, planner);
  const same = other === undefined ? 'all releases of four years give the same places' : differenceText(other);
  const refused = other?.isAccepted === false ? undefined : refusedWhenWritten(options, plan);
  const difference = refused === undefined ? same : `${same}; ${refused}`;
  if (call.said.has(difference)) return;
  call.said.add(difference);
  const values = {
    release: row?.release ?? plan.profile,
    qemu: options.qemu ?? row?.defaultQemu ?? '',
    example: EXAMPLE,
    difference,
  };
  const subject = call.several && other !== undefined ? file : 'rootport';
  reportDiagnostics([createDiagnostic('RP7360', { values })], { file: subject, source: '' }, call);
}

/** What is said of a completed document that an older libvirt does not take, although it takes the user's. */
function refusedWhenWritten(options: PlanOptions, plan: Plan): string | undefined {
  const written = patchXml(plan);
  if (written === plan.domain.document.source) return undefined;
  const planned = documentPlanner(written);
  const planner = (_: string, profile: ProfileName): PlanResult => planned({ ...options, profile });
  const result = planner(written, plan.profile);
  const other = result.ok ? otherAnswer(written, plan.profile, result.plan, planner) : undefined;
  if (other === undefined || other.isAccepted) return undefined;
  return `before libvirt ${other.since} the completed document is refused, and --portable writes one that is taken`;
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
async function planOne({ argument, place, io }: FoundDocument, common: Call): Promise<ExitCode> {
  const file = displayName(argument);
  const call = { ...common, io };
  try {
    return await planInput(argument, place, call);
  } catch (error) {
    const { fault, code } = reportCrash(error, call.io, file);
    await call.deliver({ ...call, notes: [], argument, file, source: '', result: { ok: false, diagnostics: [fault] } });
    return code;
  }
}

async function planInput(argument: string, place: string, call: Call): Promise<ExitCode> {
  const { deliver, io } = call;
  const file = displayName(argument);
  const settings = await call.settings(place);
  const notes = settings.ok ? settings.value.notes : [];
  const refuse = async (diagnostics: readonly Diagnostic[]): Promise<ExitCode> => {
    await deliver({ ...call, notes, argument, file, source: '', result: { ok: false, diagnostics } });
    return EXIT.usage;
  };
  if (!settings.ok) {
    reportFileFaults(settings.problem, io);
    return refuse(settings.problem.diagnostics);
  }
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    return refuse([input.problem]);
  }
  const lockPath = call.lockFile?.(argument);
  const lock = lockPath === undefined ? undefined : await readLockFile(lockPath, io);
  if (lock !== undefined && !lock.ok) {
    reportFileFaults(lock.problem, io);
    return refuse(lock.problem.diagnostics);
  }
  const { options } = settings.value;
  const planner = (xml: string): PlanResult => planDomain(xml, options);
  const result = lock === undefined ? answer(input.value, options, call) : planLocked(input.value, lock.value, planner);
  reportDiagnostics(result.diagnostics, { file, source: input.value }, call);
  if (!result.ok && lock === undefined) sayCure(input.value, options, call);
  const isOpen = options.profile === undefined && call.portable === undefined && lock === undefined && !call.quiet;
  if (isOpen && result.ok) sayProfile(input.value, options, result.plan, file, call);
  // The places are in the text that was planned, which is another one with a lock or with --portable.
  if (result.ok && !call.quiet) {
    reportDiagnostics(replacedNotes(result.plan), { file, source: result.plan.domain.document.source }, call);
  }
  return deliver({ ...call, notes, argument, file, source: input.value, result });
}
