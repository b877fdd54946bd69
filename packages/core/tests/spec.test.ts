import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BEHAVIOURS } from '../src/guest/tables/behaviours.ts';
import { rulesScript } from './scripts.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const rules = (await rulesScript()).readRules();
const names = new Set(rules.map(({ name }) => name));

/** The name of a rule where it stands alone: not as a part of `US-ASCII`, `RP-1` or a path. */
const NAME = /(?<![\w./-])(?:[ADEFGHIMNPQTVWX]|PL|P2P)-(?:\d+|[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)(?![\w-])/g;

/** What looks like the name of a rule and is none: ranges of letters, the suffix of a slot's second name. */
const NO_RULES = ['A-Z', 'A-Z0-9', 'N-1', 'N-2'];

/** Texts that people write. `docs/codes`, `dist` and expected outputs are made of these. */
function writtenFiles(): readonly (readonly [path: string, text: string])[] {
  const folders = ['packages', 'scripts', 'docs', 'fixtures'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  return [...folders, 'README.md', 'CONTRIBUTING.md']
    .filter((path) => /\.(?:ts|tsx|mjs|md)$/.test(path) && !/(?:^|\/)(?:node_modules|dist|codes)\//.test(path))
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const);
}

const cited = writtenFiles().flatMap(([path, text]) =>
  [...text.matchAll(NAME)].map(([name]) => ({ name, path })).filter(({ name }) => !NO_RULES.includes(name)),
);

describe('docs/spec', () => {
  test('names each rule once, in a form that is a name', () => {
    expect(rules.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(rules.map(({ name }) => name).filter((name) => name.replace(NAME, '') !== '')).toEqual([]);
  });

  test('has every rule that is cited', () => {
    const missing = cited.filter(({ name }) => !names.has(name)).map(({ name, path }) => `${name} in ${path}`);
    expect([...new Set(missing)]).toEqual([]);
  });

  test('has the rules of what guests do', () => {
    expect(BEHAVIOURS.filter(({ rule }) => !names.has(rule))).toEqual([]);
  });

  test('has no rule that code and tests never cite, but background', () => {
    const inCode = new Set(cited.filter(({ path }) => path.startsWith('packages/')).map(({ name }) => name));
    const uncited = rules.filter(({ name, isBackground }) => !isBackground && !inCode.has(name));
    expect(uncited.map(({ name, page }) => `${name} of ${page}`)).toEqual([]);
  });
});
