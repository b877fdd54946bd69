import { groupBy, invariant } from '../basics/index.ts';
import type { AttributePlace, ElementFacts, ModelFacts, NeedFacts, SettingFacts } from '../domain/index.ts';
import { inForce, isSince, type Release } from './releases.ts';
import { READ_EACH, READS, type ReadRow } from './tables/reads.ts';
import { RELEASES } from './tables/releases.ts';
import { REQUIRED, type RequiredRow } from './tables/required.ts';
import { VALUE_LISTS, type ValueListRow } from './tables/value-lists.ts';
import { VALUES, type ValueRow } from './tables/values.ts';

interface MutableElement {
  readonly settings: SettingTable;
  readonly children: Map<string, MutableElement>;
  readonly needs: NeedFacts[];
  read?: ModelFacts;
  isEachRead?: true;
  readUpTo?: readonly string[];
  sourceOf?: string;
  isSortedByType?: true;
}

/** The rows by attribute. They are gone through when a document has the attribute: it has few of the hundreds. */
interface SettingTable {
  add(attribute: string, row: ValueListRow): void;
  get(attribute: string): readonly SettingFacts[] | undefined;
  keys(): Iterable<string>;
}

function settingTable(release: Release): SettingTable {
  const entries = new Map<string, { readonly rows: ValueListRow[]; facts?: readonly SettingFacts[] }>();
  return {
    add(attribute, row) {
      const entry = entries.get(attribute);
      if (entry === undefined) entries.set(attribute, { rows: [row] });
      else entry.rows.push(row);
    },
    get(attribute) {
      const entry = entries.get(attribute);
      if (entry === undefined) return undefined;
      entry.facts ??= entry.rows.map((row) => settingFacts(row, release));
      return entry.facts;
    },
    keys: () => entries.keys(),
  };
}

/** The rows of one element that a device, or `os`, is. */
interface ElementRows {
  readonly lists: ValueListRow[];
  readonly required: RequiredRow[];
}

let rowsByName: ReadonlyMap<string, ElementRows> | undefined;

function rowsOf(name: string): ElementRows | undefined {
  if (rowsByName === undefined) {
    const rows = new Map<string, ElementRows>();
    const among = (place: string): ElementRows => {
      const [root = ''] = place.split(/[/@]/, 1);
      const known = rows.get(root) ?? { lists: [], required: [] };
      rows.set(root, known);
      return known;
    };
    for (const row of VALUE_LISTS) if (!READ_BY_DEVICE.includes(row.place)) among(row.place).lists.push(row);
    for (const row of REQUIRED) among(row.place).required.push(row);
    rowsByName = rows;
  }
  return rowsByName.get(name);
}

type ValueFacts = Pick<ReadonlyMap<string, ElementFacts>, 'get'>;

const selected = new Map<Release, ValueFacts>();

/**
 * What the settings of each device, and of `os`, take at a release, by the name of the element; compiled once, at the
 * first device of its class.
 */
export function valueFacts(release: Release): ValueFacts {
  const known = selected.get(release);
  if (known !== undefined) return known;
  // Some elements share parts with others, whose rows need not be gone through again.
  const ownFacts = once((name) => compileOwn(name, release));
  const facts: ValueFacts = { get: once((name) => compile(name, release, ownFacts)) };
  selected.set(release, facts);
  return facts;
}

function once<Answer>(work: (name: string) => Answer): (name: string) => Answer {
  const answers = new Map<string, Answer>();
  return (name) => {
    const known = answers.get(name);
    // Undefined is an answer, too.
    if (known !== undefined || answers.has(name)) return known as Answer;
    const answer = work(name);
    answers.set(name, answer);
    return answer;
  };
}

