import { type Command, InvalidArgumentError, Option } from 'commander';
import { addLongHelp } from '../../reference/long-help.ts';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { PlaceFlags } from './place.ts';

/** `rootport place`. */
export function addPlace(program: Command, io: Io, finish: Finish): void {
  const place = program.command('place');
  place
    .summary('put devices of the host near the right cells of a guest')
    .description(
      'Writes devices of a host into a document: expanders near the NUMA cells of their nodes, ports, switches as on the host, host devices with addresses. What cannot be kept is refused.',
    )
    .argument('[FILE]', 'domain XML; "-" or nothing for standard input')
    .option('--devices <list>', 'host addresses: 0000:18:00.0,0000:19:00.0', list)
    .option('--gpus', 'all GPUs and accelerators of the host')
    .option('--nics', 'all network adapters of the host')
    .addOption(
      new Option('--policy <policy>', 'what gets an expander; per-node is the default')
        .choices(['per-node', 'per-root', 'switch', 'dedicated'])
        .default('per-node'),
    )
    .option('--node <list>', 'nodes of host devices: 0000:18:00.0=1,pci0000:80=1', pairs)
    .option('--cell <list>', 'guest cells by host node: 0=1,1=0', pairs)
    .option('--vf <list>', 'functions that are virtual ones, where no file says so', list)
    .option('--loose', 'tell what cannot be kept and go on, if possible')
    .option('--move', 'change addresses that host devices have already')
    .option('--smmu', 'an smmuv3 for each expander, on aarch64')
    .option('--apply-hints', 'write the advice about memory, too')
    .addOption(
      new Option('-o, --output <format>', 'print xml (the default), or text, json or svg').choices([
        'xml',
        'text',
        'json',
        'svg',
      ]),
    )
    .addOption(new Option('--in-place', 'replace FILE in one step; print what was done').conflicts('output'))
    .addOption(profileOption());
  addLongHelp(place, PLACE_HELP, PLACE_MAN);
  addPlannerOptions(place)
    .option('-q, --quiet', 'no warnings and notes; with --in-place no report')
    .helpOption('-h, --help', 'print this help')
    .action(async (file: string | undefined, flags: PlaceFlags) => {
      const { placeCommand } = await import('./place.ts');
      finish(await placeCommand(file, flags, io));
    });
}

const list = (value: string): readonly string[] => value.split(',').map((one) => one.trim());

function pairs(value: string): Readonly<Record<string, number>> {
  const entries = list(value).map((one) => /^(.+)=(\d{1,4})$/.exec(one));
  if (entries.includes(null)) throw new InvalidArgumentError('Write it as NAME=NUMBER, with commas between.');
  return Object.fromEntries(entries.map((one) => [one?.[1] ?? '', Number(one?.[2])]));
}

const PLACE_HELP = `
Examples:
  rootport place --host host.json --gpus --nics --policy switch vm.xml > new.xml
  rootport place --host host.json --devices 0000:18:00.0 -o text vm.xml
  rootport place --host lstopo.xml --gpus --cell 1=0 --in-place vm.xml

Policies, and what NCCL in the guest takes pairs of devices for:
  per-node   an expander for each cell, a port for each device: PHB
  per-root   one for each root complex of the host: PHB within a cell
  switch     the same, and switches as on the host: PIX and PXB stay
  dedicated  one for each device: PHB within a cell
Exit codes: 0 fine; 1 refused; 2 wrong call, unreadable input or unwritable
output; 3 a bug in rootport.`;

const PLACE_MAN = `
-o text tells what would be done. Across cells devices are SYS. "rootport p2p"
tells all pairs, and writes the file that makes NCCL see the host's levels with
any policy.

A cell stands for the host node of its <memnode>, or of its pinned processors.
Nothing that is written already changes. --host is needed: what "rootport host"
printed, or any file that it reads.`;
