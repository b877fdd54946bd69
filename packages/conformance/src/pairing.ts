/** Which rows of two lists belong together, as positions; pairs are in the order of the first list. */
export interface Pairing {
  readonly pairs: readonly (readonly [expected: number, actual: number])[];
  readonly missing: readonly number[];
  readonly extra: readonly number[];
}

/** Pairs rows of equal identity first (the n-th with the n-th), then whatever a looser identity still matches. */
export function pairRows<T>(
  expected: readonly T[],
  actual: readonly T[],
  identities: readonly ((row: T) => string)[],
): Pairing {
  const pairs: (readonly [number, number])[] = [];
  let missing = [...expected.entries()];
  let extra = [...actual.entries()];
  for (const identity of identities) {
    const pool = new Map<string, number[]>();
    for (const [position, row] of extra) {
      const key = identity(row);
      const positions = pool.get(key);
      if (positions) positions.push(position);
      else pool.set(key, [position]);
    }
    const used = new Set<number>();
    missing = missing.filter(([position, row]) => {
      const found = pool.get(identity(row))?.shift();
      if (found === undefined) return true;
      pairs.push([position, found]);
      used.add(found);
      return false;
    });
    extra = extra.filter(([position]) => !used.has(position));
  }
  pairs.sort((a, b) => a[0] - b[0]);
  return { pairs, missing: missing.map(([position]) => position), extra: extra.map(([position]) => position) };
}
