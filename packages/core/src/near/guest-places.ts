import { checkArguments, isPlan } from '../basics/index.ts';
import { type Controller, hostDevices } from '../domain/index.ts';
import { enumerateGuest, type GuestBus, type GuestFunction } from '../guest/index.ts';
import type { NcclPlace } from '../host/index.ts';
import type { Plan } from '../plan/index.ts';
import { formatPciAddress } from '../topology/index.ts';

/** Where the guest has a device of the host, and what NCCL makes of the way up (P2P-WALK, P2P-NODE). */
export interface GuestPlace extends NcclPlace {
  /** The guest's address. */
  readonly address: string;
  /** The bridges above, outermost first. */
  readonly way: readonly Controller[];
  /** The guest's NUMA node; -1 behind no expander. */
  readonly node: number;
}

/** The host devices of a plan by their address on the host. Known for x86; elsewhere numbers may differ. */
export function guestPlaces(plan: Plan): ReadonlyMap<string, GuestPlace> {
  checkArguments('guestPlaces', { plan: [plan, isPlan] });
  const functions = new Map<unknown, GuestFunction>();
  for (const bus of enumerateGuest(plan).buses) {
    for (const one of bus.functions) if (one.device !== undefined) functions.set(one.device, one);
  }
  const places = new Map<string, GuestPlace>();
  for (const device of hostDevices(plan.domain)) {
    const found = functions.get(device);
    if (device.host === undefined || found === undefined) continue;
    const way = bridgesAbove(found.bus);
    const addresses = way.map((bridge) => addressOf(bridge));
    const walked = addresses.filter((_, position) => position <= way.length - 2 && (way.length - position) % 2 === 0);
    places.set(formatPciAddress(device.host), {
      address: addressOf(found),
      way: way.flatMap(({ device: bridge }) => (bridge?.kind === 'controller' ? [bridge] : [])),
      node: found.bus.expander?.target.node ?? -1,
      chain: walked.map((address) => ({ address, id: null, subsystem: null })),
      root: `${rootOf(found.bus).number}`,
    });
  }
  return places;
}

function bridgesAbove(bus: GuestBus): readonly GuestFunction[] {
  const way: GuestFunction[] = [];
  for (let at = bus; at.bridge !== undefined && way.length < 256; at = at.bridge.bus) way.unshift(at.bridge);
  return way;
}

function rootOf(bus: GuestBus): GuestBus {
  let at = bus;
  while (at.bridge !== undefined) at = at.bridge.bus;
  return at;
}

const addressOf = ({ bus, slot, function: fn }: GuestFunction): string =>
  formatPciAddress({ domain: 0, bus: bus.number, slot, function: fn });
