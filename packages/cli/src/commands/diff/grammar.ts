import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, outputOption, profileOption } from '../options.ts';
import type { DiffFlags } from './diff.ts';

/** `rootport diff`. */
export function addDiff(program: Command, io: Io, finish: Finish): void {
  const diff = program.command('diff');
  diff
    .summary('show what changes for the guest from one document to another')
    .description(
      'Plans two documents and tells, device by device, what moves, what is new and what is gone, and what the guest may notice of it.',
    )
    .argument('<A>', 'domain XML, a folder or an archive; "-" for standard input')
    .argument('<B>', 'the same; "-" for standard input')
    .addOption(outputOption())
    .addOption(
      new Option('--severity <least>', 'pass over what matters less: notice, warning or breaking').choices([
        'notice',
        'warning',
        'breaking',
      ]),
    )
    .option('--exit-code', 'taken as git diff takes it: exit 1 when something differs, which is so anyway')
    .option('--all', 'show the devices that are the same, too')
    .addOption(profileOption())
    .option('--profile-a <profile>', 'the one for A')
    .option('--profile-b <profile>', 'the one for B');
  addPlannerOptions(diff)
    .option('-q, --quiet', 'no warnings and notes about the documents')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', DIFF_HELP)
    .action(async (a: string, b: string, flags: DiffFlags) => {
      const { diffCommand } = await import('./diff.ts');
      finish(await diffCommand([a, b], flags, io));
    });
}

const DIFF_HELP = `
Examples:
  rootport diff old.xml new.xml
  rootport diff --severity warning old.xml new.xml
                                         only what may break something
  virsh dumpxml --inactive vm | rootport diff - new.xml
  rootport diff --profile-b libvirt-11.3 vm.xml vm.xml
                                         the same document after an upgrade
  rootport diff before/ after/           documents of the same name, two by two

Devices are matched by what they are known by (MAC address, target, alias,
index, host device, source), whatever their place; nameless ones in order.

Exit codes: 0 nothing differs; 1 something does, or a document was refused;
2 wrong call or unreadable input; 3 a bug in rootport.`;
