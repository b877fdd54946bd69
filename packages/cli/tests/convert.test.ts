import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const windows = readFileSync(new URL('../../../fixtures/convert/windows-i440fx.xml', import.meta.url), 'utf8');
const files = { 'win.xml': windows, 'readonly/win.xml': windows, 'q35.xml': windows.replace('i440fx', 'q35') };
const CONVERT = ['convert', '--machine', 'q35'];

describe('rootport convert', () => {
  test('prints the document', async () => {
    const answer = await call([...CONVERT, 'win.xml'], { files });
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(answer.stdout).toContain('machine="pc-q35-6.2"');
    expect(await call(CONVERT, { stdin: windows })).toMatchObject({ code: 0, stdout: answer.stdout });
  });

  test('prints the report for people', async () => {
    const { stdout } = await call([...CONVERT, '-o', 'text', '--keep-nic-names', 'win.xml'], { files });
    expect(stdout).toContain('machine pc-i440fx-6.2 -> pc-q35-6.2');
    expect(stdout).toContain('disk hdc -> disk sdb');
    expect(stdout).toMatch(/interface 52:54:00:ab:10:01 \(e1000e\) {2}ens3 -> eno3/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('replaces the file and prints the report', async () => {
    const answer = await call([...CONVERT, '--in-place', 'win.xml'], { files });
    expect(answer.written['win.xml']).toBe((await call([...CONVERT, 'win.xml'], { files })).stdout);
    expect(answer.stdout).toContain('worst: breaking');
    expect(await call([...CONVERT, '--in-place', 'readonly/win.xml'], { files })).toMatchObject({ code: 2 });
  });

  test('is JSON for programs', async () => {
    const { stdout } = await call([...CONVERT, '-o', 'json', 'win.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      ok: true,
      machines: ['pc-i440fx-6.2', 'pc-q35-6.2'],
      interfaceNames: [{ before: 'ens3' }, { before: 'ens4' }],
      diagnostics: [],
    });
    const refused = await call([...CONVERT, '-o', 'json', 'q35.xml'], { files });
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false });
    expect(refused.code).toBe(1);
  });

  test.each([
    [['convert', 'win.xml'], '--machine'],
    [['convert', '--machine', 'virt', 'win.xml'], 'virt'],
    [[...CONVERT, '--in-place', '-'], '--in-place needs a FILE'],
    [[...CONVERT, 'absent'], 'cannot read absent'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
