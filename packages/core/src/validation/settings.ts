import type { Device, DeviceKind, DeviceOf, Domain } from '../domain/index.ts';
import { type ReleaseRange, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

type Dates = Pick<ReleaseRange, 'since' | 'until' | 'after'>;

/** A row of {@link row}: what is wrong with a setting of the devices of a kind. */
interface SettingCheck extends Check {
  readonly kind: DeviceKind;
  readonly where: Place;
  readonly isWrong: (value: string, device: Device, domain: Domain) => boolean;
  readonly row: NonNullable<Check['row']>;
}

/**
 * A setting that libvirt takes of some devices of a kind and refuses of others (RP2440). `place` is where it is written,
 * from the device down: `driver@io`, `readonly`, `@sgio`. `isWrong`: libvirt refuses the value (of an element: its text).
 * `reason` is the end of a sentence about the device. In force since 7.0, the oldest libvirt that was asked, where no
 * release is given.
 */
export function row<Kind extends DeviceKind>(
  kind: Kind,
  place: string,
  isWrong: (value: string, device: DeviceOf<Kind>, domain: Domain) => boolean,
  reason: string,
  dates: Dates = {},
): Check {
  const where = readPlace(place);
  const check: SettingCheck = {
    when: { rule: 'E-PARSE', ...SETTING_DATES.all, ...dates },
    row: { setting: pathOf(where).join(' '), reason },
    run: (checking) => lookAt([check], checking),
    kind,
    where,
    isWrong: (value, device, domain) => isWrong(value, device as DeviceOf<Kind>, domain),
  };
  return check;
}

const isSetting = (check: Check | undefined): check is SettingCheck => check !== undefined && 'where' in check;

/** Rows that follow each other as one check, which looks at what a device has instead of at each row. */
export function joinRows(checks: readonly Check[]): readonly Check[] {
  const joined: Check[] = [];
  for (let from = 0; from < checks.length; ) {
    const rows: SettingCheck[] = [];
    for (let check = checks[from]; isSetting(check); check = checks[from + rows.length]) rows.push(check);
    const [first = checks[from]] = rows;
    if (first === undefined) break;
    joined.push(rows.length < 2 ? first : { when: first.when, run: joinedRun(rows) });
    from += Math.max(rows.length, 1);
  }
  return joined;
}

function joinedRun(rows: readonly SettingCheck[]): Check['run'] {
  const tables = new Map<DeviceKind, KindTable>();
  for (const one of rows) {
    const table: KindTable = tables.get(one.kind) ?? { own: [], inner: new Map() };
    tables.set(one.kind, table);
    const [outer] = one.where.elements;
    if (outer === undefined) table.own.push(one);
    else table.inner.set(outer, [...(table.inner.get(outer) ?? []), one]);
  }
  return (checking) => {
    const wrong = new Set<SettingCheck>();
    for (const [kind, table] of tables) {
      for (const device of checking.domain.devices[kind]) collectWrong(table, device, checking.domain, wrong);
    }
    // A fault is rare, and in the order of the rows.
    if (wrong.size > 0)
      lookAt(
        rows.filter((one) => wrong.has(one)),
        checking,
      );
  };
}

/** The rows of a kind: of the device's own attributes, and by the element that holds the setting. */
interface KindTable {
  readonly own: SettingCheck[];
  readonly inner: Map<string, readonly SettingCheck[]>;
}

function collectWrong({ own, inner }: KindTable, device: Device, domain: Domain, wrong: Set<SettingCheck>): void {
  if (device.element === undefined) return;
  const look = (one: SettingCheck, holder: XmlElement, depth: number): void => {
    const value = valueBelow(holder, one.where, depth);
    if (value !== undefined && one.isWrong(value, device, domain)) wrong.add(one);
  };
  for (const one of own) look(one, device.element, 0);
  if (inner.size === 0) return;
  const seen: (readonly SettingCheck[])[] = [];
  for (const node of device.element.children) {
    const rows = node.kind === 'element' && node.uri === '' ? inner.get(node.name) : undefined;
    // Of elements of one name the first is read.
    if (rows === undefined || seen.includes(rows)) continue;
    seen.push(rows);
    for (const one of rows) look(one, node as XmlElement, 1);
  }
}

const pathOf = ({ elements, attribute }: Place): readonly string[] =>
  attribute === undefined ? elements : [...elements, attribute];

function lookAt(rows: readonly SettingCheck[], checking: Checking): void {
  const { domain } = checking;
  for (const { kind, where, isWrong, row } of rows) {
    const path = pathOf(where);
    for (const device of domain.devices[kind]) {
      const value = valueAt(device, where);
      if (value !== undefined && isWrong(value, device, domain)) refuse(checking, 'RP2440', device, row, ...path);
    }
  }
}

/** What a device says at a place; of an element its text. Undefined where nothing is written. */
export function settingAt(device: Device, place: string): string | undefined {
  return valueAt(device, readPlace(place));
}

interface Place {
  readonly elements: readonly string[];
  readonly attribute: string | undefined;
}

const places = new Map<string, Place>();

/** Places are few, and written in this code. */
function readPlace(place: string): Place {
  const known = places.get(place);
  if (known !== undefined) return known;
  const [path = '', attribute] = place.split('@');
  const read = { elements: path === '' ? [] : path.split('/'), attribute };
  places.set(place, read);
  return read;
}

function valueAt({ element }: Device, where: Place): string | undefined {
  return element === undefined ? undefined : valueBelow(element, where, 0);
}

/** From `above` on, which is `depth` elements down the way to the place. */
function valueBelow(above: XmlElement, { elements, attribute }: Place, depth: number): string | undefined {
  let holder: XmlElement | undefined = above;
  for (let at = depth; at < elements.length; at += 1) holder = holder && child(holder, elements[at] ?? '');
  if (holder === undefined) return undefined;
  return attribute === undefined ? textOf(holder) : attributeValue(holder, attribute);
}
