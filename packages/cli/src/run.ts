import { CommanderError } from 'commander';
import { reportCrash } from './crash.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import { createProgram, VERSION_ASKED } from './program.ts';

/** Runs one call of the program and returns its exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  try {
    const program = createProgram(io, (result) => {
      code = result;
    });
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return afterError(error, io);
  }
}

async function afterError(error: unknown, io: Io): Promise<ExitCode> {
  try {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === VERSION_ASKED) {
      const { versionCommand } = await import('./commands/version.ts');
      return await versionCommand(io);
    }
    // Help that was asked for ends with 0; everything else that commander stops at is a wrong call.
    return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  } catch (fault) {
    reportCrash(fault, io);
    return EXIT.bug;
  }
}
