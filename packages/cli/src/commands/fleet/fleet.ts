import { availableParallelism } from 'node:os';
import { CHANGE_SEVERITIES, type ChangeSeverity, type PlanOptions } from '@rootport/core';
import type { FileFaults } from '../../config/file-faults.ts';
import { EXIT, type ExitCode, worse } from '../../exit-codes.ts';
import { MergeProblem, UnreadResults } from '../../fleet/merge.ts';
import { openPool } from '../../fleet/pool.ts';
import type { Question } from '../../fleet/question.ts';
import { beginResults, leftOver, stoppedAnswers } from '../../fleet/result-files.ts';
import { FLEET_FORMAT_VERSION, type Head, type Line, lineText, type Shard, WHOLE } from '../../fleet/results.ts';
import { runQuestion } from '../../fleet/run.ts';
import { createSummary, type Summary } from '../../fleet/summary.ts';
import { type Outcome, success } from '../../outcome.ts';
import { callFault, type PlannerFlags } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import { openSettings, type SettingsFinder } from '../../planning/settings.ts';
import { unreadable, unwritable, wrongCall, wrongResults } from '../../reports/faults.ts';
import { chooseDocuments, type Documents } from '../../sources/choose-documents.ts';
import { openProgress } from '../../sources/progress.ts';
import type { Io } from '../../system/io.ts';
import { systemProblem } from '../../system/node-io.ts';
import { ownField } from '../../system/own-files.ts';
import { candidatesOf } from './candidates.ts';
import { printSummary } from './print-summary.ts';

/** What all fleet commands have. */
export interface ReportFlags {
  readonly output?: 'text' | 'ndjson' | 'json' | 'sarif' | 'html';
  readonly failOn?: ChangeSeverity;
  /** A file for the answers. */
  readonly results?: string;
}

export interface RunFlags extends ReportFlags, PlannerFlags {
  readonly jobs?: number;
  readonly shard?: AskedShard;
  readonly resume?: boolean;
  readonly filesFrom?: string;
}

/** A shard as the call has it; without an index, that of the environment (I-JOB). */
export interface AskedShard {
  readonly index: number | undefined;
  readonly of: number;
}

export type Call = { readonly command: string; readonly isJson: boolean; readonly formatVersion: string };

export const callOf = (command: string, { output }: ReportFlags): Call => {
  return { command, isJson: output === 'json', formatVersion: FLEET_FORMAT_VERSION };
};

/** Asks a question of every document; `ask` makes it of the options that are in force. */
export async function runFleet(
  command: string,
  files: readonly string[],
  flags: RunFlags,
  ask: (options: PlanOptions) => Outcome<Question, FileFaults>,
  io: Io,
): Promise<ExitCode> {
  const call = callOf(command, flags);
  if (flags.resume === true && flags.results === undefined) {
    return refuseFaults(callFault(wrongCall('--resume goes with --results FILE', command)), call, io);
  }
  if (flags.shard !== undefined && files.length === 0 && flags.filesFrom === undefined) {
    return refuseFaults(callFault(wrongCall('--shard needs a FILE, a folder or --files-from', command)), call, io);
  }
  const prepared = await prepare(flags, ask, io);
  if (!prepared.ok) return refuseFaults(prepared.problem, call, io);
  const { question, settings } = prepared.value;
  const shard = shardOf(flags.shard, io);
  if (shard === undefined) {
    const problem = '--shard auto/N needs JOB_COMPLETION_INDEX, a number below N';
    return refuseFaults(callFault(wrongCall(problem, command)), call, io);
  }
  const head: Head = { ...headOf(question), shard };
  return tellSystemProblems(call, flags, io, () => answerAll(files, { head, settings, call, flags }, io));
}

/** The first line of results, but for the part that they are of. */
export const headOf = (question: Question): Omit<Head, 'shard'> => {
  return { formatVersion: FLEET_FORMAT_VERSION, rootport: ownField('version'), question };
};

function shardOf(asked: AskedShard | undefined, io: Io): Shard | undefined {
  if (asked === undefined) return WHOLE;
  const { index = Number(io.env['JOB_COMPLETION_INDEX'] ?? Number.NaN), of } = asked;
  return Number.isInteger(index) && index >= 0 && index < of ? { index, of } : undefined;
}

/** The question that a call asks, and the settings in force. */
export async function prepare(
  flags: PlannerFlags,
  ask: (options: PlanOptions) => Outcome<Question, FileFaults>,
  io: Io,
): Promise<Outcome<{ readonly question: Question; readonly settings: SettingsFinder }, FileFaults>> {
  const settings = await openSettings(flags, io);
  if (!settings.ok) return settings;
  const common = await settings.value('-');
  if (!common.ok) return common;
  const question = ask(common.value.options);
  return question.ok ? success({ question: question.value, settings: settings.value }) : question;
}

