import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { findProfile } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { CORE_PLANNER } from '../src/core-planner.ts';
import { mismatchText } from '../src/differential-report.ts';
import { type Question, runDifferential } from '../src/differential-run.ts';
import { isRecord, textAt } from '../src/json-value.ts';

// What other libvirts than the oracle's own answered; made by scripts/record-release.mjs.
const FOLDER = fileURLToPath(new URL('../recorded/', import.meta.url));
const SUFFIX = '.ndjson.gz';
const RECORDED = readdirSync(FOLDER).filter((name) => name.endsWith(SUFFIX));
const REFUSED = { ok: false, fault: 'refused', scope: 'pci', message: '' } as const;

function questionsOf(file: string): readonly Question[] {
  const lines = gunzipSync(readFileSync(join(FOLDER, file)))
    .toString('utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const row: unknown = JSON.parse(line);
    const [id, xml] = isRecord(row) ? [textAt(row, 'id'), textAt(row, 'input')] : [];
    if (!isRecord(row) || id === undefined || xml === undefined)
      throw new Error(`${file} has a line that is no answer`);
    const output = textAt(row, 'output');
    const domain = { id, machine: id.replace(/-recorded-\d+$/, ''), xml };
    return { domain, answer: () => Promise.resolve(output === undefined ? REFUSED : { ok: true, xml: output }) };
  });
}

describe('recorded answers of other libvirts', () => {
  test.each(RECORDED)('%s: all are given alike', async (file) => {
    const profile = findProfile(file.slice(0, -SUFFIX.length));
    const questions = questionsOf(file);
    const plan = { ...(profile !== undefined && { profile }), newlyDefined: true };
    const { machines, signatures } = await runDifferential(questions, {
      planner: CORE_PLANNER,
      plan,
      pciOnly: false,
    });
    const differences = [...signatures.values()].flatMap(({ examples }) => examples.map(mismatchText));
    expect(profile).toBeDefined();
    expect(differences).toEqual([]);
    const counts = [...machines.values()];
    expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBeGreaterThan(questions.length / 2);
  });

  test('are of two releases', () => {
    expect(RECORDED).toEqual(['libvirt-11.3.ndjson.gz', 'libvirt-12.9.ndjson.gz']);
  });
});
