import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  firmwareOption,
  profileOption,
} from '../options.ts';
import type { GuestFlags } from './guest.ts';

/** `rootport guest`. */
export function addGuest(program: Command, io: Io, finish: Finish): void {
  const guest = program.command('guest');
  guest
    .summary('show the PCI addresses that the guest will see')
    .description(
      'Plans a document and predicts what its guest finds on PCI: bus numbers after enumeration, addresses, bridges.',
    )
    .addArgument(documentsArgument())
    .addOption(
      new Option(
        '-o, --output <format>',
        'print text (the default), lspci ("lspci -D"), lspci-tree ("lspci -tv") or json',
      ).choices(['text', 'lspci', 'lspci-tree', 'json']),
    )
    .addOption(firmwareOption())
    .addOption(profileOption());
  addPlannerOptions(guest)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', GUEST_HELP)
    .action(async (files: readonly string[], flags: GuestFlags) => {
      const { guestCommand } = await import('./guest.ts');
      finish(await guestCommand(files, flags, io));
    });
}

const GUEST_HELP = `
Examples:
  rootport guest vm.xml                  a tree, with libvirt's addresses
  rootport guest -o lspci vm.xml         as "lspci -D" prints it in the guest
  rootport guest -o json vm.xml          the map from libvirt and host to guest
  virsh dumpxml --inactive vm | rootport guest --qemu 7.2

libvirt's bus is the index of a controller; the guest has its own numbers. Known
for i440fx, q35, virt (ARM, RISC-V), pSeries and s390-ccw-virtio machines;
--qemu is the QEMU that runs the guest.

Exit codes: 0 fine; 1 the document was refused, or the guest cannot boot like
this; 2 wrong call or unreadable input; 3 a bug in rootport.`;
