import { enumerateGuest } from '../../guest/index.ts';
import type { Plan } from '../../plan/index.ts';

/** Numbers of buses, from one to the other. */
export interface BusRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const LAST_BUS = 255;
/** libvirt refuses 255. */
const LAST_BUS_NR = 254;

/** The ranges of bus 0 and of the expanders of a plan (G-BUS-EXP, G-LIM-EXP). */
export function busRanges(plan: Plan): readonly BusRange[] {
  return enumerateGuest(plan).roots.map(({ number, subordinate, expander }) => ({
    name: expander === undefined ? 'bus 0' : `expander ${expander.index}`,
    from: number,
    to: subordinate,
  }));
}

/**
 * A number for each group, ascending in the order of the groups and as high as can be (PL-BUS); undefined where the
 * numbers do not suffice. `taken`: ranges of expanders that are there already.
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
