import type { Element } from './mutable-tree.ts';
import type { Random } from './random.ts';
import { CROSSINGS } from './third-crossings.ts';
import { EDITS } from './third-edits.ts';
import type { Pool } from './third-pool.ts';
import { STRUCTURES } from './third-structures.ts';

export const CHANGES = [...CROSSINGS, ...STRUCTURES, ...EDITS];

const TICKETS = CHANGES.flatMap(([name, weight, change]) => Array.from({ length: weight }, () => ({ name, change })));

/** Changes the tree once; the name of the change. */
export function changeOnce(tree: Element, random: Random, pool: Pool): string {
  const { name, change } = random.pick(TICKETS);
  change({ tree, random, pool });
  return name;
}
