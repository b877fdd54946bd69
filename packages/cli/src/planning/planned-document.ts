import { type Diagnostic, type FailedSearch, type Plan, type PlanOptions, planDomain } from '@rootport/core';
import { type FileFaults, reportFileFaults } from '../config/file-faults.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { diagnosticsJson } from '../reports/diagnostic-json.ts';
import { reportUnread, wrongCall } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import { displayName, readInput } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { jsonText } from '../terminal/json-text.ts';
import { callFault, type PlannerFlags } from './plan-options.ts';
import { sayCure } from './say-cure.ts';
import { type SettingsFinder, settingsFor } from './settings.ts';

/** What a command with one document is called, and in what form it answers. */
export interface Call {
  readonly command: string;
  readonly isJson: boolean;
  readonly formatVersion: string;
  /** It writes into the file of its document. */
  readonly inPlace?: boolean;
  /** What is in force for the document, where it has been looked up; else it is by the flags. */
  readonly settings?: () => ReturnType<SettingsFinder>;
}

/** The document of a call as it was read, and what it is planned with. */
export interface OpenedDocument {
  /** The FILE argument; `-` for standard input. */
  readonly argument: string;
  /** As shown in messages. */
  readonly file: string;
  readonly source: string;
  readonly options: PlanOptions;
}

export interface PlannedDocument extends OpenedDocument {
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** The one document of a call. */
export interface PlannedCall extends PlannedDocument {
  /** It is planned for the libvirt of this machine, by option or configuration. */
  readonly isLocal: boolean;
}

/** What became of a document that there is no plan of; it has been reported. */
export interface Unplanned {
  readonly code: ExitCode;
  readonly file: string;
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What was tried for the devices that found no place. */
  readonly failedSearches: readonly FailedSearch[];
}

/**
 * Plans the one document of a call. A call or a document that is refused has been answered: on standard error, and as
 * JSON where that was asked for.
 */
export async function planCall(
  argument: string | undefined,
  flags: PlannerFlags,
  call: Call,
  io: Io,
  refuse: (unplanned: Unplanned) => ExitCode = (unplanned) => refuseDocument(unplanned, call, io),
): Promise<Outcome<PlannedCall, ExitCode>> {
  const opened = await openOptions(argument, flags, call, io);
  if (!opened.ok) return opened;
  const { isLocal, ...asked } = opened.value;
  const planned = await planDocument(asked.argument, asked.options, { io, quiet: flags.quiet === true });
  return planned.ok ? success({ ...planned.value, isLocal }) : failure(refuse(planned.problem));
}

/** Reads the one document of a call, for commands that plan it themselves. A call that is refused has been answered. */
export async function openCall(
  argument: string | undefined,
  flags: PlannerFlags,
  call: Call,
  io: Io,
): Promise<Outcome<OpenedDocument, ExitCode>> {
  const opened = await openOptions(argument, flags, call, io);
  if (!opened.ok) return opened;
  const file = displayName(opened.value.argument);
  const input = await readInput(opened.value.argument, io);
  if (input.ok) return success({ ...opened.value, file, source: input.value });
  reportUnread(input.problem, file, io);
  return failure(refuseDocument({ code: EXIT.usage, file, source: '', diagnostics: [input.problem] }, call, io));
}

async function openOptions(
  file: string | undefined,
  flags: PlannerFlags,
  call: Call,
  io: Io,
): Promise<Outcome<Pick<PlannedCall, 'argument' | 'options' | 'isLocal'>, ExitCode>> {
  const argument = file ?? (io.stdin.isTTY ? undefined : '-');
  const refuse = (problem: string) => failure(refuseCall(wrongCall(problem, call.command), call, io));
  if (argument === undefined) return refuse('no FILE, and nothing is piped in');
  if (call.inPlace === true && argument === '-') return refuse('--in-place needs a FILE; standard input has none');
  const settings = await (call.settings?.() ?? settingsFor(argument, flags, io));
  if (!settings.ok) return failure(refuseFaults(settings.problem, call, io));
  const { options, isLocal } = settings.value;
  return success({ argument, options, isLocal });
}

/** Reads one FILE argument and plans it; whatever there is to say about it goes to standard error. */
export async function planDocument(
  argument: string,
  options: PlanOptions,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
): Promise<Outcome<PlannedDocument, Unplanned>> {
  const file = displayName(argument);
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    return failure({ code: EXIT.usage, file, source: '', diagnostics: [input.problem], failedSearches: [] });
  }
  const source = input.value;
  const result = planDomain(source, options);
  reportDiagnostics(result.diagnostics, { file, source }, { io, quiet });
  if (!result.ok) {
    sayCure(source, options, { io, quiet });
    const { failedSearches = [] } = result;
    return failure({ code: EXIT.findings, file, source, diagnostics: result.diagnostics, failedSearches });
  }
  return success({ argument, options, file, source, plan: result.plan, diagnostics: result.diagnostics });
}

/** The answer about a document that cannot be planned, for programs; people were told. */
export function refuseDocument(
  { code, file, source, diagnostics }: Omit<Unplanned, 'failedSearches'>,
  { isJson, formatVersion }: Omit<Call, 'command'>,
  io: Io,
  more: object = {},
): ExitCode {
  const told = diagnosticsJson(diagnostics, source);
  if (isJson) printJson({ formatVersion, file, ok: false, ...more, diagnostics: told }, io);
  return code;
}

/** What every answer about a document begins with. */
interface Answered {
  readonly formatVersion: string;
  readonly ok: boolean;
}

/** The answer about a document that was planned, for programs: what was found of it and what there is to say. */
export function answerDocument(
  { file, source, diagnostics }: Omit<Unplanned, 'failedSearches' | 'code'>,
  { formatVersion, ok, ...result }: Readonly<Record<string, unknown>> & Answered,
  io: Io,
): void {
  printJson({ formatVersion, file, ok, ...result, diagnostics: diagnosticsJson(diagnostics, source) }, io);
}

/** Answers a call that cannot be carried out; programs that read JSON get the reason where they look. */
export function refuseCall(fault: Diagnostic, call: Omit<Call, 'command'>, io: Io): ExitCode {
  return refuseFaults(callFault(fault), call, io);
}

/** The same for what is wrong with a file that goes with the call. */
export function refuseFaults(faults: FileFaults, { isJson, formatVersion }: Omit<Call, 'command'>, io: Io): ExitCode {
  reportFileFaults(faults, io);
  const told = diagnosticsJson(faults.diagnostics, faults.source);
  if (isJson) printJson({ formatVersion, ok: false, diagnostics: told }, io);
  return EXIT.usage;
}

/** One JSON object: indented for a person, one line for a program. */
export function printJson(value: object, io: Io): void {
  io.stdout.write(`${jsonText(value, io.stdout.isTTY ? 2 : undefined)}\n`);
}
