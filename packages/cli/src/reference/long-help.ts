import type { Command } from 'commander';

const MAN_NOTES = new WeakMap<Command, string>();
const POINTER = 'More in "man rootport".';

/** Notes below the options: `help` is printed by `--help`, which has to fit a screen; the manual page has `more` as well. */
export function addLongHelp(command: Command, help: string, more: string): Command {
  MAN_NOTES.set(command, more.trim());
  return command.addHelpText('after', `${help}\n${POINTER}`);
}

/** What the manual page has below the options, of what `--help` prints there. */
export const notesForMan = (command: Command, printed: string): string =>
  printed.replace(new RegExp(`\\n${POINTER}$`), () => `\n\n${MAN_NOTES.get(command)}`);
