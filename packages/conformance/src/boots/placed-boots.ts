import {
  guestPlaces,
  type Host,
  type Level,
  type PlacePolicy,
  type Plan,
  peerPairs,
  planDomain,
  planQemuDevices,
  predictGuest,
} from '@rootport/core';
import { BOOT_PLAN, type BootFirmware } from './boot-guest.ts';
import { guestOptions, withMachine } from './compare-boot.ts';
import type { BootEnvironment, BootRun, ObservedDevice } from './record.ts';

/** With which firmware the guests of each policy are booted. */
export const PLACED_FIRMWARE: Readonly<Record<PlacePolicy, readonly BootFirmware[]>> = {
  'per-node': ['seabios'],
  'per-root': ['ovmf'],
  switch: ['seabios', 'ovmf'],
  dedicated: ['seabios'],
};

/** A function as the guest's sysfs has it. */
export type SeenFunction = Pick<ObservedDevice, 'bdf' | 'id' | 'parent' | 'node'>;

/** What a guest that was placed saw of its devices, which have stand-ins. */
export interface PlacedBoot {
  /** Of `fixtures/hosts`. */
  readonly host: string;
  readonly policy: PlacePolicy;
  readonly environment: BootEnvironment;
  readonly functions: readonly SeenFunction[];
}

/** What is kept of a boot. */
export function placedBoot(host: string, policy: PlacePolicy, { environment, observed }: BootRun): PlacedBoot {
  const functions = observed.devices.map(({ bdf, id, parent, node }): SeenFunction => {
    return {
      bdf,
      ...(id === undefined ? {} : { id }),
      ...(parent === undefined ? {} : { parent }),
      ...(node === undefined ? {} : { node }),
    };
  });
  return { host, policy, environment, functions };
}

/** What was compared, and what the guest saw otherwise. */
export interface PlacedVerdict {
  readonly addresses: number;
  readonly devices: number;
  readonly pairs: number;
  readonly differences: readonly string[];
}

/**
 * Holds a placed document against what its guest saw: the addresses of all functions, address and node of each device that
 * was passed (P2P-NODE), and the level of each pair, which is computed from the guest's sysfs alone (P2P-WALK, P2P-LEVEL).
 */
export function comparePlaced(xml: string, host: Host, { environment, functions }: PlacedBoot): PlacedVerdict {
  const planned = planDomain(withMachine(xml, environment.machine), { ...BOOT_PLAN, qemu: environment.qemu });
  const predicted = planned.ok ? predictGuest(planned.plan, guestOptions(environment)) : planned;
  if (!planned.ok || !predicted.ok) return { addresses: 0, devices: 0, pairs: 0, differences: ['no prediction'] };
  const { plan } = planned;
  const differences: string[] = [];
  const differ = (what: string, ours: unknown, seen: unknown): void => {
    if (ours !== seen) differences.push(`${what}: ${ours} was predicted, the guest saw ${seen}`);
  };
  const own = predicted.guest.functions.map(({ address }) => address);
  const theirs = functions.map(({ bdf }) => bdf);
  for (const address of new Set([...own, ...theirs])) {
    differ(`${address} is there`, own.includes(address), theirs.includes(address));
  }
  const seen = seenByHost(plan, functions);
  const places = guestPlaces(plan);
  for (const [address, { address: guest, node }] of places) {
    differ(`${address}: address`, guest, seen.get(address)?.bdf);
    differ(`${address}: numa_node`, node, seen.get(address)?.node ?? -1);
  }
  const tree = new Map(functions.map((one) => [one.bdf, one]));
  const pairs = peerPairs(plan, host, places);
  for (const { devices, guest } of pairs) {
    const [a, b] = devices.map((address) => seen.get(address));
    differ(devices.join(' and '), guest, a === undefined || b === undefined ? undefined : levelSeen(tree, a, b));
  }
  return { addresses: own.length, devices: places.size, pairs: pairs.length, differences };
}

/** The guest's functions by the address that the device has on the host: QEMU's id joins them. */
function seenByHost(plan: Plan, functions: readonly SeenFunction[]): ReadonlyMap<string, SeenFunction> {
  const byId = new Map(functions.flatMap((one) => (one.id === undefined ? [] : [[one.id, one]])));
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  return new Map(
    planQemuDevices(plan).flatMap(({ device, id }) => {
      const seen = id === undefined ? undefined : byId.get(id);
      if (device.kind !== 'hostdev' || device.host === undefined || seen === undefined) return [];
      const { domain, bus, slot, function: fn } = device.host;
      return [[`${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`, seen] as const];
    }),
  );
}

/** NCCL climbs two elements of the path at a time; what it lands on are the switches, and the last one's node counts. */
function levelSeen(tree: ReadonlyMap<string, SeenFunction>, a: SeenFunction, b: SeenFunction): Level {
  const [x, y] = [a, b].map((one) => {
    const switches: string[] = [];
    let top = one;
    for (;;) {
      const port = tree.get(top.parent ?? '');
      const above = tree.get(port?.parent ?? '');
      if (above === undefined) return { switches, node: top.node ?? -1 };
      switches.push(above.bdf);
      top = above;
    }
  });
  const shared = x?.switches.filter((one) => y?.switches.includes(one)) ?? [];
  if (shared.length > 0) return x?.switches[0] === y?.switches[0] ? 'PIX' : 'PXB';
  return x?.node === y?.node ? 'PHB' : 'SYS';
}
