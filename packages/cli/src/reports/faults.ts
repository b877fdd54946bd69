import { createDiagnostic, type Diagnostic, nearestProfiles } from '@rootport/core';
import type { Io, ReadProblem, WriteProblem } from '../system/io.ts';
import { reportDiagnostics } from './report.ts';

/** RP5001, RP5002 or RP5540: an input that cannot be read; `file` as shown to the user. */
export function unreadable(file: string, problem: ReadProblem): Diagnostic {
  if (problem.kind === 'too-large') {
    return createDiagnostic('RP5002', { values: { file, limit: `${problem.limit / 2 ** 20} MiB` } });
  }
  if (problem.kind === 'line') return createDiagnostic('RP5540', { values: { file, problem: problem.reason } });
  return createDiagnostic('RP5001', { values: { file, problem: problem.reason } });
}

/** RP5003: an output that cannot be written. */
export function unwritable(file: string, problem: string): Diagnostic {
  return createDiagnostic('RP5003', { values: { file, problem } });
}

/** Why a file was not replaced: RP5220, somebody changed it; RP5222, somebody else is at it; RP5003. */
export function unwritten(file: string, problem: WriteProblem): Diagnostic {
  switch (problem.kind) {
    case 'changed':
      return createDiagnostic('RP5220', { values: { file } });
    case 'busy':
      return createDiagnostic('RP5222', { values: { file, holder: problem.holder } });
    case 'system':
      return unwritable(file, problem.reason);
  }
}

/** RP5006: a call that cannot be answered; `command` is the one whose help to read. */
export function wrongCall(problem: string, command: string): Diagnostic {
  return createDiagnostic('RP5006', { values: { problem, command } });
}

/** RP5544: results of a fleet that are no whole. */
export function wrongResults(problem: string): Diagnostic {
  return createDiagnostic('RP5544', { values: { problem } });
}

/** RP4003: a profile that does not exist. */
export function unknownProfile(name: string): Diagnostic {
  return createDiagnostic('RP4003', { values: { name, nearest: nearestProfiles(name) } });
}

/** Says what is wrong with the call or its surroundings, as opposed to a place in a document. */
export function reportFault(fault: Diagnostic, io: Io): void {
  reportDiagnostics([fault], { file: 'rootport', source: '' }, { io, quiet: false });
}

/** What RP5 says names the file in its sentence; what was read but is no text speaks of a place in it. */
export function reportUnread(fault: Diagnostic, file: string, io: Io): void {
  if (fault.code.startsWith('RP5')) reportFault(fault, io);
  else reportDiagnostics([fault], { file, source: '' }, { io, quiet: false });
}
