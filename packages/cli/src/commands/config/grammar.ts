import type { Command } from 'commander';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  type Finish,
  outputOption,
  profileOption,
  rulesOption,
  severityOption,
} from '../options.ts';
import type { ConfigFlags } from './config.ts';

/** `rootport config`. */
export function addConfig(program: Command, io: Io, finish: Finish): void {
  const config = program.command('config');
  config
    .summary('print the settings that are in force, and where each comes from')
    .description(
      'Prints the settings that are in force for a document: those of the call, else those of the nearest .rootport.json or package.json, else the defaults.',
    )
    .argument('[FILE]', 'a document; nothing for those of the current folder')
    .addOption(outputOption())
    .addOption(rulesOption())
    .addOption(severityOption())
    .addOption(profileOption());
  addPlannerOptions(config)
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', CONFIG_HELP)
    .action(async (file: string | undefined, flags: ConfigFlags) => {
      const { configCommand } = await import('./config.ts');
      finish(await configCommand(file, flags, io));
    });
}

const CONFIG_HELP = `
Examples:
  rootport config                        for the current folder
  rootport config machines/vm.xml
  rootport config --qemu 7.2 -o json machines/vm.xml

A .rootport.json is found in the folder of a document or above it; the nearest
counts. Comments are allowed in it. In a package.json the same stands under
"rootport". Every part may be left out:
  {"profile": "libvirt-9.0", "qemu": "7.2", "host": "host.json",
   "files": ["machines/*.xml"], "ignore": ["machines/old/**"],
   "severity": "warning",
   "rules": {"no-free-hotplug-port": "error", "RP6010": "off"}}
Its JSON schema is @rootport/core/schemas/config.schema.json.

Exit codes: 0 fine; 2 wrong call or configuration; 3 a bug in rootport.`;
