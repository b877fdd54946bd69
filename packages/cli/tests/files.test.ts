import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Files } from '../src/system/io.ts';
import { nodeFiles } from '../src/system/node-io.ts';
import { processMark } from '../src/system/process-mark.ts';
import { BARE, PLANNED } from './documents.ts';
import { call } from './fake-io.ts';

let folder = '';
const overrides = { files: nodeFiles() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function place(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a file is replaced as a whole and keeps its mode', async () => {
  const path = place('a.xml', BARE);
  chmodSync(path, 0o640);
  const inode = statSync(path).ino;
  expect(await call(['plan', '--profile', 'latest', '--in-place', path], { overrides })).toMatchObject({
    code: 0,
    stdout: '',
  });
  expect(readFileSync(path, 'utf8')).toBe(PLANNED);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(statSync(path).ino).not.toBe(inode);
  expect(readdirSync(folder)).toEqual(['a.xml']);
});

test('a file that would not change is not touched', async () => {
  const path = place('a.xml', PLANNED);
  const { ino, mtimeMs } = statSync(path);
  expect(await call(['plan', '--profile', 'latest', '--in-place', path], { overrides })).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(statSync(path)).toMatchObject({ ino, mtimeMs });
});

test('a symbolic link stays one, and its target is replaced', async () => {
  mkdirSync(join(folder, 'store'));
  const target = place('store/a.xml', BARE);
  const link = join(folder, 'link.xml');
  symlinkSync('store/a.xml', link);
  expect((await call(['plan', '--profile', 'latest', '--in-place', link], { overrides })).code).toBe(0);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe(PLANNED);
});

test('what cannot be read is named in one line', async () => {
  const dangling = join(folder, 'dangling.xml');
  symlinkSync('nowhere', dangling);
  const huge = place('huge.img', '');
  truncateSync(huge, 128 * 1024 * 1024 + 1);
  const answer = await call(['plan', '--check', dangling, huge], { overrides });
  expect(answer).toMatchObject({ code: 2, stdout: '' });
  expect(answer.stderr.split('\n').filter((line) => !line.startsWith('  help: '))).toEqual([
    `rootport: error: cannot read ${dangling}: no such file or directory [RP5001]`,
    `rootport: error: ${huge} is larger than 128 MiB [RP5002]`,
    '',
  ]);
});

test('only regular files are replaced', async () => {
  expect(await overrides.files.replace('/dev/null', 'x', '')).toEqual({
    ok: false,
    problem: { kind: 'system', reason: 'not a regular file' },
  });
});

