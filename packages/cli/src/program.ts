import { Command, CommanderError, Option } from 'commander';
import { wantsColour } from './colours.ts';
import type { CodesFlags } from './commands/codes.ts';
import type { PlanFlags } from './commands/plan.ts';
import type { ProfilesFlags } from './commands/profiles.ts';
import type { ProfilesDiffFlags } from './commands/profiles-diff.ts';
import { addAttach, addDetach } from './grammar/attach.ts';
import { addCapacity } from './grammar/capacity.ts';
import { addCheck } from './grammar/check.ts';
import { addCompletion } from './grammar/completion.ts';
import { addConvert } from './grammar/convert.ts';
import { addDiff } from './grammar/diff.ts';
import { addExplain } from './grammar/explain.ts';
import { addGuest, addNames } from './grammar/guest.ts';
import { addLock } from './grammar/lock.ts';
import { addPlannerOptions, type Finish, outputOption } from './grammar/options.ts';
import { addQemu } from './grammar/qemu.ts';
import { addReserve } from './grammar/reserve.ts';
import { addShow } from './grammar/show.ts';
import { addVerify } from './grammar/verify.ts';
import { addView } from './grammar/view.ts';
import { addWindows } from './grammar/windows.ts';
import type { Io } from './io.ts';

/** The code of the {@link CommanderError} by which the option --version leaves the parser. */
export const VERSION_ASKED = 'rootport.version';

/** The names of the commands, as a wrong call is told them. */
export const COMMANDS = [
  'plan',
  'show',
  'view',
  'explain',
  'capacity',
  'reserve',
  'attach',
  'detach',
  'diff',
  'lock',
  'check',
  'convert',
  'qemu',
  'verify',
  'windows',
  'guest',
  'names',
  'profiles',
  'codes',
  'completion',
] as const;

/**
 * The command line's grammar. A command's code is loaded when it is called: reading the arguments, the help and
 * the refusals of wrong calls need nothing of the core.
 */
export function createProgram(io: Io, finish: Finish): Command {
  const program = new Command('rootport');
  program
    .description(
      'Plans the PCI topology of virtual machines: the addresses that libvirt would assign, without libvirt.',
    )
    .option('-V, --version', 'print the version and the profiles')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .on('option:version', () => {
      throw new CommanderError(0, VERSION_ASKED, '');
    })
    // Else the options of "profiles diff" would be taken for those of "profiles".
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(outputTo(io))
    // The choices and defaults stand in the descriptions already.
    .configureHelp({ optionDescription: ({ description }) => description })
    .addHelpText('after', PROGRAM_HELP);
  addPlan(program, io, finish);
  addShow(program, io, finish);
  addView(program, io, finish);
  addExplain(program, io, finish);
  addCapacity(program, io, finish);
  addReserve(program, io, finish);
  addAttach(program, io, finish);
  addDetach(program, io, finish);
  addDiff(program, io, finish);
  addLock(program, io, finish);
  addCheck(program, io, finish);
  addConvert(program, io, finish);
  addQemu(program, io, finish);
  addVerify(program, io, finish);
  addWindows(program, io, finish);
  addGuest(program, io, finish);
  addNames(program, io, finish);
  addProfiles(program, io, finish);
  addCodes(program, io, finish);
  addCompletion(program, io, finish);
  return program;
}

function addPlan(program: Command, io: Io, finish: Finish): void {
  const plan = program.command('plan');
  plan
    .summary('give every PCI device of a domain its address')
    .description(
      'Reads domain XML, gives every PCI device the address that libvirt would give it, and prints the same document with the addresses and the added controllers in it.',
    )
    .argument('[FILE...]', 'domain XML; "-" or nothing for standard input')
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
    .option('--profile <name>', 'imitate this libvirt (see "rootport profiles")');
  addPlannerOptions(plan)
    .option('-q, --quiet', 'no warnings and notes; with --check no file names')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', PLAN_HELP)
    .action(async (files: readonly string[], flags: PlanFlags) => {
      const { planCommand } = await import('./commands/plan.ts');
      finish(await planCommand(files, flags, io));
    });
}

function addCodes(program: Command, io: Io, finish: Finish): void {
  program
    .command('codes')
    .summary('explain the codes of messages')
    .description('Lists the codes that messages end in, or explains one of them.')
    .argument('[CODE]', 'such as RP1001, or its name, such as xml-malformed')
    .addOption(outputOption())
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', CODES_HELP)
    .action(async (code: string | undefined, flags: CodesFlags) => {
      const { codesCommand } = await import('./commands/codes.ts');
      finish(codesCommand(code, flags, io));
    });
}

function addProfiles(program: Command, io: Io, finish: Finish): void {
  const profiles = program.command('profiles');
  profiles
    .summary('list the libvirt versions that can be imitated, or compare them')
    .description('Lists the libvirt versions that can be imitated, and the QEMU each assumes.')
    .enablePositionalOptions()
    .addOption(outputOption())
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', PROFILES_HELP)
    .action(async (flags: ProfilesFlags) => {
      const { profilesCommand } = await import('./commands/profiles.ts');
      finish(profilesCommand(flags, io));
    });
  addProfilesDiff(profiles, io, finish);
}

