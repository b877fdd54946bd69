import type { Diagnostic } from '../../diagnostics/index.ts';
import { windowsBudget, windowsFindings } from '../../guest/index.ts';
import type { LintInput } from '../lint.ts';

/**
 * What `bars` says where all BARs are known by the facts of the host: more than the firmware can give (RP7021 to
 * RP7023). What nobody knows is no finding here.
 */
export function barsBeyondWindows({ plan, options: { host, qemu } }: LintInput): readonly Diagnostic[] {
  if (plan === undefined || host?.hostDevices === undefined) return [];
  const budget = windowsBudget(plan, { host, ...(qemu === undefined ? {} : { qemu }) });
  if (budget === undefined || budget.verdict !== 'short') return [];
  // The firmware and the processor are assumed where the document names none: a warning, where bars has an error.
  return windowsFindings(plan, budget).flatMap((one) =>
    one.severity === 'error' ? [{ ...one, severity: 'warning' as const }] : [],
  );
}
