import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as profiles from '../src/profiles/index.ts';
import { SWITCHES } from '../src/profiles/tables/switches.ts';
import { profilesPageScript } from './scripts.ts';

const { PAGE, profilesPage } = await profilesPageScript();

test('docs/profiles.md is up to date (npm run docs:profiles)', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(profilesPage(page, { ...profiles, SWITCHES })).toBe(page);
});