const example = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/examples/${name}.xml`, import.meta.url), 'utf8');
const WEB = example('q35-web-server');
const THEIRS = WEB.replace('<devices>', '<devices><!-- saved meanwhile -->');
const nicOf = (number: number): string =>
  `<interface type='user'><mac address='52:54:00:00:00:${10 + number}'/><model type='virtio'/></interface>`;

/** A guest of one cell, and a host with a GPU near its node. */
const CELLS = BARE.replace(
  '<devices>',
  `<cpu><numa><cell id='0' cpus='0' memory='1048576'/></numa></cpu>
  <numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>
  <features><acpi/></features>
  <devices>`,
);
const HOST = JSON.stringify({
  ...{ formatVersion: '2.0', nodes: [{ id: 0 }], roots: [{ id: 'pci0000:17', node: 0 }], bridges: [] },
  devices: [{ address: '0000:18:00.0', class: '0302', id: '10de:2335', root: 'pci0000:17', node: 0 }],
});

describe('a file that somebody changes while a command works on it', () => {
  const files = nodeFiles();

  /** The real files, except that an editor saves one right after it was read. */
  function withEditor(edited: string): Files {
    return {
      ...files,
      async read(path, limit, wanted) {
        const bytes = await files.read(path, limit, wanted);
        if (path === edited) writeFileSync(path, THEIRS);
        return bytes;
      },
    };
  }

  test.each([
    [['plan', '--in-place', 'vm.xml'], WEB],
    [['check', '--fix', '--unsafe', 'vm.xml'], example('collisions')],
    [['reserve', '--free', '20', '--in-place', 'vm.xml'], WEB],
    [['convert', '--machine', 'q35', '--in-place', 'vm.xml'], example('i440fx-legacy')],
    [['attach', '--in-place', 'vm.xml', 'nic.xml'], WEB],
    [['detach', '--in-place', 'vm.xml', 'vda'], WEB],
    [['names', '--pin', '--in-place', 'vm.xml'], WEB],
    [['place', '--host', 'host.json', '--gpus', '--in-place', 'vm.xml'], CELLS],
    [['lock', '-o', 'vm.lock', 'vm.xml'], WEB],
  ])('is left alone by %j', async (args, document) => {
    place('vm.xml', document);
    place('vm.lock', '{}');
    place('nic.xml', nicOf(0));
    place('host.json', HOST);
    const placed = args.map((one) => (one.includes('.') ? join(folder, one) : one));
    const target = join(folder, args[0] === 'lock' ? 'vm.lock' : 'vm.xml');
    const answer = await call(placed, { overrides: { files: withEditor(target) } });
    expect(answer.stderr).toContain(`${target} is not written: somebody changed it after it was read [RP5220]`);
    expect(answer.code).toBe(2);
    expect(answer.stdout).not.toMatch(/fixed|at 0000/);
    expect(readFileSync(target, 'utf8')).toBe(THEIRS);
    expect(readdirSync(folder).sort()).toEqual(['host.json', 'nic.xml', 'vm.lock', 'vm.xml']);
  });

  test('has the NIC of everyone who said yes, of ten at once', async () => {
    const path = place('vm.xml', WEB);
    const numbers = Array.from({ length: 10 }, (_, number) => number);
    const nics = numbers.map((number) => place(`${number}.xml`, nicOf(number)));
    const answers = await Promise.all(nics.map((nic) => call(['attach', '--in-place', path, nic], { overrides })));
    const text = readFileSync(path, 'utf8');
    const saidYes = numbers.filter((number) => answers[number]?.code === 0);
    expect(saidYes.length).toBeGreaterThan(0);
    expect(numbers.filter((number) => text.includes(`00:${10 + number}'`))).toEqual(saidYes);
    expect(answers.filter(({ code }) => code === 2)).toHaveLength(10 - saidYes.length);
    expect(readdirSync(folder)).toHaveLength(11);
  });

  test('may be written by two that write the same', async () => {
    const path = place('vm.xml', WEB);
    const answers = await Promise.all([1, 2, 3].map(() => call(['lock', path], { overrides })));
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readdirSync(folder).sort()).toEqual(['vm.xml', 'vm.xml.rootport.lock']);
  });
});

