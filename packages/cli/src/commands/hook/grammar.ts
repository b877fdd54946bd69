import { Argument, type Command, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import type { Finish } from '../options.ts';
import type { HookFlags } from './hook.ts';

/** `rootport hook`. */
export function addHook(program: Command, io: Io, finish: Finish): void {
  program
    .command('hook')
    .summary('compare a guest with its lock, as a hook of libvirt')
    .description(
      'Called by libvirt with the definition on standard input: says, or refuses, that a guest starts with devices at other places than its lock has.',
    )
    .addArgument(new Argument('<driver>', "qemu: libvirt's driver").choices(['qemu']))
    .argument('<GUEST>', 'name of the guest')
    .argument('<operation>', 'prepare, migrate, restore; others are passed over')
    .argument('[more...]', 'what else libvirt says')
    .addOption(
      new Option('--locks <folder>', 'where the locks are, as GUEST.rootport.lock').default('/etc/rootport/locks'),
    )
    .addOption(
      new Option('--on-move <what>', 'report (the default) or refuse').choices(['report', 'refuse']).default('report'),
    )
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', HOOK_HELP)
    .action(async (_driver: string, guest: string, operation: string, _more: readonly string[], flags: HookFlags) => {
      const { hookCommand } = await import('./hook.ts');
      finish(await hookCommand(guest, operation, flags, io));
    });
}

const HOOK_HELP = `
Examples:
  rootport lock -o /etc/rootport/locks/web.rootport.lock web.xml
  rootport hook --on-move refuse qemu "$@"  # in /etc/libvirt/hooks/qemu.d

A guest without a lock starts. Nothing is ever refused at reconnect, stopped and
release: libvirt would kill a running guest. Where rootport
cannot compare, it says so and refuses nothing.

It reads no .rootport.json: libvirt has placed every device, and the lock names
the profile.

Exit codes: 0 go on; 1 refused; 2 wrong call before a start.`;
