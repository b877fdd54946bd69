import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSets, isAsExpected, profileOfFolder, runSet, type SetResult } from '../src/corpus.ts';
import { reportText } from '../src/corpus-report.ts';
import { KNOWN_DIFFERENCES } from '../src/known-differences.ts';
import { sharedOrSkip } from './shared.ts';

const corpus = sharedOrSkip('recorded answers of libvirt', 'corpus');
const sets = (corpus === undefined ? [] : findSets(corpus)).flatMap((folder) => {
  const profile = profileOfFolder(folder);
  return profile === undefined ? [] : [{ set: basename(folder), folder, profile }];
});

function expectNoSurprise(result: SetResult): void {
  // The report itself is the message of the failing test.
  if (!isAsExpected(result)) expect.fail(reportText([result], { max: 20, lines: 3 }));
  expect(result.tallies.length).toBeGreaterThan(0);
}

describe.skipIf(corpus === undefined)('recorded answers of libvirt', () => {
  test.each(sets)('$set', async ({ folder, profile }) => {
    const { CORE_PLANNER: planner } = await import('../src/core-planner.ts');
    expectNoSurprise(runSet(folder, { planner, profile, known: KNOWN_DIFFERENCES }));
  });

  test.each(sets.filter(({ profile }) => profile === 'libvirt-latest'))('$set at 11.3', async ({ folder }) => {
    const { CORE_PLANNER: planner } = await import('../src/core-planner.ts');
    const options = { planner, known: KNOWN_DIFFERENCES, profile: 'libvirt-11.3', view: '11.3' } as const;
    expectNoSurprise(runSet(folder, options));
  });
});
