import type { Value } from './read-placement.ts';

/** One fact in which two placements differ. */
export interface Difference {
  /** The controller or device, in words. */
  readonly where: string;
  /** The fact's name. */
  readonly what: string;
  readonly expected: Value;
  readonly actual: Value;
  /** All of it as one line. */
  readonly text: string;
}

export interface Comparison {
  readonly equal: boolean;
  readonly differences: readonly Difference[];
}

/** A difference with its line; `tail` is added to the line alone. */
export function difference(facts: Omit<Difference, 'text'>, tail = ''): Difference {
  const { where, what, expected, actual } = facts;
  return { where, what, expected, actual, text: `${where}: ${what}: expected ${expected}, got ${actual}${tail}` };
}
