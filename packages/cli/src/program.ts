import { Command, CommanderError, type HelpConfiguration } from 'commander';
import { COMMAND_GROUPS, COMMANDS } from './commands/commands.ts';
import type { Finish } from './commands/options.ts';
import type { Io } from './system/io.ts';
import { wantsColour } from './terminal/colours.ts';

/** The code of the {@link CommanderError} by which the option --version leaves the parser. */
export const VERSION_ASKED = 'rootport.version';

/**
 * The command line's grammar; where the first word of a call is a command, of that one alone, which is sooner made. A command's code is
 * loaded when it is called: reading the arguments, the help and the refusals of wrong calls need nothing of the core.
 */
export function createProgram(io: Io, finish: Finish, first = ''): Command {
  const program = new Command('rootport');
  program
    .description(
      'Plans the PCI topology of virtual machines: the addresses that libvirt would assign, without libvirt.',
    )
    .option('-V, --version', 'print the version and the profiles')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .on('option:version', () => {
      throw new CommanderError(0, VERSION_ASKED, '');
    })
    // Else the options of "profiles diff" would be taken for those of "profiles".
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(outputTo(io))
    .configureHelp(HELP_OF_COMMANDS)
    .addHelpText('after', PROGRAM_HELP);
  // Completions are made of all commands.
  const isOne = Object.hasOwn(COMMANDS, first) && first !== 'completion';
  for (const [heading, commands] of Object.entries(COMMAND_GROUPS)) {
    program.commandsGroup(`${heading}:`);
    for (const [name, add] of Object.entries(commands)) if (!isOne || name === first) add(program, io, finish);
  }
  // After its commands, which take over what is configured when they are made.
  return program.configureHelp({ ...HELP_OF_COMMANDS, ...HELP_OF_PROGRAM });
}

const HELP_OF_COMMANDS: HelpConfiguration = {
  // The choices and defaults stand in the descriptions already.
  optionDescription: ({ description }) => description,
  // Their arguments and other names stand in their own help.
  subcommandTerm: (command) => command.name(),
};

const HELP_OF_PROGRAM: HelpConfiguration = {
  commandUsage: () => 'rootport COMMAND [options] [FILE...]',
  visibleCommands: ({ commands }) => [...commands],
  // Without empty lines between the groups: all commands fit one screen.
  formatItemList: (heading, items) => (items.length === 0 ? [] : [heading, ...items]),
};

function outputTo(io: Io) {
  return {
    writeOut: (text: string) => io.stdout.write(text),
    writeErr: (text: string) => io.stderr.write(text),
    // What is wrong with a call is told by whoever catches commander's error, as a diagnostic.
    outputError: () => undefined,
    getOutHelpWidth: () => io.stdout.columns ?? 80,
    getErrHelpWidth: () => io.stderr.columns ?? 80,
    getOutHasColors: () => wantsColour(io.stdout, io),
    getErrHasColors: () => wantsColour(io.stderr, io),
  };
}

const PROGRAM_HELP = `
"rootport COMMAND --help" has its options and examples, "man rootport" has all.`;
