import { createDiagnostic } from '@rootport/core';
import type { ExitCode } from '../../exit-codes.ts';
import { mergeResults, type Part, UnreadResults } from '../../fleet/merge.ts';
import { readResults } from '../../fleet/result-files.ts';
import type { Line } from '../../fleet/results.ts';
import { callFault } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import type { Io } from '../../system/io.ts';
import { systemProblem } from '../../system/node-io.ts';
import { callOf, deliver, type ReportFlags, tellSystemProblems } from './fleet.ts';
import { openRun, type QueueFlags } from './queue-run.ts';

export interface MergeFlags extends ReportFlags, Partial<QueueFlags> {}

/** `rootport fleet merge`: the results of shards or batches as those of one run. */
export async function mergeFleet(files: readonly string[], flags: MergeFlags, io: Io): Promise<ExitCode> {
  const call = callOf('fleet merge', flags);
  const parts: Part[] = [];
  for (const name of files) {
    const found = await partsOf(name, io);
    if (found.length === 0) {
      const nothing = createDiagnostic('RP5541', { values: { argument: name } });
      return refuseFaults(callFault(nothing), call, io);
    }
    for (const part of found) parts.push(part);
  }
  const nodes = new Set<string | undefined>();
  let isMerged = false;
  const code = await tellSystemProblems(call, flags, io, async () => {
    const told = await deliver(mergeResults(parts, nodes), flags, io);
    isMerged = true;
    return told;
  });
  if (!isMerged || flags.redis === undefined || flags.run === undefined) return code;
  // Its jobs were kept so that submitting them again did nothing (I-Q-ID).
  for (const node of nodes) {
    const { redis, run } = flags;
    const opened = await openRun({ redis, run, ...(node === undefined ? {} : { node }) }, io);
    if (!opened.ok) return refuseFaults(callFault(opened.problem), call, io);
    await opened.value.queue.forget();
    await opened.value.queue.close();
  }
  return code;
}

/** A file of results, or those of a folder. */
async function partsOf(name: string, io: Io): Promise<readonly Part[]> {
  if (name === '-') return [await standardInput(io)];
  if ((await io.files.kind(name)) !== 'folder') return [fileOf(name, io)];
  const paths = await io.files.list(name);
  return paths
    .filter((path) => path.endsWith('.ndjson'))
    .map((path) => fileOf(`${name.replace(/\/+$/, '')}/${path}`, io));
}

const fileOf = (name: string, io: Io): Part => ({ name, lines: () => linesOf(name, io) });

/** Throws {@link UnreadResults} for what the system refuses, since writing elsewhere may fail at the same time. */
async function* linesOf(name: string, io: Io): AsyncIterable<Line> {
  try {
    yield* readResults(name, io);
  } catch (error) {
    const reason = await systemProblem(error);
    throw reason === undefined ? error : new UnreadResults(name, reason);
  }
}

/** It can be read once, and parts are read from the beginning more than once. */
async function standardInput(io: Io): Promise<Part> {
  const kept: Line[] = [];
  for await (const line of readResults('-', io)) kept.push(line);
  return {
    name: '<stdin>',
    async *lines() {
      yield* kept;
    },
  };
}
