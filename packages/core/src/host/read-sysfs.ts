import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import type { HostBar, HostNode, HostRoot, PortType } from './host.ts';
import { formatIdList, maskIds, normalAddress, parseIdList } from './host-address.ts';
import {
  classId,
  functionAt,
  gigatransfers,
  hexId,
  lanes,
  MOST_NODES,
  malformed,
  type RawFunction,
  type RawHost,
  wholeNumber,
} from './raw-host.ts';
import { placeByPath } from './sysfs-path.ts';

/** A tree of files: paths without a leading slash; content as text of one character a byte, or where a link leads. */
export type SysfsTree = ReadonlyMap<string, { readonly text: string } | { readonly link: string }>;

/** The files of one device that are read. */
export const SYSFS_FILES: readonly string[] = [
  'class',
  'vendor',
  'device',
  'subsystem_vendor',
  'subsystem_device',
  'numa_node',
  'local_cpulist',
  'local_cpus',
  'max_link_speed',
  'max_link_width',
  'current_link_speed',
  'current_link_width',
  'resource',
  'config',
];
/** The links of one device that are read. */
export const SYSFS_LINKS: readonly string[] = ['iommu_group', 'physfn'];
/** The files of one node. */
export const NODE_FILES: readonly string[] = ['cpulist', 'distance', 'meminfo'];

/** Linux is built for no more CPUs. */
const MOST_CPUS = 8192;

const DEVICES = 'sys/bus/pci/devices/';

/** A tree of sysfs, that of this machine or one that was taken along (H-SYSFS). */
export function readSysfs(tree: SysfsTree): RawHost {
  const roots = new Map<string, HostRoot>();
  const nodes: HostNode[] = [];
  const host: RawHost = { format: 'sysfs', functions: new Map(), nodes, roots, diagnostics: [] };
  const entries = [...tree.keys()].flatMap((path) => {
    const [, prefix, name] = /^(.*?)sys\/bus\/pci\/devices\/([^/]+)/.exec(path) ?? [];
    return prefix === undefined || name === undefined ? [] : [[prefix, name] as const];
  });
  const prefix = entries[0]?.[0] ?? '';
  const names = [...new Set(entries.flatMap(([one, name]) => (one === prefix ? [name] : [])))];
  for (const name of names) {
    const address = normalAddress(name);
    if (address === undefined) continue;
    const entry = tree.get(`${prefix}${DEVICES}${name}`);
    const link = entry !== undefined && 'link' in entry ? entry.link : undefined;
    const folder = link === undefined ? `${prefix}${DEVICES}${name}` : resolvePath(prefix, link);
    readDevice(functionAt(host, address), { tree, folder });
    if (link !== undefined) placeByPath(host, roots, address, folder);
  }
  if (host.functions.size === 0) host.diagnostics.push(malformed('sys/bus/pci/devices has no PCI device'));
  if (![...host.functions.values()].some(({ root }) => root !== undefined)) roots.clear();
  readNodes(tree, prefix, nodes);
  host.diagnostics.push(...farNodes(host.functions.values(), nodes));
  return roots.size === 0 ? { ...host, roots: new Map() } : host;
}

