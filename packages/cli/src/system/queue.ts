import type { Outcome } from '../outcome.ts';

/** Where a queue is, and which one. */
export interface QueuePlace {
  /** `redis://HOST:6379`, or `rediss://` for TLS; with a user and a password where the server wants them. */
  readonly url: string;
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
}

export interface QueuedJob<Data> {
  /** The same for the same work: what is known is not added again. */
  readonly id: string;
  /** JSON-able, and small: references to documents, not documents. */
  readonly data: Data;
}

/** Jobs by what became of them. */
export interface JobCounts {
  /** Not begun, or given back by a worker that died. */
  readonly waiting: number;
  readonly active: number;
  readonly done: number;
  readonly failed: number;
}

export interface WorkOptions {
  /** Jobs at a time. */
  readonly concurrency: number;
  /** A job whose worker has not been heard of for so long goes to another one. */
  readonly lockSeconds: number;
}

/** A worker at work. */
export interface QueueWorker {
  /** Takes no more, and waits for what is begun. */
  close(): Promise<void>;
}

/**
 * Jobs that processes on many hosts share. Each is done at least once; a job whose answer depends on nothing but its data
 * is therefore answered exactly once. A queue waits for a server that has gone, except when it is opened.
 */
export interface JobQueue<Data> {
  /** What all jobs have in common, as it was first said by anybody; later words change nothing. */
  announce(text: string): Promise<string>;
  /** What was announced; undefined: nothing was. */
  announced(): Promise<string | undefined>;
  /** Adds jobs; of those that are known, the failed ones are tried again and the others are left alone. */
  add(jobs: readonly QueuedJob<Data>[]): Promise<void>;
  counts(): Promise<JobCounts>;
  /** The same now and then, until nothing waits and nobody is at work. */
  watch(): AsyncIterable<JobCounts>;
  /** Why jobs failed, of some of them. */
  failures(): Promise<readonly string[]>;
  work(options: WorkOptions, handle: (data: Data) => Promise<void>): QueueWorker;
  /** Removes the jobs and what was announced. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a queue; the reason where its server cannot be reached. */
export type OpenQueue = <Data>(place: QueuePlace) => Promise<Outcome<JobQueue<Data>, string>>;
