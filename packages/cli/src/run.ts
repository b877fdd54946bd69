import { CommanderError } from 'commander';
import { COMMANDS } from './commands/commands.ts';
import { afterCrash, afterWrongCall, EXIT, type ExitCode } from './exit-codes.ts';
import { createProgram, VERSION_ASKED } from './program.ts';
import type { Io } from './system/io.ts';

export type { Io } from './system/io.ts';

/** Runs one call of the program and returns its exit code. Throws only when the program itself cannot be loaded. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.fine;
  try {
    const finish = (result: ExitCode): void => {
      code = result;
    };
    const program = createProgram(io, finish, args[0]);
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return afterError(error, args, io);
  }
}

async function afterError(error: unknown, args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === VERSION_ASKED) {
      const { versionCommand } = await import('./commands/version/version.ts');
      return await versionCommand(io);
    }
    // Help that was asked for ends with 0; everything else that commander stops at is a wrong call.
    if (error.exitCode === 0) return EXIT.fine;
    // The whole help was printed already, because no command was given.
    if (error.code === 'commander.help') return EXIT.usage;
    const { reportFault, wrongCall } = await import('./reports/faults.ts');
    reportFault(wrongCall(problemOf(error, args), commandOf(args)), io);
    return afterWrongCall(args);
  } catch (fault) {
    const { reportCrash } = await import('./reports/crash.ts');
    return afterCrash(args, reportCrash(fault, io).code);
  }
}

/** Commander's sentence on one line; an unknown command without a suggestion is answered by the list of all. */
function problemOf({ code, message }: CommanderError, args: readonly string[]): string {
  const problem = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean ([^)]*)\)$/, '; did you mean $1')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
  // "profiles" does something by itself, so that commander takes a mistyped "diff" for an argument.
  if (code === 'commander.excessArguments' && commandOf(args) === 'profiles') {
    return "profiles takes no arguments; did you mean 'profiles diff'?";
  }
  if (code !== 'commander.unknownCommand' || problem.includes(';')) return problem;
  return `${problem}; there are ${Object.keys(COMMANDS).join(', ')}`;
}

/** The command whose help explains the call. */
function commandOf(args: readonly string[]): string {
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  if (
    (first === 'profiles' && second === 'diff') ||
    ((first === 'fleet' || first === 'kubevirt') && second !== undefined)
  ) {
    return `${first} ${second}`;
  }
  return Object.keys(COMMANDS).find((name) => name === first) ?? 'COMMAND';
}
