import { checkArguments, isHost, isListOf, isMap, isOneOf, isPlan, orNothing } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { type Host, type HostDevice, type Level, levelOf, metalPlaces, pairsOf, tooManyPeers } from '../host/index.ts';
import type { Plan } from '../plan/index.ts';
import { type GuestPlace, guestPlaces } from './guest-places.ts';

const isLevel = isOneOf('PIX', 'PXB', 'PHB', 'SYS', '?');

/** A GPU and a NIC, or two GPUs, on the metal and in the guest (P2P-OUT). */
export interface PeerPair {
  /** Host addresses; the first is a GPU. */
  readonly devices: readonly [string, string];
  readonly kind: 'GPU-GPU' | 'GPU-NIC';
  readonly metal: Level;
  readonly guest: Level;
  /** It was PIX or PXB, and is neither. */
  readonly isWorse: boolean;
}

/** The pairs of the host devices that a plan has, in order of their host addresses. */
export function peerPairs(plan: Plan, host: Host, places = guestPlaces(plan)): readonly PeerPair[] {
  checkArguments('peerPairs', { plan: [plan, isPlan], host: [host, isHost], places: [places, orNothing(isMap)] });
  const metal = metalPlaces(host);
  const passed = host.devices.filter(({ address }) => places.has(address));
  return pairsOf(passed).map(([a, b]): PeerPair => {
    const [x, y] = [places.get(a.address), places.get(b.address)];
    const levels = { metal: levelOf(metal(a), metal(b)), guest: guestLevel(x, y) };
    return {
      devices: [a.address, b.address],
      kind: isGpu(b) ? 'GPU-GPU' : 'GPU-NIC',
      ...levels,
      isWorse: isNear(levels.metal) && !isNear(levels.guest),
    };
  });
}

/** RP3400: a plan has so many of the host's devices that their pairs are not told. */
export function refusePairs(host: Host, places: ReadonlyMap<string, GuestPlace>): Diagnostic | undefined {
  checkArguments('refusePairs', { host: [host, isHost], places: [places, isMap] });
  return tooManyPeers(host.devices.filter(({ address }) => places.has(address)));
}

const guestLevel = (a: GuestPlace | undefined, b: GuestPlace | undefined): Level =>
  a === undefined || b === undefined ? '?' : levelOf(a, b);

const isGpu = ({ kind }: HostDevice): boolean => kind === 'gpu' || kind === 'accelerator';

/** NCCL's defaults use peer-to-peer up to PXB (P2P-DEFAULT). */
export function isNear(level: Level): boolean {
  checkArguments('isNear', { level: [level, isLevel] });
  return level === 'PIX' || level === 'PXB';
}

/** How many pairs have which level. */
export function countLevels(levels: readonly Level[]): Readonly<Partial<Record<Level, number>>> {
  checkArguments('countLevels', { levels: [levels, isListOf(isLevel)] });
  const counts: Partial<Record<Level, number>> = {};
  for (const level of levels) counts[level] = (counts[level] ?? 0) + 1;
  return counts;
}
