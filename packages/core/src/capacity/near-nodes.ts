import { rootModel } from '../domain/index.ts';
import { busRanges, LAST_BUS } from '../guest/index.ts';
import type { Plan } from '../plan/index.ts';

/** How many more devices can be near one NUMA node of the guest. */
export interface NearNode {
  /** The guest's node. */
  readonly node: number;
  /** Each with a root port of its own behind an expander of the node, one that is there or a new one. */
  readonly count: number;
  /** Expanders of the node that are there. */
  readonly expanders: number;
  /** What ends it. */
  readonly limit: 'bus numbers' | 'slots' | 'controllers';
}

/** Slots of an expander's bus, one root port each (PL-SLOT). */
const SLOTS = 32;
/** The highest index of a PCI controller. */
const LAST_INDEX = 255;

/**
 * For each NUMA node of a q35 guest, how many devices could still be placed near it if all that is left were used for
 * that node (PL-BUS, PL-SLOT). Nothing of it is libvirt's: it looks at no bus number.
 */
export function roomNearNodes(plan: Plan): readonly NearNode[] {
  const { domain } = plan;
  if (rootModel(domain) !== 'pcie-root' || domain.machine.family !== 'q35') return [];
  return [...new Set(domain.numaCells)].sort((a, b) => a - b).map((node) => roomNear(plan, node));
}

function roomNear(plan: Plan, node: number): NearNode {
  const ranges = [...busRanges(plan)].sort((a, b) => a.from - b.from);
  const isOurs = ({ expander }: (typeof ranges)[number]): boolean => expander?.target.node === node;
  const usedSlots = (bus: number): number => new Set(plan.buses[bus]?.holdings.map(({ slot }) => slot) ?? []).size;
  let newExpanders = Math.max(0, SLOTS - 1 - usedSlots(0));
  let byNumbers = 0;
  let wasted = 0;
  for (const [position, range] of ranges.entries()) {
    let gap = (ranges[position + 1]?.from ?? LAST_BUS + 1) - range.to - 1;
    if (isOurs(range) && range.expander !== undefined) {
      const more = Math.max(0, Math.min(gap, SLOTS - usedSlots(range.expander.index)));
      byNumbers += more;
      gap -= more;
    }
    // A new expander takes a number itself.
    while (gap > 1 && newExpanders > 0) {
      const more = Math.min(gap - 1, SLOTS);
      byNumbers += more;
      gap -= more + 1;
      newExpanders -= 1;
    }
    wasted += Math.max(0, gap - 1);
  }
  const highest = Math.max(0, ...domainIndexes(plan));
  const byIndexes = Math.max(0, LAST_INDEX - highest);
  const expanders = ranges.filter(isOurs).length;
  const count = Math.min(byNumbers, expanders > 0 ? byIndexes : Math.max(0, byIndexes - 1));
  return { node, count, expanders, limit: count < byNumbers ? 'controllers' : wasted > 0 ? 'slots' : 'bus numbers' };
}

function domainIndexes({ domain }: Plan): readonly number[] {
  return domain.devices.controller.flatMap(({ type, index }) => (type === 'pci' ? [index] : []));
}
