import { sharedPath } from '../src/shared-folder.ts';

/** The path of something in the shared folder; prints why tests are skipped where it is not there. */
export function sharedOrSkip(what: string, ...parts: readonly string[]): string | undefined {
  const path = sharedPath(...parts);
  if (path === undefined) process.stdout.write(`skipped: ${what}: no ${parts.join('/')} in the shared folder\n`);
  return path;
}
