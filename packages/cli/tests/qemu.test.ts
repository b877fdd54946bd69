import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shellLines } from '../src/terminal/shell.ts';
import { call } from './fake-io.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');
const files = { 'q35.xml': read('q35-web-server'), 'gpu.xml': read('gpu-passthrough'), 'broken.xml': read('broken') };

describe('rootport qemu', () => {
  test('prints a -device a line, as the libvirt writes it', async () => {
    const answer = await call(['qemu', 'q35.xml'], { files });
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    const lines = answer.stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(
      `-device '{"driver":"pcie-root-port","port":16,"chassis":1,"id":"pci.1","bus":"pcie.0","multifunction":true,"addr":"0x2"}' \\`,
    );
    expect(lines.every((line) => line.trimStart().startsWith('-device '))).toBe(true);
    const older = await call(['qemu', '--profile', '6.5', '--qemu', '5.0', 'q35.xml'], { files });
    expect(older.stdout).toContain('-device pcie-root-port,port=0x10,chassis=1,id=pci.1,bus=pcie.0,');
    const text = await call(['qemu', '--syntax', 'text', '-'], { stdin: files['q35.xml'] });
    expect(text.stdout).toContain('-device virtio-blk-pci,id=virtio-disk0,bus=pci.8,addr=0x0 \\');
  });

  test('makes a script of it', async () => {
    const { stdout, stderr, code } = await call(['qemu', '--runnable', 'gpu.xml'], { files });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#!\/bin\/sh\nexec qemu-system-x86_64 \\\n {2}-machine q35 \\\n/);
    expect(stdout).toMatch(/rng=backend\d+ "\$@"\n$/);
    expect(stderr.match(/\[RP7001\]/g)).toHaveLength(5);
    expect(stderr).toMatch(/gpu\.xml:\d+:5: note: hostdev 0000:03:00\.0 \(pci\): vfio-pci is not there/);
    expect(await call(['qemu', '--runnable', '-q', 'gpu.xml'], { files })).toMatchObject({ stderr: '' });
  });

  test('is JSON for programs', async () => {
    const { stdout } = await call(['qemu', '-o', 'json', 'gpu.xml'], { files });
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ formatVersion: '1.0', file: 'gpu.xml', ok: true, profile: 'libvirt-latest' });
    expect(json.args[0]).toBe('-device');
    expect(json.devices[0]).toEqual({
      kind: 'controller',
      label: 'controller pci 1 (pcie-expander-bus)',
      how: 'device',
      driver: 'pxb-pcie',
      id: 'pci.1',
      bus: 'pcie.0',
      at: { domain: 0, bus: 0, slot: 2, function: 0 },
      provides: 'pci.1',
      busNr: 180,
      numaNode: 0,
    });
    const runnable = JSON.parse((await call(['qemu', '--runnable', '-o', 'json', 'gpu.xml'], { files })).stdout);
    expect(runnable).toMatchObject({ binary: 'qemu-system-x86_64', debianPackage: 'qemu-system-x86' });
    expect(runnable.args).toContain('-S');
    expect(runnable.diagnostics.filter(({ code }: { code: string }) => code === 'RP7001')).toHaveLength(5);
    const refused = await call(['qemu', '-o', 'json', 'broken.xml'], { files });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ formatVersion: '1.0', file: 'broken.xml', ok: false });
  });

  test.each([
    [['qemu'], 'no FILE'],
    [['qemu', 'absent'], 'cannot read absent'],
    [['qemu', '--profile', '1.0', 'q35.xml'], "no profile '1.0'"],
    [['qemu', '--runnable', '--syntax', 'json', 'q35.xml'], 'cannot be used with'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});

test('a shell reads the words back as they were', () => {
  const words = ['-device', `{"a":"it's $HOME"}`, '-S', '-x', 'a b', '--', 'plain,a=b', '', '`id`', 'back\\slash'];
  const script = `printf '%s\\n' ${shellLines(['qemu', ...words])}`;
  const { stdout } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  expect(stdout).toBe(`${['qemu', ...words].join('\n')}\n`);
});
