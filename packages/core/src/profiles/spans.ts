import { invariant } from '../basics/index.ts';
import type { Domain } from '../domain/index.ts';
import { changesBetween, concernedChanges } from './history.ts';
import { ALL_PROFILES, type ProfileName, profileRow } from './profile.ts';
import { isSince, type Release } from './releases.ts';
import { isSameMachine } from './select-machine.ts';
import { RELEASES } from './tables/releases.ts';

/** The profile that is a release itself. */
export function releaseProfile(release: Release): ProfileName {
  const row = ALL_PROFILES.find((one) => one.release === release);
  invariant(row !== undefined, `no profile of ${release}`);
  return row.name;
}

/**
 * Profiles that stand for all releases from one to another: the first, and each at which a rule changed. Between two of
 * them nothing changed. Oldest first; undefined when the second is older than the first.
 */
export function profileSpan(from: ProfileName, to: ProfileName): readonly ProfileName[] | undefined {
  const [first, last] = [profileRow(from).release, profileRow(to).release];
  if (!isSince(last, first)) return undefined;
  const changed = new Set(changesBetween(first, last).map(({ release }) => release));
  return [from, ...RELEASES.flatMap(({ release }) => (changed.has(release) ? [releaseProfile(release)] : []))];
}

/**
 * Of the profiles of a span, those before a change that can make the answer to a document another one, and the oldest,
 * whose QEMU may be another, too: places in the span, oldest first. The document is as the newest completes it.
 */
export function turningPoints(span: readonly ProfileName[], domain: Domain): readonly number[] {
  const releases = span.map((name) => profileRow(name).release);
  const turned = new Set<Release>(
    concernedChanges().flatMap(({ release, effect, concerns }) =>
      effect !== 'writes' && (concerns?.(domain) ?? true) ? [release] : [],
    ),
  );
  return releases.slice(0, -1).flatMap((release, at) => {
    const next = releases[at + 1];
    const isTurned = next !== undefined && (turned.has(next) || !isSameMachine(release, next, domain.machine));
    return at === 0 || isTurned ? [at] : [];
  });
}

/** The oldest release that is not older than so many years before the newest one. */
export function oldestWithin(years: number): ProfileName {
  const [year = '', month = ''] = (RELEASES[RELEASES.length - 1]?.date ?? '').split('-');
  const oldest = `${Number(year) - years}-${month}`;
  const row = RELEASES.find(({ date }) => date >= oldest);
  invariant(row !== undefined, 'the newest release is not older than itself');
  return releaseProfile(row.release);
}
