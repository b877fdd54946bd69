import { type Command, Option } from 'commander';
import { addLongHelp } from '../../reference/long-help.ts';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, documentsArgument, type Finish, filesFromOption, profileOption } from '../options.ts';
import type { PlanFlags } from './plan.ts';

/** `rootport plan`. */
export function addPlan(program: Command, io: Io, finish: Finish): void {
  const plan = program.command('plan');
  plan
    .summary('give every PCI device of a domain its address')
    .description(
      'Reads domain XML, gives every PCI device the address that libvirt would give it, and prints the same document with the addresses and the added controllers in it.',
    )
    .addArgument(documentsArgument())
    .addOption(
      new Option('-o, --output <format>', 'print xml (the default), canonical, json or tree').choices([
        'xml',
        'canonical',
        'json',
        'tree',
      ]),
    )
    .addOption(new Option('--in-place', 'replace each file by its result, in one step').conflicts(['output', 'check']))
    .addOption(
      new Option('--check', 'write nothing; name the files that would change, exit 1 if any').conflicts('output'),
    )
    .addOption(new Option('--locked <lockfile>', 'keep every device where this lock has it').conflicts('lock'))
    .option('--lock', 'the same with FILE.rootport.lock (see "rootport lock")')
    .addOption(profileOption())
    .addOption(
      new Option(
        '--portable <from..to>',
        'write what every libvirt from one to another takes and places alike; without "..to", to the newest',
      ).conflicts(['profile', 'locked', 'lock']),
    );
  addLongHelp(plan, PLAN_HELP, PLAN_MAN);
  addPlannerOptions(plan)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes; with --check no file names')
    .helpOption('-h, --help', 'print this help')
    .action(async (files: readonly string[], flags: PlanFlags) => {
      const { planCommand } = await import('./plan.ts');
      finish(await planCommand(files, flags, io));
    });
}

const PLAN_HELP = `
Examples:
  rootport plan vm.xml > planned.xml
  rootport plan -o tree vm.xml           the topology, for people
  rootport plan -o canonical vm.xml      the devices as virsh dumpxml has them
  rootport plan -o json *.xml            one JSON object per line and file
  rootport plan --check machines/*.xml   for scripts: exit 1 if one would change
  rootport plan --in-place vm.xml        put the addresses into the file
  rootport plan --profile libvirt-9.0 --qemu 7.2 vm.xml
  rootport plan --portable 9.0..11.3 vm.xml
  rootport plan --capabilities @caps.txt vm.xml

Results go to standard output, everything else to standard error. Exit codes:
0 fine; 1 a document was refused, or --check found a change; 2 wrong call or
unreadable input; 3 a bug in rootport.`;

const PLAN_MAN = `
Canonical output has every device, controller and address that libvirt defines,
in its order and spelling; of disks, displays and host devices it also has what
libvirt writes unasked. In graphics, network and storage sources it keeps what
the document says, where libvirt may add lines; outside of <devices> too.

A capabilities file has names separated by commas or white space; "#" starts a
comment. The file for --host looks like this, and every part may be left out:
  {"hostDevices": {"0000:03:00.0": {"present": true, "pcie": true,
                                    "iommuGroup": 12, "numaNode": 0}},
   "hostdevNetworks": ["sriov-pool"]}
Its JSON schema is @rootport/core/schemas/host-facts.schema.json.

Whatever writes a file leaves it alone (exit 2) when somebody has changed it
meanwhile. A symbolic link stays one; another name of the file (a hard link)
keeps the old content, and a warning says so.`;
