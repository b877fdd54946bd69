import { createRequire } from 'node:module';
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

/**
 * Read rather than written here, so that a release changes one place only. The package asks for its own file by name,
 * because a path would depend on where the bundler puts this function.
 */
function ownVersion(): string {
  const value: unknown = createRequire(import.meta.url)('rootport/package.json');
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  return String(version);
}
