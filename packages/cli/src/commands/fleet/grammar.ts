import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, filesFromOption } from '../options.ts';
import type { AskedShard, ReportFlags, RunFlags } from './fleet.ts';
import type { RoomFlags, UpgradeFlags } from './questions.ts';

/** `rootport fleet`. */
export function addFleet(program: Command, io: Io, finish: Finish): void {
  const fleet = program.command('fleet');
  fleet
    .summary('ask one question of a hundred thousand guests')
    .description('Asks one question of many guests, on all cores or many hosts, and groups the answers.')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', FLEET_HELP);
  addUpgrade(fleet, io, finish);
  addInventory(fleet, io, finish);
  addRoom(fleet, io, finish);
  addMerge(fleet, io, finish);
}

function addUpgrade(fleet: Command, io: Io, finish: Finish): void {
  const upgrade = fleet.command('upgrade');
  upgrade
    .summary('say which guests change under another libvirt')
    .description(
      'Plans each guest under two libvirts and says what moves, which interfaces get other names, who loses room for hotplug and who is refused; the same is told once, with the number of guests.',
    )
    .option('--from <name>', 'the libvirt of today (see "rootport profiles")')
    .option('--to <name>', 'the libvirt to come')
    .addOption(
      new Option('--qemu-from <version>', 'its QEMU, such as 7.2; else that of its time').argParser(qemuVersion),
    )
    .addOption(new Option('--qemu-to <version>', 'the QEMU to come').argParser(qemuVersion))
    .addOption(
      new Option(
        '--regenerate <manager>',
        'first go back to what this manager writes at a start: nova, kubevirt, opennebula, cloudstack, or all that libvirt chose',
      ).choices(['nova', 'kubevirt', 'opennebula', 'cloudstack', 'all']),
    )
    .addOption(
      new Option('--root-ports <n>', 'what num_pcie_ports (nova) or Q35_ROOT_PORTS (opennebula) is').argParser(
        wholeNumber(0, 240),
      ),
    )
    .addOption(new Option('--kubevirt-from <formula>', "KubeVirt's formula of today: v1, v2 or v3").choices(FORMULAS))
    .addOption(new Option('--kubevirt-to <formula>', 'the one to come').choices(FORMULAS));
  addRunOptions(upgrade)
    .addHelpText('after', UPGRADE_HELP)
    .action(async (files: readonly string[], flags: UpgradeFlags) => {
      const { upgradeCommand } = await import('./questions.ts');
      finish(await upgradeCommand(files, flags, io));
    });
}

function addInventory(fleet: Command, io: Io, finish: Finish): void {
  const inventory = fleet.command('inventory');
  inventory
    .summary('count machine types, free places, refusals and oddities')
    .description(
      'Plans and checks each guest and counts machine types, places free for hotplug, refusals and findings.',
    )
    .option('--profile <name>', 'imitate this libvirt (see "rootport profiles")');
  addRunOptions(inventory)
    .addHelpText('after', INVENTORY_HELP)
    .action(async (files: readonly string[], flags: RunFlags) => {
      const { inventoryCommand } = await import('./questions.ts');
      finish(await inventoryCommand(files, flags, io));
    });
}

function addRoom(fleet: Command, io: Io, finish: Finish): void {
  const room = fleet.command('room');
  room
    .summary('find guests with too few places for hotplug')
    .description('Plans each guest and says which have fewer free places for hotplug than asked, and what mends it.')
    .addOption(
      new Option('--free <n>', 'so many places are wanted; 4 by default').argParser(wholeNumber(1, 1000)).default(4),
    )
    .option('--profile <name>', 'imitate this libvirt (see "rootport profiles")');
  addRunOptions(room)
    .addHelpText('after', ROOM_HELP)
    .action(async (files: readonly string[], flags: RoomFlags) => {
      const { roomCommand } = await import('./questions.ts');
      finish(await roomCommand(files, flags, io));
    });
}

function addMerge(fleet: Command, io: Io, finish: Finish): void {
  const merge = fleet.command('merge');
  merge
    .summary('make one run of the results of its shards')
    .description(
      'Reads the results of all shards of a run, in any order, and answers as one run would have, to the byte.',
    )
    .argument('<FILE...>', 'results, as --results or -o ndjson wrote them');
  addReportOptions(merge)
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', MERGE_HELP)
    .action(async (files: readonly string[], flags: ReportFlags) => {
      const { mergeFleet } = await import('./fleet.ts');
      finish(await mergeFleet(files, flags, io));
    });
}

