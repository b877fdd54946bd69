import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FOREIGN } from './documents.ts';
import { call } from './fake-io.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/diff/placeholders-${name}.xml`, import.meta.url), 'utf8');
const files = { v1: fixture('v1'), v2: fixture('v2'), v3: fixture('v3'), bad: FOREIGN };

describe('rootport diff', () => {
  test('tells what moves and what the guest may notice, and exits 1', async () => {
    const answer = await call(['diff', 'v1', 'v2'], { files });
    expect(answer).toMatchObject({ code: 1, stderr: '' });
    expect(answer.stdout).toMatch(/^moved {3}disk vda {2}0000:07:00.0 -> 0000:0d:00.0$/m);
    expect(answer.stdout).toContain('Windows may take a data disk offline');
    expect(answer.stdout).toMatch(/\n4 moved, 1 changed, 12 new, 0 gone, 15 same; worst: warning\n$/);
    expect(Math.max(...answer.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('passes over what matters less than asked', async () => {
    expect(await call(['diff', '--severity', 'warning', 'v1', 'v3'], { files })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/0 moved, 0 changed, 0 new, 0 gone, \d+ same\n$/),
    });
    expect((await call(['diff', '--exit-code', 'v1', 'v1'], { files })).code).toBe(0);
  });

  test('takes a profile for each document', async () => {
    const { stdout, code } = await call(['diff', '--profile-a', '9.0', '--profile-b', 'libvirt-latest', 'v1', 'v1'], {
      files,
    });
    // No place differs between these two; that they differ in name is no difference of the guest.
    expect(code).toBe(0);
    expect(stdout).toContain('profile libvirt-9.0 -> libvirt-latest');
  });

  test('is JSON for programs, also where a document is refused', async () => {
    const { stdout } = await call(['diff', '-o', 'json', 'v1', '-'], { files, stdin: files.v2 });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      ok: true,
      files: ['v1', '<stdin>'],
      severity: 'warning',
      differs: true,
    });
    const refused = await call(['diff', '-o', 'json', 'v1', 'bad'], { files });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      ok: false,
      documents: [{ file: 'bad', diagnostics: [{ code: 'RP1002' }] }],
    });
  });

  describe('of two folders', () => {
    const folders = { 'a/x/1.xml': files.v1, 'a/2.xml': files.v1, 'a/gone.xml': files.v1, 'b/x/1.xml': files.v2 };
    const world = { files: { ...folders, 'b/2.xml': files.v1, 'b/bad.xml': '<domain>', 'b/net.xml': '<network/>' } };

    test('pairs documents by their names, and says which are alone', async () => {
      const { stdout, stderr, code } = await call(['diff', 'a', 'b/'], world);
      expect(code).toBe(1);
      expect(stdout.split('\n').filter((line) => /^[-+]{3} /.test(line))).toEqual(['--- a/x/1.xml', '+++ b/x/1.xml']);
      expect(stdout).toMatch(/\n2 compared: 1 different; 2 alone\n$/);
      expect(stderr).toContain('b/bad.xml: warning: a has no document of this name [RP5549]');
      expect(stderr).toContain('a/gone.xml: warning: b/ has no document of this name [RP5549]');
    });

    test('answers the same for NDJSON, and with JSON a line each', async () => {
      const line = (id: string, xml: string): string => `${JSON.stringify({ id, xml })}\n`;
      const a = `${line('x', files.v1)}${line('y', files.v1)}`;
      const b = `${line('y', files.v1)}${line('x', files.v2)}${line('z', files.v2)}`;
      const { stdout, code } = await call(['diff', '-o', 'json', 'a.ndjson', 'b.ndjson'], {
        files: { 'a.ndjson': a, 'b.ndjson': b },
      });
      expect(code).toBe(1);
      expect(
        stdout
          .trimEnd()
          .split('\n')
          .map((one) => JSON.parse(one)),
      ).toMatchObject([
        { ok: true, files: ['a.ndjson#y', 'b.ndjson#y'], differs: false },
        { ok: true, files: ['a.ndjson#x', 'b.ndjson#x'], differs: true },
        { ok: false, documents: [{ file: 'b.ndjson#z', diagnostics: [{ code: 'RP5549' }] }] },
      ]);
    });

    test('are not compared with a single document', async () => {
      const { stderr, code } = await call(['diff', 'a', 'a/2.xml'], world);
      expect(code).toBe(2);
      expect(stderr).toContain('two documents, or two folders or archives');
    });
  });

  test.each([
    [['diff', '-', '-'], 'standard input can be read only once'],
    [['diff', 'v1', 'absent'], 'cannot read absent'],
    [['diff', 'v1'], "missing required argument 'B'"],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
