import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');
const files = {
  'vm.xml': example('q35-web-server'),
  'readonly/vm.xml': example('q35-web-server'),
  'old.xml': example('i440fx-legacy'),
};

describe('rootport reserve', () => {
  test('prints the document with more ports, and nothing else changed', async () => {
    const { code, stdout, stderr } = await call(['reserve', '--free', '3', 'vm.xml'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const plain = (await call(['plan', 'vm.xml'], { files })).stdout;
    const lines = stdout.split('\n');
    expect(plain.split('\n').every((line) => lines.includes(line))).toBe(true);
    expect(stdout.match(/model='pcie-root-port'>/g)).toHaveLength(13);
    expect((await call(['plan', '--check'], { stdin: stdout })).code).toBe(0);
    expect((await call(['reserve', '--free', '3'], { stdin: stdout })).stdout).toBe(stdout);
  });

  test('prints what was done', async () => {
    const { stdout } = await call(['reserve', '--free', '3', '-o', 'text', 'vm.xml'], { files });
    expect(stdout).toBe(
      [
        'Places free for hotplug of PCI Express devices: 1 before, 3 now.',
        'Added, and nothing moved:',
        '  controller pci 13 (pcie-root-port)  0000:00:03.3',
        '  controller pci 14 (pcie-root-port)  0000:00:03.4',
        '',
      ].join('\n'),
    );
    const enough = await call(['reserve', '--free', '1', '-o', 'text', 'vm.xml'], { files });
    expect(enough.stdout).toMatch(/1 before, 1 now\.\nNothing had to be added\.\n$/);
  });

  test('replaces the file', async () => {
    const answer = await call(['reserve', '--free', '3', '--in-place', 'vm.xml'], { files });
    expect(answer.written['vm.xml']).toBe((await call(['reserve', '--free', '3', 'vm.xml'], { files })).stdout);
    expect(answer.stdout).toContain('1 before, 3 now');
    expect(await call(['reserve', '--free', '3', '--in-place', '-q', 'vm.xml'], { files })).toMatchObject({
      stdout: '',
    });
    expect(await call(['reserve', '--free', '3', '--in-place', 'readonly/vm.xml'], { files })).toMatchObject({
      code: 2,
    });
  });

  test('is JSON for programs', async () => {
    const { stdout } = await call(['reserve', '--free', '40', '-o', 'json', 'old.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      file: 'old.xml',
      ok: true,
      kind: 'pci',
      before: 24,
      after: 54,
      added: [{ label: 'controller pci 1 (pci-bridge)', index: 1, address: '0000:00:07.0' }],
      diagnostics: [],
    });
    const refused = await call(['reserve', '--free', '300', '-o', 'json', 'vm.xml'], { files });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, diagnostics: [{ code: 'RP3060' }] });
  });

  test('refuses what the machine does not have, with the place', async () => {
    const refused = await call(['reserve', '--free', '4', '--kind', 'pcie', 'old.xml'], { files });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^old\.xml:1:1: error: .* \[RP3061\]\n/);
    expect((await call(['reserve', '--free', '300', 'vm.xml'], { files })).stderr).toContain('no more than 222');
  });

  test.each([
    [['reserve', 'vm.xml'], '--free'],
    [['reserve', '--free', 'x', 'vm.xml'], 'Give a number'],
    [['reserve', '--free', '1', '--kind', 'usb', 'vm.xml'], 'usb'],
    [['reserve', '--free', '1', '--in-place', '-'], '--in-place needs a FILE'],
    [['reserve', '--free', '1', 'absent.xml'], 'cannot read absent.xml'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
