import type { PlanOptions } from '@rootport/core';
import { type Ask, judge, type Outcome, planSafely } from './law.ts';
import { cloneElement, descendants, type Element, printTree, readTree } from './mutable-tree.ts';

const labelOf = (outcome: Outcome): string => ('label' in outcome ? `${outcome.kind} ${outcome.label}` : outcome.kind);

/** One part less: the element of that position, or one of its attributes. */
interface Cut {
  readonly element: number;
  readonly attribute?: string;
}

/** Elements first, from the outside to the inside, then attributes. */
function cuts(tree: Element): readonly Cut[] {
  const all = descendants(tree);
  const elements = all.slice(1).map((_, index) => ({ element: index + 1 }));
  const attributes = all.flatMap(({ attributes: held }, element) =>
    [...held.keys()].map((attribute) => ({ element, attribute })),
  );
  return [...elements, ...attributes];
}

function without(tree: Element, { element, attribute }: Cut): Element {
  const copy = cloneElement(tree);
  const target = descendants(copy)[element];
  if (target === undefined) return copy;
  if (attribute !== undefined) target.attributes.delete(attribute);
  else for (const one of descendants(copy)) one.children = one.children.filter((child) => child !== target);
  return copy;
}

/**
 * Takes elements and attributes away for as long as the outcome stays of its sort; asks at most `limit` times.
 */
export async function reduce(
  xml: string,
  outcome: Outcome,
  options: PlanOptions,
  ask: Ask,
  limit = 400,
): Promise<string> {
  const wanted = labelOf(outcome);
  let best = readTree(xml);
  let rest = limit;
  for (let hasShrunk = true; hasShrunk && rest > 0; ) {
    hasShrunk = false;
    let at = 0;
    for (let list = cuts(best); at < list.length && rest > 0; rest -= 1) {
      const cut = list[at];
      if (cut === undefined) break;
      const candidate = without(best, cut);
      const text = printTree(candidate);
      if (labelOf(await judge(text, planSafely(text, options), ask)) === wanted) {
        best = candidate;
        hasShrunk = true;
        list = cuts(best);
      } else at += 1;
    }
  }
  return printTree(best);
}
