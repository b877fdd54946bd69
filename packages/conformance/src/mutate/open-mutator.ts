import { openGenerator, oracleMachines } from '../oracle.ts';
import type { Mutation } from './mutant.ts';
import { createMutator, type Mutator } from './mutator.ts';
import { readSources } from './sources.ts';
import { MACHINES } from './spellings.ts';
import { createThird } from './third-mutator.ts';
import { collectVocabulary } from './vocabulary.ts';

export interface MutatorOptions {
  readonly seed: string;
  readonly mutations: readonly Mutation[];
  /** The project's own documents alone are changed, which are the same everywhere. */
  readonly isOwn: boolean;
  /** Machines that are written into documents; all by default. */
  readonly machines?: typeof MACHINES;
}

/** A mutator, and how many documents are here. */
export interface Opened {
  readonly mutator: Mutator;
  readonly sources: number;
}

/** Makes a random document of any machine that the oracle has, from a number. */
async function openGenerated(seed: string): Promise<(index: number) => string> {
  const known = await oracleMachines();
  const generate = await openGenerator();
  return (index) => generate(known[index % known.length] ?? '', index, `mutate-${seed}`).xml;
}

/** A mutator of the documents that are here and of generated ones. */
export async function openMutator({ seed, mutations, isOwn, machines = MACHINES }: MutatorOptions): Promise<Opened> {
  const generated = await openGenerated(seed);
  const sources = readSources(isOwn);
  const words = collectVocabulary(sources, machines);
  return { mutator: createMutator(seed, sources, words, mutations, generated), sources: sources.length };
}

/** The mutator that crosses the documents that are here and generated ones. */
export async function openThird(seed: string, isOwn: boolean): Promise<Opened> {
  const sources = readSources(isOwn);
  return { mutator: createThird(seed, sources, await openGenerated(seed)), sources: sources.length };
}
