import type { Envelope, QuestionKind, Questions, Reply } from '../worker/protocol.ts';

/** Asks the worker one question. Rejects when the library itself failed. */
export type Ask = <Kind extends QuestionKind>(
  kind: Kind,
  ask: Questions[Kind]['ask'],
) => Promise<Questions[Kind]['answer']>;

/** Starts the worker. Questions are answered in the order in which they are asked. */
export function startPlanner(): Ask {
  const worker = new Worker(new URL('../worker/planner.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
    const question = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) question?.resolve(data.answer as never);
    else question?.reject(new Error(data.error));
  });
  worker.addEventListener('error', () => {
    for (const { reject } of waiting.values()) reject(new Error('the planner could not be loaded'));
    waiting.clear();
  });
  return (kind, ask) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      worker.postMessage({ id: asked, kind, ask } satisfies Envelope);
    });
}

/** Milliseconds without a keystroke after which a plan is made, and the longest that one is put off. */
const QUIET = 60;
const LONGEST = 250;

/**
 * Calls `work` some time after it was last asked for, never twice at once and never later than {@link LONGEST} after a
 * first call, unless the one before still runs. Calls in between are one: the latest wins.
 */
export function createScheduler(work: () => Promise<void>): { later(): void; now(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since: number | undefined;
  let isBusy = false;
  const run = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    since = undefined;
    isBusy = true;
    await work();
    isBusy = false;
    if (since !== undefined) start();
  };
  const start = (): void => {
    clearTimeout(timer);
    const waited = performance.now() - (since ?? performance.now());
    timer = setTimeout(run, Math.max(0, Math.min(QUIET, LONGEST - waited)));
  };
  return {
    later() {
      since ??= performance.now();
      if (!isBusy) start();
    },
    now() {
      since ??= performance.now() - LONGEST;
      if (!isBusy) start();
    },
  };
}
