import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { ReserveFlags } from './reserve.ts';

/** `rootport reserve`. */
export function addReserve(program: Command, io: Io, finish: Finish): void {
  const reserve = program.command('reserve');
  reserve
    .summary('add ports until enough places are free for hotplug')
    .description(
      'Plans a document and adds root ports or bridges behind what is there, until enough places are free for devices that are plugged in while the guest runs. Nothing is moved.',
    )
    .argument('[FILE]', 'domain XML; "-" or nothing for standard input')
    .addOption(new Option('--free <n>', 'how many places to have free').argParser(countOfPlaces).makeOptionMandatory())
    .addOption(
      new Option('--kind <kind>', 'for pcie or pci (conventional) devices; what bus 0 is by default').choices([
        'pcie',
        'pci',
      ]),
    )
    .addOption(
      new Option(
        '-o, --output <format>',
        'print the document as xml (the default), or what was done as text or json',
      ).choices(['xml', 'text', 'json']),
    )
    .addOption(
      new Option('--in-place', 'replace FILE by the result, in one step; print what was done').conflicts('output'),
    )
    .addOption(profileOption());
  addPlannerOptions(reserve)
    .option('-q, --quiet', 'no warnings and notes; with --in-place no report')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', RESERVE_HELP)
    .action(async (file: string | undefined, flags: ReserveFlags) => {
      const { reserveCommand } = await import('./reserve.ts');
      finish(await reserveCommand(file, flags, io));
    });
}

/** More than any machine has. */
const MOST = 10_000;

function countOfPlaces(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > MOST)
    throw new InvalidArgumentError(`Give a number from 0 to ${MOST}.`);
  return Number(value);
}

const RESERVE_HELP = `
Examples:
  rootport reserve --free 8 vm.xml > new.xml
  rootport reserve --free 8 -o text vm.xml
                                         how many there were, what is added
  rootport reserve --free 8 --in-place vm.xml
  rootport reserve --free 40 --kind pci vm.xml
  virsh dumpxml --inactive vm | rootport reserve --free 8

Places that are free already count, so that a second call adds nothing. Giving
ports by hand in a definition that libvirt has not placed yet does not do the
same: its own devices take them first. A running guest gets no new ports: the
result holds from the next start on.

Exit codes: 0 fine; 1 refused, or there is no room for so many; 2 wrong call,
unreadable input or unwritable output; 3 a bug in rootport.`;
