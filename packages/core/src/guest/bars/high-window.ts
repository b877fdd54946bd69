import { type FirmwareWindowsRow, type HostBridgeRow, LOW_MEMORY, WIDE_PREF_SHIFT } from '../../profiles/index.ts';
import type { Room } from './layout.ts';
import type { Processor } from './processors.ts';
import type { GuestMemory } from './written-sizes.ts';

const GIB = 2 ** 30;
const FOUR_GIB = 4 * GIB;
/** Without pages of 1 GiB, OVMF uses no more address bits than this. */
const SMALL_PAGE_BITS = 40;

/** Other regions of `virt` between memory and the window. */
const BEFORE_HIGH_WINDOW = 320 * 2 ** 20;

/** Address bits as a firmware counts them; undefined where it does not rely on them (G-LIM-BITS). */
function countedBits({ highWindow }: FirmwareWindowsRow, processor: Processor): number | undefined {
  const { bits, vendor, hasLargePages } = processor;
  if (processor.isMadeUp(bits)) return undefined;
  if (highWindow.kind === 'downwards') return Math.min(bits, highWindow.most[vendor] ?? bits);
  if (highWindow.kind !== 'share') return undefined;
  return Math.min(bits, hasLargePages ? highWindow.most : SMALL_PAGE_BITS);
}

/**
 * The room that a firmware has for 64-bit BARs, in bytes, when they want `wanted` and memory ends at `memoryEnd`
 * (G-LIM-BAR64).
 */
export function highRoom(row: FirmwareWindowsRow, processor: Processor, wanted: Room, memoryEnd: number): number {
  const { highWindow } = row;
  const bits = countedBits(row, processor);
  if (highWindow.kind === 'fixed' || highWindow.kind === 'share') {
    const above = 2 ** processor.bits - memoryEnd;
    const share = highWindow.kind === 'share' && bits !== undefined ? 2 ** (bits - highWindow.shift) : undefined;
    const fixed = highWindow.kind === 'share' ? highWindow.fallback : highWindow.size;
    const size = share !== undefined && share <= above ? share : fixed;
    return size <= above ? size : 0;
  }
  const isTrusted = highWindow.kind === 'downwards' && bits !== undefined;
  const top = 2 ** (isTrusted ? bits : processor.bits);
  const start = isTrusted ? belowTop(top, wanted.size, processor) : memoryEnd;
  if (start < memoryEnd) return Math.max(0, top - memoryEnd) / 2;
  return Math.max(0, top - roundUp(roundUp(start, wanted.align), GIB));
}

/** The room of a host bridge's window above memory: all of it or, where the processor has too few address bits, none (G-LIM-VIRT). */
export function hostBridgeRoom({ high }: HostBridgeRow, memory: number, { bits }: Processor): number {
  const behind = Math.max(high.memory + memory, high.least) + BEFORE_HIGH_WINDOW;
  return roundUp(behind, high.size) + high.size <= 2 ** bits ? high.size : 0;
}

/** SeaBIOS goes down by the size once more where the first place would meet addresses that are reserved. */
function belowTop(top: number, wanted: number, { reserved }: Processor): number {
  const size = roundUp(wanted, GIB);
  const start = top - size;
  const isMet = reserved !== undefined && start < reserved.end && reserved.start < start + size;
  return isMet ? start - size : start;
}

/** The end of memory below 4 GiB, in bytes. */
export function lowMemoryEnd(machine: string, memory: number): number {
  const low = LOW_MEMORY.find(({ machines }) => machines.test(machine));
  return low === undefined || memory < low.most ? memory : low.split;
}

/**
 * The end of a machine's memory, in bytes; 4 GiB at least. QEMU moves what is above 4 GiB beyond addresses that the
 * processor reserves, where it or the `hole` behind it would reach them (G-LIM-BAR64).
 */
export function memoryEnd(
  machine: string,
  { start, later }: GuestMemory,
  { reserved }: Processor,
  hole: number,
): number {
  const high = FOUR_GIB + start - lowMemoryEnd(machine, start);
  const end = later === 0 ? high : roundUp(high, GIB) + later;
  return reserved !== undefined && roundUp(end, GIB) + hole > reserved.start ? end - FOUR_GIB + reserved.end : end;
}

/** Whether open ports get room for large BARs, which is 2^(bits - 11) then (G-LIM-HPBAR). */
export function widePref(row: FirmwareWindowsRow, processor: Processor, end: number): number {
  const bits = countedBits(row, processor);
  const isWide = row.widePref === 'always' || (row.widePref === 'with high memory' && end > FOUR_GIB);
  return isWide && bits !== undefined ? 2 ** (bits - WIDE_PREF_SHIFT) : row.emptyPref;
}

const roundUp = (size: number, unit: number): number => Math.ceil(size / unit) * unit;
