import { limitDiagnostics } from '../../capacity/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { guestLimits } from '../../guest/index.ts';
import type { LintInput } from '../lint.ts';
import { emptyFillers } from '../look.ts';

/** RP3068: more than firmware or guest can take, which libvirt does not know: I/O ports, bus numbers, vectors. */
export function beyondGuestLimits({ plan, options }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  // What is there only because of a stray number is the matter of RP6002.
  const strays = emptyFillers(plan).size;
  return limitDiagnostics(
    plan,
    guestLimits(plan, options.qemu).filter(({ used, fits }) => used - strays > fits),
  );
}
