import { type Diagnostic, type FailedSearch, type Plan, type PlanOptions, planDomain } from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { diagnosticsJson } from '../reports/diagnostic-json.ts';
import { reportFault, reportUnread } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import { displayName, readInput } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { jsonText } from '../terminal/json-text.ts';
import { type PlannerFlags, readPlanOptions } from './plan-options.ts';

export interface PlannedDocument {
  /** As shown in messages. */
  readonly file: string;
  readonly source: string;
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
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
    const { failedSearches = [] } = result;
    return failure({ code: EXIT.findings, file, source, diagnostics: result.diagnostics, failedSearches });
  }
  return success({ file, source, plan: result.plan, diagnostics: result.diagnostics });
}

/** The planner's options with the profile in them; what is to be said about the options is reported. */
export async function readOptionsAndProfile(
  flags: PlannerFlags & { readonly quiet?: boolean },
  name: string | undefined,
  io: Io,
): Promise<Outcome<PlanOptions, Diagnostic>> {
  const asked = await readPlanOptions(flags, io, name);
  if (!asked.ok) return asked;
  reportDiagnostics(asked.value.notes, { file: 'rootport', source: '' }, { io, quiet: flags.quiet === true });
  return success(asked.value.options);
}

/** Answers a call that cannot be carried out; programs that read JSON get the reason where they look. */
export function refuseCall(fault: Diagnostic, isJson: boolean, formatVersion: string, io: Io): ExitCode {
  reportFault(fault, io);
  if (isJson) printJson({ formatVersion, ok: false, diagnostics: diagnosticsJson([fault], '') }, io);
  return EXIT.usage;
}

/** One JSON object: indented for a person, one line for a program. */
export function printJson(value: object, io: Io): void {
  io.stdout.write(`${jsonText(value, io.stdout.isTTY ? 2 : undefined)}\n`);
}
