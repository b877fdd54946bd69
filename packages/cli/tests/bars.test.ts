import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failure, success } from '../src/outcome.ts';
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
  'pseries.xml': readFileSync(new URL('../../../fixtures/documents/pseries.xml', import.meta.url), 'utf8'),
  'host.json': JSON.stringify({ hostDevices: { '0000:03:00.0': { pcie: true, bars } } }),
  'bad.json': JSON.stringify({ hostDevices: { '0000:03:00.0': { bars: [{ kind: 'pref64', size: '500G' }] } } }),
};

describe('rootport bars', () => {
  test('prints the room of each bus, and the sums', async () => {
    const { code, stdout, stderr } = await call(['bars', '--firmware', 'seabios', '--qemu', '7.2', 'q35.xml'], {
      files,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^SeaBIOS 1\.14 to 1\.16\.2\n(?:AMD|Intel), 40 address bits, pcihole64 32 GiB/);
    expect(stdout).toMatch(/^All BARs fit\.$/m);
    expect(stdout).toMatch(/^4 {4}4 KiB +2 MiB +2 MiB +controller pci 4 \(pcie-to-pci-bridge\)$/m);
    expect(stdout).toMatch(/^needed {2}1 window /m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('counts with the firmware of this machine: --profile local', async () => {
    const start = async (command: string) => {
      if (command !== 'dpkg-query') return failure({ kind: 'absent' } as const);
      const lines = (async function* () {
        yield 'ovmf 2022.11-6+deb12u2';
        yield 'seabios 1.16.3-2';
      })();
      const ended = Promise.resolve({ exitCode: 1 });
      return success({ write: () => undefined, lines, errors: () => '', ended, kill: () => undefined });
    };
    const args = ['bars', '--profile', 'local', '--firmware', 'seabios', 'q35.xml'];
    const world = { files: { ...files, '/usr/lib64/libvirt.so.0.9000.0': '' }, overrides: { programs: { start } } };
    const { code, stdout, stderr } = await call(args, world);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SeaBIOS 1\.16\.3\n/);
    expect(stderr).toMatch(/local: ovmf 2022\.11 \(package ovmf\), seabios 1\.16\.3 \(package seabios\).*\[RP7462\]/s);
  });

  test('takes BARs of host devices from --host', async () => {
    const args = ['bars', '--firmware', 'ovmf', '--host', 'host.json', 'gpu.xml'];
    const small = await call([...args, '-q', '--phys-bits', '40'], { files });
    expect(small.code).toBe(1);
    expect(small.stderr).toMatch(/error: 1 TiB .*32 GiB on an Intel processor of 40 address bits.*\[RP7023\]/);
    const intel = await call([...args, '-q', '--phys-bits', '40', '--cpu-vendor', 'intel'], { files });
    expect(intel.stderr).toMatch(/32 GiB on an Intel processor of 40 address bits/);
    const open = await call([...args, '-q'], { files });
    expect(open).toMatchObject({ code: 4 });
  });

  test('says when it cannot be told, with a code of its own', async () => {
    const unknown = await call(['bars', '--firmware', 'seabios', 'gpu.xml'], { files });
    expect(unknown.code).toBe(4);
    expect(unknown.stdout).toMatch(/^It cannot be told whether all BARs fit\.$/m);
    expect(unknown.stderr).toContain('[RP7024]');
  });

  test('takes the version of the firmware', async () => {
    const args = ['bars', '--firmware', 'seabios', '--firmware-version', '1.17.0', 'q35.xml'];
    expect((await call(args, { files })).stdout).toMatch(/^SeaBIOS 1\.17\n/);
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
  });

  test('of a machine that was not measured it cannot be told, and that is no "fits"', async () => {
    const other = await call(['bars', '-o', 'json', 'pseries.xml'], { files });
    expect(other.code).toBe(4);
    expect(JSON.parse(other.stdout)).toMatchObject({ ok: true, verdict: 'unknown' });
    const text = await call(['bars', '--firmware', 'seabios', 'arm.xml'], { files });
    expect(text.code).toBe(4);
    expect(text.stderr).toContain('[RP7020]');
  });

  test('virt of ARM: what the processor has room for', async () => {
    const args = ['bars', '--firmware', 'aavmf', 'arm.xml'];
    const wide = await call([...args, '--phys-bits', '40'], { files });
    expect(wide).toMatchObject({ code: 0, stderr: '' });
    expect(wide.stdout).toMatch(/^AAVMF\nARM, 40 address bits, pcihole64 512 GiB/);
    const tree = await call(['bars', '--firmware', 'none', '--phys-bits', '40', 'arm.xml'], { files });
    expect(tree.stdout).toMatch(/^Linux with a device tree\n/);
  });

  test.each([
    [['bars'], 'no FILE'],
    [['bars', '--phys-bits', '20', 'q35.xml'], 'Give 32 to 64'],
    [['bars', '--firmware', 'coreboot', 'q35.xml'], 'seabios'],
    [['bars', '--firmware-version', 'new', 'q35.xml'], 'Write it as 1.16.3'],
    [['bars', '--cpu-vendor', 'via', 'q35.xml'], 'Give intel or amd'],
    [['bars', '--host', 'bad.json', 'q35.xml'], 'has to be a power of two'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});
