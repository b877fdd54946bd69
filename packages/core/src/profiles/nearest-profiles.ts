import { checkArguments, closeMatches, isText } from '../basics/index.ts';
import { readName } from './find-profile.ts';
import { changesBetween } from './history.ts';
import { ALL_PROFILES, type ProfileRow } from './profile.ts';
import { isSince } from './releases.ts';

/** At most so many changes are named; the rest is counted. */
const MOST_CHANGES = 4;

/** For a name that is no profile: the nearest ones and what differs between them, as one sentence or two. */
export function nearestProfiles(name: string): string {
  checkArguments('nearestProfiles', { name: [name, isText] });
  const near = neighbours(name.trim().toLowerCase());
  const [older, newer] = near;
  if (older === undefined) return 'any release, such as 9.0, or a distribution, such as debian-13';
  const names = near.map(({ name: known, release, title }) =>
    title.startsWith('libvirt') ? known : `${known} (libvirt ${release})`,
  );
  return `${names.join(' and ')}${newer === undefined ? '' : difference(older, newer)}`;
}

function difference(a: ProfileRow, b: ProfileRow): string {
  const [older, newer] = isSince(b.release, a.release) ? [a, b] : [b, a];
  const changes = changesBetween(older.release, newer.release);
  if (changes.length === 0) return '; no rule changed between them';
  const told = changes.slice(0, MOST_CHANGES).map(({ release, about }) => `${about} (${release})`);
  const more = changes.length > told.length ? `; and ${changes.length - told.length} more` : '';
  return `; between them changed: ${told.join('; ')}${more}`;
}

function neighbours(name: string): readonly ProfileRow[] {
  const { family, version } = readName(name) ?? { family: '', version: '' };
  const rows = ALL_PROFILES.filter(
    (row) => row.name.startsWith(`${family}-`) && /^\d+(?:\.\d+)?$/.test(row.name.slice(`${family}-`.length)),
  ).sort((a, b) => compare(versionOf(a), versionOf(b)));
  if (family !== '' && rows.length > 0) {
    // Of a family, or of a first number, that several have: the first and the last.
    const own = rows.filter((row) => version === '' || versionOf(row)[0] === Number(version));
    if (!version.includes('.') && own.length > 0)
      return [...new Set([own[0], own[own.length - 1]])].flatMap((row) => row ?? []);
    const wanted = numbers(version);
    const lower = rows.filter((row) => compare(versionOf(row), wanted) < 0);
    return rows.slice(Math.max(0, lower.length - 1), lower.length + 1);
  }
  const [first] = closeMatches(
    name,
    ALL_PROFILES.map((row) => row.name),
  );
  return ALL_PROFILES.filter((row) => row.name === first);
}

const versionOf = (row: ProfileRow): readonly number[] => numbers(row.name.slice(row.name.indexOf('-') + 1));

const numbers = (text: string): readonly number[] => text.split('.').map(Number);

function compare([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): number {
  return a === c ? b - d : a - c;
}
