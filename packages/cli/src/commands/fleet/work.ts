import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createDiagnostic } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { type Announcement, batchFile, batchGalleries, batchHead } from '../../fleet/batches.ts';
import { openPool, type Pool } from '../../fleet/pool.ts';
import { beginResults } from '../../fleet/result-files.ts';
import { runQuestion } from '../../fleet/run.ts';
import { callFault } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import { unwritable } from '../../reports/faults.ts';
import { openProgress } from '../../sources/progress.ts';
import { readReferences } from '../../sources/references.ts';
import type { Io } from '../../system/io.ts';
import type { JobCounts, JobQueue } from '../../system/queue.ts';
import { candidatesOf } from './candidates.ts';
import { callOf, headOf } from './fleet.ts';
import { type NumberedBatch, openRun, type QueueFlags, wrongRun } from './queue-run.ts';

export interface WorkFlags extends QueueFlags {
  /** A folder. */
  readonly results: string;
  readonly jobs?: number;
  /** Seconds. */
  readonly lock?: number;
}

const LOCK_SECONDS = 30;

/** `rootport fleet work`: answers batches of a run until all are answered, by this worker or by others. */
export async function workCommand(flags: WorkFlags, io: Io): Promise<ExitCode> {
  const call = callOf('fleet work', {});
  if ((await io.files.kind(flags.results)) !== 'folder') {
    return refuseFaults(callFault(unwritable(flags.results, 'there is no such folder')), call, io);
  }
  const opened = await openRun(flags, io);
  if (!opened.ok) return refuseFaults(callFault(opened.problem), call, io);
  const { queue, name } = opened.value;
  try {
    const text = await queue.announced();
    const announcement: Announcement | undefined = text === undefined ? undefined : JSON.parse(text);
    const problem = announcement === undefined ? 'was not submitted' : otherVersion(announcement);
    if (announcement === undefined || problem !== undefined) {
      return refuseFaults(callFault(wrongRun(name, problem ?? '')), call, io);
    }
    return await work({ queue, name, announcement }, flags, io);
  } finally {
    await queue.close();
  }
}

/** The answers of several versions of rootport make no whole. */
function otherVersion({ head }: Announcement): string | undefined {
  const { formatVersion, rootport } = headOf(head.question);
  if (head.formatVersion === formatVersion && head.rootport === rootport) return undefined;
  return `was submitted by rootport ${head.rootport}, and this is ${rootport}`;
}

interface Run {
  readonly queue: JobQueue<NumberedBatch>;
  readonly name: string;
  readonly announcement: Announcement;
}

async function work({ queue, name, announcement }: Run, flags: WorkFlags, io: Io): Promise<ExitCode> {
  const jobs = flags.jobs ?? availableParallelism();
  const pool = await openPool(jobs, { isBusy: true });
  const galleries = batchGalleries();
  let answered = 0;
  const worker = queue.work({ concurrency: jobs, lockSeconds: flags.lock ?? LOCK_SECONDS }, async (batch) => {
    const path = join(flags.results, batchFile(name, batch.index, announcement.of));
    // Somebody answered it and died before saying so.
    if (await io.files.exists(path)) return;
    const gallery = galleries.open();
    await answerBatch(batch, { announcement, pool, path, gallery }, io);
    gallery.written();
    answered += 1;
  });
  const isInterrupted = io.interrupted().then((): undefined => undefined);
  const progress = openProgress(announcement.of, io);
  let counts: JobCounts = { waiting: announcement.of, active: 0, done: 0, failed: 0 };
  let told = 0;
  try {
    const watched = queue.watch()[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([watched.next(), isInterrupted]);
      if (next === undefined || next.done === true) break;
      counts = next.value;
      for (; told < counts.done; told += 1) progress.step();
    }
  } finally {
    progress.end();
    await worker.close();
    await pool.close();
  }
  io.stdout.write(`${name}: ${counts.done} of ${announcement.of} batches are answered, ${answered} of them here\n`);
  if (counts.done >= announcement.of) return EXIT.fine;
  const problem = counts.waiting + counts.active > 0 ? 'this worker was stopped' : await whyNot(queue, counts);
  const fault = createDiagnostic('RP5548', { values: { left: announcement.of - counts.done, problem } });
  return refuseFaults(callFault(fault), callOf('fleet work', {}), io);
}

async function whyNot(queue: Run['queue'], { failed }: JobCounts): Promise<string> {
  return failed === 0 ? 'Redis has lost them' : (await queue.failures()).join('; ');
}

/** Answers the documents of a batch into its file, which is there whole or not at all. */
async function answerBatch(
  batch: NumberedBatch,
  {
    announcement,
    pool,
    path,
    gallery,
  }: {
    readonly announcement: Announcement;
    readonly pool: Pool;
    readonly path: string;
    readonly gallery: Parameters<typeof runQuestion>[3];
  },
  io: Io,
): Promise<void> {
  const { question, node } = announcement.head;
  const file = await beginResults(path, io);
  await file.write(batchHead(announcement, batch.index));
  let count = 0;
  for await (const answer of runQuestion(question, candidatesOf(readReferences(batch, io), node), pool, gallery)) {
    await file.write(answer);
    count += 1;
  }
  await file.write({ end: true, found: announcement.found, skipped: batch.to - batch.from - count });
  await file.finish();
}
