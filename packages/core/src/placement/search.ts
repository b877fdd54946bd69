import { lowestFreeFunction, lowestFreeSlot, lowestShareableSlot, MARK, misfit } from '../topology/index.ts';
import { type GrowthCause, growSet } from './address-set.ts';
import { noGrowth, ownerName, type Refusal } from './reserve.ts';
import type { AddressSet, BusRefusal, Placement, Request, SearchCursor, SetBus } from './state.ts';

/** A free place, and the buses that were passed over before it was found. */
export interface Found {
  readonly ok: true;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly refused: readonly BusRefusal[];
  readonly refusedCount: number;
}

export type SearchResult = Found | { readonly ok: false; readonly refusal: Refusal };

/**
 * The next address for a device (03 section 6): the lowest free place on the lowest bus that fits; in the dry pass a new
 * bus when there is none. `fn` is the function to take in a free slot; undefined: any.
 */
export function findPlace(
  run: Placement,
  set: AddressSet,
  request: Request,
  cause: GrowthCause,
  fn?: number,
): SearchResult {
  if (set.buses.length === 0) {
    return {
      ok: false,
      refusal: { code: 'RP3001', values: { device: ownerName(request.owner), machine: run.domain.machine.name } },
    };
  }
  const cursor = run.multiRoot ? { bus: 0, refusals: [] } : sharedCursor(set, request);
  const shares = (request.needs & MARK.SHARE) !== 0 && fn === undefined;
  const found =
    sweep(run, set, request, cursor, (bus) => bus.group === request.group, shares) ??
    takeOverBus(run, set, request, cursor);
  if (found !== undefined) return pick(set, found, cursor, fn);
  if (!set.isDry) return outOfPlaces(run, request);
  const bus = growSet(run, set, request.needs, set.buses.length, cause);
  if (bus === undefined) return { ok: false, refusal: noGrowth(run, request) };
  const slot = set.buses[bus]?.firstSlot ?? 0;
  return pick(set, { bus, slot }, cursor, fn);
}

interface SlotOnBus {
  readonly bus: number;
  readonly slot: number;
}

function pick(set: AddressSet, found: SlotOnBus, cursor: SearchCursor, fn: number | undefined): Found {
  const bus = set.buses[found.bus];
  const free = bus === undefined ? 0 : Math.max(lowestFreeFunction(bus, found.slot), 0);
  return { ok: true, ...found, function: fn ?? free, refused: cursor.refusals, refusedCount: cursor.refusals.length };
}

// Buses are never released in a pass, so a bus once closed to such needs stays closed: the search goes on where the
// last one for the same needs stood. That keeps the whole linear in the number of devices.
function sharedCursor(set: AddressSet, request: Request): SearchCursor {
  const known = set.cursors.get(request.needs);
  if (known !== undefined) return known;
  const cursor: SearchCursor = { bus: 0, refusals: [] };
  set.cursors.set(request.needs, cursor);
  return cursor;
}

function sweep(
  run: Placement,
  set: AddressSet,
  request: Request,
  cursor: SearchCursor,
  isEligible: (bus: SetBus) => boolean,
  shares: boolean,
): SlotOnBus | undefined {
  for (; cursor.bus < set.buses.length; cursor.bus += 1) {
    const bus = set.buses[cursor.bus];
    if (bus === undefined) break;
    const reason = misfit(bus.accepts, request.needs, 'auto', bus.index, run.fitRules);
    if (reason !== undefined) {
      cursor.refusals.push({ bus: bus.index, reason });
      continue;
    }
    if (!isEligible(bus)) {
      cursor.refusals.push({ bus: bus.index, reason: 'other-group' });
      continue;
    }
    const slot = shares ? lowestShareableSlot(bus) : lowestFreeSlot(bus);
    if (slot >= 0) return { bus: bus.index, slot };
    cursor.refusals.push({ bus: bus.index, reason: 'full' });
  }
  return undefined;
}

// A-NEXT-3, second sweep: an empty bus that is not locked changes its group. Only pSeries has more than one group.
function takeOverBus(run: Placement, set: AddressSet, request: Request, cursor: SearchCursor): SlotOnBus | undefined {
  if (!run.multiRoot) return undefined;
  const bus = set.buses.find(
    (candidate) =>
      isUntouched(candidate) &&
      !candidate.groupLocked &&
      misfit(candidate.accepts, request.needs, 'auto', candidate.index, run.fitRules) === undefined,
  );
  cursor.bus = 0;
  return bus === undefined ? undefined : { bus: bus.index, slot: bus.firstSlot };
}

const isUntouched = (bus: SetBus): boolean => bus.usedSlots === 0;

function outOfPlaces(run: Placement, request: Request): { readonly ok: false; readonly refusal: Refusal } {
  return {
    ok: false,
    refusal: { code: 'RP3013', values: { device: ownerName(request.owner), machine: run.domain.machine.name } },
  };
}
