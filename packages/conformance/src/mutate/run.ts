import type { PlanOptions } from '@rootport/core';
import { type Ask, judge, type Outcome, type OutcomeKind, planSafely, reached } from './law.ts';
import type { Mutated, Mutator } from './mutator.ts';

/** Documents in flight: enough that no libvirt waits. */
const LANES = 16;
/** Examples kept of each label, the shortest. */
const KEPT = 3;

export interface Found {
  readonly mutated: Mutated;
  readonly outcome: Outcome;
}

export interface MutationResult {
  readonly counts: Map<OutcomeKind, number>;
  /** By kind and label: how many, and the shortest. */
  readonly labels: Map<string, { kind: OutcomeKind; count: number; readonly examples: Found[] }>;
  /** How many different things the planner was made to do. */
  reached: number;
}

function add(result: MutationResult, found: Found): void {
  const { outcome } = found;
  result.counts.set(outcome.kind, (result.counts.get(outcome.kind) ?? 0) + 1);
  if (!('label' in outcome)) return;
  const key = `${outcome.kind} ${outcome.label}`;
  const row = result.labels.get(key) ?? { kind: outcome.kind, count: 0, examples: [] };
  result.labels.set(key, row);
  row.count += 1;
  row.examples.push(found);
  row.examples.sort((a, b) => a.mutated.xml.length - b.mutated.xml.length);
  row.examples.splice(KEPT);
}

/** Judges the documents `first` to below `end`. What a document reaches decides which documents later ones begin with. */
export async function runMutations(
  mutator: Mutator,
  range: { readonly first: number; readonly end: number },
  options: PlanOptions,
  ask: Ask,
): Promise<MutationResult> {
  const result: MutationResult = { counts: new Map(), labels: new Map(), reached: 0 };
  const known = new Set<string>();
  let next = range.first;
  const lane = async (): Promise<void> => {
    while (next < range.end) {
      const mutated = mutator.make(next);
      next += 1;
      const planned = planSafely(mutated.xml, options);
      const before = known.size;
      if (!(planned instanceof Error)) for (const key of reached(planned)) known.add(key);
      if (known.size > before) mutator.keep(mutated);
      add(result, { mutated, outcome: await judge(mutated.xml, planned, ask) });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  result.reached = known.size;
  return result;
}
