#!/usr/bin/env node
import { EXIT } from './exit-codes.ts';
import { run } from './run.ts';
import { processIo } from './system/node-io.ts';

const io = processIo();

function answer(code: number): void {
  process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
}

process.stdout.on('error', async (error) => {
  // The reader of our output has gone (`rootport codes | head`), which is no fault of anybody.
  if ('code' in error && error.code === 'EPIPE') return;
  answer(EXIT.usage);
  const { reportFault, unwritable } = await import('./reports/faults.ts');
  reportFault(unwritable('<stdout>', error.message), io);
});
// Nobody is left to tell when standard error cannot be written.
process.stderr.on('error', () => undefined);
process.on('uncaughtException', async (error) => {
  const { reportCrash } = await import('./reports/crash.ts');
  reportCrash(error, io);
  process.exit(EXIT.bug);
});

// No process.exit() here: it would cut off output that a pipe has not taken yet.
answer(await run(process.argv.slice(2), io));
