import { DEFAULT_PROFILE, PROFILES } from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { formatTable } from '../table.ts';

export interface ProfilesFlags {
  readonly output?: 'text' | 'json';
}

/** `rootport profiles`: lists the profiles; the default is marked. */
export function profilesCommand(flags: ProfilesFlags, io: Io): ExitCode {
  io.stdout.write(flags.output === 'json' ? profilesJson() : profilesText(io));
  return EXIT.fine;
}

/** The table of profiles, as `--version` shows it too. */
export function profilesText(io: Io): string {
  const rows = PROFILES.map(({ name, defaultQemu, state, title }) => [
    name,
    `QEMU ${defaultQemu}`,
    state,
    name === DEFAULT_PROFILE ? `${title} (default)` : title,
  ]);
  return formatTable(rows, io.stdout.columns);
}

function profilesJson(): string {
  const profiles = PROFILES.map((profile) => ({ ...profile, default: profile.name === DEFAULT_PROFILE }));
  return `${JSON.stringify(profiles, undefined, 2)}\n`;
}
