import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { profilesText } from './profiles.ts';

/** `rootport --version`: the version and what can be imitated. */
export function versionCommand(io: Io): ExitCode {
  const { columns } = io.stdout;
  const profiles = profilesText(columns === undefined ? undefined : columns - 2);
  io.stdout.write(`rootport ${ownVersion()}\n\nProfiles:\n${profiles.replace(/^(?=.)/gm, '  ')}`);
  return EXIT.fine;
}

/** Read rather than written here, so that a release changes one place only. */
function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const value: unknown = JSON.parse(text);
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  return String(version);
}
