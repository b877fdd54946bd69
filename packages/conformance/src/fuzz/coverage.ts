import { Session } from 'node:inspector/promises';

/** Tells whether code of the core ran that had not run before. */
export interface Coverage {
  /** How many blocks are newly reached since the last call. */
  news(): Promise<number>;
  total(): number;
  close(): void;
}

/** V8's own coverage of blocks, in which a block is told once: what has been reached costs nothing further. */
export async function openCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  const seen = new Set<string>();
  return {
    async news() {
      const before = seen.size;
      const { result } = await session.post('Profiler.takePreciseCoverage');
      for (const { url, functions } of result) {
        if (!url.includes('/core/dist/')) continue;
        for (const { ranges } of functions) {
          for (const { count, startOffset, endOffset } of ranges) {
            if (count > 0) seen.add(`${url} ${startOffset} ${endOffset}`);
          }
        }
      }
      return seen.size - before;
    },
    total: () => seen.size,
    close: () => session.disconnect(),
  };
}
