import { groupBy } from '../basics/index.ts';
import { RELEASES } from './tables/releases.ts';

/** A release of libvirt, or one of the three steps before 2.5. */
export type Release = (typeof RELEASES)[number]['release'];

const ORDER: ReadonlyMap<Release, number> = new Map(RELEASES.map(({ release }, position) => [release, position]));

/** True when `release` is `since` or later. */
export function isSince(release: Release, since: Release): boolean {
  return (ORDER.get(release) ?? 0) >= (ORDER.get(since) ?? 0);
}

/** The releases in which a fact holds: from `since` on, until just before `until`. */
export interface ReleaseRange {
  readonly since?: Release;
  readonly until?: Release;
  /** The change is known only to come after this release and by the one named. */
  readonly after?: Release;
}

/** True when a row is in force at `release`. */
export function inForce(row: ReleaseRange, release: Release): boolean {
  return (
    (row.since === undefined || isSince(release, row.since)) &&
    (row.until === undefined || !isSince(release, row.until))
  );
}

const selections = new WeakMap<readonly ReleaseRange[], Map<Release, readonly ReleaseRange[]>>();

/** The rows of a table that are in force at `release`, selected once. */
export function rowsInForce<Row extends ReleaseRange>(rows: readonly Row[], release: Release): readonly Row[] {
  let byRelease = selections.get(rows);
  if (byRelease === undefined) {
    byRelease = new Map();
    selections.set(rows, byRelease);
  }
  const known = byRelease.get(release);
  if (known !== undefined) return known as readonly Row[];
  const selected = rows.filter((row) => inForce(row, release));
  byRelease.set(release, selected);
  return selected;
}

const groups = new WeakMap<readonly ReleaseRange[], ReadonlyMap<unknown, readonly ReleaseRange[]>>();

/** The rows of a table that are in force at `release` by what they are about, put together once; `key` is the same for each call. */
export function rowsInForceBy<Row extends ReleaseRange, Key>(
  rows: readonly Row[],
  release: Release,
  key: (row: Row) => Key,
): ReadonlyMap<Key, readonly Row[]> {
  const selected = rowsInForce(rows, release);
  const known = groups.get(selected) ?? groupBy(selected, key);
  groups.set(selected, known);
  return known as ReadonlyMap<Key, readonly Row[]>;
}
