import type { Controller } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { enumerateGuest } from './guest-buses.ts';

/** The highest number of a bus (G-LIM-EXP). */
export const LAST_BUS = 255;

/** The numbers of the buses below one root bus of the guest, from one to the other. */
export interface BusRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Absent for bus 0. */
  readonly expander?: Controller;
}

/** The ranges of bus 0 and of the expanders of a plan (G-BUS-EXP, G-LIM-EXP). */
export function busRanges(plan: Plan): readonly BusRange[] {
  return enumerateGuest(plan).roots.map(({ number, subordinate, expander }) => ({
    name: expander === undefined ? 'bus 0' : `expander ${expander.index}`,
    from: number,
    to: subordinate,
    ...(expander === undefined ? {} : { expander }),
  }));
}
