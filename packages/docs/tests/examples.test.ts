// The TypeScript examples of the documents, as a reader would try them: checked against the types of the built package,
// then run. docs/api is made by a generator and has signatures, not examples.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as core from '../../core/src/index.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const below = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`),
  ...below('docs').filter((path) => path.endsWith('.md') && !path.startsWith('docs/api')),
].filter((path) => existsSync(join(ROOT, path)));

const examples = pages.flatMap((page) =>
  [...read(page).matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```$/gm)].map(([, text = ''], index) => ({
    name: `${page}, example ${index + 1}`,
    text,
  })),
);

const isBuilt = existsSync(join(ROOT, 'packages/core/dist/index.js'));
if (!isBuilt) process.stdout.write('skipped: examples of the documents: packages/core is not built\n');

test('the guide and the package have examples', () => {
  expect(examples.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['packages/core/README.md, example 1', 'docs/guide/typescript.md, example 1']),
  );
});

test('the calls that the guide lists are functions of the package', () => {
  const calls = [...read('docs/guide/typescript.md').matchAll(/`(\w+)\(/g)].map(([, name = '']) => name);
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.filter((name) => typeof Reflect.get(core, name) !== 'function')).toEqual([]);
});

describe.skipIf(!isBuilt)('examples', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-examples-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    copyFileSync(join(ROOT, 'fixtures/guide/vm.xml'), join(folder, 'vm.xml'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileOf = (number: number, ending: string): string => `example-${number}.${ending}`;
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [...args], { cwd: folder, encoding: 'utf8' });

  test('are right by the types of the package', () => {
    for (const [number, { text }] of examples.entries()) writeFileSync(join(folder, fileOf(number, 'ts')), text);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--skipLibCheck'];
    const files = examples.map((_, number) => fileOf(number, 'ts'));
    expect(run(tsc, ...options, ...files)).toMatchObject({ status: 0, stdout: '' });
  });

  test.each(examples.map(({ name }, number) => ({ name, number })))('$name runs', ({ number }) => {
    const { status, stdout, stderr } = run(fileOf(number, 'js'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain("<address type='pci'");
  });
});
