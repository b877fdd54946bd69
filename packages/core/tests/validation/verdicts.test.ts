// Whether libvirt takes small documents, each with one setting: what the real ones answered (scripts/record-verdicts.mjs),
// and which words we say it in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';
import { isProfileName } from '../../src/profiles/index.ts';
import { documentOf, wordsOf } from './verdict-documents.mjs';

interface Row {
  readonly machine: string;
  readonly before?: string;
  readonly devices: string;
  readonly kind?: string;
  readonly verdicts: Readonly<
    Record<string, { readonly libvirt: 'accepted' | 'refused'; readonly ours: readonly string[] }>
  >;
}

const rows: readonly Row[] = JSON.parse(readFileSync(join(import.meta.dirname, 'verdicts.json'), 'utf8'));
const profiles = [...new Set(rows.flatMap(({ verdicts }) => Object.keys(verdicts)))].filter(isProfileName);

test.each(profiles)('%s: every document is taken or refused as libvirt does, and the reason is told', (profile) => {
  expect(rows.length).toBeGreaterThan(300);
  for (const row of rows) {
    const verdict = row.verdicts[profile];
    if (verdict === undefined) continue;
    const xml = documentOf(row);
    const result = planDomain(xml, { profile });
    expect(result.ok, xml).toBe(verdict.libvirt === 'accepted');
    expect(wordsOf(result), xml).toEqual(verdict.ours);
  }
});
