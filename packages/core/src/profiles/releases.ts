/**
 * libvirt releases at which some row of a table changes, in order. The first three are the three steps by which
 * libvirt came to its placement on q35; they stand in the tree just before release 2.5.0.
 */
const RELEASES = [
  'step1',
  'step2',
  'step3',
  '2.5',
  '3.0',
  '3.1',
  '3.2',
  '3.3',
  '3.6',
  '3.8',
  '3.9',
  '3.10',
  '4.0',
  '4.1',
  '4.2',
  '4.3',
  '4.4',
  '4.5',
  '4.6',
  '4.7',
  '4.9',
  '4.10',
  '5.0',
  '5.1',
  '5.2',
  '5.3',
  '5.5',
  '5.6',
  '5.9',
  '5.10',
  '6.0',
  '6.1',
  '6.2',
  '6.3',
  '6.4',
  '6.5',
  '6.9',
  '6.10',
  '7.1',
  '7.2',
  '7.3',
  '7.4',
  '7.7',
  '7.9',
  '8.1',
  '8.3',
  '9.0',
  '9.1',
  '9.3',
  '9.6',
  '10.1',
  '10.2',
  '10.3',
  '10.4',
  '10.6',
  '10.10',
  '11.1',
  '11.3',
  '11.5',
  '11.6',
  '11.8',
  '11.9',
  '11.10',
  '12.5',
] as const;

export type Release = (typeof RELEASES)[number];

const ORDER: ReadonlyMap<Release, number> = new Map(RELEASES.map((release, position) => [release, position]));

/** True when `release` is `since` or later. */
export function isSince(release: Release, since: Release): boolean {
  return (ORDER.get(release) ?? 0) >= (ORDER.get(since) ?? 0);
}

/** The releases in which a fact holds: from `since` on, until just before `until`. */
export interface ReleaseRange {
  readonly since?: Release;
  readonly until?: Release;
}

/** True when a row is in force at `release`. */
export function inForce(row: ReleaseRange, release: Release): boolean {
  return (
    (row.since === undefined || isSince(release, row.since)) &&
    (row.until === undefined || !isSince(release, row.until))
  );
}
