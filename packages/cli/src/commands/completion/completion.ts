import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { completionScript, type Shell } from '../../reference/completions.ts';
import { grammarReference } from '../../reference/grammar-reference.ts';
import type { Io } from '../../system/io.ts';

/** `rootport completion`: a script for one shell, made of the grammar itself. */
export function completionCommand(shell: Shell, program: Command, io: Io): ExitCode {
  io.stdout.write(completionScript(shell, grammarReference(program)));
  return EXIT.fine;
}
