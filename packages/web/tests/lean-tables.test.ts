// What the build of the page makes of the table of values is the table.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VALUE_LISTS } from '../../core/src/profiles/tables/value-lists.ts';

const TABLE = fileURLToPath(new URL('../../core/src/profiles/tables/value-lists.ts', import.meta.url));
const SCRIPT: string = new URL('../scripts/lean-tables.mjs', import.meta.url).href;

interface Plugin {
  readonly transform: (code: string, id: string) => { readonly code: string };
}

test('the compressed table of values has the same rows', async () => {
  const { leanValues } = (await import(SCRIPT)) as { readonly leanValues: () => Plugin };
  const { code } = leanValues().transform(readFileSync(TABLE, 'utf8'), '/profiles/tables/value-lists.ts');
  const module: object = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect({ ...module }).toEqual({ VALUE_LISTS });
});
