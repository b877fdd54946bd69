import { pushTo } from '../basics/index.ts';
import type { Device, DeviceKind, Domain } from '../domain/index.ts';
import { type SettingRow, settingBelow, settingPath } from '../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

interface SettingCheck extends Check {
  readonly row: SettingRow;
}

/** The checks of a table of settings (E-PARSE). */
export function settingChecks(rows: readonly SettingRow[]): readonly Check[] {
  return rows.map((row): SettingCheck => ({ when: row, row, run: (checking) => report([row], checking) }));
}

const isSetting = (check: Check | undefined): check is SettingCheck => check !== undefined && 'row' in check;

/** The checks in order; rows that follow each other are one. */
export function joinRows(checks: readonly Check[]): readonly Check['run'][] {
  const joined: Check['run'][] = [];
  for (let from = 0; from < checks.length; ) {
    const rows: SettingRow[] = [];
    for (let check = checks[from]; isSetting(check); check = checks[from + rows.length]) rows.push(check.row);
    const first = checks[from];
    if (first === undefined) break;
    joined.push(rows.length < 2 ? first.run : (checking) => report(rows, checking));
    from += Math.max(rows.length, 1);
  }
  return joined;
}

// A fault is rare, and in the order of the rows.
function report(rows: readonly SettingRow[], checking: Checking): void {
  const { wrongSettings } = checking;
  if (wrongSettings.size === 0) return;
  lookAt(
    rows.filter((row) => wrongSettings.has(row)),
    checking,
  );
}

/** Finds the rows of all tables by which something in a definition is wrong. */
export type SettingSearch = (domain: Domain) => ReadonlySet<SettingRow>;

/** Looks at what each device has, once, instead of for each row. */
export function settingSearch(checks: readonly Check[]): SettingSearch {
  const tables = new Map<DeviceKind, SettingTree>();
  for (const { row } of checks.filter(isSetting)) {
    let tree = tables.get(row.kind) ?? emptyTree();
    tables.set(row.kind, tree);
    for (const name of row.where.elements) {
      const inner = tree.parts.get(name) ?? emptyTree();
      tree.parts.set(name, inner);
      tree = inner;
    }
    if (row.where.attribute === undefined) tree.texts.push(row);
    else pushTo(tree.attributes, row.where.attribute, row);
  }
  return (domain) => {
    const wrong = new Set<SettingRow>();
    for (const [kind, tree] of tables) {
      for (const device of domain.devices[kind]) {
        if (device.element !== undefined) collectWrong(tree, device.element, { device, domain, wrong });
      }
    }
    return wrong;
  };
}

/** The rows about one element, and those about the elements in it. */
interface SettingTree {
  readonly attributes: Map<string, SettingRow[]>;
  readonly texts: SettingRow[];
  readonly parts: Map<string, SettingTree>;
}

const emptyTree = (): SettingTree => ({ attributes: new Map(), texts: [], parts: new Map() });

interface Collection {
  readonly device: Device;
  readonly domain: Domain;
  readonly wrong: Set<SettingRow>;
}

function collectWrong(tree: SettingTree, element: XmlElement, collection: Collection): void {
  for (const { name, local } of element.attributes) {
    const rows = tree.attributes.get(local ?? name);
    // Some releases ask for what a display has by a path (D-VIDEO).
    if (local !== undefined && collection.device.kind === 'video') continue;
    if (rows !== undefined) collectRows(rows, attributeValue(element, local ?? name), collection);
  }
  if (tree.texts.length > 0) collectRows(tree.texts, textOf(element), collection);
  if (tree.parts.size === 0) return;
  let seen: SettingTree[] | undefined;
  for (const node of element.children) {
    const inner = node.kind === 'element' ? tree.parts.get(node.name) : undefined;
    if (inner === undefined || seen?.includes(inner) === true) continue;
    seen ??= [];
    seen.push(inner);
    const read = child(element, (node as XmlElement).name);
    if (read !== undefined) collectWrong(inner, read, collection);
  }
}

function collectRows(rows: readonly SettingRow[], value: string | undefined, collection: Collection): void {
  const { device, domain, wrong } = collection;
  for (const one of rows) if (value !== undefined && one.isWrong(value, device, domain)) wrong.add(one);
}

function lookAt(rows: readonly SettingRow[], checking: Checking): void {
  const { domain } = checking;
  for (const { kind, where, isWrong, setting, reason } of rows) {
    for (const device of domain.devices[kind]) {
      const value = device.element && settingBelow(device.element, where);
      if (value !== undefined && isWrong(value, device, domain))
        refuse(checking, 'RP2440', device, { setting, reason }, ...settingPath(where));
    }
  }
}