const FORMULAS = ['v1', 'v2', 'v3'];

function addReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-o, --output <format>',
        'print a summary as text (the default), json, sarif or html, or each answer as ndjson',
      ).choices(['text', 'json', 'sarif', 'html', 'ndjson']),
    )
    .option('--results <file>', 'also write each answer into this file, as NDJSON')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 when something is as bad: notice, warning or breaking').choices([
        'notice',
        'warning',
        'breaking',
      ]),
    );
}

function addRunOptions(command: Command): Command {
  addReportOptions(command.argument('[FILE...]', 'domain XML, folders, archives; "-" or nothing for standard input'))
    .addOption(
      new Option('--jobs <n>', 'so many threads; one a core for more than 200 documents').argParser(
        wholeNumber(1, 256),
      ),
    )
    .addOption(
      new Option(
        '--shard <part>',
        'only this part of the documents: 2/7, or auto/7 with the index in JOB_COMPLETION_INDEX',
      ).argParser(shard),
    )
    .option('--resume', 'go on where a run with the same --results was stopped');
  return addPlannerOptions(command)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help');
}

const wholeNumber =
  (least: number, most: number) =>
  (value: string): number => {
    if (!/^\d{1,5}$/.test(value) || Number(value) < least || Number(value) > most) {
      throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
    }
    return Number(value);
  };

function qemuVersion(value: string): string {
  if (!/^\d+\.\d+(\.\d+)?$/.test(value)) throw new InvalidArgumentError('Write it as 7.2 or 2.8.0.');
  return value;
}

function shard(value: string): AskedShard {
  const [, index = '', count = ''] = /^(\d{1,5}|auto)\/(\d{1,5})$/.exec(value) ?? [];
  const of = Number(count);
  const isRight = of > 0 && (index === 'auto' || (Number(index) >= 1 && Number(index) <= of));
  if (!isRight) throw new InvalidArgumentError('Write it as 1/7 up to 7/7, or auto/7.');
  return { index: index === 'auto' ? undefined : Number(index) - 1, of };
}

const EXIT_CODES = `
Exit codes: 0 answered, whatever the answers are; 1 something is as bad as
--fail-on says; 2 wrong call, or a document could not be read (of a shard, its
answer says so); 3 a bug in rootport.`;

const FLEET_HELP = `
Examples:
  rootport fleet upgrade --from 9.0 --to 12.9 /etc/libvirt/qemu
  rootport fleet inventory dump.tar.gz
  rootport fleet room --free 4 guests.ndjson
  rootport fleet merge part-*.ndjson
`;

const UPGRADE_HELP = `
Examples:
  rootport fleet upgrade --from 9.0 --to 12.9 /etc/libvirt/qemu
  rootport fleet upgrade --from 9.0 --to 12.9 --regenerate nova dumps
  rootport fleet upgrade --from 9.0 --to 9.0 --regenerate kubevirt \\
      --kubevirt-from v1 --kubevirt-to v3 dumps
  rootport fleet upgrade --from 9.0 --to 12.9 -o html dumps > report.html
  rootport fleet upgrade --from 9.0 --to 12.9 --shard 2/7 \\
      --results part-2.ndjson dumps

A dump has addresses, and libvirt keeps them. Nova makes each definition anew at
a hard reboot, KubeVirt at each start: with --regenerate the addresses are
forgotten first, by the rules of the manager.
${EXIT_CODES}`;

const INVENTORY_HELP = `
Examples:
  rootport fleet inventory --profile 9.0 /etc/libvirt/qemu
  rootport fleet inventory -o json guests.ndjson
${EXIT_CODES}`;

const ROOM_HELP = `
Examples:
  rootport fleet room --free 4 /etc/libvirt/qemu
  rootport reserve --free 4 vm.xml       mend one of them
${EXIT_CODES}`;

const MERGE_HELP = `
Examples:
  rootport fleet merge part-*.ndjson
  rootport fleet merge -o html part-*.ndjson > report.html
  rootport fleet merge --results all.ndjson part-*.ndjson
${EXIT_CODES}`;
