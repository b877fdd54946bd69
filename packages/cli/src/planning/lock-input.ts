import { type Diagnostic, type Lock, readLock } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';

/** Where the lock of a document is when nothing else is said. */
export function defaultLockFile(file: string): string {
  return `${file}.rootport.lock`;
}

/** Reads a lock file. */
export async function readLockFile(path: string, io: Io): Promise<Outcome<Lock, Diagnostic>> {
  const text = await readSideFile(path, io);
  if (!text.ok) return text;
  const reading = readLock(text.value);
  return reading.ok ? success(reading.lock) : failure(reading.diagnostic);
}
