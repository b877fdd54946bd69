import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Both read all sources with the compiler, which takes as long as a tenth of the suite.
const isAsked = (process.env['CI'] ?? '') !== '';
if (!isAsked) process.stdout.write('skipped: generated pages of the API and the schemas: CI is not set\n');

test.skipIf(!isAsked).each([
  ['schemas.mjs', 'npm run docs:schemas'],
  ['api.mjs', 'npm run docs:api'],
])('what %s makes is as the sources have it; else: %s', (script) => {
  const path = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, '--check'], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
