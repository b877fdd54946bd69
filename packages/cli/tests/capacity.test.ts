import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');
const files = {
  'vm.xml': example('q35-web-server'),
  'old.xml': example('i440fx-legacy'),
  'broken.xml': example('broken'),
};

describe('rootport capacity', () => {
  test('tells what fits, in 80 columns', async () => {
    const { code, stdout, stderr } = await call(['capacity', 'vm.xml'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('11 ports for PCI Express devices, 1 of them empty\n');
    expect(stdout).toMatch(/while the guest runs {7}1 {2}the first at 0000:0c:00\.0;/);
    expect(stdout).toMatch(/stored, one by one {7}222 /);
    expect(stdout).toContain('windows of I/O ports (SeaBIOS)  1 of 14');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('tells holes, and where counting ended', async () => {
    const { stdout } = await call(['capacity', '--most', '100'], { stdin: files['old.xml'] });
    expect(stdout).toMatch(/stored, one by one +>=100 {2}counted no further/);
    expect(stdout.replace(/\s+/g, ' ')).toContain('54 is refused although there is room, 55 accepted again');
  });

  test('is JSON for programs', async () => {
    const { stdout } = await call(['capacity', '-o', 'json', 'vm.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      ok: true,
      ports: { total: 11, free: 1 },
      kinds: [
        { kind: 'pcie', running: { count: 1 } },
        { kind: 'pci', running: { count: 30 } },
      ],
      diagnostics: [],
    });
    const refused = await call(['capacity', '-o', 'json', 'broken.xml'], { files });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, diagnostics: [{ code: 'RP2009' }] });
  });

  test('warns of what firmware does not bear', async () => {
    const ports = Array.from(
      { length: 16 },
      (_, at) => `<controller type='pci' index='${at + 1}' model='pcie-root-port'/>`,
    );
    const xml = `<domain type='kvm'><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>${ports.join('')}</devices></domain>`;
    const warned = await call(['capacity', '--qemu', '6.1'], { stdin: xml });
    expect(warned).toMatchObject({ code: 0 });
    expect(warned.stderr).toContain('16 windows of I/O ports (SeaBIOS), and 14 fit: the guest does not boot [RP3068]');
    expect((await call(['capacity', '--qemu', '7.2'], { stdin: xml })).stderr).toBe('');
  });

  test.each([
    [['capacity'], 'no FILE'],
    [['capacity', '--most', '0', 'vm.xml'], 'Give a number from 1 to 10000'],
    [['capacity', 'absent.xml'], 'cannot read absent.xml'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
