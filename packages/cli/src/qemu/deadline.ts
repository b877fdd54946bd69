/** When everything has to be over. */
export interface Deadline {
  /** What was granted, in seconds. */
  readonly seconds: number;
  /** What is left, in milliseconds; never below 0. */
  readonly left: () => number;
}

export function deadlineIn(seconds: number): Deadline {
  const end = performance.now() + seconds * 1000;
  return { seconds, left: () => Math.max(0, end - performance.now()) };
}

export type InTime<T> = { readonly late: true } | { readonly late: false; readonly value: T };

/** What a promise gives if it settles within so many milliseconds. */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<InTime<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<InTime<T>>((resolve) => {
    timer = setTimeout(() => resolve({ late: true }), milliseconds);
  });
  const outcome = await Promise.race([work.then((value): InTime<T> => ({ late: false, value })), late]);
  clearTimeout(timer);
  return outcome;
}
