import { createDiagnostic, type Diagnostic } from '@rootport/core';
import { failure, type Outcome, success } from '../../outcome.ts';
import type { Batch } from '../../sources/references.ts';
import type { Io } from '../../system/io.ts';
import type { JobQueue } from '../../system/queue.ts';

/** Which run, and where its queue is. */
export interface QueueFlags {
  readonly redis: string;
  readonly run: string;
  /** The documents are those of one node, and only its workers take them. */
  readonly node?: string;
}

/** A batch with its place among the batches. */
export type NumberedBatch = Batch & { readonly index: number };

/** The queue of a run, and the name that its results begin with; RP5546 where Redis cannot be reached. */
export async function openRun(
  { redis, run, node }: QueueFlags,
  io: Io,
): Promise<Outcome<{ readonly queue: JobQueue<NumberedBatch>; readonly name: string }, Diagnostic>> {
  const name = node === undefined ? run : `${run}@${node}`;
  const opened = await io.openQueue<NumberedBatch>({ url: redis, name });
  if (opened.ok) return success({ queue: opened.value, name });
  return failure(createDiagnostic('RP5546', { values: { url: withoutPassword(redis), problem: opened.problem } }));
}

/** A URL as messages show it. */
export const withoutPassword = (url: string): string => url.replace(/\/\/[^/]*@/, '//***@');

/** RP5547: a run that is not what the call takes it for. */
export const wrongRun = (run: string, problem: string): Diagnostic =>
  createDiagnostic('RP5547', { values: { run, problem } });
