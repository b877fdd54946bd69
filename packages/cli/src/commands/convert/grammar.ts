import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, fromOption, profileOption } from '../options.ts';
import type { ConvertFlags } from './convert.ts';

/** `rootport convert`. */
export function addConvert(program: Command, io: Io, finish: Finish): void {
  const convert = program.command('convert');
  convert
    .summary('move an i440fx guest to q35, or a Proxmox guest to libvirt')
    .description(
      'Changes the machine of a document from i440fx to q35: what cannot live there is dropped or moved, everything is placed again, and the rest of the document stays as it is. With --from proxmox, makes a domain of a Proxmox guest, with the same addresses.',
    )
    .argument('[FILE]', 'domain XML; "-" or nothing for standard input')
    .addOption(new Option('--machine <kind>', 'what to convert to').choices(['q35']))
    .addOption(fromOption().conflicts(['machine', 'keepNicNames', 'inPlace']))
    .option('--keep-nic-names', 'give interfaces an <acpi index>: names (eno3) that no later change moves')
    .addOption(
      new Option(
        '-o, --output <format>',
        'print the document as xml (the default), or the report as text or json',
      ).choices(['xml', 'json', 'text']),
    )
    .addOption(
      new Option('--in-place', 'replace FILE by the result, in one step; print the report as text').conflicts('output'),
    )
    .addOption(profileOption());
  addPlannerOptions(convert)
    .option('-q, --quiet', 'no warnings and notes; with --in-place no report')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', CONVERT_HELP)
    .action(async (file: string | undefined, flags: ConvertFlags) => {
      const { convertCommand } = await import('./convert.ts');
      finish(await convertCommand(file, flags, io));
    });
}

const CONVERT_HELP = `
Examples:
  rootport convert --machine q35 -o text vm.xml
                                         what would change
  rootport convert --machine q35 vm.xml > vm-q35.xml
  rootport convert --machine q35 --keep-nic-names --in-place vm.xml
  rootport convert 100.conf > vm.xml     a guest of Proxmox VE

pc-i440fx-6.2 becomes pc-q35-6.2. IDE disks and CD-ROMs go to SATA (hda becomes
sda), PIIX USB controllers and PCI bridges are dropped, addresses are found
again. Before the first start, a guest needs drivers for what it boots from:
AHCI (SATA), or virtio for PCI Express devices.

Exit codes: 0 converted; 1 refused; 2 wrong call, unreadable input or
unwritable output; 3 a bug in rootport.`;
