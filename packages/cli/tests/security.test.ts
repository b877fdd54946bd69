// SECURITY.md speaks of every command, and every test that it names is there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

test('the page says what each command touches', () => {
  const commands = readdirSync(join(ROOT, 'packages/cli/src/commands'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'plug')
    .map(({ name }) => name);
  const table = page.slice(page.indexOf('| Command |'), page.indexOf('## What is promised'));
  expect(commands.length).toBeGreaterThan(25);
  expect(commands.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
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
