import { Argument, type Command } from 'commander';
import type { Shell } from '../../reference/completions.ts';
import type { Io } from '../../system/io.ts';
import type { Finish } from '../options.ts';

/** `rootport completion`. */
export function addCompletion(program: Command, io: Io, finish: Finish): void {
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script by which a shell completes the commands, options and values of rootport.')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']))
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', COMPLETION_HELP)
    .action(async (shell: Shell) => {
      const { completionCommand } = await import('./completion.ts');
      finish(completionCommand(shell, program, io));
    });
}

const COMPLETION_HELP = `
Examples:
  source <(rootport completion bash)     for this shell; or in ~/.bashrc
  rootport completion zsh > "\${fpath[1]}/_rootport"
  rootport completion fish > ~/.config/fish/completions/rootport.fish`;
