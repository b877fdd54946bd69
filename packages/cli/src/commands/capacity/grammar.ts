import { type Command, InvalidArgumentError } from 'commander';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  outputOption,
  profileOption,
} from '../options.ts';
import type { CapacityFlags } from './capacity.ts';

/** `rootport capacity`. */
export function addCapacity(program: Command, io: Io, finish: Finish): void {
  const capacity = program.command('capacity');
  capacity
    .summary('count how many more devices fit, and name the limit')
    .description(
      'Plans a document and counts how many more devices fit: while the guest runs, in the stored definition one by one, and defined at once; and how far the limits of firmware and guest are used up.',
    )
    .addArgument(documentsArgument())
    .addOption(outputOption())
    .option('--most <n>', 'count no further than this; 1000 by default', countUpTo)
    .addOption(profileOption());
  addPlannerOptions(capacity)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', CAPACITY_HELP)
    .action(async (files: readonly string[], flags: CapacityFlags) => {
      const { capacityCommand } = await import('./capacity.ts');
      finish(await capacityCommand(files, flags, io));
    });
}

const MOST = 10_000;

function countUpTo(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) < 1 || Number(value) > MOST)
    throw new InvalidArgumentError(`Give a number from 1 to ${MOST}.`);
  return Number(value);
}

const CAPACITY_HELP = `
Examples:
  rootport capacity vm.xml
  rootport capacity -o json vm.xml
  rootport capacity --profile 9.0 --qemu 6.1 vm.xml
  virsh dumpxml --inactive vm | rootport capacity

It counts virtio disks where these are PCI devices of the kind, else network
cards. "While the guest runs" is what virsh attach-device --live takes, "stored,
one by one" what attach-device --config takes one after the other, "defined at
once" what the document can have beside its own devices. The last two may end
while there is room: the bridges that are added need room themselves.

Exit codes: 0 fine; 1 the document was refused; 2 wrong call or unreadable
input; 3 a bug in rootport.`;
