import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BARE, PLANNED } from './documents.ts';

// What users run. `npm test` builds it first; without a build there is nothing to look at.
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const rootport = (...args: readonly string[]) => execFileSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

describe.skipIf(!existsSync(MAIN))('the built command', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-bundle-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('knows its version', () => {
    expect(rootport('--version')).toMatch(/^rootport \d+\.\d+\.\d+\n/);
  });

  test('prints and replaces', () => {
    const file = join(folder, 'a.xml');
    writeFileSync(file, BARE);
    expect(rootport('plan', file)).toBe(PLANNED);
    rootport('plan', '--in-place', '-q', file);
    expect(readFileSync(file, 'utf8')).toBe(PLANNED);
  });
});
