// The laws of the fuzzer, held by the seeds that it kept; `npm run fuzz` goes on from there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProfileName } from '@rootport/core';
import { expect, test } from 'vitest';
import { outputLaws, plannerLaws } from '../src/fuzz/laws.ts';
import { randomNumbers } from '../src/fuzz/mutate.ts';
import { PROJECT_ROOT } from '../src/shared-folder.ts';

const FOLDER = join(PROJECT_ROOT, 'fixtures', 'fuzz');
const PROFILES: readonly ProfileName[] = ['libvirt-5.8', 'libvirt-9.0', 'libvirt-latest'];
/** Every fifth one and those with a name of their own; in CI all. */
const isChosen = (name: string, position: number): boolean =>
  process.env['CI'] !== undefined || name.includes('-') || position % 5 === 0;
const seeds = readdirSync(FOLDER)
  .sort()
  .filter(isChosen)
  .map((name) => ({ name, xml: readFileSync(join(FOLDER, name), 'utf8') }));

test('the seeds hold to the laws', () => {
  const pick = randomNumbers(1);
  let accepted = 0;
  for (const [position, { name, xml }] of seeds.entries()) {
    const profile = name.startsWith('lock-') ? 'libvirt-5.8' : (PROFILES[position % PROFILES.length] ?? 'libvirt-9.0');
    try {
      if (plannerLaws(xml, profile).ok) accepted += 1;
      outputLaws(xml, profile, pick);
    } catch (error) {
      throw new Error(`${name} (${profile})`, { cause: error });
    }
  }
  expect(accepted).toBeGreaterThan(1);
});
