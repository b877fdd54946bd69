import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticDetails,
} from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import { MAX_FAULTS } from './limits.ts';

/** Thrown to leave the parser when going on is useless, and caught by `parseXml`: saxes has no other way out. */
export const STOP = new Error('reading of the document was stopped');

/** What is known about the faults of one text while it is read. */
export interface FaultLog {
  readonly source: string;
  readonly diagnostics: Diagnostic[];
  /** Where the node being read begins. */
  at: number;
  /** The `at` of the last fault reported by `reportFault`. */
  faultyNode: number;
  /** All faults, the silent ones included. */
  faults: number;
}

/** Reports a fault of the syntax; only the first of each node, since the others usually follow from it. */
export function reportFault(log: FaultLog, span: Span, problem: string): void {
  const isFirst = log.faultyNode !== log.at;
  log.faultyNode = log.at;
  if (isFirst) report(log, 'RP1001', { span, values: { problem } });
  else countFault(log);
}

/** Adds a diagnostic; stops the reading at the limit of faults. */
export function report(log: FaultLog, code: DiagnosticCode, details: DiagnosticDetails): void {
  log.diagnostics.push(createDiagnostic(code, details));
  countFault(log);
}

/** Reports that the document is beyond a limit and stops the reading. */
export function stopAtLimit(log: FaultLog, what: string, limit: number, span: Span): never {
  log.diagnostics.push(createDiagnostic('RP1007', { span, values: { what, limit } }));
  throw STOP;
}

/** Counts a fault that is reported elsewhere or not at all; stops the reading at the limit of faults. */
export function countFault(log: FaultLog): void {
  log.faults += 1;
  if (log.faults === MAX_FAULTS - 1) stopAtLimit(log, 'faults', MAX_FAULTS, { start: log.at, end: log.at });
}
