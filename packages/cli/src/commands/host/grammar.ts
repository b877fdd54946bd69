import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import type { Finish } from '../options.ts';
import type { HostFlags } from './host.ts';

/** `rootport host`. */
export function addHost(program: Command, io: Io, finish: Finish): void {
  program
    .command('host')
    .summary('read the PCI devices of a host from files')
    .description(
      'Reads one or more files about a host, brings them together and prints host facts, which --host takes; or shows the host as a tree.',
    )
    .argument('[FILE...]', 'files about one host; "-" for standard input; first "groups" to print the groups')
    .option('--here', 'read this machine, from /sys')
    .addOption(
      new Option('-o, --output <format>', 'print text (a tree), json (host facts) or svg (a picture)').choices([
        'text',
        'tree',
        'json',
        'svg',
      ]),
    )
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', HOST_HELP)
    .action(async (files: readonly string[], flags: HostFlags) => {
      const { hostCommand } = await import('./host.ts');
      finish(await hostCommand(files, flags, io));
    });
}

const HOST_HELP = `
Examples:
  rootport host --here                   this machine as a tree
  rootport host --here -o json > host.json
                                         facts for --host of other commands
  rootport host lstopo.xml lspci.txt -o json > host.json
                                         each adds what the other lacks
  rootport host groups lstopo.xml        by node, root complex, switch, IOMMU

Forms that are read: XML of lstopo ("lstopo --of xml --whole-io"), a folder
with a tree of sysfs or a tar of one (hwloc-gather-topology), "lspci -t",
"lspci -tv", "lspci -vvv -nn -D" (as root), a dump or topology file of NCCL or
RCCL, "virsh nodedev-dumpxml", a list of IOMMU groups, DRA attributes of
Kubernetes, host facts. "nvidia-smi topo -m" has no addresses: it is shown,
and adds no device.

What no file says stays null in the facts: it is unknown, not "no". Where two
files differ, a message says so, and the kernel or the device is believed.
The form depends on the output: a pipe or file gets json, a terminal text.

It reads no .rootport.json, which is about guests; "host" in one may name the
facts that this command writes.

Exit codes: 0 fine; 1 the files cannot be used together; 2 wrong call or a file
that cannot be read or is of no known form; 3 a bug in rootport.`;