/** Where a link of a device leads; the top of the tree is what a link from `/` begins at. */
function resolvePath(prefix: string, link: string): string {
  const from = link.startsWith('/') ? prefix : `${prefix}${DEVICES}`;
  const parts = from.split('/').filter((part) => part !== '');
  for (const part of link.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

interface Folder {
  readonly tree: SysfsTree;
  readonly folder: string;
}

function textAt({ tree, folder }: Folder, name: string): string | undefined {
  const entry = tree.get(`${folder}/${name}`);
  return entry !== undefined && 'text' in entry ? entry.text.trim() : undefined;
}

function lastOfLink({ tree, folder }: Folder, name: string): string | undefined {
  const entry = tree.get(`${folder}/${name}`);
  return entry !== undefined && 'link' in entry ? entry.link.split('/').findLast((part) => part !== '') : undefined;
}

function readDevice(one: RawFunction, at: Folder): void {
  const read = (name: string): string | undefined => textAt(at, name);
  const told = classId(read('class'));
  if (told !== undefined) one.class = told;
  const [vendor, device] = [hexId(read('vendor')), hexId(read('device'))];
  if (vendor !== undefined && device !== undefined) one.id = `${vendor}:${device}`;
  const [subVendor, subDevice] = [hexId(read('subsystem_vendor')), hexId(read('subsystem_device'))];
  if (subVendor !== undefined && subDevice !== undefined) one.subsystem = `${subVendor}:${subDevice}`;
  const node = wholeNumber(read('numa_node'));
  if (node !== undefined) one.node = node;
  const cpus = read('local_cpulist') ?? formatIdList(maskIds(read('local_cpus') ?? '') ?? []);
  if (cpus !== '') one.localCpus = cpus;
  const speed = gigatransfers(read('max_link_speed'));
  const width = lanes(read('max_link_width'));
  const currentSpeed = gigatransfers(read('current_link_speed'));
  const currentWidth = lanes(read('current_link_width'));
  if (speed !== undefined) [one.speed, one.pcie] = [speed, true];
  if (width !== undefined) one.width = width;
  if (currentSpeed !== undefined) one.currentSpeed = currentSpeed;
  if (currentWidth !== undefined) one.currentWidth = currentWidth;
  const group = wholeNumber(lastOfLink(at, 'iommu_group'));
  if (group !== undefined) one.iommuGroup = group;
  const parent = normalAddress(lastOfLink(at, 'physfn') ?? '');
  if (parent !== undefined) [one.isVf, one.physfn] = [true, parent];
  const resource = read('resource');
  if (resource !== undefined) one.bars = barsOf(resource);
  const entry = at.tree.get(`${at.folder}/config`);
  if (entry !== undefined && 'text' in entry) readConfig(one, entry.text);
}

/** The BARs are the lines 0 to 5 of `resource`, whatever follows. */
function barsOf(resource: string): readonly HostBar[] {
  return resource.split('\n', 6).flatMap((line, region): HostBar[] => {
    const [start, end, flags] = line.split(/\s+/).map((one) => (/^0x[0-9a-f]{1,16}$/i.test(one) ? BigInt(one) : -1n));
    if (start === undefined || end === undefined || flags === undefined || start < 0n || end <= start || flags < 0n)
      return [];
    const size = Number(end - start + 1n);
    if ((flags & 0x100n) !== 0n) return [{ region, kind: 'io', size }];
    if ((flags & 0x200n) === 0n) return [];
    return [{ region, kind: `${(flags & 8n) === 0n ? 'mem' : 'pref'}${(flags & 4n) === 0n ? 32 : 64}`, size }];
  });
}

const PORT_TYPES: Readonly<Record<number, PortType>> = {
  4: 'root',
  5: 'upstream',
  6: 'downstream',
  7: 'pcie-to-pci',
};

/** Header type, bus numbers and, where the file is not cut to 64 bytes, the type of the port. */
function readConfig(one: RawFunction, config: string): void {
  const byte = (at: number): number => config.charCodeAt(at) & 0xff;
  if (config.length < 64) return;
  if ((byte(0x0e) & 0x7f) === 1) {
    one.isBridge = true;
    [one.secondary, one.subordinate] = [byte(0x19), byte(0x1a)];
  }
  if (config.length < 256 || (byte(0x06) & 0x10) === 0) return;
  let at = byte(0x34) & 0xfc;
  for (let steps = 0; at >= 0x40 && steps < 48; steps += 1, at = byte(at + 1) & 0xfc) {
    if (byte(at) !== 0x10) continue;
    one.pcie = true;
    const type = PORT_TYPES[(byte(at + 2) >> 4) & 0xf];
    if (type !== undefined && one.isBridge === true) one.type = type;
    return;
  }
  one.pcie ??= false;
}

/** RP5509: functions whose node has none of the CPUs that the kernel calls local to them (G-GRP-NODE). */
function farNodes(functions: Iterable<RawFunction>, nodes: readonly HostNode[]): readonly Diagnostic[] {
  const nodeOfCpu = new Map(nodes.flatMap(({ id, cpus }) => (parseIdList(cpus ?? '') ?? []).map((cpu) => [cpu, id])));
  const first = new Map<string, RawFunction>();
  for (const one of functions) {
    const claim = `${one.node} ${one.localCpus}`;
    const isClaim = one.localCpus !== undefined && one.node !== undefined;
    if (isClaim && first.size < MOST_NODES && !first.has(claim)) first.set(claim, one);
  }
  return [...first.values()].flatMap(({ address, node = -1, localCpus = '' }) => {
    const cpus = parseIdList(localCpus, MOST_CPUS) ?? [];
    const local = [...new Set(cpus.flatMap((cpu) => nodeOfCpu.get(cpu) ?? []))].sort((a, b) => a - b);
    if (local.length === 0 || local.includes(node)) return [];
    const values = { address, node, cpus: formatIdList(cpus), nodes: formatIdList(local) };
    return [createDiagnostic('RP5509', { values })];
  });
}

function readNodes(tree: SysfsTree, prefix: string, nodes: HostNode[]): void {
  const ids = new Set(
    [...tree.keys()].flatMap((path) => {
      const rest = path.startsWith(prefix) ? path.slice(prefix.length) : '';
      const [, id] = /^sys\/devices\/system\/node\/node(\d{1,7})\//.exec(rest) ?? [];
      return id === undefined ? [] : [Number(id)];
    }),
  );
  for (const id of [...ids].sort((a, b) => a - b)) {
    const at = { tree, folder: `${prefix}sys/devices/system/node/node${id}` };
    const cpus = textAt(at, 'cpulist');
    const isList = cpus !== undefined && parseIdList(cpus) !== undefined;
    const distances = textAt(at, 'distance')
      ?.split(/\s+/)
      .map((one) => wholeNumber(one) ?? 0);
    const [, kilobytes] = /MemTotal:\s*(\d{1,15}) kB/.exec(textAt(at, 'meminfo') ?? '') ?? [];
    nodes.push({
      id,
      cpus: isList ? cpus : null,
      cpuLess: isList ? cpus === '' : null,
      memory: kilobytes === undefined ? null : Number(kilobytes) * 1024,
      distances: distances?.every((one) => one > 0) === true ? distances : null,
    });
  }
}
