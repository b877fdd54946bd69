import { cloneElement, printTree } from './mutable-tree.ts';
import type { Mutation } from './mutant.ts';
import { mutateOnce } from './mutations.ts';
import { createRandom } from './random.ts';
import { type Source, sourceOf } from './sources.ts';
import { respell } from './text-changes.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A mutated document and how it came about. */
export interface Mutated {
  readonly id: string;
  readonly xml: string;
  readonly source: string;
  readonly changes: readonly string[];
}

export interface Mutator {
  /** The document of that number. Its sources grow with `keep`. */
  readonly make: (index: number) => Mutated;
  /** Makes a document a source of later ones: it reached something new. */
  readonly keep: (mutated: Mutated) => void;
}

/** Documents that reached something new are kept up to this number. */
const MOST_KEPT = 3_000;

/**
 * A source of mutated documents. `generate` makes a random document from a number, for the part of the documents that
 * do not begin with a source. The same seed, sources and calls of `keep` give the same documents.
 */
export function createMutator(
  seed: string,
  sources: readonly Source[],
  words: Vocabulary,
  mutations: readonly Mutation[],
  generate?: (index: number) => string,
): Mutator {
  const kept: Source[] = [];
  const own = sources.filter(({ name }) => name.startsWith('fixtures/'));
  const begin = (index: number): Source => {
    const random = createRandom(`${seed} begin ${index}`);
    if (generate !== undefined && random.chance(0.2)) {
      const made = sourceOf(`generated ${index}`, generate(index));
      if (made !== undefined) return made;
    }
    if (kept.length > 0 && random.chance(0.25)) return random.pick(kept);
    return random.pick(own.length > 0 && random.chance(0.4) ? own : sources);
  };
  return {
    make(index) {
      const random = createRandom(`${seed} ${index}`);
      const { name, tree } = begin(index);
      const mutant = { tree: cloneElement(tree), random, words };
      const changes: string[] = [];
      // Many changes mostly end in a refusal, so half of the documents get one or two.
      const goesOn = random.chance(0.5) ? 0.3 : 0.7;
      do changes.push(mutateOnce(mutant, mutations));
      while (changes.length < 8 && random.chance(goesOn));
      const xml = printTree(mutant.tree);
      return { id: `${seed}-${index}`, xml: random.chance(0.15) ? respell(xml, random) : xml, source: name, changes };
    },
    keep(mutated) {
      const source = kept.length < MOST_KEPT ? sourceOf(`kept ${mutated.id}`, mutated.xml) : undefined;
      if (source !== undefined) kept.push(source);
    },
  };
}
