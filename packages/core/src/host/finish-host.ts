import { pushTo } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import {
  HOST_FORMAT_VERSION,
  type Host,
  type HostBridge,
  type HostDevice,
  type HostFunction,
  type HostKind,
  type HostRoot,
  type PortType,
} from './host.ts';
import { compareHostAddresses, hostAddress } from './host-address.ts';
import { kindByName, kindOf, notOfferedBy, PCIE_TO_PCI_IDS } from './kinds.ts';
import type { MergedFunction, MergedHost } from './merge-hosts.ts';
import { MOST_DEPTH } from './raw-host.ts';

/** The host of what its files tell together: ways up, kinds, nodes (H-MODEL, H-KIND, H-PARITY). */
export function finishHost(merged: MergedHost): { readonly host: Host; readonly diagnostics: readonly Diagnostic[] } {
  const { functions } = merged;
  const diagnostics: Diagnostic[] = [];
  const isBridge = (one: MergedFunction): boolean => one.isBridge === true || one.class?.startsWith('0604') === true;
  const offered: MergedFunction[] = [];
  const bridges: MergedFunction[] = [];
  for (const one of functions.values()) {
    if (isBridge(one)) bridges.push(one);
    else if (one.class?.startsWith('0600') !== true) offered.push(one);
  }
  const ways = new Map<string, readonly MergedFunction[] | null>();
  for (const one of functions.values()) {
    const way = wayUp(functions, one);
    if (way === undefined)
      diagnostics.push(
        createDiagnostic('RP5501', { values: { problem: `the bridges above ${one.address} go round` } }),
      );
    ways.set(one.address, way ?? null);
  }
  const types = portTypes(bridges, ways);
  const physical = physicalByBus(functions);
  const roots = withNodes(merged);
  const common = (one: MergedFunction): HostFunction => ({
    address: one.address,
    class: one.class?.slice(0, 4) ?? null,
    id: one.id ?? null,
    subsystem: one.subsystem ?? null,
    parent: one.parent ?? null,
    root: one.root ?? null,
    node: one.node ?? null,
    speed: one.speed ?? null,
    width: one.width ?? null,
    currentSpeed: one.currentSpeed ?? null,
    currentWidth: one.currentWidth ?? null,
    iommuGroup: one.iommuGroup ?? null,
  });
  const host: Host = {
    formatVersion: HOST_FORMAT_VERSION,
    sources: merged.formats,
    nodes: merged.nodes,
    roots,
    bridges: bridges.sort(byAddress).map(
      (one): HostBridge => ({
        ...common(one),
        type: types.get(one.address) ?? 'unknown',
        secondary: one.secondary ?? null,
        subordinate: one.subordinate ?? null,
        acs: one.acs ?? null,
      }),
    ),
    devices: offered.sort(byAddress).map((one): HostDevice => {
      const { kind, isGuessed, notOffered } = classify(one);
      const way = ways.get(one.address) ?? null;
      const first = way?.[0];
      return {
        ...common(one),
        kind,
        kindGuessed: isGuessed,
        notOffered: notOffered ?? null,
        rootPort: one.isSparse === true || first === undefined ? null : first.address,
        switches:
          way === null ? null : way.flatMap(({ address }) => (types.get(address) === 'upstream' ? [address] : [])),
        nodeCandidates: one.node === undefined ? (one.nodeCandidates ?? null) : null,
        nodeSource: one.nodeSource ?? null,
        vf: one.isVf ?? null,
        physfn: physfnOf(physical, one),
        bars: one.bars ?? null,
        ats: one.ats ?? null,
        pcie: one.pcie ?? null,
      };
    }),
  };
  return { host, diagnostics: [...diagnostics, ...nodeDoubts(host)] };
}

const byAddress = (a: MergedFunction, b: MergedFunction): number => compareHostAddresses(a.address, b.address);

/** The bridges above, outermost first; null where that is not known, undefined where they go round. */
function wayUp(
  functions: ReadonlyMap<string, MergedFunction>,
  one: MergedFunction,
): readonly MergedFunction[] | null | undefined {
  if (one.parent === undefined) return null;
  const way: MergedFunction[] = [];
  for (let at = one; typeof at.parent === 'string'; ) {
    const above: MergedFunction | undefined = functions.get(at.parent);
    if (above === undefined) return null;
    if (way.length >= MOST_DEPTH || above === one) return undefined;
    way.unshift(above);
    if (above.parent === undefined) return null;
    at = above;
  }
  return way;
}

