import { afterCrash, EXIT, type ExitCode } from './exit-codes.ts';
import { run } from './run.ts';
import { isClosedPipe, processIo } from './system/node-io.ts';

/** Runs this process as one call; `lastWords` is for what happens when not even a message can be loaded. */
export async function start(lastWords: (error: unknown) => ExitCode): Promise<void> {
  const args = process.argv.slice(2);
  const io = processIo();
  const answer = (code: ExitCode): void => {
    process.exitCode = Math.max(Number(process.exitCode ?? 0), code);
  };
  let isTold = false;
  process.stdout.on('error', async (error) => {
    if (isTold || isClosedPipe(error)) return;
    isTold = true;
    answer(EXIT.usage);
    const { reportFault, unwritable } = await import('./reports/faults.ts');
    reportFault(unwritable('<stdout>', error.message), io);
  });
  // Nobody is left to tell when standard error cannot be written.
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    // An error from here on would come here again, and again.
    process
      .removeAllListeners('uncaughtException')
      .on('uncaughtException', (second) => process.exit(lastWords(second)));
    import('./reports/crash.ts')
      .then(({ reportCrash }) => afterCrash(args, reportCrash(error, io).code))
      .catch(lastWords)
      .then((code) => process.exit(code));
  });
  // No process.exit() here: it would cut off output that a pipe has not taken yet.
  answer(await run(args, io).catch(lastWords));
}
