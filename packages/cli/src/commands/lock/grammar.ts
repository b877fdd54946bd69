import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, documentsArgument, type Finish, filesFromOption, profileOption } from '../options.ts';
import type { LockFlags } from './lock.ts';

/** `rootport lock`. */
export function addLock(program: Command, io: Io, finish: Finish): void {
  const lock = program.command('lock');
  lock
    .summary('write down where every device is, to be kept')
    .description(
      'Plans a document and writes a lock: the place of every device. "rootport plan --locked" then keeps them all there, whatever is added to the document.',
    )
    .addArgument(documentsArgument())
    .option('-o, --output <lockfile>', 'where to; FILE.rootport.lock by default, "-" for standard output')
    .addOption(profileOption());
  addPlannerOptions(lock)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', LOCK_HELP)
    .action(async (files: readonly string[], flags: LockFlags) => {
      const { lockCommand } = await import('./lock.ts');
      finish(await lockCommand(files, flags, io));
    });
}

const LOCK_HELP = `
Examples:
  rootport lock vm.xml                   write vm.xml.rootport.lock
  rootport lock -o - vm.xml              print it
  rootport plan --locked vm.xml.rootport.lock vm.xml
  rootport plan --lock vm.xml            the same
  rootport plan --lock --check *.xml     for scripts

The lock is JSON, one line for each device, and belongs beside the document in
version control. Devices are known by MAC address, target, alias, index, host
device or source; nameless ones by their order.

Exit codes: 0 fine; 1 the document was refused; 2 wrong call, unreadable input
or unwritable output; 3 a bug in rootport.`;
