import { ownerName } from '../domain/index.ts';
import {
  lowestFreeFunction,
  lowestFreeSlot,
  lowestShareableSlot,
  MARK,
  misfit,
  type PciAddress,
} from '../topology/index.ts';
import { type GrowthCause, growSet } from './address-set.ts';
import type { BusRefusal } from './decision.ts';
import { noGrowth, type Refusal } from './reserve.ts';
import type { AddressSet, Placement, Request, SearchCursor, SetBus } from './state.ts';

/** A free place, and the buses that were passed over before it was found. */
export interface Found {
  readonly ok: true;
  readonly address: PciAddress;
  readonly refused: readonly BusRefusal[];
  readonly refusedCount: number;
}

export type SearchResult = Found | { readonly ok: false; readonly refusal: Refusal };

/**
 * The next address for a device (A-NEXT-3, A-NEXT-FN): the lowest free place on the lowest bus that fits; in the dry pass a new
 * bus when there is none. `fn` is the function to take in a free slot; undefined: any.
 */
export function findPlace(
  run: Placement,
  set: AddressSet,
  request: Request,
  cause: GrowthCause,
  fn?: number,
): SearchResult {
  if (set.buses.length === 0) return refuseSearch(run, request, 'RP3001');
  const cursor = run.multiRoot ? groupCursor(run, set, request) : sharedCursor(set, `${request.needs}`);
  const found = sweep(run, set, request, cursor, fn) ?? (run.multiRoot ? takeOverBus(run, set, request) : undefined);
  if (found !== undefined) return pick(found, cursor, fn);
  const index = set.isDry ? growSet(run, set, request.needs, set.buses.length, cause) : undefined;
  const bus = index === undefined ? undefined : set.buses[index];
  if (bus === undefined) {
    run.failedSearches.push({ ...request, refused: cursor.refusals, buses: set.buses });
    return set.isDry ? { ok: false, refusal: noGrowth(run, request) } : refuseSearch(run, request, 'RP3013');
  }
  return pick({ bus, slot: bus.firstSlot }, cursor, fn);
}

interface FreeSlot {
  readonly bus: SetBus;
  readonly slot: number;
}

function pick({ bus, slot }: FreeSlot, { refusals }: SearchCursor, fn: number | undefined): Found {
  const address = { domain: 0, bus: bus.index, slot, function: fn ?? lowestFreeFunction(bus, slot) };
  return { ok: true, address, refused: refusals, refusedCount: refusals.length };
}

// Buses are never released in a pass, so a bus once closed to such needs stays closed: the search goes on where the
// last one for the same needs stood. That keeps the whole linear in the number of devices.
function sharedCursor(set: AddressSet, sort: string): SearchCursor {
  const known = set.cursors.get(sort);
  if (known !== undefined) return known;
  const cursor: SearchCursor = { bus: 0, refusals: [] };
  set.cursors.set(sort, cursor);
  return cursor;
}

// On pSeries a bus of another group may come to this one, so such a bus is looked at again each time.
function groupCursor(run: Placement, set: AddressSet, request: Request): SearchCursor {
  if ((request.needs & MARK.SHARE) !== 0) return { bus: 0, refusals: [] };
  const shared = sharedCursor(set, `${request.needs} ${request.group}`);
  for (; shared.bus < set.buses.length; shared.bus += 1) {
    const bus = set.buses[shared.bus];
    if (bus === undefined) break;
    const why = misfit(bus.accepts, request.needs, 'auto', bus.index, run.fitRules);
    if (why === undefined && bus.group !== request.group) return { bus: shared.bus, refusals: [...shared.refusals] };
    if (why === undefined && lowestFreeSlot(bus) >= 0) break;
    shared.refusals.push({ bus: bus.index, reason: why ?? 'full' });
  }
  return shared;
}

// A-NEXT-3, first sweep: the buses of the device's group.
function sweep(
  run: Placement,
  set: AddressSet,
  request: Request,
  cursor: SearchCursor,
  fn: number | undefined,
): FreeSlot | undefined {
  const shares = (request.needs & MARK.SHARE) !== 0 && fn === undefined;
  for (; cursor.bus < set.buses.length; cursor.bus += 1) {
    const bus = set.buses[cursor.bus];
    if (bus === undefined) break;
    const why = misfit(bus.accepts, request.needs, 'auto', bus.index, run.fitRules);
    const reason = why ?? (bus.group === request.group ? undefined : 'other-group');
    if (reason === undefined) {
      const slot = shares ? lowestShareableSlot(bus) : lowestFreeSlot(bus);
      if (slot >= 0) return { bus, slot };
    }
    cursor.refusals.push({ bus: bus.index, reason: reason ?? 'full' });
  }
  return undefined;
}

// A-NEXT-3, second sweep: an empty bus that is not locked changes its group. Only pSeries has more than one group.
function takeOverBus(run: Placement, set: AddressSet, request: Request): FreeSlot | undefined {
  const bus = set.buses.find(
    (candidate) =>
      candidate.usedSlots === 0 &&
      !candidate.groupLocked &&
      misfit(candidate.accepts, request.needs, 'auto', candidate.index, run.fitRules) === undefined,
  );
  return bus === undefined ? undefined : { bus, slot: bus.firstSlot };
}

function refuseSearch(run: Placement, request: Request, code: 'RP3001' | 'RP3013'): SearchResult {
  const values = { device: ownerName(request.owner), machine: run.domain.machine.name };
  return { ok: false, refusal: { code, values } };
}
