import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import { type Finish, outputOption } from '../options.ts';
import type { RulesFlags } from './rules.ts';

/** `rootport rules`. */
export function addRules(program: Command, io: Io, finish: Finish): void {
  program
    .command('rules')
    .summary('print the rules behind the answers')
    .description('Lists the rules of libvirt, QEMU and guests that explanations and messages name, or prints one.')
    .argument('[RULE]', 'such as A-PLUG-1')
    .addOption(outputOption())
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', RULES_HELP)
    .action(async (rule: string | undefined, flags: RulesFlags) => {
      const { rulesCommand } = await import('./rules.ts');
      finish(await rulesCommand(rule, flags, io));
    });
}

const RULES_HELP = `
Examples:
  rootport rules                         all of them
  rootport rules A-PLUG-1                what can be attached to a running guest
  rootport rules -o json                 for programs

"rootport explain" and "rootport codes" name the rules. Names begin with a
letter: T topology, E refusals of addresses, M machines, N needs of devices, D
defaults, I implicit devices, F fixed places, X addresses other than PCI, W the
written result, Q features of QEMU, P and A assignment, V refusals and changes
of releases, G the guest and groups of a host's devices, H facts about hosts, PL
placing of host devices, P2P what peers in a guest see.

Exit codes: 0 fine; 2 there is no such rule; 3 a bug in rootport.`;
