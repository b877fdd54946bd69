import { createDiagnostic, type Diagnostic } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { reportFault, unwritten } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io, Written } from '../system/io.ts';

export interface NewContent {
  readonly text: string;
  /** What the file held when it was read; undefined: there was none. */
  readonly before: string | Uint8Array | undefined;
  /** The text owes nothing to what was there before, so that somebody else who writes the same has done the work. */
  readonly isWhole?: boolean;
}

/** Replaces a file, unless somebody has changed it since it was read. What is wrong, or not kept, has been reported. */
export async function writeDocument(
  path: string,
  { text, before, isWhole = false }: NewContent,
  { io, quiet }: { readonly io: Io; readonly quiet: boolean },
): Promise<Outcome<undefined, Diagnostic>> {
  if (before !== undefined && isSame(text, before)) {
    await io.files.sweep(path);
    return success(undefined);
  }
  const written = await io.files.replace(path, text, before);
  if (!written.ok) {
    if (isWhole && written.problem.kind === 'changed' && (await isThere(path, text, io))) return success(undefined);
    const fault = unwritten(path, written.problem);
    reportFault(fault, io);
    return failure(fault);
  }
  reportLoss(path, written.value, { io, quiet });
  return success(undefined);
}

/** RP5221: what of the old file the new one has not. */
export function reportLoss(
  file: string,
  { notKept }: Written,
  told: { readonly io: Io; readonly quiet: boolean },
): void {
  if (notKept.length === 0) return;
  const loss = createDiagnostic('RP5221', { values: { file, what: notKept.join('; ') } });
  reportDiagnostics([loss], { file: 'rootport', source: '' }, told);
}

async function isThere(path: string, text: string, io: Io): Promise<boolean> {
  const now = await io.files.read(path, 2 ** 30, 'regular');
  return now.ok && isSame(text, now.value);
}

function isSame(text: string, other: string | Uint8Array): boolean {
  return typeof other === 'string' ? text === other : Buffer.from(text).equals(other);
}
