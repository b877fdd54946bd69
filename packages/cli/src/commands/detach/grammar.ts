import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import type { Finish } from '../options.ts';
import { addPlugOptions } from '../plug/options.ts';
import type { PlugFlags } from '../plug/plug-answers.ts';

/** `rootport detach`. */
export function addDetach(program: Command, io: Io, finish: Finish): void {
  const detach = program.command('detach');
  detach
    .summary('say whether a device can be detached, live and stored')
    .description(
      'Says whether libvirt detaches a device from the stored definition and from a guest that runs, what becomes free, and what comes back; or why it is refused.',
    )
    .argument('<FILE>', 'domain XML; "-" for standard input')
    .argument('<DEVICE...>', 'names as "rootport explain" knows them, or files with the XML of a device');
  addPlugOptions(detach)
    .addHelpText('after', DETACH_HELP)
    .action(async (file: string, devices: readonly string[], flags: PlugFlags) => {
      const { detachCommand } = await import('./detach.ts');
      finish(await detachCommand(file, devices, flags, io));
    });
}

const DETACH_HELP = `
Examples:
  rootport detach vm.xml vdb             a disk, by its target
  rootport detach vm.xml 52:54:00:4e:21:01
  rootport detach vm.xml nic.xml         as virsh detach-device finds it
  rootport detach --in-place vm.xml vdb  write the new definition into vm.xml

A name that ends in .xml or has a slash in it is a file; "-" is standard input.
A running guest is asked to let go of the device and may refuse; nobody can
tell that beforehand. Controllers stay, but in the stored definition those that
nothing needs can be detached by name.

Exit codes: 0 detached in each way asked for; 1 refused in one, nothing has
that name, or the document was refused; 2 wrong call, unreadable input or
unwritable output; 3 a bug in rootport.`;
