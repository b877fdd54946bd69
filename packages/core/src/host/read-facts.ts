import type { AcsState, Host, HostBar, HostNode, HostRoot, NotOffered, PortType } from './host.ts';
import { normalAddress, parseIdList } from './host-address.ts';
import { KIND_NAMES } from './kinds.ts';
import { TRUST } from './merge-hosts.ts';
import { functionAt, MOST_NODES, malformed, type RawFunction, type RawHost } from './raw-host.ts';

type Json = { readonly [name: string]: unknown };
const BAR_KINDS: readonly HostBar['kind'][] = ['io', 'mem32', 'mem64', 'pref32', 'pref64'];
const PORT_TYPES: readonly PortType[] = ['root', 'upstream', 'downstream', 'pcie-to-pci', 'unknown'];
const ACS: readonly AcsState[] = ['off', 'redirect', 'redirect+direct-translated'];
const NOT_OFFERED: readonly NotOffered[] = ['console', 'emulated', 'behind-vmd'];
const UNITS = ['', 'K', 'M', 'G', 'T'];
const IDS = /^[0-9a-f]{4}:[0-9a-f]{4}$/i;
const ROOT = /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/i;

/** Host facts of either version: what this program wrote, and what was written by hand. */
export function readFactsFile(value: Json): RawHost {
  return 'formatVersion' in value ? readSecond(value) : readFirst(value);
}

