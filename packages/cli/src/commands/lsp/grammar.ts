import { type Command, Option } from 'commander';
import type { LspFlags } from '../../lsp/analysis.ts';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption, rulesOption } from '../options.ts';

/** `rootport lsp`. */
export function addLsp(program: Command, io: Io, finish: Finish): void {
  const lsp = program.command('lsp');
  lsp
    .summary('serve an editor: findings, fixes, addresses, completion')
    .description(
      'A language server for domain XML, which an editor starts and speaks to over standard input and output. Settings of the editor and the nearest .rootport.json hold, as for "rootport check".',
    )
    .addOption(profileOption());
  addPlannerOptions(lsp)
    .addOption(rulesOption())
    .addOption(new Option('--stdio', 'what editors add; there is no other way').hideHelp())
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', LSP_HELP)
    .action(async (flags: LspFlags) => {
      const { serve } = await import('../../lsp/server.ts');
      finish(await serve(flags, io));
    });
}

const LSP_HELP = `
Examples:
  rootport lsp                           Neovim: cmd = { 'rootport', 'lsp' }
  rootport lsp --profile debian-12

XML whose root is not <domain> is passed over. The editor may send the settings
profile, qemu, arch, host, config, capabilities and rules.

Exit codes: 0 the editor ended it; 1 without asking for the end first; 2 wrong
call, or standard input is not the language server protocol; 3 a bug in
rootport.`;
