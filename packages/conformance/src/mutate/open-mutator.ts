import { openGenerator, oracleMachines } from '../oracle.ts';
import type { Mutation } from './mutant.ts';
import { createMutator, type Mutator } from './mutator.ts';
import { readSources } from './sources.ts';
import { MACHINES } from './spellings.ts';
import { collectVocabulary } from './vocabulary.ts';

export interface MutatorOptions {
  readonly seed: string;
  readonly mutations: readonly Mutation[];
  /** The project's own documents alone are changed, which are the same everywhere. */
  readonly isOwn: boolean;
  /** Machines that are written into documents; all by default. */
  readonly machines?: typeof MACHINES;
}

/** A mutator of the documents that are here and of generated ones; and how many documents are here. */
export async function openMutator({
  seed,
  mutations,
  isOwn,
  machines = MACHINES,
}: MutatorOptions): Promise<{ readonly mutator: Mutator; readonly sources: number }> {
  const known = await oracleMachines();
  const generate = await openGenerator();
  const generated = (index: number): string => generate(known[index % known.length] ?? '', index, `mutate-${seed}`).xml;
  const sources = readSources(isOwn);
  const words = collectVocabulary(sources, machines);
  return { mutator: createMutator(seed, sources, words, mutations, generated), sources: sources.length };
}
