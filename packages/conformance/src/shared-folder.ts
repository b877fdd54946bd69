import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project: three folders above this file, in the sources and in `dist`. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The real libvirt as a black box, and what it answered: its README says how. */
export const ORACLE_FOLDER = join(PROJECT_ROOT, 'packages', 'conformance', 'oracle');

/** The folder of libvirt's own test data, `../shared` or $ROOTPORT_SHARED; it is not part of the project. */
export const SHARED_FOLDER = resolve(process.env['ROOTPORT_SHARED'] ?? join(PROJECT_ROOT, '..', 'shared'));

/** A path in the shared folder; absent where nothing is there. */
export function sharedPath(...parts: readonly string[]): string | undefined {
  const path = join(SHARED_FOLDER, ...parts);
  return existsSync(path) ? path : undefined;
}
