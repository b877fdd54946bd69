import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import type { Finish } from '../options.ts';
import { addPlugOptions } from '../plug/options.ts';
import type { PlugFlags } from '../plug/plug-answers.ts';

/** `rootport attach`. */
export function addAttach(program: Command, io: Io, finish: Finish): void {
  const attach = program.command('attach');
  attach
    .summary('say where an attached device lands, live and stored')
    .description(
      'Says where libvirt puts a device that is attached to a domain: in the stored definition, which may get new controllers, and in a guest that runs, which gets none; whether the two agree; or why it is refused.',
    )
    .argument('<FILE>', 'domain XML; "-" for standard input')
    .argument(
      '<DEVICE...>',
      'files with the XML of one device each, as "virsh attach-device" takes it; one may be "-"',
    );
  addPlugOptions(attach)
    .addHelpText('after', ATTACH_HELP)
    .action(async (file: string, devices: readonly string[], flags: PlugFlags) => {
      const { attachCommand } = await import('./attach.ts');
      finish(await attachCommand(file, devices, flags, io));
    });
}

const ATTACH_HELP = `
Examples:
  rootport attach vm.xml nic.xml         both: stored, and in a running guest
  rootport attach --live vm.xml nic.xml  as virsh attach-device --live
  rootport attach vm.xml a.xml b.xml     one after the other
  rootport attach --in-place vm.xml nic.xml
                                         write the new definition into vm.xml
  virsh dumpxml --inactive vm | rootport attach - nic.xml

FILE is the definition that the guest was started from. -o xml and --in-place
are about the stored definition, unless --live is given. Nothing is written
when a device is refused.

Exit codes: 0 attached in each way asked for; 1 refused in one, or the document
was refused; 2 wrong call, unreadable input or unwritable output; 3 a bug in
rootport.`;
