import { type Command, Option } from 'commander';
import { addPlanningOptions, noConfigOption, profileOption } from '../options.ts';

/** What `attach` and `detach` take alike. */
export function addPlugOptions(command: Command): Command {
  command
    .option('--config', 'the stored definition alone')
    .option('--live', 'the running guest alone')
    .addOption(
      new Option('-o, --output <format>', 'print text (the default), json, or the new document as xml').choices([
        'text',
        'json',
        'xml',
      ]),
    )
    .addOption(
      new Option('--in-place', 'replace FILE by the new stored definition, in one step').conflicts(['output', 'live']),
    )
    .addOption(profileOption());
  return addPlanningOptions(command)
    .addOption(noConfigOption('readConfig'))
    .option('-q, --quiet', 'no warnings and notes; with --in-place no report')
    .helpOption('-h, --help', 'print this help');
}
