import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { ShowFlags } from './show.ts';

/** `rootport show`. */
export function addShow(program: Command, io: Io, finish: Finish): void {
  const show = program.command('show');
  show
    .summary('draw the topology: buses, slots, devices and what is free')
    .description(
      'Plans a domain and draws its PCI topology: every bus, slot and function, who holds it, and what is free.',
    )
    .argument('[FILE]', 'domain XML; "-" or nothing for standard input')
    .addOption(
      new Option('-o, --output <format>', 'print tree (the default), svg, mermaid, dot or json').choices([
        'tree',
        'svg',
        'mermaid',
        'dot',
        'json',
      ]),
    )
    .option('--ascii', 'draw the tree without line characters')
    .addOption(profileOption());
  addPlannerOptions(show)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', SHOW_HELP)
    .action(async (file: string | undefined, flags: ShowFlags) => {
      const { showCommand } = await import('./show.ts');
      finish(await showCommand(file, flags, io));
    });
}

const SHOW_HELP = `
Examples:
  rootport show vm.xml                   a tree, as lspci -tv draws one
  rootport show -o svg vm.xml > vm.svg   a picture, for light and dark pages
  rootport show -o dot vm.xml | dot -Tpdf > vm.pdf
  rootport show -o mermaid vm.xml        for Markdown pages that draw Mermaid
  virsh dumpxml --inactive vm | rootport show

Exit codes: 0 fine; 1 the document was refused; 2 wrong call or unreadable
input; 3 a bug in rootport.`;
