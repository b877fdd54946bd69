import { createDiagnostic, type Lock, readLock } from '@rootport/core';
import type { FileFaults } from '../config/file-faults.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { readSideFile } from '../system/input.ts';
import type { Io } from '../system/io.ts';

/** Where the lock of a document is when nothing else is said. */
export function defaultLockFile(file: string): string {
  return `${file}.rootport.lock`;
}

/** Reads a lock file; RP3070 for each place of it that does not fit the schema. */
export async function readLockFile(file: string, io: Io): Promise<Outcome<Lock, FileFaults>> {
  const text = await readSideFile(file, io);
  if (!text.ok) return failure({ file, source: '', diagnostics: [text.problem] });
  const source = text.value;
  const { faultText, readJson } = await import('../config/json-file.ts');
  const { faults } = readJson(source, 'lock');
  if (faults.length > 0) {
    const diagnostics = faults.map((fault) => {
      return createDiagnostic('RP3070', { span: fault.span, values: { problem: faultText(fault, 'the whole') } });
    });
    return failure({ file, source, diagnostics });
  }
  const lock = readLock(source);
  return lock.ok ? success(lock.lock) : failure({ file, source, diagnostics: [lock.diagnostic] });
}
