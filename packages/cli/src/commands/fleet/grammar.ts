import { type Command, InvalidArgumentError, Option } from 'commander';
import { addLongHelp } from '../../reference/long-help.ts';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  profileOption,
  wholeNumber,
} from '../options.ts';
import type { AskedShard } from './fleet.ts';
import type { MergeFlags } from './merge.ts';
import type { Asked, RoomFlags, UpgradeFlags } from './questions.ts';
import type { WorkFlags } from './work.ts';

/** `rootport fleet`. */
export function addFleet(program: Command, io: Io, finish: Finish): void {
  const fleet = program.command('fleet');
  fleet
    .summary('ask one question of a hundred thousand guests')
    .description('Asks one question of many guests, on all cores or many hosts, and groups the answers.')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', FLEET_HELP);
  for (const addQuestion of QUESTIONS) addQuestion(fleet, HERE, io, finish);
  addMerge(fleet, io, finish);
  addSubmit(fleet, io, finish);
  addWork(fleet, io, finish);
}

/** What becomes of a question: the options that go with it, its help, and the flags as its command takes them. */
interface Fate {
  addOptions(command: Command): Command;
  help(text: string): string;
  asked<Flags>(flags: unknown): Asked<Flags>;
}

const HERE: Fate = {
  addOptions: addRunOptions,
  help: (text) => `${text}${EXIT_CODES}`,
  asked: (flags) => ({ flags: flags as never }),
};

const SUBMITTED: Fate = {
  addOptions: addSubmitOptions,
  help: () => SUBMIT_HELP,
  asked: (flags) => ({ submitted: flags as never }),
};

type AddQuestion = (parent: Command, fate: Fate, io: Io, finish: Finish) => void;

const addUpgrade: AddQuestion = (parent, fate, io, finish) => {
  const upgrade = parent.command('upgrade');
  upgrade
    .summary('say which guests change under another libvirt')
    .description(
      'Plans each guest under two libvirts and says what moves, which interfaces get other names, who loses room for hotplug and who is refused.',
    )
    .option('--from <profile>', 'the libvirt of today (see "rootport profiles")')
    .option('--to <profile>', 'the libvirt to come')
    .addOption(
      new Option('--qemu-from <version>', 'its QEMU, such as 7.2; else that of its time').argParser(qemuVersion),
    )
    .addOption(new Option('--qemu-to <version>', 'the QEMU to come').argParser(qemuVersion))
    .addOption(
      new Option(
        '--regenerate <manager>',
        'first forget what nova, kubevirt, opennebula or cloudstack gives again; or all that libvirt chose',
      ).choices(['nova', 'kubevirt', 'opennebula', 'cloudstack', 'all']),
    )
    .addOption(new Option('--root-ports <n>', 'num_pcie_ports (nova) or Q35_ROOT_PORTS').argParser(wholeNumber(0, 240)))
    .addOption(new Option('--kubevirt-from <formula>', "KubeVirt's formula of today: v1, v2 or v3").choices(FORMULAS))
    .addOption(new Option('--kubevirt-to <formula>', 'the one to come').choices(FORMULAS));
  addLongHelp(upgrade, fate.help(UPGRADE_HELP), UPGRADE_MAN);
  fate.addOptions(upgrade).action(async (files: readonly string[], flags: unknown) => {
    const { upgradeCommand } = await import('./questions.ts');
    finish(await upgradeCommand(files, fate.asked<UpgradeFlags>(flags), io));
  });
};

const addInventory: AddQuestion = (parent, fate, io, finish) => {
  const inventory = parent.command('inventory');
  inventory
    .summary('count machine types, free places, refusals and oddities')
    .description(
      'Plans and checks each guest and counts machine types, places free for hotplug, refusals and findings.',
    )
    .addOption(profileOption());
  fate
    .addOptions(inventory)
    .addHelpText('after', fate.help(INVENTORY_HELP))
    .action(async (files: readonly string[], flags: unknown) => {
      const { inventoryCommand } = await import('./questions.ts');
      finish(await inventoryCommand(files, fate.asked(flags), io));
    });
};

const addRoom: AddQuestion = (parent, fate, io, finish) => {
  const room = parent.command('room');
  room
    .summary('find guests with too few places for hotplug')
    .description('Plans each guest and says which have fewer free places for hotplug than asked, and what mends it.')
    .addOption(
      new Option('--free <n>', 'how many places are wanted; 4 by default').argParser(wholeNumber(1, 1000)).default(4),
    )
    .addOption(profileOption());
  fate
    .addOptions(room)
    .addHelpText('after', fate.help(ROOM_HELP))
    .action(async (files: readonly string[], flags: unknown) => {
      const { roomCommand } = await import('./questions.ts');
      finish(await roomCommand(files, fate.asked<RoomFlags>(flags), io));
    });
};

const QUESTIONS = [addUpgrade, addInventory, addRoom];

function addMerge(fleet: Command, io: Io, finish: Finish): void {
  const merge = fleet.command('merge');
  merge
    .summary('make one run of the results of its parts')
    .description(
      'Reads the results of all shards or batches of a run, in any order, and answers as one run would have, to the byte.',
    )
    .argument('<FILE...>', 'results, as --results or -o ndjson wrote them, or the folder of "fleet work"');
  addReportOptions(merge)
    .option('--redis <url>', 'forget the run of --run there, once its results are merged')
    .addOption(new Option('--run <name>', 'the run to forget').argParser(queueName))
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', MERGE_HELP)
    .action(async (files: readonly string[], flags: MergeFlags) => {
      const { mergeFleet } = await import('./merge.ts');
      finish(await mergeFleet(files, flags, io));
    });
}

