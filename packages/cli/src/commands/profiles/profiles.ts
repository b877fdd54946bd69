import { DEFAULT_PROFILE, PROFILES } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

export interface ProfilesFlags {
  readonly output?: 'text' | 'json';
}

/** `rootport profiles`: lists the profiles; the default is marked. */
export function profilesCommand(flags: ProfilesFlags, io: Io): ExitCode {
  io.stdout.write(flags.output === 'json' ? profilesJson() : profilesText(io.stdout.columns));
  return EXIT.fine;
}

/** The table of profiles, as `--version` shows it too, wrapped to `width`. */
export function profilesText(width: number | undefined): string {
  const rows = PROFILES.map(({ name, defaultQemu, title, state }) => [
    name,
    `QEMU ${defaultQemu}`,
    `${title}: ${state}${name === DEFAULT_PROFILE ? ' (default)' : ''}`,
  ]);
  return formatTable(rows, width);
}

function profilesJson(): string {
  const profiles = PROFILES.map(({ name, title, state, defaultQemu }) => {
    return { name, title, state, defaultQemu, default: name === DEFAULT_PROFILE };
  });
  return `${JSON.stringify(profiles, undefined, 2)}\n`;
}
