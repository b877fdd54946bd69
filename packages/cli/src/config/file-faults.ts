import type { Diagnostic } from '@rootport/core';
import { reportUnread } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import type { Io } from '../system/io.ts';

/** What is wrong with a file that goes with the call: its configuration, its host facts, its lock. */
export interface FileFaults {
  /** As shown in messages. */
  readonly file: string;
  /** Its text; empty where it cannot be read. */
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Says what is wrong with a file, at its places. */
export function reportFileFaults({ file, source, diagnostics }: FileFaults, io: Io): void {
  for (const one of diagnostics) {
    if (one.span === undefined) reportUnread(one, file, io);
    else reportDiagnostics([one], { file, source }, { io, quiet: false });
  }
}
