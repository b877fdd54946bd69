import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, outputOption } from '../options.ts';
import type { ProfilesFlags } from './profiles.ts';
import type { ProfilesDiffFlags } from './profiles-diff.ts';

/** `rootport profiles`. */
export function addProfiles(program: Command, io: Io, finish: Finish): void {
  const profiles = program.command('profiles');
  profiles
    .summary('list the libvirt versions that can be imitated, or compare them')
    .description('Lists the libvirt versions that can be imitated, and the QEMU each assumes.')
    .enablePositionalOptions()
    .addOption(outputOption())
    .option('--all', 'list every release, not only the proven ones')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', PROFILES_HELP)
    .action(async (flags: ProfilesFlags) => {
      const { profilesCommand } = await import('./profiles.ts');
      finish(profilesCommand(flags, io));
    });
  addProfilesDiff(profiles, io, finish);
}

/** `rootport profiles`. */
export function addProfilesDiff(profiles: Command, io: Io, finish: Finish): void {
  const diff = profiles.command('diff');
  diff
    .summary('show what changes for a domain between libvirt versions')
    .description(
      'Plans one document under several profiles and shows, device by device, what moves, what appears and what goes.',
    )
    .usage('[options] PROFILE PROFILE... [FILE]')
    .argument('<PROFILE...>', 'two or more; after them FILE, domain XML; "-" or nothing for standard input')
    .addOption(outputOption())
    .option('--all', 'show the devices that are the same, too')
    .option('--regenerate', 'first forget what the first PROFILE chose itself, as for a guest that is defined again');
  addPlannerOptions(diff)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', PROFILES_DIFF_HELP)
    .action(async (args: readonly string[], flags: ProfilesDiffFlags) => {
      const { profilesDiffCommand } = await import('./profiles-diff.ts');
      finish(await profilesDiffCommand(args, flags, io));
    });
}

const PROFILES_HELP = `
Examples:
  rootport profiles
  rootport plan --profile libvirt-9.0 vm.xml
  rootport profiles diff libvirt-9.0 libvirt-11.3 vm.xml

A profile is a release (9.0, 10.10.0, libvirt-8.0), a distribution
(debian-13, ubuntu-24.04, rhel-9.6, sles-15.6) or "local": the libvirt and
QEMU of this machine.`;

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
