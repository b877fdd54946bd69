import {
  type CheckOptions,
  type CheckPlanner,
  checkDomain,
  type Diagnostic,
  fixDomain,
  type PlanOptions,
  planDomain,
  type RuleSettings,
  visible,
} from '@rootport/core';
import type { Severity } from '../../config/config.ts';
import { type ConfigFinder, type ConfigProblem, givenConfig, nearestConfig } from '../../config/find-config.ts';
import { parseRules } from '../../config/rules.ts';
import { EXIT, type ExitCode, worse } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { readOptionsAndProfile, refuseCall } from '../../planning/planned-document.ts';
import { writeDocument } from '../../planning/write-document.ts';
import { type CheckedFile, checkedFile, fails, type Reporter, unreadFile } from '../../reports/checked-file.ts';
import { reportCrash } from '../../reports/crash.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { githubReporter } from '../../reports/github-report.ts';
import { CHECK_FORMAT_VERSION, jsonReporter } from '../../reports/json-report.ts';
import { junitReporter } from '../../reports/junit-report.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { sarifReporter } from '../../reports/sarif-report.ts';
import { summary, textReporter } from '../../reports/text-report.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { packageVersion } from '../../version.ts';

export interface CheckFlags extends PlannerFlags {
  readonly output?: 'text' | 'json' | 'sarif' | 'github' | 'junit';
  readonly rules?: readonly string[];
  /** A configuration file; false: none at all. */
  readonly config?: string | false;
  readonly severity?: Severity;
  readonly fix?: boolean;
  readonly unsafe?: boolean;
  readonly profile?: string;
  readonly quiet?: boolean;
}

/** What is the same for all documents of one call. */
interface Call {
  readonly flags: CheckFlags;
  readonly options: PlanOptions;
  readonly rules: RuleSettings;
  readonly configOf: ConfigFinder;
  /** The configurations of which was said what is wrong with them. */
  readonly reported: Set<ConfigProblem>;
  readonly io: Io;
}

/** `rootport check`: looks at each document on its own; the exit code is that of the worst. */
export async function checkCommand(files: readonly string[], flags: CheckFlags, io: Io): Promise<ExitCode> {
  const named = files.length === 0 && !io.stdin.isTTY ? ['-'] : files;
  const prepared = await prepare(named, flags, io);
  if (!prepared.ok) return refuseCall(prepared.problem, flags.output === 'json', CHECK_FORMAT_VERSION, io);
  const reporter = reporterOf(flags, io);
  const all: CheckedFile[] = [];
  let code: ExitCode = EXIT.fine;
  for (const argument of named) {
    const [checked, answer] = await checkOne(argument, prepared.value);
    all.push(checked);
    code = worse(code, answer);
    if (reporter.each !== undefined) io.stdout.write(reporter.each(checked));
  }
  if (reporter.end !== undefined) io.stdout.write(reporter.end(all));
  if (isText(flags) && flags.quiet !== true) io.stderr.write(`${summary(all, flags.unsafe === true)}\n`);
  return code;
}

const isText = ({ output }: CheckFlags): boolean => output === undefined || output === 'text';

function reporterOf(flags: CheckFlags, io: Io): Reporter {
  switch (flags.output) {
    case 'json':
      return jsonReporter;
    case 'sarif':
      return sarifReporter(packageVersion());
    case 'github':
      return githubReporter;
    case 'junit':
      return junitReporter;
    default:
      return textReporter(io, flags.quiet === true);
  }
}

async function prepare(named: readonly string[], flags: CheckFlags, io: Io): Promise<Outcome<Call, Diagnostic>> {
  const objection = objectionTo(named, flags);
  if (objection !== undefined) return failure(wrongCall(objection, 'check'));
  const rules = parseRules(flags.rules ?? []);
  if (!rules.ok) return rules;
  const options = await readOptionsAndProfile(flags, flags.profile, io);
  if (!options.ok) return options;
  return success({
    flags,
    options: options.value,
    rules: rules.value,
    configOf: configFinder(flags, io),
    reported: new Set(),
    io,
  });
}

function objectionTo(named: readonly string[], { fix, unsafe }: CheckFlags): string | undefined {
  if (named.length === 0) return 'no FILE, and nothing is piped in';
  if (named.filter((argument) => argument === '-').length > 1) return 'standard input can be read only once';
  if (unsafe === true && fix !== true) return '--unsafe goes with --fix';
  return fix === true && named.includes('-') ? '--fix needs a FILE; standard input has none' : undefined;
}

function configFinder({ config }: CheckFlags, io: Io): ConfigFinder {
  if (config === false) return () => Promise.resolve(success({}));
  return config === undefined ? nearestConfig(io) : givenConfig(config, io);
}

/** One document from its name to its exit code; a fault of ours in one does not keep the others from being checked. */
async function checkOne(argument: string, call: Call): Promise<readonly [CheckedFile, ExitCode]> {
  const file = displayName(argument);
  try {
    return await checkInput(argument, file, call);
  } catch (error) {
    const { fault, code } = reportCrash(error, call.io, file);
    return [unreadFile(file, [fault]), code];
  }
}

async function checkInput(argument: string, file: string, call: Call): Promise<readonly [CheckedFile, ExitCode]> {
  const { io } = call;
  const config = await call.configOf(argument);
  if (!config.ok) return [unreadFile(file, reportConfig(config.problem, call)), EXIT.usage];
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    return [unreadFile(file, [input.problem]), EXIT.usage];
  }
  const { profile, qemu, severity = 'warning', rules } = config.value;
  const options: PlanOptions = {
    ...(profile === undefined ? {} : { profile }),
    ...(qemu === undefined ? {} : { qemu }),
    ...call.options,
  };
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

/** Says once what is wrong with a configuration. */
function reportConfig(problem: ConfigProblem, { reported, io }: Call): readonly Diagnostic[] {
  const { problems, file } = problem;
  if (!reported.has(problem)) {
    for (const one of problems) {
      if (one.span === undefined) reportUnread(one, file, io);
      else reportDiagnostics([one], problem, { io, quiet: false });
    }
  }
  reported.add(problem);
  return problems;
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
