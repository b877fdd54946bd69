// A slice of `npm run fuzz -- --hosts`.
import { expect, test } from 'vitest';
import { changedText, hostSeeds } from '../src/fuzz/host-inputs.ts';
import { hostLaws } from '../src/fuzz/host-laws.ts';
import { oneOf, randomNumbers } from '../src/fuzz/mutate.ts';

const SEED = 15;
const seeds = hostSeeds();

test.each(seeds.map((seed) => [seed.format, seed] as const))('%s, changed, holds to the laws', (_, { text, wrap }) => {
  const pick = randomNumbers(SEED);
  expect(hostLaws([wrap(text)], text.length)).toBe(true);
  for (let count = 0; count < 25; count += 1) {
    const changed = changedText(text, pick, oneOf(pick, seeds).text);
    try {
      hostLaws([wrap(changed)], changed.length);
    } catch (error) {
      throw new Error(`seed ${SEED}, ${count}: ${changed.slice(0, 500)}`, { cause: error });
    }
  }
});
