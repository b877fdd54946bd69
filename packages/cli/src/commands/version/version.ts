import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../system/io.ts';
import { ownField } from '../../system/own-files.ts';
import { profilesText } from '../profiles/profiles.ts';

/** `rootport --version`: the version and what can be imitated. */
export function versionCommand(io: Io): ExitCode {
  const { columns } = io.stdout;
  const profiles = profilesText(columns === undefined ? undefined : columns - 2);
  io.stdout.write(`rootport ${ownField('version')}\n\nProfiles:\n${profiles.replace(/^(?=.)/gm, '  ')}`);
  return EXIT.fine;
}
