import { DEFAULT_PROFILE, PROFILES } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { BARE, PLANNED } from './documents.ts';
import { call } from './fake-io.ts';

describe('a wrong call ends with 2 and says what to do', () => {
  test.each([
    [['plna'], /unknown command 'plna'\n\(Did you mean plan\?\)\nTry "rootport --help"/],
    [['--verbose'], /unknown option '--verbose'/],
    [['plan', '--chek', 'a.xml'], /unknown option '--chek'\n\(Did you mean --check\?\)\nTry "rootport plan --help"/],
    [['plan', '-o', 'yaml', 'a.xml'], /argument 'yaml' is invalid. Allowed choices are xml, json, tree/],
    [['plan', '--in-place', '-o', 'xml', 'a.xml'], /'--in-place' cannot be used with option '-o/],
    [['plan', '--in-place', '--check', 'a.xml'], /cannot be used with/],
    [['plan', '--check', '-o', 'json', 'a.xml'], /'--check' cannot be used with option '-o/],
    [['plan', '--qemu', 'newest', 'a.xml'], /Write it as 7\.2 or 2\.8\.0/],
    [['plan', '--qemu', '7.2', '--capabilities', 'x', 'a.xml'], /cannot be used with option '--qemu/],
    [['plan', '--capabilities', 'a,b(c', 'a.xml'], /--capabilities: "b\(c" is not the name of a QEMU capability/],
    [['plan', '--capabilities', '@caps.txt', 'a.xml'], /cannot read caps\.txt: no such file/],
    [['plan', '--profile', 'libvirt-0', 'a.xml'], /there is no profile "libvirt-0"; there are libvirt-/],
    [['codes', 'RP1001', 'RP1002'], /too many arguments/],
  ])('%j', async (args, message) => {
    const answer = await call(args, { files: { 'a.xml': BARE } });
    expect(answer).toMatchObject({ code: 2, stdout: '', written: {} });
    expect(answer.stderr).toMatch(/^rootport: /);
    expect(answer.stderr).toMatch(message);
  });

  test('no command at all shows the help', async () => {
    const answer = await call([]);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('Usage: rootport');
  });
});

describe('options that reach the planner', () => {
  test.each([
    [['--profile', DEFAULT_PROFILE]],
    [['--capabilities', '@caps.txt']],
    [['--host', 'host.json']],
    [['--arch', 'x86_64']],
  ])('%j', async (args) => {
    const files = {
      'a.xml': BARE,
      'caps.txt': '# of our host\npcie-root-port, virtio-net\n\n',
      'host.json': '{"hostDevices": {"0000:03:00.0": {"present": true, "iommuGroup": 4}}}',
    };
    const answer = await call(['plan', ...args, 'a.xml'], { files });
    expect(answer).toMatchObject({ stderr: '', code: 0 });
    expect(answer.stdout).toContain('<address');
  });
});

describe('help', () => {
  test.each([['plan'], ['codes'], ['profiles']])('of %s has examples and fits the terminal', async (command) => {
    const answer = await call([command, '--help'], { columns: 80 });
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(answer.stdout).toContain('Examples:\n  rootport ');
    expect(Math.max(...answer.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('of the program names every command', async () => {
    const { stdout } = await call(['--help']);
    for (const command of ['plan', 'codes', 'profiles']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });
});

test('--version names the version and every profile', async () => {
  const answer = await call(['--version']);
  expect(answer).toMatchObject({ code: 0, stderr: '' });
  expect(answer.stdout).toMatch(/^rootport \d+\.\d+\.\d+\n/);
  for (const { name } of PROFILES) expect(answer.stdout).toContain(name);
});

describe('a fault of ours', () => {
  const broken = {
    read: async (path: string) => {
      if (path === 'a.xml') throw new TypeError('undefined is not a slot\n    more');
      return { ok: true, value: new TextEncoder().encode(PLANNED) } as const;
    },
    replace: () => Promise.reject(new Error('nothing may be written')),
  };

  test('is one line and 3, and the other files are still planned', async () => {
    const answer = await call(['plan', '-o', 'json', 'a.xml', 'b.xml'], { overrides: { files: broken } });
    expect(answer.code).toBe(3);
    expect(JSON.parse(answer.stdout)).toMatchObject({ file: 'b.xml', ok: true });
    expect(answer.stderr).toBe(
      'rootport: a.xml: this is a bug in rootport, please report it: undefined is not a slot (ROOTPORT_DEBUG=1 shows more)\n',
    );
  });

  test('has a stack with ROOTPORT_DEBUG', async () => {
    const { stderr } = await call(['plan', 'a.xml'], { overrides: { files: broken }, env: { ROOTPORT_DEBUG: '1' } });
    expect(stderr).toContain('\n    at ');
  });
});
