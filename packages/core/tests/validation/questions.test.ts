// The tables of settings (RP2440 to RP2444 and their like) against what the real libvirts answered: each question of
// questions.json, as scripts/record-questions.mjs asked it of 7.0, 9.0, 11.3 and 12.9. Each row of the tables is the reason
// of some refusal among them.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeDiagnostic, type PlanOptions, planDomain } from '../../src/index.ts';
import { DEVICE_SETTINGS, DISK_SETTINGS } from '../../src/profiles/index.ts';
import { questionsScript } from '../scripts.ts';

const { readQuestions, questionDocument } = await questionsScript();
const { libvirt, questions } = readQuestions();

/** How each of the libvirts that were asked is planned for. */
const STATES: Readonly<Record<string, PlanOptions>> = {
  '7.0': { profile: 'libvirt-7.0', qemu: '5.2' },
  '9.0': { profile: 'libvirt-9.0', qemu: '7.2' },
  '11.3': { profile: 'libvirt-11.3', qemu: '10.0' },
  '12.9': { profile: 'libvirt-12.9', qemu: '11.1' },
};

const reasons = new Set<string>();
/** What is said of each question, and for which releases. */
const told = new Map<string, Map<string, string[]>>();
const nameOf = (setting: unknown, reason: unknown): string => `${setting}: ${reason}`;

describe.each(libvirt.map((release, at) => ({ release, at })))('libvirt $release', ({ release, at }) => {
  test('takes and refuses as recorded', () => {
    const wrong = questions.flatMap((question) => {
      const recorded = question.answers[at];
      if (recorded === '-') return [];
      const result = planDomain(questionDocument(question), STATES[release]);
      for (const one of result.diagnostics) {
        const { code, values } = one;
        if (code === 'RP2440' && recorded === 'r') reasons.add(nameOf(values['setting'], values['reason']));
        const answers = told.get(question.ask) ?? new Map<string, string[]>();
        const message = `${code} ${describeDiagnostic(one).message}`;
        told.set(question.ask, answers.set(message, [...(answers.get(message) ?? []), release]));
      }
      return (result.ok ? 'a' : 'r') === recorded ? [] : [`${question.ask}: ${recorded}`];
    });
    expect(wrong).toEqual([]);
  });
});

test('each row is the reason of a refusal', () => {
  const missing = [...DEVICE_SETTINGS, ...DISK_SETTINGS]
    .map(({ setting, reason }) => nameOf(setting, reason))
    .filter((name) => !reasons.has(name));
  expect([...new Set(missing)]).toEqual([]);
});

test('what is said of them', async () => {
  const lines = [...told].flatMap(([ask, answers]) => [
    ask,
    ...[...answers].map(([message, releases]) => `  ${releases.join(', ')}: ${message}`),
  ]);
  const file = join(import.meta.dirname, '..', 'answers', 'settings.txt');
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(file);
});