/** Checks values of JSON; says where one is of another type. */
class Reader {
  readonly host: RawHost;
  constructor(host: RawHost) {
    this.host = host;
  }
  private wrong(path: string, wanted: string): undefined {
    if (this.host.diagnostics.length < 20) this.host.diagnostics.push(malformed(`${path} has to be ${wanted}`));
    return undefined;
  }
  object(value: unknown, path: string): Json | undefined {
    return isObject(value) ? value : this.wrong(path, 'an object');
  }
  list(value: unknown, path: string): readonly unknown[] {
    if (value === null || value === undefined) return [];
    return Array.isArray(value) ? value : (this.wrong(path, 'a list') ?? []);
  }
  text(value: unknown, path: string): string | undefined {
    if (value === null || value === undefined) return undefined;
    return typeof value === 'string' && value.length < 256 ? value : this.wrong(path, 'a short text');
  }
  /** A text of a form: what is printed of it later is as harmless as the form. */
  formed(value: unknown, form: RegExp, wanted: string, path: string): string | undefined {
    const text = this.text(value, path);
    return text === undefined || form.test(text) ? text : this.wrong(path, wanted);
  }
  /** A whole number from 0. */
  count(value: unknown, path: string): number | undefined {
    if (value === null || value === undefined) return undefined;
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
    return isCount ? value : this.wrong(path, 'a whole number that is not negative');
  }
  counts(value: unknown, path: string): readonly number[] {
    return this.list(value, path)
      .slice(0, MOST_NODES)
      .flatMap((one, position) => this.count(one, `${path}[${position}]`) ?? []);
  }
  number(value: unknown, path: string): number | undefined {
    if (value === null || value === undefined) return undefined;
    const isNumber = typeof value === 'number' && Number.isFinite(value) && value >= 0;
    return isNumber ? value : this.wrong(path, 'a number that is not negative');
  }
  oneOf<T extends string>(value: unknown, known: readonly T[], path: string): T | undefined {
    if (value === null || value === undefined) return undefined;
    return known.find((one) => one === value) ?? this.wrong(path, `one of ${known.join(', ')}`);
  }
  address(value: unknown, path: string): string | undefined {
    const address = typeof value === 'string' ? normalAddress(value) : undefined;
    return address ?? this.wrong(path, 'a PCI address such as 0000:18:00.0');
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readFirst(value: Json): RawHost {
  const host: RawHost = { format: 'facts', functions: new Map(), diagnostics: [] };
  const read = new Reader(host);
  const devices = read.object(value['hostDevices'] ?? {}, 'hostDevices') ?? {};
  for (const [name, written] of Object.entries(devices)) {
    const path = `hostDevices["${name}"]`;
    const address = read.address(name, path);
    const device = read.object(written, path);
    if (address === undefined || device === undefined || device['present'] === false) continue;
    const one = functionAt(host, address);
    set(one, 'iommuGroup', read.count(device['iommuGroup'], `${path}.iommuGroup`));
    set(one, 'node', read.count(device['numaNode'], `${path}.numaNode`));
    if (typeof device['pcie'] === 'boolean') one.pcie = device['pcie'];
    if (device['bars'] !== undefined) one.bars = barsOf(read, device['bars'], `${path}.bars`);
  }
  return host;
}

function barsOf(read: Reader, value: unknown, path: string): readonly HostBar[] {
  return read.list(value, path).flatMap((written, position) => {
    const bar = read.object(written, `${path}[${position}]`);
    if (bar === undefined) return [];
    const kind = read.oneOf(bar['kind'], BAR_KINDS, `${path}[${position}].kind`);
    const [, digits = '', unit = ''] = /^(\d{1,16})([KMGT]?)$/.exec(String(bar['size'])) ?? [];
    const size = Number(digits) * 1024 ** UNITS.indexOf(unit);
    const region = read.number(bar['region'] ?? position, `${path}[${position}].region`);
    return kind === undefined || region === undefined || size === 0 ? [] : [{ region, kind, size }];
  });
}

function set<Key extends keyof RawFunction>(one: RawFunction, key: Key, value: RawFunction[Key] | undefined): void {
  if (value !== undefined) one[key] = value;
}

function readSecond(value: Json): RawHost {
  const facts = value as Partial<Record<keyof Host, unknown>>;
  const nodes: HostNode[] = [];
  const roots = new Map<string, HostRoot>();
  const host: RawHost = {
    ...{ format: 'facts', functions: new Map(), diagnostics: [] },
    ...(Array.isArray(facts.nodes) ? { nodes } : {}),
    ...(Array.isArray(facts.roots) ? { roots } : {}),
    sources: Array.isArray(facts.sources)
      ? TRUST.filter((one) => (facts.sources as readonly unknown[]).includes(one))
      : [],
  };
  const read = new Reader(host);
  if (typeof facts.formatVersion !== 'string' || !facts.formatVersion.startsWith('2.'))
    host.diagnostics.push(malformed('formatVersion is not 2.x; a newer rootport wrote it'));
  for (const [position, written] of read.list(facts.nodes, 'nodes').entries()) {
    const node = read.object(written, `nodes[${position}]`);
    const id = read.count(node?.['id'], `nodes[${position}].id`);
    if (node === undefined || id === undefined || nodes.length >= MOST_NODES) continue;
    const path = `nodes[${position}]`;
    const distances = read.counts(node['distances'], `${path}.distances`);
    const cpus = read.text(node['cpus'], `${path}.cpus`);
    nodes.push({
      id,
      cpus: cpus !== undefined && parseIdList(cpus) !== undefined ? cpus : null,
      cpuLess: typeof node['cpuLess'] === 'boolean' ? node['cpuLess'] : null,
      memory: read.number(node['memory'], `${path}.memory`) ?? null,
      distances: distances.length === 0 ? null : distances,
    });
  }
  for (const [position, written] of read.list(facts.roots, 'roots').entries()) {
    const path = `roots[${position}]`;
    const root = read.object(written, path);
    const id = read.formed(root?.['id'], ROOT, 'a root complex such as pci0000:80', `${path}.id`);
    if (root === undefined || id === undefined) continue;
    const buses =
      read.formed(root['buses'], /^[0-9a-f]{2}-[0-9a-f]{2}$/i, 'buses such as 80-9f', `${path}.buses`) ?? null;
    roots.set(id, { id, buses, node: read.count(root['node'], `${path}.node`) ?? null });
  }
  for (const [list, isBridge] of [
    ['bridges', true],
    ['devices', false],
  ] as const) {
    for (const [position, written] of read.list(facts[list], list).entries()) {
      const path = `${list}[${position}]`;
      const device = read.object(written, path);
      const address = device === undefined ? undefined : read.address(device['address'], `${path}.address`);
      if (device !== undefined && address !== undefined)
        readFunction(read, functionAt(host, address), device, path, isBridge);
    }
  }
  return host;
}

function readFunction(read: Reader, one: RawFunction, device: Json, path: string, isBridge: boolean): void {
  const formed = (name: string, form: RegExp, wanted: string): string | undefined =>
    read.formed(device[name], form, wanted, `${path}.${name}`)?.toLowerCase();
  const address = (name: string): string | undefined =>
    device[name] === null || device[name] === undefined ? undefined : read.address(device[name], `${path}.${name}`);
  const number = (name: string): number | undefined => read.number(device[name], `${path}.${name}`);
  set(one, 'class', formed('class', /^(?:[0-9a-f]{4}|[0-9a-f]{6})$/i, 'a class of four or six digits'));
  set(one, 'id', formed('id', IDS, 'ids such as 10de:1db8'));
  set(one, 'subsystem', formed('subsystem', IDS, 'ids such as 10de:1212'));
  set(one, 'root', formed('root', ROOT, 'a root complex such as pci0000:80'));
  const parent = address('parent');
  if (parent !== undefined) one.parent = parent;
  // On a root bus; of files that leave out root complexes, with no switch above.
  else if (
    one.root !== undefined ||
    device['type'] === 'upstream' ||
    device['type'] === 'root' ||
    Array.isArray(device['switches'])
  )
    one.parent = null;
  for (const name of ['speed', 'width', 'currentSpeed', 'currentWidth'] as const) set(one, name, number(name));
  for (const name of ['node', 'iommuGroup'] as const) set(one, name, read.count(device[name], `${path}.${name}`));
  if (isBridge) {
    one.isBridge = true;
    set(one, 'type', read.oneOf(device['type'], PORT_TYPES, `${path}.type`));
    set(one, 'secondary', number('secondary'));
    set(one, 'subordinate', number('subordinate'));
    set(one, 'acs', read.oneOf(device['acs'], ACS, `${path}.acs`));
    return;
  }
  set(one, 'notOffered', read.oneOf(device['notOffered'], NOT_OFFERED, `${path}.notOffered`));
  set(one, 'physfn', address('physfn'));
  if (typeof device['vf'] === 'boolean') one.isVf = device['vf'];
  if (typeof device['pcie'] === 'boolean') one.pcie = device['pcie'];
  if (Array.isArray(device['bars'])) one.bars = barsOf(read, device['bars'], `${path}.bars`);
  const ats = device['ats'];
  if (isObject(ats)) one.ats = { capable: ats['capable'] === true, enabled: ats['enabled'] === true };
  const candidates = read.counts(device['nodeCandidates'], `${path}.nodeCandidates`);
  if (candidates.length > 0) one.nodeCandidates = candidates;
  const kind = KIND_NAMES.find((name) => name === device['kind']);
  if (device['kindGuessed'] === true && kind !== undefined) one.name = `kind:${kind}`;
}
