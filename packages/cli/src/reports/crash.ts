import { createDiagnostic, type Diagnostic } from '@rootport/core';
import type { Io } from '../system/io.ts';
import { reportFault } from './faults.ts';

/** Admits a fault of our own, naming the document it came up with; the stack is for those who ask. Returns RP5007. */
export function reportCrash(error: unknown, io: Io, file = 'this call'): Diagnostic {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const fault = createDiagnostic('RP5007', { values: { file, reason } });
  reportFault(fault, io);
  if (io.env['ROOTPORT_DEBUG'] && error instanceof Error && error.stack !== undefined) {
    io.stderr.write(`${error.stack}\n`);
  }
  return fault;
}
