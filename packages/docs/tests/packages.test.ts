import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { importsOf } from '../../core/tests/source-code.ts';

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));

/** Which packages of the project the sources of each may import, by their names as packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  cli: ['@rootport/core'],
  web: ['@rootport/core'],
  kubevirt: ['@rootport/core'],
  // It asks the whole command, and words its own fault by the catalogue.
  mcp: ['rootport', '@rootport/core'],
  // It starts the language server as a program.
  vscode: [],
  conformance: ['@rootport/core'],
};

/** The name of a package as it is imported: without the path in it. */
const packageOf = (written: string): string =>
  written
    .split('/')
    .slice(0, written.startsWith('@') ? 2 : 1)
    .join('/');

const read = (path: string): string => readFileSync(join(PACKAGES, path), 'utf8');
const folders = readdirSync(PACKAGES).filter((name) => existsSync(join(PACKAGES, name, 'src')));
const own = readdirSync(PACKAGES)
  .filter((name) => existsSync(join(PACKAGES, name, 'package.json')))
  .map((name): string => JSON.parse(read(`${name}/package.json`)).name);

test('the table has each package with sources', () => {
  expect(folders.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

test('commands and manual pages are named as npm names them, which else says that it has removed them', () => {
  const manifests = folders.map((name) => JSON.parse(read(`${name}/package.json`)));
  const paths = manifests.flatMap(({ bin = {}, man = [] }) => [...Object.values<string>(bin), man].flat());
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) expect(path).toMatch(/^dist\//);
});

describe.each(folders)('the sources of %s', (name) => {
  const files = readdirSync(join(PACKAGES, name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${name}/src/${path}`);
  const imports = files.flatMap((file) => importsOf(read(file)).map((written) => ({ file, written })));

  test('are there, and import something', () => {
    expect(imports.length).toBeGreaterThan(0);
  });

  test('import of the project what the table has, and by its name', () => {
    const wrong = imports.filter(({ file, written }) => {
      if (!written.startsWith('.'))
        return own.includes(packageOf(written)) && !MAY_IMPORT[name]?.includes(packageOf(written));
      return relative(name, join(dirname(file), written)).startsWith('..');
    });
    expect(wrong).toEqual([]);
  });

  test('import other packages only where package.json names them', () => {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(read(`${name}/package.json`));
    const root = JSON.parse(read('../package.json')).devDependencies;
    const named = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies, ...root });
    const wrong = imports.filter(({ written }) => {
      // What else looks like one is a part of a text.
      if (!/^@?[a-z][\w./-]*$/.test(written)) return false;
      return ![packageOf(written), `@types/${written}`].some((one) => named.includes(one));
    });
    expect(wrong).toEqual([]);
  });
});
