import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/commands.ts';
import type { Finish } from './commands/options.ts';
import type { Io } from './system/io.ts';
import { wantsColour } from './terminal/colours.ts';

/** The code of the {@link CommanderError} by which the option --version leaves the parser. */
export const VERSION_ASKED = 'rootport.version';

/**
 * The command line's grammar. A command's code is loaded when it is called: reading the arguments, the help and
 * the refusals of wrong calls need nothing of the core.
 */
export function createProgram(io: Io, finish: Finish): Command {
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
    // The choices and defaults stand in the descriptions already.
    .configureHelp({ optionDescription: ({ description }) => description })
    .addHelpText('after', PROGRAM_HELP);
  for (const add of Object.values(COMMANDS)) add(program, io, finish);
  return program;
}

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
Examples:
  rootport plan vm.xml                   print vm.xml with all addresses in it
  rootport show vm.xml                   draw the topology
  rootport view vm.xml                   change it in the browser
  rootport explain vm.xml vda            say why disk vda is where it is
  rootport capacity vm.xml               count what still fits
  rootport reserve --free 8 vm.xml       keep places free for hotplug
  rootport attach vm.xml nic.xml         say where a device would land
  virsh dumpxml --inactive vm | rootport plan
  rootport profiles diff libvirt-9.0 libvirt-11.3 vm.xml
  rootport diff old.xml new.xml          show what changes for the guest
  rootport lock vm.xml                   write down where every device is
  rootport check vm.xml                  what is wrong, and what to do
  rootport fleet upgrade --from 9.0 --to 12.9 /etc/libvirt/qemu
  rootport config vm.xml                 which settings are in force for it
  rootport convert --machine q35 vm.xml  move an i440fx guest to q35
  rootport qemu --runnable vm.xml        try it in a real QEMU
  rootport verify vm.xml                 ask a real QEMU where everything is
  rootport bars vm.xml                   does firmware have room for all BARs?
  rootport guest vm.xml                  show what the guest's lspci will print
  rootport names vm.xml                  predict the names of its interfaces
  rootport codes RP1001                  explain a message

Exit codes: 0 fine; 1 a document was refused, or --check, "check", "diff" or
"profiles diff" found something; 2 wrong call or unreadable input; 3 a bug in
rootport.`;
