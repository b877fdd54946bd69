import { invariant } from '../basics/index.ts';
import type { Connection } from './connection.ts';

/** What a PCI controller model offers on its downstream bus (T-BUS-1). */
export interface BusOffer {
  readonly accepts: Connection;
  readonly firstSlot: number;
  readonly lastSlot: number;
}

/**
 * The slots of one bus. It belongs to one placement run, which alone changes it. `Owner` is whatever the planner wants
 * to find again when it has to say who holds a function.
 */
export interface Bus<Owner> extends BusOffer {
  readonly index: number;
  /** The controller model that provides the bus. */
  readonly model: string;
  /** Bit s is set when any function of slot s is taken (T-OCC-1). */
  usedSlots: number;
  /** Bit s is set when all eight functions of slot s are taken. */
  fullSlots: number;
  /** Bit s is set when the slot was opened by a device that shares it (T-OCC-3). */
  sharedSlots: number;
  /** Eight occupancy bits per slot; absent for a slot that nobody has touched. */
  readonly functions: number[];
  /** Who took which functions, in the order of taking. */
  readonly holdings: Holding<Owner>[];
  /** Isolation (T-OCC-5); everything but pSeries stays in group 0. */
  group: number;
  groupLocked: boolean;
}

/** Functions of one slot, as bits, in one hand. */
export interface Holding<Owner> {
  readonly slot: number;
  readonly functions: number;
  readonly owner: Owner;
}

export const SLOTS_PER_BUS = 32;
export const FUNCTIONS_PER_SLOT = 8;
const ALL_FUNCTIONS = 0xff;

/** A bus with every slot empty. */
export function createBus<Owner>(index: number, model: string, offer: BusOffer): Bus<Owner> {
  return {
    index,
    model,
    accepts: offer.accepts,
    firstSlot: offer.firstSlot,
    lastSlot: offer.lastSlot,
    usedSlots: 0,
    fullSlots: 0,
    sharedSlots: 0,
    functions: [],
    holdings: [],
    group: 0,
    groupLocked: false,
  };
}

/** The usable slots as bits. */
export function slotRange(offer: BusOffer): number {
  const upTo = offer.lastSlot === 31 ? -1 : (1 << (offer.lastSlot + 1)) - 1;
  return upTo & ~((1 << offer.firstSlot) - 1);
}

/** The lowest usable slot with no function taken; -1 when there is none (T-OCC-4). */
export function lowestFreeSlot(bus: Bus<unknown>): number {
  return lowestBit(~bus.usedSlots & slotRange(bus));
}

/** The lowest slot that a sharing device may take: an empty one, or a shared one with a free function (T-OCC-4). */
export function lowestShareableSlot(bus: Bus<unknown>): number {
  return lowestBit((~bus.usedSlots | (bus.sharedSlots & ~bus.fullSlots)) & slotRange(bus));
}

/** The lowest function of a slot that nobody holds; -1 when all are taken. */
export function lowestFreeFunction(bus: Bus<unknown>, slot: number): number {
  return lowestBit(~(bus.functions[slot] ?? 0) & ALL_FUNCTIONS);
}

export const isSlotUsed = (bus: Bus<unknown>, slot: number): boolean => (bus.usedSlots & (1 << slot)) !== 0;

/** True when every usable slot has some function taken. */
export const isBusFull = (bus: Bus<unknown>): boolean => (~bus.usedSlots & slotRange(bus)) === 0;

/** True when no usable slot has any function taken. */
export const isBusEmpty = (bus: Bus<unknown>): boolean => (bus.usedSlots & slotRange(bus)) === 0;

/** Who holds one function. */
export function ownerAt<Owner>(bus: Bus<Owner>, slot: number, fn: number): Owner | undefined {
  return bus.holdings.find((holding) => holding.slot === slot && (holding.functions & (1 << fn)) !== 0)?.owner;
}

/** Occupies one function, or the whole slot with `functions` = 0xff. The bits have to be free. */
export function occupy<Owner>(bus: Bus<Owner>, slot: number, functions: number, owner: Owner, shares: boolean): void {
  const taken = bus.functions[slot] ?? 0;
  invariant((taken & functions) === 0, 'a taken function is occupied again');
  const bit = 1 << slot;
  if (taken === 0 && shares) bus.sharedSlots |= bit;
  bus.functions[slot] = taken | functions;
  bus.usedSlots |= bit;
  if ((taken | functions) === ALL_FUNCTIONS) bus.fullSlots |= bit;
  bus.holdings.push({ slot, functions, owner });
}

function lowestBit(bits: number): number {
  return bits === 0 ? -1 : 31 - Math.clz32(bits & -bits);
}