function compile(
  name: string,
  release: Release,
  ownFacts: (name: string) => MutableElement | undefined,
): ElementFacts | undefined {
  const isPlaced = !WITHOUT_PLACE.includes(name);
  const known = ownFacts(name) ?? (isPlaced ? emptyElement(release) : undefined);
  if (known === undefined) return undefined;
  const own = { ...known, children: new Map(known.children) };
  const share = (holder: MutableElement, like: string, parts: readonly string[], sourceOf?: string): void => {
    const other = ownFacts(like);
    for (const part of parts) {
      const shared = other?.children.get(part);
      const extra = sourceOf === undefined ? readOf(`${name}/${part}`) : { sourceOf };
      if (shared !== undefined) holder.children.set(part, { ...shared, ...extra });
    }
  };
  if (LIKE_SERIAL.includes(name)) share(own, 'serial', CHARACTER_PARTS);
  const backend = name === 'rng' ? own.children.get('backend') : undefined;
  if (backend !== undefined) share(backend, 'serial', CHARACTER_PARTS, 'egd');
  if (name === 'smartcard') share(own, 'serial', CHARACTER_PARTS, 'passthrough');
  const store = name === 'disk' ? own.children.get('backingStore') : undefined;
  const source = own.children.get('source');
  if (store !== undefined && source !== undefined) completeStores(store, source);
  // Before, the store of firmware's variables is a path.
  const images = name === 'os' && isAfter(release, '7.0') ? ownFacts('disk')?.children.get('source') : undefined;
  if (images !== undefined) {
    const nvram = own.children.get('nvram') ?? emptyElement(release);
    addSource(nvram, images);
    own.children.set('nvram', nvram);
  }
  if (isPlaced) for (const [part, like] of PLACE_PARTS) share(own, like, [part]);
  return own;
}

/**
 * An image builds on another one, and holds its data in a third, in the same words. Their sources are written as that of
 * a disk, but are always needed.
 */
function completeStores(store: MutableElement, source: MutableElement): void {
  store.children.set('backingStore', store);
  for (const one of [store, source.children.get('dataStore')]) if (one !== undefined) addSource(one, source);
}

function addSource(holder: MutableElement, source: MutableElement): void {
  const get = (name: string): readonly SettingFacts[] | undefined =>
    name === 'startupPolicy' ? undefined : source.settings.get(name);
  holder.isSortedByType = true;
  holder.children.set('source', { ...source, settings: { ...source.settings, get } });
}

const emptyElement = (release: Release): MutableElement => ({
  settings: settingTable(release),
  children: new Map(),
  needs: [],
});

function readOf(place: string): { readonly read?: ModelFacts } {
  const row = READS.find((one) => one.place === place);
  return row === undefined ? {} : { read: readFacts(row) };
}

/** Elements of which libvirt reads neither an address nor what goes with one. */
const WITHOUT_PLACE: readonly string[] = ['os', 'graphics', 'audio', 'redirfilter', 'lease'];

/** Parts beside the address of a device, and a device whose rows have them. */
const PLACE_PARTS = [
  ['acpi', 'hostdev'],
  ['master', 'controller'],
] as const;

function compileOwn(name: string, release: Release): MutableElement | undefined {
  const rows = rowsOf(name);
  if (rows === undefined) return undefined;
  const roots = new Map<string, MutableElement>();
  for (const row of rows.lists) {
    // Before, any value goes: the setting is not read.
    if (row.after !== undefined && !isAfter(release, row.after)) continue;
    const [path = '', attribute = ''] = row.place.split('@');
    elementAt(roots, path, release).settings.add(attribute, row);
  }
  for (const row of rows.required) {
    if (row.after === undefined || isAfter(release, row.after))
      elementAt(roots, row.place, release).needs.push(needFacts(row, release));
  }
  for (const row of READS) if (isBelow(row.place, name)) elementAt(roots, row.place, release).read = readFacts(row);
  for (const row of READ_EACH) {
    const place = typeof row === 'string' ? row : row.place;
    if (!isBelow(place, name) || (typeof row !== 'string' && !inForce(row, release))) continue;
    const element = elementAt(roots, place, release);
    element.isEachRead = true;
    if (typeof row !== 'string' && row.upTo !== undefined) element.readUpTo = row.upTo;
  }
  return roots.get(name);
}

const isBelow = (place: string, name: string): boolean => place.startsWith(`${name}/`);

const readFacts = ({ by, models, isOfOthers, always, except }: ReadRow): ModelFacts => ({
  by: attributePlace(by),
  models: new Set(models),
  isOfOthers: isOfOthers === true,
  always: new Set(always),
  except: new Set(except),
});

/** The place that is written `model`, or `model/type` where the attribute is of an element inside. */
function attributePlace(written: string): AttributePlace {
  const [outer = '', inner] = written.split('/');
  return inner === undefined ? { attribute: outer } : { part: outer, attribute: inner };
}

