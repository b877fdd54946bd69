import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { ExitCode } from '../exit-codes.ts';

/** How a command hands over its exit code. */
export type Finish = (code: ExitCode) => void;

/** What decides the answer besides the document and the profile, and from which file it is taken where nothing is said. */
export function addPlannerOptions(command: Command): Command {
  return addPlanningOptions(command)
    .option('--config <file>', 'settings; by default the nearest .rootport.json')
    .addOption(noConfigOption());
}

/** `--no-config`; under a name of its own where `--config` is another thing. */
export function noConfigOption(name?: string): Option {
  const option = new Option('--no-config', 'read no .rootport.json');
  if (name !== undefined) option.attributeName = () => name;
  return option;
}

/** What decides the answer besides the document and the profile. */
export function addPlanningOptions(command: Command): Command {
  return command
    .addOption(new Option('--qemu <version>', 'what this QEMU can do, such as 7.2').argParser(qemuVersion))
    .addOption(new Option('--capabilities <list>', 'exactly these QEMU capabilities: a,b or @FILE').conflicts('qemu'))
    .option('--arch <arch>', 'architecture when the document names none')
    .option('--host <file>', 'facts about the host (see "rootport host")')
    .option('--reload', 'plan as when a stored definition is read back');
}

/** `--profile`. */
export function profileOption(): Option {
  return new Option('--profile <profile>', 'imitate this libvirt (see "rootport profiles")');
}

/** Many documents. */
export function documentsArgument(): Argument {
  return new Argument('[FILE...]', 'XML, folders, archives; "-" or nothing: standard input');
}

/** `--files-from`. */
export function filesFromOption(): Option {
  return new Option('--files-from <file>', 'names of documents, one a line; "-": standard input');
}

/** `--from`. */
export function fromOption(): Option {
  return new Option('--from <manager>', 'FILE is a guest of proxmox, as any *.conf is').choices(['proxmox']);
}

/** `-o text|json`. */
export function outputOption(): Option {
  return new Option('-o, --output <format>', 'print text (the default) or json').choices(['text', 'json']);
}

/** `--firmware`; `none` is a guest that its QEMU starts without UEFI. */
export function firmwareOption(names: readonly string[] = ['seabios', 'ovmf', 'aavmf', 'none']): Option {
  const text = `${names.join(', ').replace(/, ([^,]*)$/, ' or $1')}; else what <os> says`;
  return new Option('--firmware <name>', text).choices([...names]);
}

/** `--rules`, once or more. */
export function rulesOption(): Option {
  const text = 'off, note, warning or error by code or name: RP6003=error,machine-alias=off';
  return new Option('--rules <settings>', text).argParser((value: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

/** `--severity` of a check. */
export function severityOption(): Option {
  const text = 'fail from this one on: note, warning (the default) or error';
  return new Option('--severity <level>', text).choices(['note', 'warning', 'error']);
}

function qemuVersion(value: string): string {
  if (!/^\d+\.\d+(\.\d+)?$/.test(value)) throw new InvalidArgumentError('Write it as 7.2 or 2.8.0.');
  return value;
}

export const wholeNumber =
  (least: number, most: number) =>
  (value: string): number => {
    if (!/^\d{1,5}$/.test(value) || Number(value) < least || Number(value) > most) {
      throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
    }
    return Number(value);
  };
