import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as core from '../src/index.ts';
import { blank, SOURCES } from './source-code.ts';

/** `type X` or `X` for each name that the core exports, sorted. */
function exportedNames(): readonly string[] {
  const text = blank(readFileSync(join(SOURCES, 'index.ts'), 'utf8'), 'comments');
  const names = [...text.matchAll(/export\s+(type\s+)?\{([^}]*)\}/g)].flatMap(([, type, list = '']) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => (type === undefined ? name : `type ${name}`)),
  );
  const bare = (name: string): string => name.replace(/^type /, '');
  return names.sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
}

test('the public names change only on purpose', async () => {
  await expect(`${exportedNames().join('\n')}\n`).toMatchFileSnapshot('golden/exported-names.txt');
});

test('the list of names is complete', () => {
  const values = exportedNames().filter((name) => !name.startsWith('type '));
  expect(values.sort()).toEqual(Object.keys(core).sort());
});
