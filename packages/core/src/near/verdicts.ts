import {
  checkArguments,
  isHost,
  isListOf,
  isMap,
  isNumber,
  isPlan,
  isShape,
  isText,
  orNothing,
  orNull,
} from '../basics/index.ts';
import { hostDevices } from '../domain/index.ts';
import type { Host, Level } from '../host/index.ts';
import type { Plan } from '../plan/index.ts';
import { getProfile, PORT_LINKS, qemuVersion } from '../profiles/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { attributeValue, child } from '../xml/index.ts';
import { type GuestPlace, guestPlaces } from './guest-places.ts';
import { isNear, type PeerPair } from './peers.ts';

/** The NCCL whose rules are followed. */
export const NCCL_MODEL = 'NCCL of June 2026';

/** Pairs with what they are with a topology file: the level of the metal (P2P-FILE). */
export interface PeerVerdict extends PeerPair {
  readonly withFile: Level;
  /** P2P for two GPUs, GPUDirect RDMA for a GPU and a NIC. */
  readonly on: { readonly metal: boolean; readonly guest: boolean; readonly withFile: boolean };
  /** GB/s of the slowest link between them in the guest, as NCCL counts; null where it is not known (P2P-QEMU). */
  readonly slowest: number | null;
}

/** The verdicts of pairs; the file makes one out of nothing that the metal does not have. */
export function peerVerdicts(
  host: Host,
  pairs: readonly PeerPair[],
  places: ReadonlyMap<string, GuestPlace>,
): readonly PeerVerdict[] {
  checkArguments('peerVerdicts', { host: [host, isHost], pairs: [pairs, isListOf(isPair)], places: [places, isMap] });
  const devices = new Map(host.devices.map((one) => [one.address, one]));
  return pairs.map((pair) => {
    const withFile = pair.metal === '?' ? pair.guest : pair.metal;
    const [a, b] = pair.devices.map((address) => places.get(address));
    const ports = a === undefined || b === undefined ? null : slowestPort(a, b);
    const own = pair.devices.flatMap((address) => {
      const { speed = null, width = null } = devices.get(address) ?? {};
      return speed === null ? [] : [ncclSpeed(Math.min(speed, 16), width ?? 16)];
    });
    return {
      ...pair,
      withFile,
      on: { metal: isNear(pair.metal), guest: isNear(pair.guest), withFile: isNear(withFile) },
      slowest: ports === null ? null : Math.min(ports, ...own),
    };
  });
}

const isPair = isShape('a pair of peerPairs', { devices: isListOf(isText), guest: isText, metal: isText });

/** GB/s of a link as NCCL counts it: lanes × code / 80 (P2P-SPEED). */
export function ncclSpeed(speed: number | null, width: number): number {
  checkArguments('ncclSpeed', { speed: [speed, orNull(isNumber)], width: [width, isNumber] });
  const code = CODES.find(([rate]) => rate === speed)?.[1] ?? 60;
  return ((width === 0 ? 16 : width) * code) / 80;
}

const CODES: readonly (readonly [number, number])[] = [
  [2.5, 15],
  [5, 30],
  [8, 60],
  [16, 120],
  [32, 240],
  [64, 480],
];

function slowestPort(a: GuestPlace, b: GuestPlace): number | null {
  const shared = a.way.filter((port) => b.way.includes(port)).length;
  const between = [...a.way.slice(shared), ...b.way.slice(shared)];
  const speeds = between.flatMap(({ model, target }) => {
    const row = PORT_LINKS.find((one) => one.model === model);
    return row === undefined ? [] : [ncclSpeed(target.speed ?? row.speed, target.width ?? row.width)];
  });
  return speeds.length === 0 ? null : Math.min(...speeds);
}

/** The clique of each NVIDIA GPU by host address: those that are near each other on the metal, numbered from 0. */
export function cliques(host: Host, pairs: readonly PeerPair[]): ReadonlyMap<string, number> {
  checkArguments('cliques', { host: [host, isHost], pairs: [pairs, isListOf(isPair)] });
  const isNvidia = new Set(
    host.devices.flatMap(({ address, id }) => (id?.startsWith('10de:') === true ? [address] : [])),
  );
  const found = new Map<string, number>();
  let next = 0;
  for (const { devices, kind, metal } of pairs) {
    if (kind !== 'GPU-GPU' || !isNear(metal) || !devices.every((one) => isNvidia.has(one))) continue;
    const [a, b] = devices;
    const known = found.get(a) ?? found.get(b);
    const clique = known ?? next;
    if (known === undefined) next += 1;
    found.set(a, clique);
    found.set(b, clique);
  }
  return found;
}

/** The aliases of host devices by host address: the user's, or the number in libvirt's order. */
export function hostdevAliases(plan: Plan): ReadonlyMap<string, string> {
  checkArguments('hostdevAliases', { plan: [plan, isPlan] });
  const aliases = hostDevices(plan.domain).flatMap(({ host, element }, position) => {
    const written = element === undefined ? undefined : child(element, 'alias');
    const name = written === undefined ? undefined : attributeValue(written, 'name');
    // libvirt drops a name of other characters.
    const alias = name !== undefined && /^ua-[\w-]+$/.test(name) ? name : `hostdev${position}`;
    return host === undefined ? [] : [[formatPciAddress(host), alias] as const];
  });
  return new Map(aliases);
}

/** GT/s that root ports are to tell: what the devices can do, as far as this QEMU takes it (P2P-QEMU). */
export function xSpeedOf(plan: Plan, host: Host, qemu?: string): number {
  checkArguments('xSpeedOf', { plan: [plan, isPlan], host: [host, isHost], qemu: [qemu, orNothing(isText)] });
  const passed = guestPlaces(plan);
  const wanted = Math.max(
    16,
    ...host.devices.flatMap(({ address, speed }) => (passed.has(address) ? (speed ?? []) : [])),
  );
  const version = qemuVersion(qemu ?? getProfile(plan.profile).defaultQemu) ?? 0;
  const row = PORT_LINKS.find(({ model }) => model === 'pcie-root-port');
  const most = (row?.xSpeed ?? []).flatMap(([since, speed]) => (version >= (qemuVersion(since) ?? 0) ? [speed] : []));
  return Math.min(wanted, Math.max(16, ...most));
}
