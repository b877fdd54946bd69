import { cloneElement, printTree } from './mutable-tree.ts';
import type { Mutator } from './mutator.ts';
import { createRandom } from './random.ts';
import { type Source, sourceOf } from './sources.ts';
import { changeOnce } from './third-mutations.ts';
import { collectPool } from './third-pool.ts';
import { writeOddly } from './third-text.ts';

/** Random documents in the pool, so that parts of them come into real ones. */
const GENERATED = 200;

/**
 * A mutator that crosses documents: devices, parts, values and machines of some are put into others. `generate` makes
 * a random document from a number. The same seed and sources give the same documents.
 */
export function createThird(seed: string, sources: readonly Source[], generate: (index: number) => string): Mutator {
  const made = Array.from({ length: GENERATED }, (_, index) => sourceOf(`generated ${index}`, generate(index)));
  const all = [...sources, ...made.flatMap((source) => source ?? [])];
  const pool = collectPool(all);
  return {
    make(index) {
      const random = createRandom(`third ${seed} ${index}`);
      const { name, tree: begun } = random.pick(all);
      const tree = cloneElement(begun);
      const changes: string[] = [];
      const goesOn = random.pick([0, 0.3, 0.7]);
      do changes.push(changeOnce(tree, random, pool));
      while (changes.length < 10 && random.chance(goesOn));
      const xml = printTree(tree);
      return {
        id: `third-${seed}-${index}`,
        xml: random.chance(0.12) ? writeOddly(xml, random) : xml,
        source: name,
        changes,
      };
    },
    keep() {},
  };
}
