import {
  changedInterfaceNames,
  compareProfiles,
  DEFAULT_PROFILE,
  type Diagnostic,
  type ForgottenChoices,
  forgetChoices,
  PLAN_FORMAT_VERSION,
  type PlanOptions,
  type ProfileComparison,
  type ProfileName,
  type ProfilePlanner,
  planDomain,
} from '@rootport/core';
import { type FileFaults, reportFileFaults } from '../../config/file-faults.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import { callFault, findProfile, type PlannerFlags, readPlanOptions } from '../../planning/plan-options.ts';
import { settingsFor } from '../../planning/settings.ts';
import { diagnosticsJson } from '../../reports/diagnostic-json.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { jsonText } from '../../terminal/json-text.ts';
import { comparisonText } from './comparison-text.ts';

export interface ProfilesDiffFlags extends PlannerFlags {
  readonly output?: 'text' | 'json';
  readonly all?: boolean;
  readonly regenerate?: boolean;
}

interface Call {
  readonly profiles: readonly ProfileName[];
  readonly argument: string;
  readonly options: PlanOptions;
  readonly notes: readonly Diagnostic[];
}

/** `rootport profiles diff`: one document under several profiles; 0 when they agree, 1 when not or when one refuses. */
export async function profilesDiffCommand(
  args: readonly string[],
  flags: ProfilesDiffFlags,
  io: Io,
): Promise<ExitCode> {
  const prepared = await prepare(args, flags, io);
  if (!prepared.ok) {
    reportFileFaults(prepared.problem, io);
    return EXIT.usage;
  }
  const { profiles, argument, options, notes } = prepared.value;
  const file = displayName(argument);
  reportDiagnostics(notes, { file: 'rootport', source: '' }, { io, quiet: flags.quiet === true });
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    return EXIT.usage;
  }
  const planner: ProfilePlanner = (xml, profile) => planDomain(xml, { ...options, profile });
  const [first = DEFAULT_PROFILE] = profiles;
  const forgotten = flags.regenerate === true ? forgetChoices(input.value, (xml) => planner(xml, first)) : undefined;
  if (forgotten?.ok === false) {
    reportDiagnostics(forgotten.diagnostics, { file, source: input.value }, { io, quiet: flags.quiet === true });
    return EXIT.findings;
  }
  const source = forgotten?.xml ?? input.value;
  const comparison = compareProfiles(source, profiles, planner);
  const document = { file, source };
  const text =
    flags.output === 'json' ? json(comparison, notes, document) : comparisonText(comparison, document, flags, io);
  const names = forgotten === undefined ? [] : nameLines(source, profiles, planner);
  if (forgotten !== undefined && flags.output !== 'json') io.stdout.write(forgottenText(forgotten, first));
  io.stdout.write(text);
  if (flags.output !== 'json') io.stdout.write(names.map((line) => `${line}\n`).join(''));
  return comparison.differs || comparison.profiles.some(({ ok }) => !ok) ? EXIT.findings : EXIT.fine;
}

function forgottenText({ addresses, elements, models }: ForgottenChoices & { ok: true }, profile: ProfileName): string {
  return `Forgotten, since ${profile} would choose the same again: ${addresses} addresses, ${models} models,\n${elements} elements.\n\n`;
}

/** Interfaces whose name in a Linux guest changes from the first profile to another one. */
function nameLines(source: string, profiles: readonly ProfileName[], planner: ProfilePlanner): readonly string[] {
  const [first, ...others] = profiles.map((profile) => ({ profile, answer: planner(source, profile) }));
  if (first?.answer.ok !== true) return [];
  const before = first.answer.plan;
  return others.flatMap(({ profile, answer }) =>
    answer.ok
      ? changedInterfaceNames(before, answer.plan).map(
          (name) =>
            `${profile}: ${name.label} is ${name.after ?? 'unnamed'} in the guest, not ${name.before ?? 'unnamed'}`,
        )
      : [],
  );
}

async function prepare(args: readonly string[], flags: ProfilesDiffFlags, io: Io): Promise<Outcome<Call, FileFaults>> {
  const { names, argument } = split(args);
  const profiles: ProfileName[] = [];
  for (const name of names) {
    const profile = findProfile(name);
    if (!profile.ok) return failure(callFault(profile.problem));
    profiles.push(profile.value);
  }
  const objection = objectionTo(profiles, argument, io);
  if (objection !== undefined) return failure(callFault(wrongCall(objection, 'profiles diff')));
  const asked = await readPlanOptions(flags, io);
  if (!asked.ok) return asked;
  const settings = await settingsFor(argument ?? '-', { ...flags, quiet: true }, io);
  if (!settings.ok) return settings;
  // A configuration's QEMU goes with its profile; here each has that of its time.
  const { profile, qemu, capabilities, ...options } = settings.value.options;
  return success({
    profiles,
    argument: argument ?? '-',
    options: { ...options, ...asked.value.options },
    notes: asked.value.notes,
  });
}

/** The last argument is the FILE, unless it is a profile: then the document is piped in. */
function split(args: readonly string[]): { readonly names: readonly string[]; readonly argument: string | undefined } {
  const last = args[args.length - 1];
  if (last === undefined || findProfile(last).ok) return { names: args, argument: undefined };
  return { names: args.slice(0, -1), argument: last };
}

function objectionTo(profiles: readonly ProfileName[], argument: string | undefined, io: Io): string | undefined {
  if (argument === undefined && io.stdin.isTTY) return 'no FILE, and nothing is piped in';
  if (profiles.length < 2) return 'comparing takes two profiles or more, and then the FILE';
  const twice = profiles.find((profile, position) => profiles.indexOf(profile) !== position);
  return twice === undefined ? undefined : `${twice} is given twice`;
}

function json(
  comparison: ProfileComparison,
  notes: readonly Diagnostic[],
  { file, source }: { readonly file: string; readonly source: string },
): string {
  const profiles = comparison.profiles.map(({ profile, ok, diagnostics }) => {
    return { profile, ok, diagnostics: diagnosticsJson([...notes, ...diagnostics], source) };
  });
  return `${jsonText({ formatVersion: PLAN_FORMAT_VERSION, file, ...comparison, profiles }, 2)}\n`;
}
