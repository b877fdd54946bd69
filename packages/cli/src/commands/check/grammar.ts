import { type Command, Option } from 'commander';
import { addLongHelp } from '../../reference/long-help.ts';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  profileOption,
  rulesOption,
  severityOption,
} from '../options.ts';
import type { CheckFlags } from './check.ts';

/** `rootport check`. */
export function addCheck(program: Command, io: Io, finish: Finish): void {
  const check = program.command('check');
  check
    .summary('say what libvirt would refuse, and what is likely a mistake')
    .description(
      'Looks at domain XML and reports everything that libvirt would refuse, all at once, and lints: what libvirt accepts and is likely a mistake. Each finding has a code, a place, what to do, and where possible a fix.',
    )
    .addArgument(documentsArgument())
    .addOption(
      new Option('-o, --output <format>', 'print text (the default), json, sarif, github or junit').choices([
        'text',
        'json',
        'sarif',
        'github',
        'junit',
      ]),
    )
    .addOption(rulesOption())
    .addOption(severityOption())
    .option('--fix', 'apply the fixes that are safe, and replace each file in one step')
    .option('--unsafe', 'with --fix: the others, too; they move devices or change what the guest sees')
    .addOption(profileOption());
  addLongHelp(check, CHECK_HELP, CHECK_MAN);
  addPlannerOptions(check)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'only findings that make it fail, and no summary')
    .helpOption('-h, --help', 'print this help')
    .action(async (files: readonly string[], flags: CheckFlags) => {
      const { checkCommand } = await import('./check.ts');
      finish(await checkCommand(files, flags, io));
    });
}

const CHECK_HELP = `
Examples:
  rootport check vm.xml
  rootport check machines                every *.xml in the folder
  rootport check --fix vm.xml            repair what can be repaired safely
  rootport check --rules RP6003=error,machine-alias=off vm.xml
  rootport check --rules critical-device-ejectable=warning vm.xml
  rootport check -o sarif machines/*.xml > rootport.sarif
  rootport codes RP6003                  explain a code

Exit codes: 0 nothing of that severity; 1 something; 2 wrong call, unreadable
input or configuration, unwritable file; 3 a bug in rootport.`;

const CHECK_MAN = `
A .rootport.json beside the documents or above them has settings for all (see
"rootport config"). A comment before an element silences what is found in it:
  <!-- rootport-ignore RP6005: it stays for good -->
Refusals of libvirt cannot be switched off. RP6014 and RP6016 are looked at only
where a setting names them.`;
