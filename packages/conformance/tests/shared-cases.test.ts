// Every case of ../shared/cases that libvirt can be asked: refused where it refuses, else its devices line by line. The
// answers are recorded (scripts/record-shared-cases.mjs), the documents are not in the project.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { planDomain } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { devicesDiffer } from '../src/line-difference.ts';
import { sharedCases } from '../src/shared-cases.ts';
import { sharedOrSkip } from './shared.ts';

const FOLDER = fileURLToPath(new URL('../recorded/', import.meta.url));
const RECORDED = readdirSync(FOLDER).filter((name) => name.startsWith('cases-'));

const folder = sharedOrSkip('cases that failed', 'cases');
const cases = sharedCases();

/** libvirt's answers by case; null for a refusal. */
function answersOf(file: string): ReadonlyMap<string, string | null> {
  const lines = gunzipSync(readFileSync(join(FOLDER, file)))
    .toString('utf8')
    .trim()
    .split('\n');
  return new Map(
    lines.map((line) => {
      const { id, output }: { readonly id: string; readonly output: string | null } = JSON.parse(line);
      return [id, output];
    }),
  );
}

describe.skipIf(folder === undefined)('cases that failed', () => {
  test.each(RECORDED)('%s: each is answered as libvirt does', (file) => {
    const answers = answersOf(file);
    const profile = file.slice('cases-'.length, -'.ndjson.gz'.length);
    const differences = cases.flatMap(({ id, xml }) => {
      const answer = answers.get(id);
      if (answer === undefined) return [];
      const result = planDomain(xml, { profile, newlyDefined: true });
      if (answer === null || !result.ok) return result.ok === (answer !== null) ? [] : [`${id}: ${result.ok}`];
      const difference = devicesDiffer(result.plan, answer);
      return difference === undefined ? [] : [`${id}: ${difference}`];
    });
    expect(differences).toEqual([]);
  });

  test('each was asked of some libvirt', () => {
    const asked = new Set(RECORDED.flatMap((file) => [...answersOf(file).keys()]));
    expect(cases.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([]);
    expect(cases.length).toBeGreaterThan(100);
  });
});
