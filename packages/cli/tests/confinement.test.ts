import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../../../fixtures/examples/q35-web-server.xml', import.meta.url));

const isLinux = process.platform === 'linux';
if (!isLinux) process.stdout.write('skipped: wrappers of QEMU: only Linux shows what a process has started\n');

const folder = mkdtempSync(join(tmpdir(), 'rootport-wrappers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Where the command makes its own folders, and where emulators write down their numbers. */
const temporary = join(folder, 'tmp');
const pids = join(folder, 'pids');
beforeEach(() => {
  for (const one of [temporary, pids]) {
    rmSync(one, { recursive: true, force: true });
    mkdirSync(one);
  }
});

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

// An emulator that says nothing and listens to no signal that can be refused.
const mute = script('mute', `trap '' TERM INT HUP QUIT\n: > '${pids}'/$$\nwhile :; do sleep 0.05; done`);

/** Wrappers, each with what it does to escape. */
const WRAPPERS: Readonly<Record<string, string>> = {
  'without exec': `'${mute}' "$@"`,
  'two deep, without exec': `sh -c '"$0" "$@"; :' '${mute}' "$@"`,
  'that leaves a child with the pipe': `'${mute}' "$@" & exit 0`,
  'that leaves a child with the error pipe only': `'${mute}' "$@" >/dev/null </dev/null & exit 0`,
  'that leaves a child without a pipe': `'${mute}' "$@" >/dev/null 2>&1 </dev/null & exit 0`,
  'in a session of its own': `setsid '${mute}' "$@"`,
  'that leaves a child in a session of its own': `setsid '${mute}' "$@" & exit 0`,
  'that leaves a child in a session of its own without a pipe': `setsid '${mute}' >/dev/null 2>&1 </dev/null & exit 0`,
  'in a session of its own with another environment': `env -i /usr/bin/setsid '${mute}' >/dev/null 2>&1 &\n'${mute}'`,
  'in a session of its own in another folder': `(cd / && exec setsid '${mute}' >/dev/null 2>&1 </dev/null) &\n'${mute}'`,
  'that starts ever more': `while :; do '${mute}' >/dev/null 2>&1 & sleep 0.2; done`,
  'that is stopped': `'${mute}' & kill -STOP $$`,
  'that says one line without end': `: > '${pids}'/$$\nexec tr '\\0' x < /dev/zero`,
  'that says lines without end': `: > '${pids}'/$$\nexec yes '{"event": "x"}'`,
  'that complains without end': `: > '${pids}'/$$\nexec yes complaint >&2`,
};

interface Alive {
  readonly processes: readonly number[];
  readonly folders: readonly string[];
}

/** What of a call is still there. */
function alive(): Alive {
  const processes = readdirSync(pids).map(Number).filter(isAlive);
  return { processes, folders: readdirSync(temporary) };
}

function isAlive(pid: number): boolean {
  try {
    const state = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const call = (binary: string, timeout: number): readonly string[] => [
  ...[MAIN, 'verify', '--qemu-binary', binary, '--timeout', `${timeout}`, DOCUMENT],
];
const env = { ...process.env, TMPDIR: temporary };
const nothing: Alive = { processes: [], folders: [] };

describe.skipIf(!isLinux)('nothing outlives rootport verify', () => {
  test.each(Object.entries(WRAPPERS))('of a wrapper %s, when the time is up', async (name, text) => {
    const { status } = spawnSync(process.execPath, call(script('wrapper', text), 1), { env, encoding: 'utf8' });
    // A wrapper that is gone, or says what no QEMU says, is found out before.
    expect([1, 2], name).toContain(status);
    expect(alive()).toEqual(nothing);
  });

  // Those of which the command's own death gives no sign.
  const STRAYS = ['without exec', 'in a session of its own', 'that starts ever more', 'that is stopped'];
  test.each(STRAYS)('of a wrapper %s, when the command is killed with its group', async (name) => {
    const text = WRAPPERS[name] ?? '';
    const command = spawn(process.execPath, call(script('wrapper', text), 600), {
      env,
      stdio: 'ignore',
      detached: true,
    });
    const ended = new Promise((resolve) => command.on('close', resolve));
    await until(() => readdirSync(pids).length > 0 || command.exitCode !== null);
    if (command.exitCode === null && command.pid !== undefined) process.kill(-command.pid, 'SIGKILL');
    await ended;
    await until(() => alive().processes.length === 0 && alive().folders.length === 0);
    expect(alive()).toEqual(nothing);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)('when the command gets %s', async (signal) => {
    const wrapper = script('wrapper', WRAPPERS['in a session of its own'] ?? '');
    const command = spawn(process.execPath, call(wrapper, 600), { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => command.on('close', (_, by) => resolve(by)));
    await until(() => readdirSync(pids).length > 0);
    command.kill(signal);
    expect(await ended).toBe(signal);
    await until(() => alive().processes.length === 0 && alive().folders.length === 0);
    expect(alive()).toEqual(nothing);
  });

  test('when the emulator is killed and its wrapper goes on', async () => {
    const wrapper = script('wrapper', `'${mute}' "$@"\n: > '${pids}'/$$\nwhile :; do sleep 0.05; done`);
    const command = spawn(process.execPath, call(wrapper, 3), { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => command.on('close', resolve));
    // On a busy machine the time may be up before the emulator has begun.
    await until(() => readdirSync(pids).length > 0 || command.exitCode !== null);
    const [emulator] = readdirSync(pids).map(Number).filter(isAlive);
    if (emulator !== undefined) process.kill(emulator, 'SIGKILL');
    expect(await ended).toBe(2);
    expect(alive()).toEqual(nothing);
  });
});

describe.skipIf(!isLinux)('an emulator of rootport verify', () => {
  const report = join(folder, 'report');
  const telling = script('telling', `{ pwd; ls -A | wc -l; printf '%s\\n' "$@"; } > '${report}'\nexit 1`);

  test('runs in an empty folder, denies itself what it can, and gets no file of the document', () => {
    expect(spawnSync(process.execPath, call(telling, 60), { env }).status).toBe(1);
    const [cwd = '', count, ...args] = readFileSync(report, 'utf8').trimEnd().split('\n');
    expect(cwd.startsWith(join(temporary, 'rootport-run-'))).toBe(true);
    expect(count?.trim()).toBe('0');
    expect(args.join(' ')).toContain(
      '-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny -qmp stdio',
    );
    for (const option of ['-nodefaults', '-no-user-config', '-S']) expect(args).toContain(option);
    expect(args.join('\n')).not.toContain('/');
  });

  test('is not taken from the current folder', () => {
    const here = join(folder, 'here');
    mkdirSync(here, { recursive: true });
    writeFileSync(join(here, 'qemu-system-x86_64'), `#!/bin/sh\n: > '${pids}'/$$\n`);
    chmodSync(join(here, 'qemu-system-x86_64'), 0o755);
    for (const path of ['.', '', `:${temporary}`, '../here']) {
      const answer = spawnSync(process.execPath, [MAIN, 'verify', DOCUMENT], {
        cwd: here,
        env: { ...env, PATH: path },
        encoding: 'utf8',
      });
      expect(answer).toMatchObject({ status: 2 });
      expect(answer.stderr).toContain('cannot start qemu-system-x86_64: there is no such program [RP5040]');
    }
    expect(readdirSync(pids)).toEqual([]);
  });

  test('may be named by a path from the current folder', () => {
    const args = [MAIN, 'verify', '--qemu-binary', './telling', DOCUMENT];
    expect(spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' }).stderr).toContain('[RP7010]');
  });

  test('that has no sandbox is not used unless that is asked for (RP7200)', () => {
    const plain = script(
      'plain',
      `case " $* " in *' -sandbox '*) echo "qemu: -sandbox: seccomp support is disabled" >&2; exit 1;; esac\n: > '${pids}'/$$`,
    );
    const refused = spawnSync(process.execPath, call(plain, 60), { env, encoding: 'utf8' });
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain('cannot run in its sandbox: -sandbox: seccomp support is disabled [RP7200]');
    expect(readdirSync(pids)).toEqual([]);
    spawnSync(process.execPath, [...call(plain, 60), '--no-sandbox'], { env });
    expect(readdirSync(pids)).toHaveLength(1);
  });
});
