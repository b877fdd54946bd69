// SECURITY.md speaks of every command, and every test that it names is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/commands.ts';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

/** The rows of the table of commands: a name, what is said of it, and the tests that are named. */
const rows = [...page.matchAll(/^\| `([^`]+)` \|(.*)\| `([^`]+\.test\.ts)` \|$/gm)].map(
  ([, name = '', , test = '']) => ({
    name,
    path: test.includes('/') ? test : `packages/cli/tests/${test}`,
  }),
);

test('the page has a row for each command, and each program beside it', () => {
  const commands = readdirSync(join(ROOT, 'packages/cli/src/commands'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['plug', 'version'].includes(entry.name))
    .map(({ name }) => name);
  expect(Object.keys(COMMANDS).sort()).toEqual(commands.sort());
  expect(rows.map(({ name }) => name).sort()).toEqual([...commands, '@rootport/mcp', 'rootport-kubevirt'].sort());
});

test.each(rows)('the test that is named for $name calls it', ({ name, path }) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const isOwn = path.endsWith(`/${name}.test.ts`) || !path.startsWith('packages/cli/');
  expect(isOwn || new RegExp(`['" ]${name}['" ]`).test(text), path).toBe(true);
});

test('each promise names a test, and each test that is named is there', () => {
  const promises = page
    .slice(page.indexOf('## What is promised'), page.indexOf('Not promised:'))
    .split('\n- ')
    .slice(1);
  expect(promises.length).toBeGreaterThan(12);
  expect(promises.filter((promise) => !promise.includes('.test.ts`'))).toEqual([]);
  const named = [...page.matchAll(/`(packages\/[^`]+\.test\.ts)`/g)].flatMap(([, path]) => path ?? []);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
