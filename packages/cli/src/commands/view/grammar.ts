import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import { addPlannerOptions, type Finish, profileOption } from '../options.ts';
import type { ViewFlags } from './view.ts';

/** `rootport view`. */
export function addView(program: Command, io: Io, finish: Finish): void {
  const view = program.command('view');
  view
    .summary('look at a topology in the browser, and change it by hand')
    .description(
      'Serves the page on this machine, with the file opened: the XML, the topology as a picture to move devices in, and what follows from each change. "Save" in the page writes the file.',
    )
    .argument('[FILE]', 'domain XML; "-" for standard input, which cannot be saved; nothing for the examples')
    .option('--port <number>', 'listen there; any free port by default')
    .addOption(profileOption());
  addPlannerOptions(view)
    .option('-q, --quiet', 'print the address and nothing else')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', VIEW_HELP)
    .action(async (file: string | undefined, flags: ViewFlags) => {
      const { viewCommand } = await import('./view.ts');
      finish(await viewCommand(file, flags, io));
    });
}

const VIEW_HELP = `
Examples:
  rootport view vm.xml
  virsh dumpxml --inactive vm | rootport view -
  rootport view --port 8080 vm.xml       through ssh -L 8080:127.0.0.1:8080 HOST

It listens on 127.0.0.1 only. The address that it prints has a secret in it, new
each time; a request without it, or from another site, is refused. Nothing but
the page and the file can be read, and nothing but the file written: in one
step, and not when somebody else has changed it.

The page begins with the profile and the QEMU of the options or of
.rootport.json, and both can be chosen there. Host facts and severities hold as
they do for every command.

Exit codes: 0 ended by Ctrl+C; 2 wrong call, unreadable input, or a port that
is taken; 3 a bug in rootport.`;
