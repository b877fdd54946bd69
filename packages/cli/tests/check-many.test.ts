import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { manyDocuments } from './many-documents.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const isBuilt = existsSync(MAIN);
if (!isBuilt) process.stdout.write('skipped: 200 documents in one run: packages/cli is not built (npm run build)\n');

test.skipIf(!isBuilt)('200 documents are checked in one run in under 3 seconds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-many-'));
  const names = manyDocuments(200).map((xml, number) => {
    writeFileSync(join(folder, `${number}.xml`), xml);
    return `${number}.xml`;
  });
  // The time that the processor took: the clock on the wall counts what else the machine does as well.
  const timed = ['-c', 'TIMEFORMAT="%U %S %R"; time "$@"', 'bash', process.execPath, MAIN, 'check', '-o', 'json'];
  const { stdout, stderr, status } = spawnSync('bash', [...timed, ...names], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  rmSync(folder, { recursive: true });
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toHaveLength(200);
  expect(status).toBe(1);
  const [user = 0, system = 0, real = 0] = (stderr.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  const clean = answers.filter(({ diagnostics }) => diagnostics.length === 0).length;
  const refused = answers.filter(({ accepted }) => !accepted).length;
  process.stdout.write(
    `200 documents checked: ${user + system} s of processor time, ${real} s in all; ${clean} without a finding, ${refused} refused\n`,
  );
  expect(user + system).toBeLessThan(3);
  // They are to be varied: some good, some refused.
  expect(clean).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(2);
});
