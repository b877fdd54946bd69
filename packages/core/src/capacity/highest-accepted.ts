import type { Diagnostic } from '../diagnostics/index.ts';
import type { Trial } from './what-if.ts';

/** The highest number that is accepted, and why the next one is not. */
export interface Highest {
  readonly count: number;
  /** Absent where `most` itself is accepted. */
  readonly refusal?: readonly Diagnostic[];
}

/** Halves its way to the highest number up to `most` that is accepted; every lower one has to be, too. */
export function highestAccepted(most: number, place: (count: number) => Trial): Highest {
  let accepted = 0;
  let refused = Math.min(1, most);
  let refusal: readonly Diagnostic[] = [];
  const ask = (count: number): boolean => {
    const trial = place(count);
    if (!trial.ok) refusal = trial.diagnostics;
    return trial.ok;
  };
  while (accepted < most && ask(refused)) {
    accepted = refused;
    refused = Math.min(refused * 2, most);
  }
  if (accepted === most) return { count: most };
  while (refused - accepted > 1) {
    const middle = (accepted + refused) >> 1;
    if (ask(middle)) accepted = middle;
    else refused = middle;
  }
  return { count: accepted, refusal };
}
