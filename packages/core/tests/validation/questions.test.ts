// The tables of settings (RP2440 to RP2444 and their like) against what the real libvirts answered: each question of
// questions.json, as scripts/record-questions.mjs asked it of 7.0, 9.0, 11.3 and 12.9. Each row of the tables is the reason
// of some refusal among them.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEVICE_SETTINGS, DISK_SETTINGS } from '../../src/profiles/index.ts';
import { messagesOf, planSetting, SETTING_MESSAGES, SETTINGS } from '../asked/settings.ts';

const nameOf = (setting: unknown, reason: unknown): string => `${setting}: ${reason}`;
const reasons = new Set<string>();

const answers = SETTINGS.map((setting) => {
  const result = planSetting(setting);
  for (const { code, values } of result.diagnostics) {
    if (code === 'RP2440' && !setting.isTaken) reasons.add(nameOf(values['setting'], values['reason']));
  }
  return { ...setting, ok: result.ok, messages: messagesOf(result) };
});

describe.each([...new Set(SETTINGS.map((one) => one.release))])('libvirt %s', (release) => {
  test('takes and refuses as recorded', () => {
    const asked = answers.filter((one) => one.release === release);
    expect(asked.filter(({ ok, isTaken }) => ok !== isTaken).map(({ question }) => question.ask)).toEqual([]);
  });
});

test('each row is the reason of a refusal', () => {
  const missing = [...DEVICE_SETTINGS, ...DISK_SETTINGS]
    .map(({ setting, reason }) => nameOf(setting, reason))
    .filter((name) => !reasons.has(name));
  expect([...new Set(missing)]).toEqual([]);
});

test('what is said of them', async () => {
  const text = SETTING_MESSAGES.textOf(answers.map(({ messages }) => messages));
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '..', 'answers', SETTING_MESSAGES.file));
});