function addProfilesDiff(profiles: Command, io: Io, finish: Finish): void {
  const diff = profiles.command('diff');
  diff
    .summary('show what changes for a domain between libvirt versions')
    .description(
      'Plans one document under several profiles and shows, device by device, what moves, what appears and what goes.',
    )
    .usage('[options] PROFILE PROFILE... [FILE]')
    .argument('<PROFILE...>', 'two or more; after them FILE, domain XML; "-" or nothing for standard input')
    .addOption(outputOption())
    .option('--all', 'show the devices that are the same, too');
  addPlannerOptions(diff)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', PROFILES_DIFF_HELP)
    .action(async (args: readonly string[], flags: ProfilesDiffFlags) => {
      const { profilesDiffCommand } = await import('./commands/profiles-diff.ts');
      finish(await profilesDiffCommand(args, flags, io));
    });
}

function outputTo(io: Io) {
  return {
    writeOut: (text: string) => io.stdout.write(text),
    writeErr: (text: string) => io.stderr.write(text),
    // What is wrong with a call is told by whoever catches commander's error, as a diagnostic.
    outputError: () => undefined,
    getOutHelpWidth: () => io.stdout.columns ?? 80,
    getErrHelpWidth: () => io.stderr.columns ?? 80,
    getOutHasColors: () => wantsColour(io.stdout, io),
    getErrHasColors: () => wantsColour(io.stderr, io),
  };
}

const PROGRAM_HELP = `
Examples:
  rootport plan vm.xml                   print vm.xml with all addresses in it
  rootport show vm.xml                   draw the topology
  rootport view vm.xml                   change it in the browser
  rootport explain vm.xml vda            say why disk vda is where it is
  rootport capacity vm.xml               count what still fits
  rootport reserve --free 8 vm.xml       keep places free for hotplug
  rootport attach vm.xml nic.xml         say where a device would land
  virsh dumpxml --inactive vm | rootport plan
  rootport profiles diff libvirt-9.0 libvirt-11.3 vm.xml
  rootport diff old.xml new.xml          show what changes for the guest
  rootport lock vm.xml                   write down where every device is
  rootport check vm.xml                  what is wrong, and what to do
  rootport convert --machine q35 vm.xml  move an i440fx guest to q35
  rootport qemu --runnable vm.xml        try it in a real QEMU
  rootport verify vm.xml                 ask a real QEMU where everything is
  rootport windows vm.xml                does firmware have room for all BARs?
  rootport guest vm.xml                  show what the guest's lspci will print
  rootport names vm.xml                  predict the names of its interfaces
  rootport codes RP1001                  explain a message

Exit codes: 0 fine; 1 a document was refused, or --check, "check", "diff" or
"profiles diff" found something; 2 wrong call or unreadable input; 3 a bug in
rootport.`;

const PLAN_HELP = `
Examples:
  rootport plan vm.xml > planned.xml
  rootport plan -o tree vm.xml           the topology, for people
  rootport plan -o canonical vm.xml      as virsh dumpxml --inactive has it
  rootport plan -o json *.xml            one JSON object per line and file
  rootport plan --check machines/*.xml   for scripts: exit 1 if one would change
  rootport plan --in-place vm.xml        put the addresses into the file
  rootport plan --profile libvirt-9.0 --qemu 7.2 vm.xml
  rootport plan --capabilities @caps.txt vm.xml

A capabilities file has names separated by commas or white space; "#" starts a
comment. The file for --host looks like this, and every part may be left out:
  {"hostDevices": {"0000:03:00.0": {"present": true, "pcie": true,
                                    "iommuGroup": 12, "numaNode": 0}},
   "hostdevNetworks": ["sriov-pool"]}
Its JSON schema is @rootport/core/schemas/host-facts.schema.json.

Results go to standard output, everything else to standard error. Exit codes:
0 fine; 1 a document was refused, or --check found a change; 2 wrong call or
unreadable input; 3 a bug in rootport.`;

const CODES_HELP = `
Examples:
  rootport codes                         all of them
  rootport codes RP1001                  one in full
  rootport codes -o json                 for programs`;

const PROFILES_HELP = `
Examples:
  rootport profiles
  rootport plan --profile libvirt-9.0 vm.xml
  rootport profiles diff libvirt-9.0 libvirt-11.3 vm.xml

"libvirt-" may be left out: --profile 9.0.`;

const PROFILES_DIFF_HELP = `
Examples:
  rootport profiles diff libvirt-9.0 libvirt-11.3 vm.xml
  rootport profiles diff 2.5 6.5 9.0 latest vm.xml
  virsh dumpxml --inactive vm | rootport profiles diff 9.0 latest

Each profile is planned with the QEMU of its time (see "rootport profiles");
--qemu or --capabilities give all of them the same. A written device is matched
by its place in the document, an implicit one by kind, name and model.

Exit codes: 0 all agree; 1 something differs or a profile refuses the document;
2 wrong call or unreadable input; 3 a bug in rootport.`;
