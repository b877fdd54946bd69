import { type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { P2pFlags } from './p2p.ts';

/** `rootport p2p`. */
export function addP2p(program: Command, io: Io, finish: Finish): void {
  const p2p = program.command('p2p');
  p2p
    .summary('tell how near GPUs and NICs are to each other in the guest')
    .description(
      "Compares each pair of GPUs, and of GPU and NIC, on the host and in the guest, in NCCL's words; or writes what makes NCCL see the host's levels.",
    )
    .argument('[FILE]', 'domain XML with host devices; "-" or nothing for standard input')
    .addOption(
      new Option('--emit <what>', 'write the cure: see below').choices(['nccl', 'cloud-init', 'clique', 'xspeed']),
    )
    .addOption(
      new Option('-o, --output <format>', 'print text (the default), json or svg')
        .choices(['text', 'json', 'svg'])
        .conflicts('emit'),
    )
    .addOption(profileOption());
  addPlannerOptions(p2p)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', P2P_HELP)
    .action(async (file: string | undefined, flags: P2pFlags) => {
      const { p2pCommand } = await import('./p2p.ts');
      finish(await p2pCommand(file, flags, io));
    });
}

const P2P_HELP = `
Examples:
  rootport p2p --host host.json vm.xml   every pair, on host and in guest
  rootport p2p --host host.json --emit nccl vm.xml > virtualTopology.xml
  rootport p2p --host host.json --emit cloud-init vm.xml > user-data
  rootport p2p --host host.json -o svg vm.xml > pairs.svg

What --emit writes:
  nccl        a topology file with the guest's addresses and the host's levels
  cloud-init  the same, where NCCL looks without a variable, at each boot
  clique      qemu:override with the P2P clique of each NVIDIA GPU
  xspeed      qemu:commandline that raises the links of root ports (QEMU 11.1)

Levels: PIX one switch, PXB several, PHB the same NUMA node, SYS another one. By
default NCCL uses peer-to-peer and GPUDirect RDMA up to PXB; drivers have a say,
too. NVLink does not count here.

Exit codes: 0 fine; 1 refused, or pairs are farther apart than on the host;
2 wrong call or unreadable input; 3 a bug in rootport.`;