interface Run {
  readonly head: Head;
  readonly settings: SettingsFinder;
  readonly call: Call;
  readonly flags: RunFlags;
}

async function answerAll(files: readonly string[], run: Run, io: Io): Promise<ExitCode> {
  const { head, settings, call, flags } = run;
  const { index, of } = head.shard;
  const left = flags.results !== undefined && flags.resume === true ? await leftOver(flags.results, io) : [];
  const before = await stoppedAnswers(left, head, io);
  const last = before.at(-1)?.n ?? -1;
  const choice = {
    ...{ command: call.command, settings, mayIgnore: true, quiet: flags.quiet === true, filesFrom: flags.filesFrom },
    isSorted: true,
    isWanted: (position: number) => position > last && position % of === index,
  };
  const chosen = await chooseDocuments(files, choice, io);
  if (!chosen.ok) return refuseFaults(chosen.problem, call, io);
  const code = await deliver(linesOf(chosen.value, before, run, io), flags, io);
  for (const path of left) await io.files.remove(path);
  return code;
}

/** Head, answers and end, in order. */
async function* linesOf(
  documents: Documents,
  before: readonly Extract<Line, { state: unknown }>[],
  { head, flags }: Run,
  io: Io,
): AsyncIterable<Line> {
  const { index, of } = head.shard;
  yield head;
  const summary = createSummary();
  for (const answer of before) {
    summary.add(answer);
    yield answer;
  }
  let count = before.length;
  const total = documents.total === undefined ? undefined : Math.ceil(documents.total / of) - count;
  const progress = openProgress(total, io);
  const pool = await openPool(jobsOf(flags, documents));
  try {
    for await (const answer of runQuestion(head.question, candidatesOf(documents.all), pool, summary)) {
      yield answer;
      count += 1;
      progress.step();
    }
  } finally {
    progress.end();
    await pool.close();
  }
  const { found } = documents.tally;
  // Of every `of` documents one is ours.
  const own = Math.max(0, Math.ceil((found - index) / of));
  yield { end: true, found, skipped: own - count };
}

/** Starting threads takes longer than so many documents. */
const FEW = 200;

function jobsOf({ jobs, shard }: RunFlags, { total }: Documents): number {
  if (jobs !== undefined) return jobs;
  const own = total === undefined ? FEW : total / (shard?.of ?? 1);
  return own > FEW ? availableParallelism() : 1;
}

/** What cannot be read, written or merged is told in one line. */
export async function tellSystemProblems(
  call: Call,
  flags: ReportFlags,
  io: Io,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MergeProblem) {
      return refuseFaults(callFault(wrongResults(error.message)), call, io);
    }
    if (error instanceof UnreadResults) {
      return refuseFaults(callFault(unreadable(error.file, { kind: 'system', reason: error.message })), call, io);
    }
    const reason = await systemProblem(error);
    if (reason === undefined) throw error;
    return refuseFaults(callFault(unwritable(flags.results ?? 'the results', reason)), call, io);
  }
}

/** Writes lines to where they are asked for, and tells what they come to. */
export async function deliver(lines: AsyncIterable<Line>, flags: ReportFlags, io: Io): Promise<ExitCode> {
  const summary = createSummary();
  const file = flags.results === undefined ? undefined : await beginResults(flags.results, io);
  for await (const line of lines) {
    summary.add(line);
    await file?.write(line);
    if (flags.output === 'ndjson') io.stdout.write(lineText(line));
  }
  await file?.finish();
  const result = summary.end();
  if (flags.output !== 'ndjson') printSummary(result, flags.output ?? 'text', io);
  return worse(gate(result, flags.failOn), isShard(result) || result.states.unread === 0 ? EXIT.fine : EXIT.usage);
}

/** A shard has done its work when its answers are written, whatever they are (I-JOB). */
const isShard = ({ head }: Summary): boolean => head !== undefined && head.shard.of > 1;

/** 1 where something is as bad as --fail-on says. */
function gate({ severities }: Summary, failOn: ChangeSeverity | undefined): ExitCode {
  if (failOn === undefined) return EXIT.fine;
  const bad = CHANGE_SEVERITIES.slice(CHANGE_SEVERITIES.indexOf(failOn));
  return bad.some((severity) => severities[severity] > 0) ? EXIT.findings : EXIT.fine;
}
