import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';
import { fakeQemu, type Whims } from './fake-qemu.ts';

const EXAMPLES = fileURLToPath(new URL('../../../fixtures/examples', import.meta.url));
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const xml = readFileSync(join(EXAMPLES, 'q35-web-server.xml'), 'utf8');
const files = { 'vm.xml': xml, 'broken.xml': readFileSync(join(EXAMPLES, 'broken.xml'), 'utf8') };

/** A question about one property of one device gets another answer. */
const lie = (path: string, property: string, value: unknown): Whims => ({
  answer: (command, args) =>
    command === 'qom-get' && args['path'] === path && args['property'] === property ? { return: value } : undefined,
});

async function verify(args: readonly string[], whims: Whims = {}) {
  const programs = fakeQemu(whims);
  const answer = await call(['verify', ...args], { files, overrides: { programs } });
  return { ...answer, programs };
}

describe('rootport verify', () => {
  test('says of each device that QEMU has it where the plan says', async () => {
    const { code, stdout, stderr, programs } = await verify(['vm.xml']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {2}pcie\.0 02\.0 +pci\.1 +controller pci 1 \(pcie-root-port\)$/m);
    expect(stdout).toMatch(/^ok {2}pci\.8 00\.0 +virtio-disk0 +disk vda$/m);
    expect(stdout).toMatch(/^vm\.xml: QEMU 7\.2\.22 has 24 of 24 devices as planned$/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(programs.calls[0]?.command).toBe('qemu-system-x86_64');
    expect(programs.alive()).toBe(0);
  });

  test('says which device is elsewhere', async () => {
    const { code, stdout, stderr } = await verify(['vm.xml'], lie('/machine/peripheral/net0', 'addr', 8));
    expect(code).toBe(1);
    expect(stdout).toContain('BAD');
    expect(stdout).toContain('has 23 of 24 devices as planned');
    expect(stderr).toMatch(
      /^vm\.xml:\d+:\d+: error: interface .*QEMU has it at pci\.2 01\.0, the plan at pci\.2 00\.0 \[RP7012\]/m,
    );
  });

  test('tells a bus of the same name on another controller', async () => {
    const whims = lie('/machine/peripheral/net0', 'parent_bus', '/machine/peripheral/other/pci.2');
    expect((await verify(['vm.xml'], whims)).stderr).toContain('pci.2 00.0 of /machine/peripheral/other');
  });

  test.each([['type', 'rtl8139', 'driver is rtl8139 in QEMU and virtio-net-pci in the plan']])(
    'says which property differs: %s',
    async (property, value, message) => {
      const { code, stderr } = await verify(['vm.xml'], lie('/machine/peripheral/net0', property, value));
      expect(code).toBe(1);
      expect(stderr).toContain(`${message} [RP7013]`);
    },
  );

  test('says which number of a controller differs', async () => {
    const { stderr } = await verify(['vm.xml'], lie('/machine/peripheral/pci.1', 'chassis', 9));
    expect(stderr).toContain('controller pci 1 (pcie-root-port): chassis is 9 in QEMU and 1 in the plan [RP7013]');
  });

  test('says what is missing', async () => {
    const whims: Whims = {
      answer: (_, { path }) => (path === '/machine/peripheral/rng0' ? { error: { desc: 'not found' } } : undefined),
    };
    const { code, stderr } = await verify(['vm.xml'], whims);
    expect(code).toBe(1);
    expect(stderr).toMatch(/rng.*: QEMU has no virtio-rng-pci at pci\.11 00\.0 \[RP7011\]/);
  });

  test('plugs a device into each free port and takes it out again', async () => {
    const { code, stdout } = await verify(['--hotplug', 'vm.xml']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {2}pci\.4 02-1f +hotplug +plugged and unplugged \(pcie-to-pci-bridge\)$/m);
    expect(stdout).toMatch(/^ok {2}pci\.12 00 +hotplug +plugged and unplugged \(pcie-root-port\)$/m);
    expect(stdout).toContain('31 of 31 free places take a device');
  });

  test('says which free port QEMU does not take', async () => {
    const whims: Whims = {
      answer: (command, { bus }) =>
        command === 'device_add' && bus === 'pci.4' ? { error: { desc: 'no hotplug here' } } : undefined,
    };
    const { code, stdout, stderr } = await verify(['--hotplug', '-q', 'vm.xml'], whims);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^BAD {2}pci\.4 02-1f +hotplug +refused: no hotplug here/m);
    expect(stderr).toContain('bus 4 (pcie-to-pci-bridge), slot 02-1f: QEMU takes no device: no hotplug here [RP7014]');
  });

  test('says what is still there after unplugging', async () => {
    const whims: Whims = { answer: (command) => (command === 'device_del' ? { return: {} } : undefined) };
    const { code, stderr } = await verify(['--hotplug', '--timeout', '10', 'vm.xml'], whims);
    expect(code).toBe(1);
    expect(stderr).toContain('bus 12 (pcie-root-port), slot 00: the device is still there');
  });

  test('is JSON for programs, a line for each file', async () => {
    const { code, stdout } = await verify(['-o', 'json', '--hotplug', 'vm.xml', 'broken.xml']);
    expect(code).toBe(1);
    const [good, broken] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(good).toMatchObject({ formatVersion: '1.0', file: 'vm.xml', ok: true, qemu: { version: '7.2.22' } });
    expect(good.devices[0]).toEqual({
      label: 'controller pci 1 (pcie-root-port)',
      id: 'pci.1',
      driver: 'pcie-root-port',
      planned: { bus: 'pcie.0', slot: 2, function: 0 },
      found: { bus: 'pcie.0', slot: 2, function: 0, type: 'pcie-root-port' },
      asPlanned: true,
      differences: [],
    });
    expect(good.hotplug).toHaveLength(31);
    expect(broken).toMatchObject({ formatVersion: '1.0', file: 'broken.xml', ok: false });
  });

  test('asks several QEMUs at once, and answers as if it were one after the other', async () => {
    const args = ['--hotplug', 'vm.xml', 'broken.xml', 'vm.xml', 'vm.xml'];
    const one = await verify(['--jobs', '1', ...args]);
    const several = await verify(['--jobs', '3', ...args]);
    expect(one.programs.most()).toBe(1);
    expect(several.programs.most()).toBeGreaterThan(1);
    const { code, stdout, stderr } = several;
    expect({ code, stdout, stderr }).toEqual({ code: one.code, stdout: one.stdout, stderr: one.stderr });
    expect(several.programs.alive()).toBe(0);
  });

  test('prints nothing if all is well and it is to be quiet', async () => {
    expect(await verify(['-q', 'vm.xml'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test.each([
    [
      'no QEMU',
      undefined,
      '600',
      2,
      /cannot start qemu-system-x86_64: there is no such program \[RP5040\]\n.*apt install qemu-system-x86/,
    ],
    ['no greeting', { isMute: true }, '0.05', 2, /was not done after 0\.05 seconds \(its greeting\).*\[RP5041\]/],
    [
      'no answer',
      { answer: (command: string) => (command === 'query-pci' ? 'silence' : undefined) },
      '5',
      2,
      /\(query-pci\).*\[RP5041\]/,
    ],
    [
      'an unknown form',
      { answer: (command: string) => (command === 'query-pci' ? { return: 7 } : undefined) },
      '600',
      2,
      /answered query-pci in an unknown form \[RP5042\]/,
    ],
    [
      'a refusal',
      { complaint: 'qemu: warning: old\nqemu-system-x86_64: no such machine\n' },
      '600',
      1,
      /does not start this machine: no such machine \[RP7010\]/,
    ],
    ['an end without a word', { complaint: '' }, '600', 1, /it gave no reason \[RP7010\]/],
  ] as const)('with %s', async (_, whims, timeout, code, message) => {
    const programs = whims === undefined ? undefined : fakeQemu(whims);
    const overrides = programs === undefined ? {} : { programs };
    const answer = await call(['verify', '--timeout', timeout, 'vm.xml'], { files, overrides });
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).toMatch(message);
    expect(programs?.alive() ?? 0).toBe(0);
  });

  test.each([
    [['verify'], 'no FILE'],
    [['verify', '--timeout', '0', 'vm.xml'], 'Give seconds above 0'],
    [['verify', 'absent'], 'cannot read absent'],
  ])('refuses %j', async (args, message) => {
    const answer = await call(args, { files });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain(message);
  });
});

describe.skipIf(process.platform === 'win32')('the process of QEMU', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-verify-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const hanging = join(folder, 'qemu-that-hangs');
  const pidFile = join(folder, 'pid');
  // It neither answers nor listens to reason.
  writeFileSync(hanging, `#!/bin/sh\ntrap '' TERM INT HUP\necho $$ > '${pidFile}'\nwhile :; do sleep 0.1; done\n`);
  chmodSync(hanging, 0o755);
  const args = [MAIN, 'verify', '--qemu-binary', hanging, join(EXAMPLES, 'q35-web-server.xml')];

  test('is ended when it keeps silent', () => {
    rmSync(pidFile, { force: true });
    const { status, stderr } = spawnSync(process.execPath, [...args, '--timeout', '0.5'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('was not done after 0.5 seconds');
    // On a busy machine it may not have come to writing its number.
    const pid = Number(readOrNothing(pidFile));
    expect(pid !== 0 && isAlive(pid)).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
    'does not outlive %s to the command',
    async (signal) => {
      rmSync(pidFile, { force: true });
      const command = spawn(process.execPath, args, { stdio: 'ignore' });
      const ended = new Promise((resolve) => command.on('close', (_, by) => resolve(by)));
      const pid = await until(() => Number(readOrNothing(pidFile)) || undefined);
      command.kill(signal);
      expect(await ended).toBe(signal);
      expect(await until(() => (isAlive(pid) ? undefined : 'gone'))).toBe('gone');
    },
  );

  test('cannot be started when it is no program', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [MAIN, 'verify', '--qemu-binary', folder, join(EXAMPLES, 'q35-web-server.xml')],
      { encoding: 'utf8' },
    );
    expect(status).toBe(2);
    expect(stderr).toContain(`cannot start ${folder}: permission denied [RP5040]`);
  });

  test('need not answer as QEMU does', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [MAIN, 'verify', '--qemu-binary', '/bin/echo', join(EXAMPLES, 'q35-web-server.xml')],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(stderr).toContain('/bin/echo does not start this machine: it gave no reason [RP7010]');
  });
});

const hasQemu = spawnSync('qemu-system-x86_64', ['--version']).status === 0;
if (!hasQemu) process.stdout.write('skipped: a real QEMU: there is no qemu-system-x86_64\n');

describe.skipIf(!hasQemu)('a real QEMU', () => {
  test('has every device of the examples where the plan says, and takes devices by hotplug', () => {
    const names = ['q35-web-server', 'gpu-passthrough', 'i440fx-legacy', 'many-disks'];
    const paths = names.map((name) => join(EXAMPLES, `${name}.xml`));
    const { status, stdout } = spawnSync(
      process.execPath,
      [MAIN, 'verify', '--hotplug', '-o', 'json', '--profile', 'libvirt-9.0', '--qemu', '7.2', ...paths],
      { encoding: 'utf8' },
    );
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ ok }) => ok)).toEqual(names.map(() => true));
    expect(status).toBe(0);
  });
});

/** A process that has ended may stay in the list until init takes notice. */
function isAlive(pid: number): boolean {
  const state = /\) (\w)/.exec(readOrNothing(`/proc/${pid}/stat`))?.[1];
  if (state !== undefined) return state !== 'Z' && state !== 'X';
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited in vain');
}
