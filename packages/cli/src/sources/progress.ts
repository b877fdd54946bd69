import type { Io, OutputStream } from '../system/io.ts';

/** How far a run is; on a terminal only. */
export interface Progress {
  /** One more is done. */
  step(): void;
  end(): void;
}

const NONE: Progress = { step: () => undefined, end: () => undefined };

/** What is done sooner needs no bar; in milliseconds. */
const PATIENCE = 1000;

/** A bar with rate and remaining time on standard error; `total` undefined: nobody knows yet. */
export function openProgress(total: number | undefined, io: Io): Progress {
  // Results that go to the same terminal would be printed into the bar.
  if (!io.stderr.isTTY || io.stdout.isTTY || total === 1) return NONE;
  const start = Date.now();
  let done = 0;
  let bar: { update(done: number, values: object): void; stop(): void } | 'loading' | undefined;
  const open = async (): Promise<void> => {
    const { SingleBar } = await import('cli-progress');
    const format =
      total === undefined
        ? ' {value} documents, {rate}/s'
        : ' {bar} {value}/{total} documents, {rate}/s, {eta_formatted} left';
    const options = { format, stream: terminalOf(io.stderr), hideCursor: true, clearOnComplete: true, etaBuffer: 1000 };
    const opened = new SingleBar(options);
    opened.start(total ?? 0, done, { rate: 0 });
    bar = opened;
  };
  return {
    step() {
      done += 1;
      if (bar === undefined && Date.now() - start > PATIENCE) {
        bar = 'loading';
        // Without it the run goes on all the same.
        open().catch(() => undefined);
      } else if (bar !== undefined && bar !== 'loading') {
        bar.update(done, { rate: Math.round((done * 1000) / (Date.now() - start)) });
      }
    },
    end() {
      if (bar !== undefined && bar !== 'loading') bar.stop();
    },
  };
}

/** What the bar uses of a stream. */
function terminalOf({ isTTY, columns = 80, write }: OutputStream): NodeJS.WriteStream {
  return { isTTY, columns, write } as unknown as NodeJS.WriteStream;
}
