import { checkArguments, isHost, isMap, pushTo } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import {
  compareHostAddresses,
  fused,
  type Host,
  type HostBridge,
  type HostDevice,
  hostAddress,
  metalPlaces,
} from '../host/index.ts';

/** Where the guest has a device: its address and node there. */
export interface NcclPeer {
  readonly address: string;
  readonly node: number;
}

/** A topology file for NCCL, or why there can be none (P2P-FILE). */
export type NcclFile =
  | { readonly ok: true; readonly text: string; readonly elements: number; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Elements of the whole tree, those that NCCL adds included. */
const MOST_ELEMENTS = 256;
/** What NCCL adds for each, on the safe side. */
const ADDED = { gpu: 12, nic: 3 } as const;
const MOST_CHILDREN = 640;

interface Branch {
  /** The host's upstream port; absent for a device. */
  readonly bridge?: HostBridge;
  readonly device?: HostDevice;
  readonly children: readonly Branch[];
}

/**
 * The file that makes NCCL see the host's levels in the guest. `peers`: the guest's address and node by host address.
 * Refused (RP3530) where NCCL would not read the whole of it.
 */
export function ncclFile(host: Host, peers: ReadonlyMap<string, NcclPeer>): NcclFile {
  checkArguments('ncclFile', { host: [host, isHost], peers: [peers, isMap] });
  const devices = host.devices.filter(
    ({ address, kind, class: id }) =>
      peers.has(address) && id !== null && (kind === 'gpu' || kind === 'accelerator' || kind === 'nic'),
  );
  if (devices.length === 0) return { ok: false, diagnostics: [createDiagnostic('RP3531')] };
  const gpus = devices.filter(({ kind }) => kind !== 'nic').length;
  const room = MOST_ELEMENTS - gpus * ADDED.gpu - (devices.length - gpus) * ADDED.nic;
  let nodes = treeOf(host, devices, peers);
  if (countAll(nodes) > room) nodes = nodes.map(([node, branches]) => [node, branches.flatMap(withoutLonely)]);
  const elements = countAll(nodes);
  const widest = Math.max(...nodes.map(([, branches]) => widestOf(branches)));
  if (elements > room || widest > MOST_CHILDREN) {
    const values = { elements, room: Math.max(room, 0), devices: devices.length };
    return { ok: false, diagnostics: [createDiagnostic('RP3530', { values })] };
  }
  const taken = new Set([...peers.values()].map(({ address }) => address));
  const write = new Writer(peers, taken);
  const lines = nodes.flatMap(([node, branches]) => [
    `  <cpu numaid="${node}">`,
    ...branches.flatMap((one) => write.branch(one, 2)),
    '  </cpu>',
  ]);
  const text = `<system version="1">\n${lines.join('\n')}\n</system>\n`;
  return { ok: true, text, elements, diagnostics: unmatched(devices, peers) };
}

/** RP7531: NCCL's plugin names a NIC `BB:00.0`, whatever its slot is. */
function unmatched(devices: readonly HostDevice[], peers: ReadonlyMap<string, NcclPeer>): readonly Diagnostic[] {
  return devices.flatMap(({ kind, address }) => {
    const guest = peers.get(address)?.address ?? '';
    const at = hostAddress(guest);
    if (kind !== 'nic' || at === undefined || (at.slot === 0 && at.function === 0)) return [];
    return [createDiagnostic('RP7531', { values: { device: address, guest } })];
  });
}

type NodeTree = readonly (readonly [number, readonly Branch[]])[];

/** The devices below their switches as NCCL counts those: melted ones left out, lonely ones kept. */
function treeOf(host: Host, devices: readonly HostDevice[], peers: ReadonlyMap<string, NcclPeer>): NodeTree {
  const place = metalPlaces(host);
  const bridges = new Map(host.bridges.map((bridge) => [bridge.address, bridge]));
  const chains = new Map(
    devices.map((one) => [one, fused(place(one).chain ?? []).flatMap(({ address }) => bridges.get(address) ?? [])]),
  );
  const build = (members: readonly HostDevice[], depth: number): readonly Branch[] => {
    const branches: Branch[] = [];
    const below = new Map<HostBridge, HostDevice[]>();
    for (const device of members) {
      const bridge = chains.get(device)?.[depth];
      if (bridge === undefined) branches.push({ device, children: [] });
      else pushTo(below, bridge, device);
    }
    for (const [bridge, inside] of below) branches.push({ bridge, children: build(inside, depth + 1) });
    return branches.sort((a, b) => compareHostAddresses(keyOf(a), keyOf(b)));
  };
  const nodes = [...new Set(devices.map(({ address }) => peers.get(address)?.node ?? -1))].sort((a, b) => a - b);
  return nodes.map((node) => [
    node,
    build(
      devices.filter(({ address }) => (peers.get(address)?.node ?? -1) === node),
      0,
    ),
  ]);
}

const keyOf = ({ device, bridge }: Branch): string => device?.address ?? bridge?.address ?? '';

/** Branches without switches that have one branch: they make PXB of PIX, and nothing else. */
function withoutLonely(branch: Branch): readonly Branch[] {
  const children = branch.children.flatMap(withoutLonely);
  return branch.bridge !== undefined && children.length < 2 ? children : [{ ...branch, children }];
}

/** With `<system>` and each `<cpu>`. */
const countAll = (nodes: NodeTree): number => 1 + nodes.reduce((sum, [, branches]) => sum + 1 + count(branches), 0);
const count = (branches: readonly Branch[]): number =>
  branches.reduce((sum, { children }) => sum + 1 + count(children), 0);
const widestOf = (branches: readonly Branch[]): number =>
  Math.max(branches.length, ...branches.map(({ children }) => widestOf(children)));

/** Writes as NCCL's own reader wants it: one blank before each attribute, line feeds and blanks between elements. */
class Writer {
  private invented = 0;
  private readonly peers: ReadonlyMap<string, NcclPeer>;
  private readonly taken: ReadonlySet<string>;

  constructor(peers: ReadonlyMap<string, NcclPeer>, taken: ReadonlySet<string>) {
    this.peers = peers;
    this.taken = taken;
  }

  branch({ bridge, device, children }: Branch, depth: number): readonly string[] {
    const indent = '  '.repeat(depth);
    if (device !== undefined) {
      const address = this.peers.get(device.address)?.address ?? '';
      return [`${indent}<pci busid="${address}" class="0x${(device.class ?? '').padEnd(6, '0')}"${linkOf(device)}/>`];
    }
    const ids = 'vendor="0xffff" device="0xffff" subsystem_vendor="0xffff" subsystem_device="0xffff"';
    const link = linkOf(bridge ?? fastest(children));
    const open = `${indent}<pci busid="${this.inventedId()}" class="0x060400" ${ids}${link === '' ? linkOf(fastest(children)) : link}>`;
    return [open, ...children.flatMap((one) => this.branch(one, depth + 1)), `${indent}</pci>`];
  }

  /** An id that no device of the guest has: NCCL would read that one's class and speed. */
  private inventedId(): string {
    for (;;) {
      const number = this.invented;
      this.invented += 1;
      const slot = Math.floor(number / 8)
        .toString(16)
        .padStart(2, '0');
      const id = `ffff:ff:${slot}.${number % 8}`;
      if (!this.taken.has(id)) return id;
    }
  }
}

type Link = Pick<HostDevice, 'speed' | 'width' | 'currentSpeed' | 'currentWidth'>;

function fastest(branches: readonly Branch[]): Link {
  const links = branches.map(({ device, bridge, children }) => device ?? bridge ?? fastest(children));
  const speedOf = ({ speed, currentSpeed }: Link): number => speed ?? currentSpeed ?? 0;
  return links.reduce((best, one) => (speedOf(one) > speedOf(best) ? one : best), {
    speed: null,
    width: null,
    currentSpeed: null,
    currentWidth: null,
  });
}

/** What the link can do; where no file says so, what it did when the file was written. */
function linkOf({ speed, width, currentSpeed, currentWidth }: Link): string {
  const [rate, count] = [speed ?? currentSpeed, width ?? currentWidth];
  const words = rate === null ? '' : ` link_speed="${rate.toFixed(1)} GT/s PCIe"`;
  return `${words}${count === null ? '' : ` link_width="${count}"`}`;
}
