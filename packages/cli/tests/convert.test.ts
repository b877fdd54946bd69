import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const windows = readFileSync(new URL('../../../fixtures/convert/windows-i440fx.xml', import.meta.url), 'utf8');
const files = { 'win.xml': windows, 'readonly/win.xml': windows, 'q35.xml': windows.replace('i440fx', 'q35') };
const guest = readFileSync(new URL('../../../fixtures/proxmox/100.conf', import.meta.url), 'utf8');
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

describe('a guest of Proxmox VE', () => {
  const world = { files: { '100.conf': guest, '101.conf': guest, 'guest.txt': guest, 'vm.conf': windows } };
  const domain = async (args: readonly string[], more: object = {}) =>
    call(['convert', ...args], { ...world, ...more });

  test('is known by the name of its file, or by --from', async () => {
    const said = await domain(['--from', 'proxmox', '100.conf']);
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toContain('<domain');
    expect(await domain(['100.conf'])).toEqual(said);
    const piped = await domain(['--from', 'proxmox'], { stdin: guest });
    expect(piped.stdout.split('\n').length).toBe(said.stdout.split('\n').length);
    expect((await domain(['--from', 'proxmox', 'guest.txt'])).stdout).toContain('<domain');
    expect(await domain(['guest.txt'])).toMatchObject({ code: 2, stdout: '' });
  });

  test('has its names told straight from the file', async () => {
    const said = await call(['names', '--from', 'proxmox', '100.conf'], world);
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toMatch(/\bens\d/);
    expect(await call(['names', '100.conf'], world)).toEqual(said);
    const two = await call(['names', '100.conf', '101.conf'], world);
    expect(two.code).toBe(0);
    expect(two.stdout).toContain('101.conf');
  });

  test('is not taken for a domain, nor a domain for it', async () => {
    expect(await domain(['--machine', 'q35', '100.conf'])).toMatchObject({ code: 1, stdout: '' });
    const { code, stderr } = await domain(['vm.conf']);
    expect(code).toBe(1);
    expect(stderr).toContain('vm.conf:1:');
    // A domain in a file of that name is read where the call says that it is one.
    expect((await domain(['--machine', 'q35', 'vm.conf'])).code).toBe(0);
  });
});
