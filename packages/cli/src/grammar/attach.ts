import { type Command, Option } from 'commander';
import type { PlugFlags } from '../commands/plug-answers.ts';
import type { Io } from '../io.ts';
import { addPlannerOptions, type Finish } from './options.ts';

/** `rootport attach`. */
export function addAttach(program: Command, io: Io, finish: Finish): void {
  const attach = program.command('attach');
  attach
    .summary('say where a device lands that is attached, live and stored')
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
      const { attachCommand } = await import('../commands/attach.ts');
      finish(await attachCommand(file, devices, flags, io));
    });
}

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
      const { detachCommand } = await import('../commands/detach.ts');
      finish(await detachCommand(file, devices, flags, io));
    });
}

function addPlugOptions(command: Command): Command {
  command
    .option('--config', 'the stored definition alone')
    .option('--live', 'the running guest alone')
    .addOption(
      new Option('-o, --output <format>', 'print text (the default), json, or the new document as xml').choices([
        'text',
        'json',
        'xml',
      ]),
    )
    .addOption(
      new Option('--in-place', 'replace FILE by the new stored definition, in one step').conflicts(['output', 'live']),
    )
    .option('--profile <name>', 'imitate this libvirt (see "rootport profiles")');
  return addPlannerOptions(command)
    .option('-q, --quiet', 'no warnings and notes; with --in-place no report')
    .helpOption('-h, --help', 'print this help');
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

const DETACH_HELP = `
Examples:
  rootport detach vm.xml vdb             a disk, by its target
  rootport detach vm.xml 52:54:00:4e:21:01
  rootport detach vm.xml nic.xml         as virsh detach-device finds it
  rootport detach --in-place vm.xml vdb  write the new definition into vm.xml

A name that ends in .xml or has a slash in it is a file; "-" is standard input.
A running guest is asked to let go of the device, and may not: that nobody can
tell beforehand. Controllers stay, but in the stored definition those that
nothing needs can be detached by name.

Exit codes: 0 detached in each way asked for; 1 refused in one, nothing has
that name, or the document was refused; 2 wrong call, unreadable input or
unwritable output; 3 a bug in rootport.`;
