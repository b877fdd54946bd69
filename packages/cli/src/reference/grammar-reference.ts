import type { Command, Option } from 'commander';
import { notesForMan } from './long-help.ts';

/** A command of the grammar as its documents tell it. */
export interface CommandReference {
  /** `plan`, `profiles diff`; empty for the program itself. */
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** `[options] [FILE...]` */
  readonly usage: string;
  readonly options: readonly OptionReference[];
  /** What stands below the options: examples and exit codes. */
  readonly notes: string;
  /** Whether arguments name files. */
  readonly takesFiles: boolean;
  /** Fixed words that may be an argument. */
  readonly words: readonly string[];
  /** What its arguments are called: `FILE`, `CODE`. */
  readonly placeholders: readonly string[];
}

export interface OptionReference {
  readonly short?: string;
  readonly long: string;
  /** `<format>`; absent for a flag. */
  readonly value?: string;
  readonly choices: readonly string[];
  readonly description: string;
}

/** The program and its commands, as they are written in the grammar. */
export function grammarReference(program: Command): readonly CommandReference[] {
  return [reference(program, ''), ...commandsBelow(program, '')];
}

function commandsBelow(parent: Command, prefix: string): readonly CommandReference[] {
  return parent.commands.flatMap((command) => {
    const name = `${prefix}${command.name()}`;
    return [reference(command, name), ...commandsBelow(command, `${name} `)];
  });
}

function reference(command: Command, name: string): CommandReference {
  const args = command.registeredArguments;
  const help = command.createHelp();
  return {
    name,
    summary: command.summary() || command.description(),
    description: command.description(),
    usage: name === '' ? 'COMMAND [options] [FILE...]' : command.usage(),
    options: help.visibleOptions(command).map(optionReference),
    notes: notesOf(command),
    takesFiles: args.some((one) => /FILE|^A$|^B$/.test(one.name()) || /FILE/.test(one.description)),
    words: args.flatMap(({ argChoices = [] }) => argChoices),
    placeholders: args.map((one) => one.name()),
  };
}

function optionReference({ short, long, flags, argChoices = [], description }: Option): OptionReference {
  const value = /<[^>]+>|\[[^\]]+\]$/.exec(flags)?.[0];
  return {
    ...(short === undefined || short === null ? {} : { short }),
    long: long ?? short ?? flags,
    ...(value === undefined ? {} : { value }),
    choices: argChoices,
    description,
  };
}

// What addHelpText wrote: whatever the help has below what commander makes of the grammar.
function notesOf(command: Command): string {
  const parts: string[] = [];
  const output = command.configureOutput();
  command.configureOutput({ ...output, writeOut: (part) => parts.push(part) });
  command.outputHelp();
  command.configureOutput(output);
  return notesForMan(command, parts.join('').slice(command.helpInformation().length).trim());
}
