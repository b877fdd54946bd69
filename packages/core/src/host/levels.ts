import { checkArguments, isHost } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type Host, type HostDevice, isOffered } from './host.ts';

/** NCCL's words for how near two devices are (P2P-LEVEL), nearest first; `?`: the facts do not say. */
export type Level = 'PIX' | 'PXB' | 'PHB' | 'SYS' | '?';

/** A switch node as NCCL sees it; its ids decide about melting. */
export interface SwitchNode {
  readonly address: string;
  readonly id: string | null;
  readonly subsystem: string | null;
}

/** A device as NCCL sees it: switch nodes, outermost first, and the NUMA node; null where that is not known. */
export interface NcclPlace {
  readonly chain: readonly SwitchNode[] | null;
  readonly node: number | null;
  readonly root: string | null;
}

/** How near two places are (P2P-LEVEL), after NCCL has melted what it melts (P2P-FUSE). */
export function levelOf(a: NcclPlace, b: NcclPlace, options: { readonly fuse: boolean } = { fuse: true }): Level {
  if (a.chain === null || b.chain === null) return levelByNode(a, b);
  const [x, y] = options.fuse ? [fused(a.chain), fused(b.chain)] : [a.chain, b.chain];
  const [innerX, innerY] = [x.at(-1), y.at(-1)];
  if (innerX !== undefined && innerX.address === innerY?.address) return 'PIX';
  if (x.some(({ address }) => y.some((other) => other.address === address))) return 'PXB';
  return levelByNode(a, b);
}

function levelByNode(a: NcclPlace, b: NcclPlace): Level {
  if (a.node !== null && b.node !== null) return a.node === b.node ? 'PHB' : 'SYS';
  return a.node === b.node && a.root !== null && a.root === b.root ? 'PHB' : '?';
}

/** The words of `nvidia-smi topo`: it melts nothing and tells root complexes apart. */
export function smiLevel(a: NcclPlace, b: NcclPlace): string {
  const level = levelOf(a, b, { fuse: false });
  if (level !== 'PHB') return level;
  if (a.root === null || b.root === null) return 'PHB|NODE';
  return a.root === b.root ? 'PHB' : 'NODE';
}

/** Two-level Broadcom switches that NCCL takes for one: outer and inner ids (P2P-FUSE). */
const FUSED = [
  { id: '1000:c010', outer: /^1000:a/, inner: /^1000:a/ },
  { id: '1000:c030', outer: /^1000:0/, inner: /^1000:1/ },
] as const;

/** A chain without the levels that NCCL melts into the ones above them. */
export function fused(chain: readonly SwitchNode[]): readonly SwitchNode[] {
  const kept: SwitchNode[] = [];
  for (const node of chain) {
    const above = kept.at(-1);
    const isMelted = FUSED.some(
      ({ id, outer, inner }) =>
        above?.id === id && node.id === id && outer.test(above.subsystem ?? '') && inner.test(node.subsystem ?? ''),
    );
    if (!isMelted) kept.push(node);
  }
  return kept;
}

/** Where NCCL sees a device of the host: every second bridge from the device up (P2P-WALK). */
export function metalPlaces(host: Host): (device: HostDevice) => NcclPlace {
  const bridges = new Map(host.bridges.map((bridge) => [bridge.address, bridge]));
  const isSparse = host.roots === null;
  return ({ switches, parent, node, root }) => {
    if (switches === null) return { chain: null, node, root };
    const way: SwitchNode[] = [];
    for (let at = parent; at !== null && way.length < 64; ) {
      const bridge = bridges.get(at);
      if (bridge === undefined) break;
      way.unshift({ address: bridge.address, id: bridge.id, subsystem: bridge.subsystem });
      at = bridge.parent;
    }
    const chain = isSparse
      ? way
      : way.filter((_, position) => position <= way.length - 2 && (way.length - position) % 2 === 0);
    return { chain, node, root };
  };
}

/** The addresses of two devices. */
export type Pair = readonly [string, string];
/** Pairs of devices by the path between them. */
export type Pairs = Readonly<Partial<Record<string, readonly Pair[]>>>;

/** The devices whose pairs matter: GPU and NIC, GPU and GPU; accelerators count as GPUs. Virtual functions stand behind their physical one. */
export function pairsOf(devices: readonly HostDevice[]): readonly (readonly [HostDevice, HostDevice])[] {
  const { gpus, nics } = peersOf(devices);
  return gpus.flatMap((gpu, position) => [
    ...nics.map((nic) => [gpu, nic] as const),
    ...gpus.slice(position + 1).map((other) => [gpu, other] as const),
  ]);
}

/** Devices whose pairs are told: the answer grows with the square of their number. */
const MOST_PEERS = 512;

/** RP3400: there are too many devices to tell all of their pairs. */
export function tooManyPeers(devices: readonly HostDevice[]): Diagnostic | undefined {
  const { gpus, nics } = peersOf(devices);
  const count = gpus.length + nics.length;
  if (gpus.length === 0 || count <= MOST_PEERS) return undefined;
  return createDiagnostic('RP3400', { values: { count, most: MOST_PEERS } });
}

function peersOf(devices: readonly HostDevice[]): {
  readonly gpus: readonly HostDevice[];
  readonly nics: readonly HostDevice[];
} {
  const gpus = devices.filter(({ kind }) => kind === 'gpu' || kind === 'accelerator');
  const addresses = new Set(devices.map(({ address }) => address));
  const nics = devices.filter(
    ({ kind, vf, physfn }) => kind === 'nic' && !(vf === true && physfn !== null && addresses.has(physfn)),
  );
  return { gpus, nics };
}

/** RP3400: a host has so many devices that their pairs are not told. */
export function refuseHostPairs(host: Host): Diagnostic | undefined {
  checkArguments('refuseHostPairs', { host: [host, isHost] });
  return tooManyPeers(host.devices.filter(isOffered));
}

/** All pairs of offered devices by level on the metal: NCCL's word and that of nvidia-smi. */
export function hostPairs(host: Host): { readonly nccl: Pairs; readonly nvidiaSmi: Pairs } {
  checkArguments('hostPairs', { host: [host, isHost] });
  const place = metalPlaces(host);
  const nccl: Record<string, Pair[]> = {};
  const nvidiaSmi: Record<string, Pair[]> = {};
  for (const [a, b] of pairsOf(host.devices.filter(isOffered))) {
    const [x, y] = [place(a), place(b)];
    for (const [pairs, word] of [
      [nccl, levelOf(x, y)],
      [nvidiaSmi, smiLevel(x, y)],
    ] as const) {
      pairs[word] ??= [];
      pairs[word].push([a.address, b.address]);
    }
  }
  return { nccl, nvidiaSmi };
}