/** Character devices and what is built like them read their sources in one way. */
const LIKE_SERIAL: readonly string[] = ['parallel', 'console', 'channel', 'redirdev'];
const CHARACTER_PARTS = ['source', 'protocol', 'log'];

/** Numbers whose range changed, which the reader of the device knows. */
const READ_BY_DEVICE: readonly string[] = ['serial/target@port', 'parallel/target@port', 'console/target@port'];

function elementAt(roots: Map<string, MutableElement>, path: string, release: Release): MutableElement {
  let among = roots;
  let element: MutableElement | undefined;
  for (const name of path.split('/')) {
    element = among.get(name) ?? emptyElement(release);
    among.set(name, element);
    among = element.children;
  }
  invariant(element !== undefined, 'a path has at least one name');
  return element;
}

function needFacts({ needs, sorts, isInAny, orElse }: RequiredRow, release: Release): NeedFacts {
  const [path = '', attribute] = needs.split('@');
  return {
    path: path === '' ? [] : path.split('/'),
    ...(attribute === undefined ? {} : { attribute }),
    ...(sorts === undefined ? {} : { sorts: new Set(sorts) }),
    ...(isInAny !== undefined && (isInAny === true || !isSince(release, isInAny.before)) ? { isInAny: true } : {}),
    ...(orElse === undefined ? {} : { orElse: orElse.split('/') }),
  };
}

function settingFacts(row: ValueListRow, release: Release): SettingFacts {
  const words = new Set<string>();
  const later = new Map<string, string>();
  const exact = exactRows(row);
  for (const entry of row.words?.split(' ') ?? []) {
    const [written = '', ...dates] = entry.split(':');
    const word = written === "''" ? '' : written;
    const came = exact.find(({ values }) => values.includes(word))?.since;
    const { notYet, isGone } = standing(came === undefined ? dates : [came, ...dates], release);
    if (notYet !== undefined) later.set(word, notYet);
    else if (!isGone) words.add(word);
  }
  return {
    ...(row.sorts === undefined ? {} : { sorts: new Set(row.sorts) }),
    ...(row.number === undefined ? {} : { number: row.number, anyBase: takesAnyBase(row, release) }),
    ...(row.signedBefore !== undefined && !isSince(release, releaseOf(row.signedBefore)) ? { isSigned: true } : {}),
    words,
    later,
  };
}

function takesAnyBase({ anyBase }: ValueListRow, release: Release): boolean {
  if (anyBase === undefined || anyBase === true) return anyBase === true;
  const { notYet, isGone } = standing(anyBase.split(':'), release);
  return notYet === undefined && !isGone;
}

/** What dates say of a release: with which one something comes that is not there yet, and whether it is gone again. */
function standing(
  dates: readonly string[],
  release: Release,
): { readonly notYet: string | undefined; readonly isGone: boolean } {
  const came = dates.find((date) => !date.startsWith('!'));
  const went = dates.find((date) => date.startsWith('!'))?.slice(1);
  return {
    notYet: came === undefined ? undefined : notYetKnown(came, release),
    isGone: went !== undefined && isSince(release, releaseOf(went)),
  };
}

let exactByPlace: ReadonlyMap<string, readonly ValueRow[]> | undefined;

/** The releases of values whose date is known exactly. */
function exactRows({ place, sorts }: ValueListRow): readonly ValueRow[] {
  exactByPlace ??= groupBy(VALUES, ({ place: at }) => at);
  return (exactByPlace.get(place) ?? []).filter((row) => row.sort === undefined || sorts?.includes(row.sort));
}

/** With which release a value comes that is not there yet; within the releases in doubt it counts as there. */
function notYetKnown(came: string, release: Release): string | undefined {
  const [first = '', last] = came.split('-');
  if (last === undefined) return isSince(release, releaseOf(first)) ? undefined : first;
  return isAfter(release, first) ? undefined : `${last} at the latest`;
}

const isAfter = (release: Release, name: string): boolean => release !== name && isSince(release, releaseOf(name));

const BY_NAME: ReadonlyMap<string, Release> = new Map(RELEASES.map(({ release }) => [release, release]));

function releaseOf(name: string): Release {
  const release = BY_NAME.get(name);
  invariant(release !== undefined, `no release ${name}`);
  return release;
}
