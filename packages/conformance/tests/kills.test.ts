import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killWriters, raceWriters } from '../src/kills/kill-writers.ts';
import { PROJECT_ROOT } from '../src/shared-folder.ts';

const isBuilt = existsSync(join(PROJECT_ROOT, 'packages/conformance/dist/kills/run-all.js'));
if (!isBuilt) process.stdout.write('skipped: killed writers: the project is not built (npm run build)\n');

/** More in CI. */
const ROUNDS = process.env['CI'] ? 30 : 3;

// A slice of `npm run kills`.
test.skipIf(!isBuilt)('a killed writer leaves the old file or the new one, and nothing for long', async () => {
  for (const [{ name }, count] of await killWriters(ROUNDS)) {
    expect(count, name).toMatchObject({ kills: ROUNDS, half: 0, lost: 0, littered: 0 });
  }
});

test.skipIf(!isBuilt)('of writers at once, some of them killed, nobody who said yes is lost', async () => {
  const { yes, refused, killed, lost, broken } = await raceWriters(5, 2);
  expect(yes + refused + killed).toBe(5);
  expect({ lost, broken }).toEqual({ lost: 0, broken: 0 });
});
