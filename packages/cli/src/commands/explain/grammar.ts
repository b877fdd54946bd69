import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { ExplainFlags } from './explain.ts';

/** `rootport explain`. */
export function addExplain(program: Command, io: Io, finish: Finish): void {
  const explain = program.command('explain');
  explain
    .summary('say why a device, a controller or an address is as it is')
    .description(
      'Plans a document and says why: what a device needs, which buses were passed over, what was chosen, which controller was added for whom. Without a name, the whole plan in short.',
    )
    .argument('[FILE]', 'domain XML; "-" or nothing for standard input')
    .argument('[NAME...]', 'a device, an address, a controller or a model of controllers')
    .addOption(
      new Option('-o, --output <format>', 'print text (the default), json, or names alone').choices([
        'text',
        'json',
        'names',
      ]),
    )
    .addOption(profileOption());
  addPlannerOptions(explain)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (file: string | undefined, names: readonly string[], flags: ExplainFlags) => {
      const { explainCommand } = await import('./explain.ts');
      finish(await explainCommand(file, names, flags, io));
    });
}

const EXPLAIN_HELP = `
Examples:
  rootport explain vm.xml                the whole plan in short
  rootport explain vm.xml vda            a disk, by its target
  rootport explain vm.xml net0           the first interface; or its MAC address
  rootport explain vm.xml 0000:03:00.0   what is there, or what it is free for
  rootport explain vm.xml pci.3          the controller of bus 3
  rootport explain vm.xml pcie-root-port why each port is there
  virsh dumpxml --inactive vm | rootport explain - vda net0

Names are targets, MAC addresses, aliases, labels as "rootport show" has them,
ids as its JSON has them, class and number (rng0), controllers (scsi0, usb).
At the end of a line is the rule behind it; "rootport rules" prints rules. For
a document that libvirt refuses, standard output says what was tried.

Exit codes: 0 fine; 1 the document was refused, or nothing has that name; 2
wrong call or unreadable input; 3 a bug in rootport.`;
