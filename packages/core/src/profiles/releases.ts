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
