import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { SimulateFlags } from './kubevirt.ts';

/** `rootport kubevirt`. */
export function addKubevirt(program: Command, io: Io, finish: Finish): void {
  const kubevirt = program.command('kubevirt');
  kubevirt
    .summary('simulate the definitions that KubeVirt makes at a start')
    .description('What KubeVirt does with PCI beside libvirt.')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', '\nExamples:\n  rootport kubevirt simulate vmi.yaml\n');
  const simulate = kubevirt.command('simulate');
  simulate
    .summary('show each definition of a start, and what other formulas move')
    .description(
      'Takes a VMI or the domain that its converter writes through the two or three definitions by which KubeVirt keeps ports free, and shows each, and what the formulas of other versions place elsewhere.',
    )
    .argument('[FILE]', 'VMI or VM in YAML or JSON, or domain XML; "-" or nothing for standard input')
    .addOption(
      new Option('-o, --output <format>', 'print text (the default), xml (the last definition) or json').choices([
        'text',
        'xml',
        'json',
      ]),
    )
    .addOption(
      new Option('--formula <name>', 'how many ports are kept free: v1, v2 or v3 (the default)').choices([
        'v1',
        'v2',
        'v3',
      ]),
    )
    .addOption(
      new Option('--slot-count <n>', 'the annotation pci-interface-slot-count; else that of the VMI').argParser(slots),
    )
    .option('--root-complex', 'the annotation placePCIDevicesOnRootComplex; else that of the VMI')
    .addOption(profileOption());
  addPlannerOptions(simulate)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', SIMULATE_HELP)
    .action(async (file: string | undefined, flags: SimulateFlags) => {
      const { simulateCommand } = await import('./kubevirt.ts');
      finish(await simulateCommand(file, flags, io));
    });
}

function slots(value: string): number {
  if (!/^\d{1,3}$/.test(value)) throw new InvalidArgumentError('Give a number from 0 to 999.');
  return Number(value);
}

const SIMULATE_HELP = `
Examples:
  rootport kubevirt simulate vmi.yaml
  rootport kubevirt simulate --formula v2 -o xml vmi.yaml
  kubectl get vmi web -o yaml | rootport kubevirt simulate
  rootport kubevirt simulate --slot-count 10 vmi.yaml

v1 is KubeVirt's formula up to 1.5, v2 that of 1.6 to 1.8, v3 the one since.
Which device of the host a VMI gets is known on its node only: an address stands
in.

Exit codes: 0 fine; 1 a definition was refused; 2 wrong call or unreadable
input; 3 a bug in rootport.`;
