import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/diff/placeholders-${name}.xml`, import.meta.url), 'utf8');
const LOCK = (await call(['lock', '-o', '-', 'v1'], { files: { v1: fixture('v1') } })).stdout;
const files = {
  'vm.xml': fixture('v2'),
  'vm.xml.rootport.lock': LOCK,
  v1: fixture('v1'),
  other: fixture('v1').replace('pc-q35-7.2', 'pc'),
  cut: LOCK.slice(0, 300),
};

describe('rootport lock', () => {
  test('writes the lock beside the document', async () => {
    const answer = await call(['lock', 'v1'], { files });
    expect(answer).toMatchObject({ code: 0, stdout: '', stderr: 'v1.rootport.lock: written\n' });
    expect(answer.written).toEqual({ 'v1.rootport.lock': LOCK });
  });

  test('is stable JSON, a line for each device', () => {
    expect(JSON.parse(LOCK)).toMatchObject({ formatVersion: '1.0', machine: 'pc-q35-7.2', family: 'q35' });
    expect(LOCK).toMatch(/^ {4}\{"kind":"disk","label":"disk vda".*"at":"0000:07:00.0"\}\},?$/m);
  });

  test('wants a name for the lock of standard input', async () => {
    expect(await call(['lock'], { stdin: files.v1 })).toMatchObject({ code: 2, stdout: '' });
    expect(await call(['lock', '-o', '-'], { stdin: files.v1 })).toMatchObject({ code: 0, stdout: LOCK });
  });

  test('says when it cannot be written', async () => {
    const answer = await call(['lock', '-o', 'readonly/x', 'v1'], { files });
    expect(answer).toMatchObject({ code: 2 });
    expect(answer.stderr).toContain('[RP5003]');
  });
});

describe('rootport plan --locked', () => {
  test.each([[['--locked', 'vm.xml.rootport.lock']], [['--lock']]])(
    'keeps every device in its place: %j',
    async (flags) => {
      const answer = await call(['plan', ...flags, 'vm.xml'], { files });
      expect(answer).toMatchObject({ code: 0, stderr: '' });
      const diff = await call(['diff', 'v1', '-'], { files, stdin: answer.stdout });
      expect(diff.stdout).toMatch(/\n0 moved, /);
    },
  );

  test('tells with --check that a document would change', async () => {
    expect(await call(['plan', '--lock', '--check', 'vm.xml'], { files })).toMatchObject({
      code: 1,
      stdout: 'vm.xml: would change\n',
    });
    const { written } = await call(['plan', '--lock', '--in-place', 'vm.xml'], { files });
    const again = { ...files, 'vm.xml': written['vm.xml'] ?? '' };
    expect(await call(['plan', '--lock', '--check', 'vm.xml'], { files: again })).toMatchObject({ code: 0 });
  });

  test.each([
    [['plan', '--locked', 'vm.xml.rootport.lock', 'other'], 1, '[RP3071]'],
    [['plan', '--locked', 'cut', 'vm.xml'], 2, '[RP3070]'],
    [['plan', '--locked', 'absent', 'vm.xml'], 2, '[RP5001]'],
    [['plan', '--locked', 'cut', '--lock', 'vm.xml'], 2, '[RP5006]'],
    [['plan', '--locked', 'cut', '--check', 'vm.xml', 'v1'], 2, '[RP5006]'],
    [['plan', '--lock', '-'], 2, '[RP5006]'],
  ])('refuses %j', async (args, code, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
