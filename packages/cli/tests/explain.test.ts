import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');
const files = { 'vm.xml': example('q35-web-server'), 'broken.xml': example('broken') };
const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('rootport explain', () => {
  test('tells the chain of a device in 80 columns', async () => {
    const { code, stdout, stderr } = await call(['explain', 'vm.xml', 'vda'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^disk vda at 0000:08:00\.0\n- It is in line 34 of the document\.\n/);
    expect(stdout).toContain('- 0000:08:00.0 is the first free place on the first bus that fits. [A-NEXT-3]\n');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
  });

  test('tells the whole plan, from standard input too', async () => {
    const { stdout } = await call(['explain', 'vm.xml'], { files });
    expect(stdout).toMatch(/^the plan\n- Machine q35 has pcie-root/);
    expect(stdout).toContain('Controller 12 (pcie-root-port) was added to have one port free');
    expect(widest(stdout)).toBeLessThanOrEqual(80);
    expect((await call(['explain'], { stdin: files['vm.xml'] })).stdout).toBe(stdout);
    expect((await call(['explain', '-', 'vda', 'net0'], { stdin: files['vm.xml'] })).stdout).toMatch(/\n\ninterface /);
  });

  test('answers what it can and refuses what it cannot', async () => {
    const { code, stdout, stderr } = await call(['explain', 'vm.xml', 'vda', 'xda', 'interface', '40:00.0'], { files });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^disk vda/);
    expect(stderr).toContain('did you mean vda or sda? [RP5020]');
    expect(stderr).toMatch(/"interface" means 2 devices: .*\[RP5021\]/);
    expect(stderr).toContain('the plan has buses 00 to 0c [RP5022]');
  });

  test('is JSON for programs', async () => {
    const { stdout } = await call(['explain', '-o', 'json', 'vm.xml', 'vda', 'xda'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      file: 'vm.xml',
      ok: false,
      explanations: [{ subject: 'disk vda', address: '0000:08:00.0' }],
      diagnostics: [{ code: 'RP5020' }],
    });
  });

  test('of a refused document tells the reasons', async () => {
    const refused = await call(['explain', 'broken.xml'], { files });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('[RP2009]');
    const crowd = `${"<interface type='user'><model type='virtio'/></interface>".repeat(60)}<memballoon model='none'/>`;
    const xml = `<domain type='qemu'><os><type arch='x86_64' machine='pc'>hvm</type></os><devices>${crowd}</devices></domain>`;
    const tried = await call(['explain', '--profile', '9.0', '-o', 'json'], { stdin: xml });
    expect(tried.code).toBe(1);
    expect(JSON.parse(tried.stdout)).toMatchObject({
      ok: false,
      explanations: [{ subject: 'controller pci 1 (pci-bridge)' }],
      diagnostics: [{ code: 'RP3011' }],
    });
  });

  test('refuses wrong calls', async () => {
    expect(await call(['explain'])).toMatchObject({ code: 2, stdout: '' });
    expect(await call(['explain', 'absent.xml'])).toMatchObject({ code: 2 });
    expect(await call(['explain', '--profile', 'x', 'vm.xml'], { files })).toMatchObject({ code: 2 });
  });

  test('colours the heading on a terminal only', async () => {
    expect((await call(['explain', 'vm.xml', 'vda'], { files, columns: 80 })).stdout).toContain('\u001b[1mdisk vda');
    const plain = await call(['explain', 'vm.xml', 'vda'], { files, columns: 80, env: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
  });
});
