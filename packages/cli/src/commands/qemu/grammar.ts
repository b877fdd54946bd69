import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, outputOption, profileOption } from '../options.ts';
import type { QemuFlags } from './qemu.ts';

/** `rootport qemu`. */
export function addQemu(program: Command, io: Io, finish: Finish): void {
  const qemu = program.command('qemu');
  qemu
    .summary('print the QEMU arguments of the planned topology')
    .description(
      'Plans a domain and prints the QEMU arguments of its PCI controllers and devices, spelled as on the command line that libvirt makes.',
    )
    .argument('[FILE]', 'domain XML; "-" or nothing for standard input')
    .addOption(outputOption())
    .option('--runnable', 'a whole command that any QEMU starts, with nothing behind the devices')
    .addOption(
      new Option('--syntax <syntax>', 'write -device as text or json; else as this libvirt does')
        .choices(['text', 'json'])
        .conflicts('runnable'),
    )
    .addOption(profileOption());
  addPlannerOptions(qemu)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', QEMU_HELP)
    .action(async (file: string | undefined, flags: QemuFlags) => {
      const { qemuCommandLine } = await import('./qemu.ts');
      finish(await qemuCommandLine(file, flags, io));
    });
}

const QEMU_HELP = `
Examples:
  rootport qemu vm.xml                   the -device arguments, one a line
  rootport qemu --syntax text vm.xml     as driver,key=value
  rootport qemu -o json vm.xml           with the plan's device for each
  rootport qemu --runnable vm.xml > try.sh && sh try.sh -monitor stdio

--runnable gives a machine that starts stopped, with hardly any memory and no
display, on any computer that has QEMU. Disks are empty and networks end in a
hub; what needs the host has another device in its place, and a note says so.
Only PCI devices are in it. Arguments after the script's name are added.

Exit codes: 0 fine; 1 the document was refused; 2 wrong call or unreadable
input; 3 a bug in rootport.`;
