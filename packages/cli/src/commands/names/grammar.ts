import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  firmwareOption,
  fromOption,
  outputOption,
  profileOption,
} from '../options.ts';
import type { NamesFlags } from './names.ts';

/** `rootport names`. */
export function addNames(program: Command, io: Io, finish: Finish): void {
  const names = program.command('names');
  names
    .summary('predict, keep or fix the names of network interfaces')
    .description(
      'Plans a document and predicts what a Linux guest with systemd calls its network interfaces, from which rule and how sure that is.',
    )
    .addArgument(documentsArgument())
    .addOption(outputOption().choices(['text', 'json', 'xml']))
    .option('--scheme <scheme>', "systemd's naming scheme, v238 to v261, or a distribution; debian-13 by default")
    .addOption(firmwareOption())
    .addOption(fromOption().conflicts(['pin', 'inPlace']))
    .addOption(
      new Option('--emit <format>', 'write configuration that gives the names by MAC address')
        .choices(['netplan', 'networkd', 'networkmanager', 'cloud-init', 'cloud-init-v1', 'ignition', 'udev'])
        .conflicts(['output', 'pin']),
    )
    .option('--pin', 'give interfaces an <acpi index>, so that they become enoN; print the document')
    .addOption(new Option('--in-place', 'with --pin: replace FILE by the result').conflicts('output'))
    .addOption(profileOption());
  addPlannerOptions(names)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', NAMES_HELP)
    .action(async (files: readonly string[], flags: NamesFlags) => {
      const { namesCommand } = await import('./names.ts');
      finish(await namesCommand(files, flags, io));
    });
}

const NAMES_HELP = `
Examples:
  rootport names vm.xml
  rootport names --scheme debian-12 --qemu 7.2 vm.xml  Debian 12, guest and host
  rootport names --emit netplan vm.xml > 60-names.yaml
  rootport names --emit cloud-init-v1 vm.xml > network-config
  rootport names --pin vm.xml > pinned.xml             eno3 instead of ens3
  rootport names --pin --in-place vm.xml
  rootport names 100.conf                              a guest of Proxmox VE

Distributions for --scheme: debian-11, -12, -12-backports, -13, -sid (measured);
ubuntu-20.04, -22.04, -24.04, rhel-8, -9, -10, sles-15 (as documented).
Formats for --emit: netplan, networkd, networkmanager, cloud-init (version 2),
cloud-init-v1, ignition, udev. --qemu is the QEMU that runs the guest.

Exit codes: 0 fine; 1 the document was refused, or the guest cannot boot like
this; 2 wrong call or unreadable input; 3 a bug in rootport.`;
