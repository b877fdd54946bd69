import { createDiagnostic, type Diagnostic, findProfile, planDomain, planLocked, readLock } from '@rootport/core';
import { EXIT, type ExitCode, JUDGED_BY_HOOK } from '../../exit-codes.ts';
import { reportFault, unreadable } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import { LIMIT, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';

export interface HookFlags {
  readonly locks: string;
  readonly onMove: 'report' | 'refuse';
}

/**
 * `rootport hook`: what libvirt's hook `qemu` does (I-HOOK-LIMITS). Standard output stays empty, which means "unchanged"; whatever
 * keeps the comparison from being made is reported and refuses nothing.
 */
export async function hookCommand(guest: string, operation: string, flags: HookFlags, io: Io): Promise<ExitCode> {
  if (!JUDGED_BY_HOOK.includes(operation)) return EXIT.fine;
  // libvirt allows such names; they would lead out of the folder.
  if (guest.includes('/') || guest === '' || guest.startsWith('.')) return EXIT.fine;
  const path = `${flags.locks}/${guest}.rootport.lock`;
  if (!(await io.files.exists(path))) return EXIT.fine;
  const bytes = await io.files.read(path, LIMIT, 'regular');
  if (!bytes.ok) return report(unreadable(path, bytes.problem), io);
  const reading = readLock(new TextDecoder().decode(bytes.value));
  if (!reading.ok) return report(reading.diagnostic, io);
  const input = await readInput('-', io);
  if (!input.ok) return report(input.problem, io);
  const source = input.value;
  // libvirt has placed every device already: what it has written is all that counts.
  const profile = findProfile(reading.lock.profile);
  const planner = (xml: string) => planDomain(xml, profile === undefined ? {} : { profile });
  const result = planLocked(source, reading.lock, planner);
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  reportDiagnostics(errors, { file: guest, source }, { io, quiet: false });
  const moves = errors.filter(({ code }) => code.startsWith('RP307'));
  if (moves.length === 0) return EXIT.fine;
  if (flags.onMove === 'report') return EXIT.fine;
  reportFault(createDiagnostic('RP5564', { values: { guest, path } }), io);
  return EXIT.findings;
}

function report(fault: Diagnostic, io: Io): ExitCode {
  reportFault(fault, io);
  return EXIT.fine;
}
