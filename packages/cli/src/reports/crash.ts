import { createDiagnostic, type Diagnostic } from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../system/io.ts';
import { shortageOf } from '../system/shortage.ts';
import { reportFault } from './faults.ts';

/**
 * Says what nobody has foreseen, naming the document it came up with: RP5223 where the system has run out of something,
 * else RP5007, a fault of our own; the stack is for those who ask.
 */
export function reportCrash(
  error: unknown,
  io: Io,
  file = 'this call',
): { readonly fault: Diagnostic; readonly code: ExitCode } {
  const shortage = shortageOf(error);
  if (shortage !== undefined) {
    const fault = createDiagnostic('RP5223', { values: { file, reason: shortage } });
    reportFault(fault, io);
    return { fault, code: EXIT.usage };
  }
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const fault = createDiagnostic('RP5007', { values: { file, reason } });
  reportFault(fault, io);
  if (io.env['ROOTPORT_DEBUG'] && error instanceof Error && error.stack !== undefined) {
    io.stderr.write(`${error.stack}\n`);
  }
  return { fault, code: EXIT.bug };
}