describe('writers that take turns', () => {
  const ROOM = '.vm.xml.rootport';
  const mark = processMark();
  const [, start = '', space = ''] = mark.split('-');

  test('remove what a killed one has left, be there something to write or not', async () => {
    const { pid = 0 } = spawnSync('true');
    for (const content of [BARE, PLANNED]) {
      const path = place('vm.xml', content);
      mkdirSync(join(folder, ROOM));
      for (const name of [`${pid}-${start}-${space}-1.new`, `${pid}-${start}-${space}-2.turn`])
        place(`${ROOM}/${name}`, '');
      // The id is in use again, by a process that has started at another time.
      place(`${ROOM}/${process.pid}-1-${space}-3.turn`, '');
      expect((await call(['plan', '--profile', 'latest', '--in-place', path], { overrides })).code).toBe(0);
      expect(readdirSync(folder)).toEqual(['vm.xml']);
    }
  });

  test('wait for one that is at work, here and elsewhere', async () => {
    for (const name of [`${mark}-1.turn`, `1-1-000000000000-1.turn`]) {
      const path = place('vm.xml', BARE);
      mkdirSync(join(folder, ROOM));
      const turn = place(`${ROOM}/${name}`, '');
      const answer = call(['plan', '--profile', 'latest', '--in-place', path], { overrides });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(readFileSync(path, 'utf8')).toBe(BARE);
      rmSync(turn);
      expect((await answer).code).toBe(0);
      expect(readdirSync(folder)).toEqual(['vm.xml']);
    }
  });

  test('give up those of another machine after a minute', async () => {
    const path = place('vm.xml', BARE);
    mkdirSync(join(folder, ROOM));
    const turn = place(`${ROOM}/1-1-000000000000-1.turn`, '');
    const longAgo = Date.now() / 1000 - 61;
    utimesSync(turn, longAgo, longAgo);
    expect((await call(['plan', '--profile', 'latest', '--in-place', path], { overrides })).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['vm.xml']);
  });

  test('do not enter a folder that is not theirs', async () => {
    const path = place('vm.xml', BARE);
    mkdirSync(join(folder, 'theirs'));
    symlinkSync('theirs', join(folder, ROOM));
    const answer = await call(['plan', '--profile', 'latest', '--in-place', path], { overrides });
    expect(answer).toMatchObject({ code: 2 });
    expect(answer.stderr).toContain(
      `vm.xml is not written: somebody else is writing it, by ${join(folder, ROOM)} [RP5222]`,
    );
    expect(readdirSync(join(folder, 'theirs'))).toEqual([]);
  });

  test('leave everything as it is in a folder that cannot be written', async () => {
    const path = place('vm.xml', BARE);
    const { status, stderr } = spawnSync('chattr', ['+i', folder], { encoding: 'utf8' });
    if (status !== 0) {
      process.stdout.write(`skipped: a folder that nobody can write: ${stderr.trim() || 'no chattr'}\n`);
      return;
    }
    const answer = await call(['plan', '--profile', 'latest', '--in-place', path], { overrides });
    spawnSync('chattr', ['-i', folder]);
    expect(answer.stderr).toMatch(/cannot write .*: operation not permitted \[RP5003\]/);
    expect(readFileSync(path, 'utf8')).toBe(BARE);
  });
});

describe('besides the content', () => {
  test('hard links are told of', async () => {
    const path = place('a.xml', BARE);
    linkSync(path, join(folder, 'b.xml'));
    const answer = await call(['plan', '--profile', 'latest', '--in-place', path], { overrides });
    expect(answer.code).toBe(0);
    expect(answer.stderr).toMatch(
      /warning: .*a\.xml is written, but does not keep its other name \(hard links; .*\[RP5221\]/,
    );
    expect(readFileSync(path, 'utf8')).toBe(PLANNED);
    expect(readFileSync(join(folder, 'b.xml'), 'utf8')).toBe(BARE);
  });

  const hasLists = ['setfacl', 'setfattr'].every((program) => spawnSync(program, ['--version']).status === 0);
  if (!hasLists) process.stdout.write('skipped: access control lists: setfacl or setfattr is not installed\n');

  test.skipIf(!hasLists)('owner, access control list and extended attributes are kept', async () => {
    const path = place('a.xml', BARE);
    const facts = () => spawnSync('sh', ['-c', 'getfacl -p "$0"; getfattr -d "$0"', path], { encoding: 'utf8' }).stdout;
    spawnSync('setfacl', ['-m', 'u:12345:rw,g:12346:r', path]);
    spawnSync('setfattr', ['-n', 'user.note', '-v', 'ours', path]);
    if (process.getuid?.() === 0) chownSync(path, 12347, 12348);
    const before = facts();
    expect(before).toContain('12345');
    const { stderr } = await call(['plan', '--profile', 'latest', '--in-place', path], { overrides });
    expect(stderr).toBe(`${path}: changed\n`);
    expect(facts()).toBe(before);
  });

  test('a link that leads nowhere, or in a circle, is no place to write to', async () => {
    symlinkSync('nowhere', join(folder, 'a.lock'));
    symlinkSync('b.lock', join(folder, 'b.lock'));
    const path = place('a.xml', BARE);
    for (const name of ['a.lock', 'b.lock']) {
      const answer = await call(['lock', '-o', join(folder, name), path], { overrides });
      expect(answer.code).toBe(2);
      expect(answer.stderr).toMatch(/\[RP500[13]\]/);
    }
  });
});
