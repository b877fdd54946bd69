import type { Device } from '../domain/index.ts';
import type { PciAddress } from '../topology/index.ts';
import type { GrowthCause } from './address-set.ts';
import type { Decision, DecisionSource } from './decision.ts';
import { needsOf } from './needs.ts';
import { reportRefusal } from './report.ts';
import { type Extent, ordinaryExtent, reserve } from './reserve.ts';
import { type Found, findPlace } from './search.ts';
import type { AddressSet, Owner, Placement, Request } from './state.ts';

/** The request that a device makes for itself. */
export function requestOf(run: Placement, device: Device): Request {
  return { owner: device, needs: needsOf(run, device), group: run.groups.get(device) ?? 0 };
}

/** Stores an address in a device; ids of zPCI stay, what else stood beside an empty address goes (T-ADDR-2). */
export function writeAddress(device: Device, at: PciAddress, multifunction?: 'on' | 'off'): void {
  const zpci = device.address.type === 'pci' ? device.address.zpci : undefined;
  device.address = {
    type: 'pci',
    at,
    ...(multifunction === undefined ? {} : { multifunction }),
    ...(zpci === undefined ? {} : { zpci }),
  };
}

/** Records why a device has its address. */
export function decide(
  run: Placement,
  device: Device,
  address: PciAddress,
  source: DecisionSource,
  rule: string,
  {
    refused = [],
    refusedCount = refused.length,
    given,
  }: Partial<Pick<Decision, 'refused' | 'refusedCount' | 'given'>> = {},
): void {
  run.decisions.set(device, {
    device,
    address,
    source,
    rule,
    refused,
    refusedCount,
    ...(given === undefined ? {} : { given }),
  });
}

/**
 * Finds the next place for a device and reserves it; stores it in the real pass only (A-DRY). False, with a diagnostic,
 * when there is none.
 */
export function placeBySearch(run: Placement, set: AddressSet, device: Device, rule: string): boolean {
  const found = searchAndReserve(run, set, requestOf(run, device), { cause: 'no-room', device });
  if (found === undefined) return false;
  if (set.isDry) return true;
  writeAddress(device, found.address);
  decide(run, device, found.address, 'search', rule, found);
  return true;
}

/** Finds the next place for a request, of a function where one is named, and reserves it; undefined, with a diagnostic, when there is none. */
export function searchAndReserve(
  run: Placement,
  set: AddressSet,
  request: Request,
  cause: GrowthCause,
  extent: Extent = ordinaryExtent(run),
  fn?: number,
): Found | undefined {
  const found = findPlace(run, set, request, cause, fn);
  if (!found.ok) {
    reportRefusal(run, request.owner, found.refusal);
    return undefined;
  }
  const reserved = reserve(run, set, request, found.address, 'auto', extent);
  if (reserved.ok) return found;
  // The place is on a bus that was added, and the device has to be on bus 0.
  reportRefusal(run, request.owner, reserved.refusal);
  return undefined;
}

/** A place held by no device: what it is for, and the rule that keeps it. */
export function reservedFor(what: string, rule: string): Owner {
  return { kind: 'reserved', what, rule };
}
