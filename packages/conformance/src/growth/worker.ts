// Runs calls of the command in the current folder, one at a time, and tells what each cost. A process of its own, so that
// one that takes too long can be ended.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '../shared-folder.ts';

/** Answer to the arguments of a call. */
export interface Cost {
  readonly code: number;
  /** Processor time of the whole process, all threads, in milliseconds. */
  readonly cpu: number;
}

// The command's package exports nothing; its built modules are the command as users run it.
function load<T>(...path: readonly string[]): Promise<T> {
  return import(pathToFileURL(join(PROJECT_ROOT, 'packages', 'cli', 'build', ...path)).href) as Promise<T>;
}

const { run } = await load<{ run: (args: readonly string[], io: unknown) => Promise<number> }>('run.js');
const { processIo } = await load<{ processIo: () => unknown }>('system', 'node-io.js');

process.on('message', async (args: readonly string[]) => {
  const before = process.cpuUsage();
  const code = await run(args, processIo());
  const { user, system } = process.cpuUsage(before);
  process.send?.({ code, cpu: (user + system) / 1000 } satisfies Cost);
});
process.send?.('ready');
