import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { call, fakeIo } from './fake-io.ts';

const plain = readFileSync(new URL('../../../fixtures/guide/vm.xml', import.meta.url), 'utf8');
const RELEASE = ['--profile', 'libvirt-9.0', '--qemu', '7.2'];
// As libvirt hands it to the hook: everything is placed.
const placed = (await call(['plan', ...RELEASE, 'vm.xml'], { files: { 'vm.xml': plain } })).stdout;
const lock = (await call(['lock', '-o', '-', ...RELEASE, 'vm.xml'], { files: { 'vm.xml': placed } })).stdout;
const disk = placed.indexOf("dev='vda'") < 0 ? placed.indexOf('dev="vda"') : placed.indexOf("dev='vda'");
const moved = placed.slice(0, disk) + placed.slice(disk).replace(/bus=(['"])0x[0-9a-f]+\1/, 'bus=$10x05$1');

const files = { 'locks/web.rootport.lock': lock, 'locks/cut.rootport.lock': lock.slice(0, 200) };
const hook = (guest: string, operation: string, stdin: string, ...options: readonly string[]) =>
  call(['hook', '--locks', 'locks', ...options, 'qemu', guest, operation, 'begin', '-'], { files, stdin });

describe('rootport hook', () => {
  test('lets a guest start whose devices are where its lock has them', async () => {
    expect(moved).not.toBe(placed);
    for (const operation of ['prepare', 'migrate', 'restore'])
      expect(await hook('web', operation, placed, '--on-move', 'refuse')).toMatchObject({
        code: 0,
        stdout: '',
        stderr: '',
      });
  });

  test('refuses one that has moved, and writes nothing for libvirt to take', async () => {
    for (const operation of ['prepare', 'migrate', 'restore']) {
      const answer = await hook('web', operation, moved, '--on-move', 'refuse');
      expect(answer).toMatchObject({ code: 1, stdout: '' });
      expect(answer.stderr).toContain('[RP5564]');
      expect(answer.stderr).toContain('vda');
    }
  });

  test('only reports it by default', async () => {
    const answer = await hook('web', 'prepare', moved);
    expect(answer).toMatchObject({ code: 0, stdout: '' });
    expect(answer.stderr).toContain('vda');
  });

  test.each(['reconnect', 'started', 'stopped', 'release', 'attach', 'something-new'])(
    'never fails %s',
    async (operation) => {
      for (const text of [moved, '<', ''])
        expect(await hook('web', operation, text, '--on-move', 'refuse')).toMatchObject({
          code: 0,
          stdout: '',
          stderr: '',
        });
    },
  );

  test.each(['other', '../web', '', '.'])('has nothing to say of a guest without a lock: %j', async (guest) => {
    expect(await hook(guest, 'prepare', moved, '--on-move', 'refuse')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test('ends a wrong call by a failure before a start alone', async () => {
    const wrong = (operation: string) => hook('web', operation, placed, '--no-such-option');
    expect((await wrong('prepare')).code).toBe(2);
    for (const operation of ['reconnect', 'stopped', 'release', 'something-new']) {
      const answer = await wrong(operation);
      expect(answer).toMatchObject({ code: 0, stdout: '' });
      expect(answer.stderr).toContain('--no-such-option');
    }
  });

  test('refuses nothing when something that nobody has foreseen keeps it from comparing', async () => {
    const overrides = {
      files: {
        ...fakeIo({}, { stdout: [], stderr: [], written: new Map() }).files,
        exists: () => Promise.reject(Object.assign(new Error('EMFILE'), { code: 'EMFILE', errno: -24 })),
      },
    };
    const answer = await call(['hook', 'qemu', 'web', 'prepare', 'begin', '-'], { overrides, stdin: placed });
    expect(answer).toMatchObject({ code: 0, stdout: '' });
    expect(answer.stderr).toContain('[RP5223]');
  });

  test('starts a guest whose lock or definition cannot be read, and says so', async () => {
    const answer = await hook('cut', 'prepare', placed, '--on-move', 'refuse');
    expect(answer).toMatchObject({ code: 0, stdout: '' });
    expect(answer.stderr).toContain('RP3070');
    expect(await hook('web', 'prepare', '<domain', '--on-move', 'refuse')).toMatchObject({ code: 0, stdout: '' });
  });
});
