import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');
const bars = [
  { kind: 'mem32', size: '16M' },
  { kind: 'pref64', size: '512G' },
];
const files = {
  'gpu.xml': read('gpu-passthrough'),
  'q35.xml': read('q35-web-server'),
  'arm.xml': read('aarch64-virt'),
  'host.json': JSON.stringify({ hostDevices: { '0000:03:00.0': { pcie: true, bars } } }),
  'bad.json': JSON.stringify({ hostDevices: { '0000:03:00.0': { bars: [{ kind: 'pref64', size: '500G' }] } } }),
};

describe('rootport bars', () => {
  test('prints the room of each bus, and the sums', async () => {
    const { code, stdout, stderr } = await call(['bars', '--firmware', 'seabios', 'q35.xml'], { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^SeaBIOS 1\.16\.2 \(measured in real guests\)\n40 address bits, pcihole64 32 GiB/);
    expect(stdout).toMatch(/^4 {4}4 KiB +2 MiB +2 MiB +controller pci 4 \(pcie-to-pci-bridge\)$/m);
    expect(stdout).toMatch(/^needed {2}1 windows/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('takes BARs of host devices from --host', async () => {
    const args = ['bars', '-q', '--host', 'host.json', 'gpu.xml'];
    const small = await call(args, { files });
    expect(small.code).toBe(1);
    expect(small.stderr).toMatch(/error: 512 GiB .*128 GiB with 40 address bits.*\[RP7023\]/);
    expect((await call([...args, '--phys-bits', '46'], { files })).code).toBe(0);
  });

  test('is JSON for programs', async () => {
    const { stdout } = await call(['bars', '-o', 'json', 'q35.xml'], { files });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      ok: true,
      ioWindows: { needed: 1, fits: 14 },
      hole64: { isWritten: false },
      unknown: 0,
    });
    const refused = await call(['bars', '-o', 'json', 'arm.xml'], { files });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false });
  });

  test.each([
    [['bars'], 'no FILE'],
    [['bars', '--phys-bits', '20', 'q35.xml'], 'Give 32 to 64'],
    [['bars', '--firmware', 'coreboot', 'q35.xml'], 'seabios'],
    [['bars', '--host', 'bad.json', 'q35.xml'], 'must be a power of two'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
