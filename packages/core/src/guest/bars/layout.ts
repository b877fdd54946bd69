import type { Bar, BarKind, FirmwareWindowsRow } from '../../profiles/index.ts';

/** Something that wants a place in a window: so many bytes, at a multiple of `align`. */
export interface Room {
  readonly size: number;
  readonly align: number;
}

/** What a bus asks of the bridge above it. Bytes; nothing at all is a size of 0. */
export interface Demand {
  /** I/O ports, in windows of 4 KiB. */
  readonly io: number;
  /** Something behind a bridge has I/O ports; a bridge gets a window without, too. */
  readonly hasPorts: boolean;
  /** Memory that is not prefetchable: below 4 GiB. */
  readonly mem: Room;
  /** Prefetchable memory with a BAR of 32 bits in it: below 4 GiB. */
  readonly pref32: Room;
  /** Prefetchable memory with 64 bits: above 4 GiB if it does not fit below. */
  readonly pref64: Room;
}

const NOTHING: Room = { size: 0, align: 1 };
const IO_UNIT = 4096;
/** BARs of one page do not share it. */
const PAGE = 4096;

const roundUp = (size: number, unit: number): number => Math.ceil(size / unit) * unit;

/**
 * The largest first, each at a multiple of its alignment, from the address `start` on; with windows that are no power of
 * two, gaps remain.
 */
export function stack(rooms: readonly Room[], start = 0): Room {
  const sorted = rooms.filter(({ size }) => size > 0).sort((a, b) => b.align - a.align);
  const size = sorted.reduce((end, room) => roundUp(end, room.align) + room.size, start) - start;
  return { size, align: sorted[0]?.align ?? 1 };
}

/** One after the other, each at the first multiple of its alignment from `start` on that is free. */
export function inOrder(rooms: readonly Room[], start = 0): Room {
  const taken: { readonly from: number; readonly to: number }[] = [];
  for (const { size, align } of rooms) {
    if (size === 0) continue;
    let from = roundUp(start, align);
    while (taken.some((one) => from < one.to && one.from < from + size)) from += align;
    taken.push({ from, to: from + size });
  }
  const size = Math.max(start, ...taken.map(({ to }) => to)) - start;
  return { size, align: Math.max(1, ...rooms.map(({ align }) => align)) };
}

/**
 * What the bars and the bridges of one bus need, before a firmware rounds it. A bridge has two windows of memory. The
 * prefetchable one is in one place: a BAR of 32 bits in it keeps all of it below 4 GiB; or (`splits`) such BARs go into
 * the other one. On a root bus prefetchable BARs of 64 bits have a place of their own.
 */
export function gather(bars: readonly Bar[], below: readonly Demand[], splits: boolean, isRoot: boolean): Demand {
  const of = (...kinds: readonly BarKind[]): readonly Room[] =>
    bars
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ size }) => ({ size: Math.max(size, PAGE), align: Math.max(size, PAGE) }));
  const io = bars.filter(({ kind }) => kind === 'io').reduce((sum, { size }) => sum + size, 0);
  const mem = [...of('mem32', 'mem64'), ...below.map((one) => one.mem)];
  const pref32 = [...of('pref32'), ...below.map((one) => one.pref32)].filter(({ size }) => size > 0);
  const pref64 = [...of('pref64'), ...below.map((one) => one.pref64)];
  const isLow = pref32.length > 0 && !splits && !isRoot;
  return {
    io: io + below.reduce((sum, one) => sum + one.io, 0),
    hasPorts: io > 0 || below.some((one) => one.hasPorts),
    mem: stack(splits ? [...mem, ...pref32] : mem),
    pref32: isLow ? stack([...pref32, ...pref64]) : splits ? NOTHING : stack(pref32),
    pref64: isLow ? NOTHING : stack(pref64),
  };
}

export interface Reserve {
  /** The bridge wants a window of I/O ports even when nothing needs one. */
  readonly io: boolean;
  readonly mem: number;
  readonly pref: number;
}

/** The windows that the firmware makes of a demand. */
export function windows(
  { io, hasPorts, mem, pref32, pref64 }: Demand,
  reserve: Reserve,
  row: FirmwareWindowsRow,
): Demand {
  const isLow = pref32.size > 0;
  return {
    io: roundUp(Math.max(io, reserve.io ? 1 : 0), IO_UNIT),
    hasPorts,
    mem: windowOf(mem, reserve.mem, row),
    pref32: isLow ? windowOf(pref32, reserve.pref, row) : NOTHING,
    pref64: isLow ? NOTHING : windowOf(pref64, reserve.pref, row),
  };
}

function windowOf(room: Room, least: number, { roundsToLargest, unit }: FirmwareWindowsRow): Room {
  if (room.size === 0 && least === 0) return NOTHING;
  const align = Math.max(room.align, unit, room.size < least ? least : 0);
  return { size: roundUp(Math.max(room.size, least), roundsToLargest ? align : unit), align };
}
