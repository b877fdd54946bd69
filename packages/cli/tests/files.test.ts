import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles } from '../src/system/node-io.ts';
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
  expect(await call(['plan', '--in-place', path], { overrides })).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(path, 'utf8')).toBe(PLANNED);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(statSync(path).ino).not.toBe(inode);
  expect(readdirSync(folder)).toEqual(['a.xml']);
});

test('a file that would not change is not touched', async () => {
  const path = place('a.xml', PLANNED);
  const { ino, mtimeMs } = statSync(path);
  expect(await call(['plan', '--in-place', path], { overrides })).toMatchObject({ code: 0, stderr: '' });
  expect(statSync(path)).toMatchObject({ ino, mtimeMs });
});

test('a symbolic link stays one, and its target is replaced', async () => {
  mkdirSync(join(folder, 'store'));
  const target = place('store/a.xml', BARE);
  const link = join(folder, 'link.xml');
  symlinkSync('store/a.xml', link);
  expect((await call(['plan', '--in-place', link], { overrides })).code).toBe(0);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe(PLANNED);
});

test('what cannot be read is named in one line', async () => {
  const dangling = join(folder, 'dangling.xml');
  symlinkSync('nowhere', dangling);
  const huge = place('huge.img', '');
  truncateSync(huge, 128 * 1024 * 1024 + 1);
  const answer = await call(['plan', '--check', folder, dangling, huge], { overrides });
  expect(answer).toMatchObject({ code: 2, stdout: '' });
  expect(answer.stderr.split('\n').filter((line) => !line.startsWith('  help: '))).toEqual([
    `rootport: error: cannot read ${folder}: is a directory [RP5001]`,
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