/** Types as told; else root port, then upstream and downstream in turn (H-PARITY). */
function portTypes(
  bridges: readonly MergedFunction[],
  ways: ReadonlyMap<string, readonly MergedFunction[] | null>,
): ReadonlyMap<string, PortType> {
  const types = new Map<string, PortType>();
  const isConventional = (one: MergedFunction): boolean =>
    one.type === 'pcie-to-pci' || (one.type === undefined && PCIE_TO_PCI_IDS.includes(one.id ?? ''));
  for (const one of bridges) {
    const way = ways.get(one.address);
    if (one.type !== undefined) types.set(one.address, one.type);
    else if (isConventional(one) || way?.some(isConventional) === true) types.set(one.address, 'pcie-to-pci');
    else if (way === null || way === undefined) types.set(one.address, 'unknown');
    else if (one.isSparse === true) types.set(one.address, 'upstream');
    else types.set(one.address, way.length === 0 ? 'root' : way.length % 2 === 1 ? 'upstream' : 'downstream');
  }
  return types;
}

function classify(one: MergedFunction): {
  readonly kind: HostKind | null;
  readonly isGuessed: boolean;
  readonly notOffered: HostDevice['notOffered'] | undefined;
} {
  const at = hostAddress(one.address);
  // Domains from 10000 on are made by VMD or by Hyper-V; an unbound VMD domain cannot be told apart but by its parent.
  const behindVmd =
    one.notOffered === 'behind-vmd' ||
    (at !== undefined && at.domain >= 0x10000 && one.id?.startsWith('1af4:') !== true);
  if (one.class !== undefined) {
    const kind = kindOf(one.class, one.id ?? null) ?? null;
    if (kind === null) return { kind, isGuessed: false, notOffered: undefined };
    const reason = behindVmd ? 'behind-vmd' : (notOfferedBy(one.class, one.id ?? null) ?? one.notOffered);
    return { kind, isGuessed: false, notOffered: reason };
  }
  const name = one.name ?? '';
  const guess = name.startsWith('kind:')
    ? { kind: name.slice(5) as HostKind, notOffered: one.notOffered }
    : name === ''
      ? {}
      : kindByName(name);
  const kind = guess.kind ?? null;
  return {
    kind,
    isGuessed: kind !== null,
    notOffered: kind === null ? undefined : behindVmd ? 'behind-vmd' : guess.notOffered,
  };
}

/** A virtual function belongs to the first function of its bus that is none, where nobody says to which (G-GRP-VF). */
function physfnOf(physical: ReadonlyMap<string, string>, one: MergedFunction): string | null {
  if (one.physfn !== undefined) return one.physfn;
  return one.isVf === true ? (physical.get(busOf(one.address)) ?? null) : null;
}

const busOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

/** The first function of each bus that is no virtual one. */
function physicalByBus(functions: ReadonlyMap<string, MergedFunction>): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { address, isVf } of functions.values()) {
    if (isVf === true) continue;
    const known = first.get(busOf(address));
    if (known === undefined || compareHostAddresses(address, known) < 0) first.set(busOf(address), address);
  }
  return first;
}

/** Root complexes by domain and bus; also those that only addresses below tell. */
function withNodes({ functions, roots }: MergedHost): readonly HostRoot[] | null {
  if (roots === null) return null;
  const all = new Map(roots.map((root) => [root.id, root]));
  for (const { root } of functions.values())
    if (root !== undefined && !all.has(root)) all.set(root, { id: root, buses: null, node: null });
  const key = (id: string): readonly [number, number] => {
    const [domain = '', bus = ''] = id.slice(3).split(':');
    return [Number.parseInt(domain, 16), Number.parseInt(bus, 16)];
  };
  return [...all.values()].sort((a, b) => {
    const [x, y] = [key(a.id), key(b.id)];
    return x[0] - y[0] || x[1] - y[1];
  });
}

/** RP5507: devices of one root complex that claim different nodes (G-GRP-NODE). */
function nodeDoubts({ devices }: Host): readonly Diagnostic[] {
  const byRoot = new Map<string, HostDevice[]>();
  for (const one of devices) {
    if (one.root === null || one.kind === null || one.notOffered !== null || one.node === null) continue;
    pushTo(byRoot, one.root, one);
  }
  return [...byRoot].flatMap(([root, members]) => {
    const nodes = [...new Set(members.map(({ node }) => node))].sort();
    if (nodes.length < 2) return [];
    return [createDiagnostic('RP5507', { values: { root, nodes: nodes.join(', ') } })];
  });
}
