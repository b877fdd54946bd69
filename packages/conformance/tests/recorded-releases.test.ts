import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { canonicalXml, findProfile, type Plan, planDomain } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { compareDocuments } from '../src/compare.ts';
import { CORE_PLANNER } from '../src/core-planner.ts';
import { mismatchText } from '../src/differential-report.ts';
import { type Question, recordedQuestions, runDifferential } from '../src/differential-run.ts';
import { isRecord, textAt } from '../src/json-value.ts';
import { devicesDiffer } from '../src/line-difference.ts';

// What other libvirts than the oracle's own answered; made by scripts/record-release.mjs.
const FOLDER = fileURLToPath(new URL('../recorded/', import.meta.url));
const SUFFIX = '.ndjson.gz';
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(SUFFIX));
const RECORDED = FILES.filter((name) => name.startsWith('libvirt-'));
/** Made by scripts/record-changed.mjs. */
const CHANGED = FILES.filter((name) => name.startsWith('changed-'));
/** Made by scripts/record-written.mjs. */
const WRITTEN = FILES.filter((name) => name.startsWith('written-'));
const MACHINES = ['pc', 'q35', 'virt', 'virt-armv7l', 'virt-riscv64', 'pseries', 's390x', 'mac99'];
const REFUSED = { ok: false, fault: 'refused', scope: 'pci', message: '' } as const;

interface Recorded extends Question {
  /** The devices of the canonical document are libvirt's, line by line. */
  readonly isWhole: boolean;
}

function questionsOf(file: string): readonly Recorded[] {
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
    const isWhole = row['whole'] === true;
    return {
      isWhole,
      domain,
      answer: () => Promise.resolve(output === undefined ? REFUSED : { ok: true, xml: output }),
    };
  });
}

function isPlacedAlike(plan: Plan, output: string, isWhole: boolean): boolean {
  if (isWhole) return devicesDiffer(plan, output) === undefined;
  return compareDocuments(output, canonicalXml(plan), { ignoreOrder: true }).equal;
}

async function expectAlike(questions: readonly Question[], release: string): Promise<void> {
  const profile = findProfile(release);
  const plan = { ...(profile !== undefined && { profile }), newlyDefined: true };
  const { machines, signatures } = await runDifferential(questions, { planner: CORE_PLANNER, plan, pciOnly: false });
  const differences = [...signatures.values()].flatMap(({ examples }) => examples.map(mismatchText));
  expect(profile).toBeDefined();
  expect(differences).toEqual([]);
  const counts = [...machines.values()];
  expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBeGreaterThanOrEqual(questions.length / 2);
}

describe('recorded answers of other libvirts', () => {
  test.each(RECORDED)('%s: all are given alike', async (file) => {
    await expectAlike(questionsOf(file), file.slice(0, -SUFFIX.length));
  });

  test('are of two releases', () => {
    expect(RECORDED).toEqual(['libvirt-11.3.ndjson.gz', 'libvirt-12.9.ndjson.gz']);
  });
});

describe('what libvirt writes of each device', () => {
  test.each(WRITTEN)('%s: the canonical document has it line by line', async (file) => {
    const profile = file.slice('written-'.length, -SUFFIX.length);
    const differences: string[] = [];
    let judged = 0;
    for (const { domain, answer } of questionsOf(file)) {
      const theirs = await answer();
      const ours = planDomain(domain.xml, { profile, newlyDefined: true });
      if (ours.ok !== theirs.ok) differences.push(`${domain.id}: ${ours.ok ? 'refused' : 'taken'} by libvirt alone`);
      if (!ours.ok || !theirs.ok) continue;
      judged += 1;
      const difference = devicesDiffer(ours.plan, theirs.xml);
      if (difference !== undefined) differences.push(`${domain.id}: ${difference}`);
    }
    expect(differences).toEqual([]);
    expect(judged).toBeGreaterThan(200);
  });

  test('was asked of four releases', () => {
    expect(WRITTEN.map((name) => name.slice('written-'.length, -SUFFIX.length))).toEqual([
      '11.3',
      '12.9',
      '7.0',
      '9.0',
    ]);
  });
});

describe('recorded answers to changed documents', () => {
  test.each(CHANGED)('%s: all are given alike', async (file) => {
    const profile = file.slice('changed-'.length, -SUFFIX.length);
    const questions = questionsOf(file);
    const differences: string[] = [];
    for (const { domain, answer, isWhole } of questions) {
      const theirs = await answer();
      const ours = planDomain(domain.xml, { profile, newlyDefined: true });
      const isSame = ours.ok && theirs.ok ? isPlacedAlike(ours.plan, theirs.xml, isWhole) : ours.ok === theirs.ok;
      if (!isSame) differences.push(domain.id);
    }
    expect(differences).toEqual([]);
    expect(questions.filter((one) => one.isWhole).length).toBeGreaterThan(questions.length / 6);
  });

  test('are of the libvirt of Debian 12 and of the newest', () => {
    expect(CHANGED).toEqual(['changed-12.9.ndjson.gz', 'changed-9.0.ndjson.gz']);
  });
});

describe('recorded answers of 9.0', () => {
  // A desk asks some of each machine, CI all of them.
  const most = process.env['CI'] === undefined ? 60 : Number.POSITIVE_INFINITY;

  test.each(MACHINES)('%s: all are given alike', async (machine) => {
    await expectAlike(await recordedQuestions([machine], most), '9.0');
  });
});
