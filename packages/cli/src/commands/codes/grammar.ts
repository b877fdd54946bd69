import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import { type Finish, outputOption } from '../options.ts';
import type { CodesFlags } from './codes.ts';

/** `rootport codes`. */
export function addCodes(program: Command, io: Io, finish: Finish): void {
  program
    .command('codes')
    .summary('explain the codes of messages')
    .description('Lists the codes that messages end in, or explains one of them.')
    .argument('[CODE]', 'such as RP1001, or its name, such as xml-malformed')
    .addOption(outputOption())
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', CODES_HELP)
    .action(async (code: string | undefined, flags: CodesFlags) => {
      const { codesCommand } = await import('./codes.ts');
      finish(codesCommand(code, flags, io));
    });
}

const CODES_HELP = `
Examples:
  rootport codes                         all of them
  rootport codes RP1001                  one in full
  rootport codes -o json                 for programs`;
