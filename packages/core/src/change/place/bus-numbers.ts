import { type BusRange, LAST_BUS } from '../../guest/index.ts';

/** libvirt refuses 255. */
const LAST_BUS_NR = 254;

/**
 * A number for each group, ascending in the order of the groups and as high as can be (PL-BUS); undefined where
 * there are too few numbers. `taken`: ranges of expanders that are there already.
 */
export function chooseBusNumbers(costs: readonly number[], taken: readonly BusRange[]): readonly number[] | undefined {
  const chosen: number[] = [];
  let end = LAST_BUS;
  for (const cost of costs.toReversed()) {
    let from = Math.min(end - cost + 1, LAST_BUS_NR);
    for (;;) {
      const last = from + cost - 1;
      const clash = taken.find((range) => range.from <= last && range.to >= from);
      if (clash === undefined) break;
      from = clash.from - cost;
    }
    if (from < 1) return undefined;
    chosen.unshift(from);
    end = from - 1;
  }
  return chosen;
}

/** The first two ranges that meet, or one that goes beyond the last bus. */
export function meetingRanges(ranges: readonly BusRange[]): readonly BusRange[] {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  for (const [position, range] of sorted.entries()) {
    const next = sorted[position + 1];
    if (range.to > LAST_BUS) return [range];
    if (next !== undefined && range.to >= next.from) return [range, next];
  }
  return [];
}