function addSubmit(fleet: Command, io: Io, finish: Finish): void {
  const submit = fleet.command('submit');
  submit
    .summary('put a question into a queue, for workers on many hosts')
    .description(
      'Puts one of the questions into a queue in Redis or Valkey. Jobs name files, which the workers read; submitting the same again adds nothing, and failed batches are tried again.',
    )
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', SUBMIT_HELP);
  for (const addQuestion of QUESTIONS) addQuestion(submit, SUBMITTED, io, finish);
}

function addSubmitOptions(command: Command): Command {
  const documents = 'domain XML, folders, NDJSON, tar archives: what workers can read under the same path';
  return addPlannerOptions(addQueueOptions(command.argument('[FILE...]', documents)))
    .addOption(
      new Option('--batch <n>', 'documents that a worker takes at a time; 200 by default').argParser(
        wholeNumber(1, 10_000),
      ),
    )
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help');
}

function addQueueOptions(command: Command): Command {
  return command
    .addOption(new Option('--redis <url>', 'redis://HOST:6379, or rediss:// for TLS').makeOptionMandatory())
    .addOption(new Option('--run <name>', 'what the run is called').argParser(queueName).makeOptionMandatory())
    .addOption(
      new Option('--node <name>', "documents of this node's own: only its workers take them").argParser(queueName),
    );
}

function addWork(fleet: Command, io: Io, finish: Finish): void {
  const work = fleet.command('work');
  work
    .summary('answer batches of a run that was submitted')
    .description(
      'Answers batches until all of the run are answered, here or by other workers. Each becomes a file of its own in the folder of results, whole or not at all.',
    );
  addQueueOptions(work)
    .requiredOption('--results <folder>', 'where the answers go: a folder that all workers share, or one to collect')
    .addOption(new Option('--jobs <n>', 'how many threads; else one for each core').argParser(wholeNumber(1, 256)))
    .addOption(
      new Option(
        '--lock <seconds>',
        'a batch of a worker that died goes to another one after about twice that; 30 by default',
      ).argParser(wholeNumber(1, 3600)),
    )
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', WORK_HELP)
    .action(async (flags: WorkFlags) => {
      const { workCommand } = await import('./work.ts');
      finish(await workCommand(flags, io));
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
      new Option('--fail-on <severity>', 'exit 1 from notice, warning or breaking on').choices([
        'notice',
        'warning',
        'breaking',
      ]),
    );
}

function addRunOptions(command: Command): Command {
  addReportOptions(command.addArgument(documentsArgument()))
    .addOption(new Option('--jobs <n>', 'how many threads; else as many as pay off').argParser(wholeNumber(1, 256)))
    .addOption(new Option('--shard <part>', 'only this part of the documents: 2/7, or auto/7').argParser(shard))
    .option('--resume', 'go on where a run with these --results ended');
  return addPlannerOptions(command)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help');
}

function queueName(value: string): string {
  if (!/^[\w.-]{1,64}$/.test(value)) throw new InvalidArgumentError('Use letters, digits, ".", "_" and "-".');
  return value;
}

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
  rootport fleet submit upgrade --redis redis://queue --run may --from 9.0 \\
      --to 12.9 /srv/dumps
  rootport fleet work --redis redis://queue --run may --results /srv/answers
`;

const UPGRADE_HELP = `
Examples:
  rootport fleet upgrade --from 9.0 --to 12.9 /etc/libvirt/qemu
  rootport fleet upgrade --from 9.0 --to 12.9 --regenerate nova dumps
  rootport fleet upgrade --from 9.0 --to 9.0 --regenerate kubevirt \\
      --kubevirt-from v1 --kubevirt-to v3 dumps
  rootport fleet upgrade --from 9.0 --to 12.9 -o html dumps > report.html
`;

const UPGRADE_MAN = `
A dump has addresses, and libvirt keeps them. Nova makes each definition again at
a hard reboot, KubeVirt at each start: with --regenerate the addresses are
forgotten first, by the rules of the manager.

What several guests have in common is said once, with their number. --shard
auto/7 takes the index from JOB_COMPLETION_INDEX.`;

const INVENTORY_HELP = `
Examples:
  rootport fleet inventory --profile 9.0 /etc/libvirt/qemu
  rootport fleet inventory -o json guests.ndjson
`;

const ROOM_HELP = `
Examples:
  rootport fleet room --free 4 /etc/libvirt/qemu
  rootport reserve --free 4 vm.xml       mend one of them
`;

const MERGE_HELP = `
Examples:
  rootport fleet merge part-*.ndjson
  rootport fleet merge -o html part-*.ndjson > report.html
  rootport fleet merge --results all.ndjson part-*.ndjson
  rootport fleet merge --redis redis://queue --run may /srv/answers
${EXIT_CODES}`;

const QUEUE_EXIT_CODES = `
Exit codes: 0 done; 2 wrong call, Redis cannot be reached, or a batch was not
answered; 3 a bug in rootport.`;

const SUBMIT_HELP = `
Examples:
  rootport fleet submit upgrade --redis redis://queue --run may --from 9.0 \\
      --to 12.9 /srv/dumps
  rootport fleet submit room --redis redis://queue --run room --free 4 \\
      --node kvm-17 /etc/libvirt/qemu
${QUEUE_EXIT_CODES}`;

const WORK_HELP = `
Examples:
  rootport fleet work --redis redis://queue --run may --results /srv/answers
  rootport fleet work --redis redis://queue --run room --node kvm-17 \\
      --results /srv/answers
  rootport fleet merge -o html /srv/answers > report.html
${QUEUE_EXIT_CODES}`;
