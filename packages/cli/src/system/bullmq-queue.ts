import { setTimeout } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { failure, type Outcome, success } from '../outcome.ts';
import type { JobCounts, JobQueue, QueuePlace } from './queue.ts';

/** Before all keys of ours. */
const PREFIX = 'rootport';
/** Jobs that go to Redis at once. */
const BULK = 500;
/** What killed workers leave goes to others so many times; then it is the job that kills them. */
const MOST_STALLED = 20;
/** Times that a job is tried whose handler threw. */
const ATTEMPTS = 3;
/** Milliseconds. */
const MOST_WAIT = 2000;
const CONNECT_TIMEOUT = 5000;
const WATCH = 250;
/** A job on its way from one state to the next is in neither for a moment. */
const IDLE = 2;

/** A queue of BullMQ in Redis or Valkey (I-Q-STACK); the reason where the server cannot be reached. */
export async function openBullmqQueue<Data>({ url, name }: QueuePlace): Promise<Outcome<JobQueue<Data>, string>> {
  const queueName = `${PREFIX}-${name}`;
  let isOpen = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT,
    // Commands wait for a server that comes back, however long it takes (I-Q-STACK).
    maxRetriesPerRequest: null,
    // A server that was never there is a wrong URL.
    retryStrategy: (times) => (isOpen ? Math.min(times * 100, MOST_WAIT) : null),
  });
  let reason = 'it does not answer';
  redis.on('error', (error: Error) => {
    reason = error.message || reason;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    const said = error instanceof Error ? error.message : '';
    // ioredis says only that the connection is closed; the event before said why.
    return failure(said === '' || /closed/i.test(said) ? reason : said);
  }
  isOpen = true;
  const connection = { connection: redis, prefix: PREFIX };
  const queue = new Queue<Data>(queueName, connection);
  queue.on('error', () => undefined);
  const announcement = `${PREFIX}:${queueName}:announced`;
  return success({
    async announce(text) {
      await redis.set(announcement, text, 'NX');
      return (await redis.get(announcement)) ?? text;
    },
    announced: async () => (await redis.get(announcement)) ?? undefined,
    async add(jobs) {
      for (let start = 0; start < jobs.length; start += BULK) {
        await queue.addBulk(
          jobs.slice(start, start + BULK).map(({ id, data }) => ({
            name: 'batch',
            data,
            // Kept until the run is forgotten: an id is known only while its job is there (I-Q-ID).
            opts: {
              jobId: id,
              attempts: ATTEMPTS,
              backoff: { type: 'fixed', delay: 1000 },
              removeOnComplete: false,
              removeOnFail: false,
            },
          })) as never,
        );
      }
      await queue.retryJobs({ state: 'failed' });
    },
    counts: () => countsOf(queue),
    async *watch() {
      for (let idle = 0; idle < IDLE; ) {
        const counts = await countsOf(queue);
        yield counts;
        idle = counts.waiting + counts.active === 0 ? idle + 1 : 0;
        await setTimeout(WATCH);
      }
    },
    async failures() {
      const failed = await queue.getFailed(0, 20);
      return [...new Set(failed.map(({ failedReason }) => failedReason ?? 'unknown'))];
    },
    work({ concurrency, lockSeconds }, handle) {
      const worker = new Worker<Data>(queueName, (job) => handle(job.data), {
        ...connection,
        concurrency,
        lockDuration: lockSeconds * 1000,
        stalledInterval: lockSeconds * 1000,
        maxStalledCount: MOST_STALLED,
      });
      // A lost lock or a lost server: the job is done again, by whoever has it now.
      worker.on('error', () => undefined);
      return { close: () => worker.close() };
    },
    async forget() {
      await queue.obliterate({ force: true });
      await redis.del(announcement);
    },
    async close() {
      await queue.close();
      redis.disconnect();
    },
  });
}

async function countsOf(queue: Queue): Promise<JobCounts> {
  const names = ['active', 'completed', 'failed', 'waiting', 'delayed', 'prioritized'] as const;
  const { active = 0, completed = 0, failed = 0, ...others } = await queue.getJobCounts(...names);
  return { waiting: Object.values(others).reduce((sum, count) => sum + count, 0), active, done: completed, failed };
}
