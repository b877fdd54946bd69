import {
  type CheckOptions,
  type CheckPlanner,
  checkDomain,
  type Diagnostic,
  fixDomain,
  planDomain,
  type RuleSettings,
  visible,
} from '@rootport/core';
import type { Severity } from '../../config/config.ts';
import { type FileFaults, reportFileFaults } from '../../config/file-faults.ts';
import { parseRules } from '../../config/rules.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { callFault, type PlannerFlags } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import { openSettings, type SettingsFinder } from '../../planning/settings.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { type CheckedFile, checkedFile, fails, type Reporter, unreadFile } from '../../reports/checked-file.ts';
import { reportCrash } from '../../reports/crash.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { githubReporter } from '../../reports/github-report.ts';
import { CHECK_FORMAT_VERSION, jsonReporter } from '../../reports/json-report.ts';
import { junitReporter } from '../../reports/junit-report.ts';
import { sarifReporter } from '../../reports/sarif-report.ts';
import { summary, textReporter } from '../../reports/text-report.ts';
import { chooseDocuments, type Documents, type FoundDocument } from '../../sources/choose-documents.ts';
import { eachDocument } from '../../sources/each-document.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { ownField } from '../../system/own-files.ts';

export interface CheckFlags extends PlannerFlags {
  readonly output?: 'text' | 'json' | 'sarif' | 'github' | 'junit';
  readonly rules?: readonly string[];
  readonly severity?: Severity;
  readonly fix?: boolean;
  readonly unsafe?: boolean;
  readonly filesFrom?: string;
}

/** What is the same for all documents of one call. */
interface Call {
  readonly flags: CheckFlags;
  readonly settings: SettingsFinder;
  readonly rules: RuleSettings;
  /** The files of settings of which was said what is wrong with them. */
  readonly reported: Set<FileFaults>;
  readonly io: Io;
}

/** `rootport check`: looks at each document on its own; the exit code is that of the worst. */
export async function checkCommand(files: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  const prepared = await prepare(files, flags, io);
  if (!prepared.ok) {
    const call = { isJson: flags.output === 'json', formatVersion: CHECK_FORMAT_VERSION };
    return refuseFaults(prepared.problem, call, io);
  }
  const { documents, call } = prepared.value;
  const reporter = reporterOf(flags, io);
  const all: CheckedFile[] = [];
  const quiet = flags.quiet === true;
  const code = await eachDocument(documents, { io, quiet }, async (document) => {
    const [checked, answer] = await checkOne(document, { ...call, io: document.io });
    // The texts of a whole fleet need not be kept for a summary.
    all.push(reporter.end === undefined ? { ...checked, source: '' } : checked);
    if (reporter.each !== undefined) io.stdout.write(reporter.each(checked));
    return answer;
  });
  if (reporter.end !== undefined) io.stdout.write(reporter.end(all));
  if (isText(flags) && !quiet) io.stderr.write(`${summary(all, flags.unsafe === true)}\n`);
  return code;
}

const isText = ({ output }: CheckFlags): boolean => output === undefined || output === 'text';

function reporterOf(flags: CheckFlags, io: Io): Reporter {
  switch (flags.output) {
    case 'json':
      return jsonReporter;
    case 'sarif':
      return sarifReporter(ownField('version'), ownField('homepage'));
    case 'github':
      return githubReporter;
    case 'junit':
      return junitReporter;
    default:
      return textReporter(io, flags.quiet === true);
  }
}

async function prepare(
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
): Promise<Outcome<{ readonly documents: Documents; readonly call: Call }, FileFaults>> {
  const rules = parseRules(flags.rules ?? []);
  if (!rules.ok) return failure(callFault(rules.problem));
  const settings = await openSettings(flags, io);
  if (!settings.ok) return settings;
  const choice = { command: 'check', settings: settings.value, mayIgnore: true, quiet: flags.quiet === true };
  const documents = await chooseDocuments(files, { ...choice, filesFrom: flags.filesFrom }, io);
  if (!documents.ok) return documents;
  const objection = objectionTo(documents.value, flags);
  if (objection !== undefined) return failure(callFault(wrongCall(objection, 'check')));
  const call = { flags, settings: settings.value, rules: rules.value, reported: new Set<FileFaults>() };
  return success({ documents: documents.value, call: { ...call, io } });
}

function objectionTo({ unwritable }: Documents, { fix, unsafe }: CheckFlags): string | undefined {
  if (unsafe === true && fix !== true) return '--unsafe goes with --fix';
  return fix === true && unwritable !== undefined ? `--fix needs a FILE; ${unwritable} has none` : undefined;
}

/** One document from its name to its exit code; a fault of ours in one does not keep the others from being checked. */
async function checkOne(document: FoundDocument, call: Call): Promise<readonly [CheckedFile, ExitCode]> {
  const file = displayName(document.argument);
  try {
    return await checkInput(document, file, call);
  } catch (error) {
    const { fault, code } = reportCrash(error, call.io, file);
    return [unreadFile(file, [fault]), code];
  }
}

async function checkInput(
  { argument, place }: FoundDocument,
  file: string,
  call: Call,
): Promise<readonly [CheckedFile, ExitCode]> {
  const { io } = call;
  const settings = await call.settings(place);
  if (!settings.ok) return [unreadFile(file, reportOnce(settings.problem, call)), EXIT.usage];
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    return [unreadFile(file, [input.problem]), EXIT.usage];
  }
  const { options, config } = settings.value;
  const { severity = 'warning', rules } = config?.config ?? {};
  const planner: CheckPlanner = (xml, other) =>
    planDomain(xml, other === undefined ? options : { ...options, profile: other });
  const check: CheckOptions = { ...options, rules: { ...rules, ...call.rules } };
  const from = call.flags.severity ?? severity;
  const fixed = call.flags.fix === true ? await fixFile(argument, input.value, planner, check, call) : undefined;
  if (fixed !== undefined && !fixed.ok) return [unreadFile(file, [fixed.problem]), EXIT.usage];
  const checked =
    fixed === undefined
      ? checkedFile(file, input.value, checkDomain(input.value, planner, check), from)
      : checkedFile(file, fixed.value.xml, fixed.value.result, from, fixed.value.applied);
  return [checked, checked.diagnostics.some((one) => fails(one, from)) ? EXIT.findings : EXIT.fine];
}

/** Says once what is wrong with a file of settings. */
function reportOnce(faults: FileFaults, { reported, io }: Call): readonly Diagnostic[] {
  if (!reported.has(faults)) reportFileFaults(faults, io);
  reported.add(faults);
  return faults.diagnostics;
}

async function fixFile(
  argument: string,
  xml: string,
  planner: CheckPlanner,
  check: CheckOptions,
  { flags, io }: Call,
): Promise<Outcome<ReturnType<typeof fixDomain>, Diagnostic>> {
  const fixed = fixDomain(xml, planner, { ...check, unsafe: flags.unsafe === true });
  const written = await writeDocument(argument, { text: fixed.xml, before: xml }, { io, quiet: flags.quiet === true });
  if (!written.ok) return written;
  if (!isText(flags)) {
    for (const { code, line, title } of fixed.applied)
      io.stderr.write(`${visible(`${argument}:${line}: fixed: ${title} [${code}]`)}\n`);
  }
  return success(fixed);
}
