import { invariant } from '../basics/index.ts';
import type { ElementFacts, NeedFacts, SettingFacts } from '../domain/index.ts';
import { isSince, type Release } from './releases.ts';
import { RELEASES } from './tables/releases.ts';
import { REQUIRED, type RequiredRow } from './tables/required.ts';
import { VALUE_LISTS, type ValueListRow } from './tables/value-lists.ts';
import { VALUES } from './tables/values.ts';

interface MutableElement {
  readonly settings: Map<string, SettingFacts[]>;
  readonly children: Map<string, MutableElement>;
  readonly needs: NeedFacts[];
}

const selected = new Map<Release, ReadonlyMap<string, ElementFacts>>();

/** What the settings of each device, and of `os`, take at a release, by the name of the element; compiled once. */
export function valueFacts(release: Release): ReadonlyMap<string, ElementFacts> {
  const known = selected.get(release);
  if (known !== undefined) return known;
  const roots = new Map<string, MutableElement>();
  for (const row of VALUE_LISTS) {
    if (READ_BY_DEVICE.includes(row.place)) continue;
    // Before, any value goes: the setting is not read.
    if (row.after !== undefined && !isAfter(release, row.after)) continue;
    const [path = '', name = ''] = row.place.split('@');
    const { settings } = elementAt(roots, path);
    settings.set(name, [...(settings.get(name) ?? []), settingFacts(row, release)]);
  }
  for (const row of REQUIRED) {
    if (row.after === undefined || isAfter(release, row.after)) elementAt(roots, row.place).needs.push(needFacts(row));
  }
  shareSources(roots);
  selected.set(release, roots);
  return roots;
}

/** Numbers whose range changed, which the reader of the device knows. */
const READ_BY_DEVICE: readonly string[] = ['serial/target@port', 'parallel/target@port', 'console/target@port'];

function elementAt(roots: Map<string, MutableElement>, path: string): MutableElement {
  let among = roots;
  let element: MutableElement | undefined;
  for (const name of path.split('/')) {
    element = among.get(name) ?? { settings: new Map(), children: new Map(), needs: [] };
    among.set(name, element);
    among = element.children;
  }
  invariant(element !== undefined, 'a path has at least one name');
  return element;
}

function needFacts({ needs, sorts }: RequiredRow): NeedFacts {
  const [path = '', attribute] = needs.split('@');
  return {
    path: path === '' ? [] : path.split('/'),
    ...(attribute === undefined ? {} : { attribute }),
    ...(sorts === undefined ? {} : { sorts: new Set(sorts) }),
  };
}

const SHARED_PARTS = ['source', 'protocol', 'log'];

/** Character devices and what is built like them read their sources in one way. */
function shareSources(roots: ReadonlyMap<string, MutableElement>): void {
  const serial = roots.get('serial');
  for (const name of ['parallel', 'console', 'channel', 'redirdev']) {
    const device = roots.get(name);
    for (const part of SHARED_PARTS) {
      const shared = serial?.children.get(part);
      if (shared !== undefined) device?.children.set(part, shared);
    }
  }
}

function settingFacts(row: ValueListRow, release: Release): SettingFacts {
  const words = new Set<string>();
  const later = new Map<string, string>();
  for (const entry of row.words?.split(' ') ?? []) {
    const [written = '', ...dates] = entry.split(':');
    const word = written === "''" ? '' : written;
    const came = cameWith(row, word) ?? dates.find((date) => !date.startsWith('!'));
    const went = dates.find((date) => date.startsWith('!'))?.slice(1);
    const notYet = came === undefined ? undefined : notYetKnown(came, release);
    if (notYet !== undefined) later.set(word, notYet);
    else if (went === undefined || !isSince(release, releaseOf(went))) words.add(word);
  }
  return {
    ...(row.sorts === undefined ? {} : { sorts: new Set(row.sorts) }),
    ...(row.number === undefined ? {} : { number: row.number, anyBase: row.anyBase === true }),
    words,
    later,
  };
}

function cameWith({ place, sorts }: ValueListRow, word: string): string | undefined {
  return VALUES.find(
    (row) => row.place === place && row.values.includes(word) && (row.sort === undefined || sorts?.includes(row.sort)),
  )?.since;
}

/** With which release a value comes that is not there yet; within the releases in doubt it counts as there. */
function notYetKnown(came: string, release: Release): string | undefined {
  const [first = '', last] = came.split('-');
  if (last === undefined) return isSince(release, releaseOf(first)) ? undefined : first;
  return isAfter(release, first) ? undefined : `${last} at the latest`;
}

const isAfter = (release: Release, name: string): boolean => release !== name && isSince(release, releaseOf(name));

function releaseOf(name: string): Release {
  const row = RELEASES.find(({ release }) => release === name);
  invariant(row !== undefined, `no release ${name}`);
  return row.release;
}
