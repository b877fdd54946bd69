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

/**
 * Where we differ, all of libvirt 7.0: it knows no audio of these types, takes virtiofs from a folder only, and takes
 * memory of a NUMA cell that is not there. The tables of settings have the values of later ones for it.
 */
const KNOWN_TO_DIFFER = ["<audio id='", "<source socket='/s'/>", "<size unit='MiB'>512</size><node>3</node>"];
const isKnownToDiffer = ({ devices }: Row, profile: string): boolean =>
  profile === 'libvirt-7.0' && KNOWN_TO_DIFFER.some((part) => devices.includes(part));

test.each(profiles)('%s: every document is taken or refused as libvirt does, and the reason is told', (profile) => {
  expect(rows.length).toBeGreaterThan(300);
  for (const row of rows) {
    const verdict = row.verdicts[profile];
    if (verdict === undefined) continue;
    const xml = documentOf(row);
    const result = planDomain(xml, { profile });
    if (!isKnownToDiffer(row, profile)) expect(result.ok, xml).toBe(verdict.libvirt === 'accepted');
    expect(wordsOf(result), xml).toEqual(verdict.ours);
  }
});
