import type { Device, DeviceKind, Domain } from '../domain/index.ts';
import { type SettingRow, settingBelow, settingPath } from '../profiles/index.ts';
import type { XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

interface SettingCheck extends Check {
  readonly row: SettingRow;
}

/** The checks of a table of settings (E-PARSE). */
export function settingChecks(rows: readonly SettingRow[]): readonly Check[] {
  return rows.map((row): SettingCheck => ({ when: row, row, run: (checking) => lookAt([row], checking) }));
}

const isSetting = (check: Check | undefined): check is SettingCheck => check !== undefined && 'row' in check;

/** Rows that follow each other as one check, which looks at what a device has instead of at each row. */
export function joinRows(checks: readonly Check[]): readonly Check[] {
  const joined: Check[] = [];
  for (let from = 0; from < checks.length; ) {
    const rows: SettingRow[] = [];
    for (let check = checks[from]; isSetting(check); check = checks[from + rows.length]) rows.push(check.row);
    const first = checks[from];
    if (first === undefined) break;
    joined.push(rows.length < 2 ? first : { when: first.when, run: joinedRun(rows) });
    from += Math.max(rows.length, 1);
  }
  return joined;
}

function joinedRun(rows: readonly SettingRow[]): Check['run'] {
  const tables = new Map<DeviceKind, KindTable>();
  for (const one of rows) {
    const table: KindTable = tables.get(one.kind) ?? { own: [], inner: new Map() };
    tables.set(one.kind, table);
    const [outer] = one.where.elements;
    if (outer === undefined) table.own.push(one);
    else table.inner.set(outer, [...(table.inner.get(outer) ?? []), one]);
  }
  return (checking) => {
    const wrong = new Set<SettingRow>();
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
  readonly own: SettingRow[];
  readonly inner: Map<string, readonly SettingRow[]>;
}

function collectWrong({ own, inner }: KindTable, device: Device, domain: Domain, wrong: Set<SettingRow>): void {
  if (device.element === undefined) return;
  const look = (one: SettingRow, holder: XmlElement, depth: number): void => {
    const value = settingBelow(holder, one.where, depth);
    if (value !== undefined && one.isWrong(value, device, domain)) wrong.add(one);
  };
  for (const one of own) look(one, device.element, 0);
  if (inner.size === 0) return;
  let seen: (readonly SettingRow[])[] | undefined;
  for (const node of device.element.children) {
    const rows = node.kind === 'element' && node.uri === '' ? inner.get(node.name) : undefined;
    // Of elements of one name the first is read.
    if (rows === undefined || seen?.includes(rows) === true) continue;
    seen ??= [];
    seen.push(rows);
    for (const one of rows) look(one, node as XmlElement, 1);
  }
}

function lookAt(rows: readonly SettingRow[], checking: Checking): void {
  const { domain } = checking;
  for (const { kind, where, isWrong, setting, reason } of rows) {
    for (const device of domain.devices[kind]) {
      const value = device.element && settingBelow(device.element, where, 0);
      if (value !== undefined && isWrong(value, device, domain))
        refuse(checking, 'RP2440', device, { setting, reason }, ...settingPath(where));
    }
  }
}
