/** A seeded source of choices: the same text gives the same choices on every machine. */
export interface Random {
  /** A whole number from 0 to below `below`. */
  readonly below: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One of a list; throws for an empty one. */
  readonly pick: <T>(list: readonly T[]) => T;
}

/** FNV-1a of the text, as the state to begin with. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return state;
}

/** The generator mulberry32, begun at the hash of a text. */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (list) => {
      const [found] = list.slice(below(list.length)).slice(0, 1);
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
  };
}
