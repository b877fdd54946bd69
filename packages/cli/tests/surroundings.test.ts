import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BARE } from './documents.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const canRun = existsSync(MAIN) && process.platform === 'linux';
if (!canRun)
  process.stdout.write('skipped: odd surroundings: no Linux, or packages/cli is not built (npm run build)\n');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-odd-'));
  writeFileSync(join(folder, 'vm.xml'), BARE);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell makes of a script in which $R is the program; ended by force if it hangs. */
function shell(script: string) {
  const env = { PATH: process.env['PATH'], NODE: process.execPath, MAIN };
  const text = script.replaceAll('$R', '"$NODE" "$MAIN"');
  const { status, stdout, stderr } = spawnSync('sh', ['-c', text], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { status, stdout, stderr, messages: stderr.split('\n').filter((line) => /error: /.test(line)) };
}

describe.skipIf(!canRun)('in odd surroundings, rootport says one thing and ends', () => {
  // Node itself needs about twenty.
  test.each([21, 24])('with %d open files', (limit) => {
    const { status, messages, stderr } = shell(`ulimit -n ${limit}; $R plan --in-place vm.xml`);
    expect(status).toBe(2);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^rootport: error: .*too many open files.* \[RP5\d{3}\]$/);
    expect(stderr).not.toContain('bug');
    expect(readFileSync(join(folder, 'vm.xml'), 'utf8')).toBe(BARE);
  });

  test.each([
    [
      'printing to a full disk',
      '$R plan -o json vm.xml vm.xml > /dev/full',
      2,
      /cannot write <stdout>: .*no space left.* \[RP5003\]/,
    ],
    [
      'a configuration that is a pipe',
      'mkfifo p; $R check --config p vm.xml',
      2,
      /read p: not a regular file \[RP5001\]/,
    ],
  ])('with %s', (_, script, code, message) => {
    const { status, messages, stdout } = shell(script);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(message);
    expect(stdout).toBe('');
    expect(status).toBe(code);
  });

  test.each([
    ['output', '$R plan --profile latest vm.xml >&-'],
    ['errors', '$R plan vm.xml 2>&-'],
    ['input', '$R plan --profile latest vm.xml <&-'],
    ['reader', '$R codes | head -1'],
    ['output and errors', '$R check vm.xml >&- 2>&-; [ $? -le 1 ]'],
  ])('with closed %s', (_, script) => {
    expect(shell(script)).toMatchObject({ status: 0, stderr: '' });
  });

  test('with no input at all', () => {
    const { status, messages } = shell('$R plan - <&-');
    expect(status).toBe(1);
    expect(messages).toEqual([expect.stringMatching(/\[RP1005\]$/)]);
  });

  test.each([
    ['a pipe', () => spawnSync('mkfifo', [join(folder, '.rootport.json')]), /not a regular file \[RP5001\]$/],
    ['a link to itself', () => symlinkSync('.rootport.json', join(folder, '.rootport.json')), /links.* \[RP5001\]$/],
    ['a link to nothing', () => symlinkSync('nothing', join(folder, '.rootport.json')), /no such file.* \[RP5001\]$/],
    [
      'nested thousands deep',
      () => writeFileSync(join(folder, '.rootport.json'), '['.repeat(5_000) + ']'.repeat(5_000)),
      /^\.rootport\.json:1:101: error: .*nested more than 100 deep \[RP5030\]$/,
    ],
  ])('beside a configuration that is %s', (_, make, message) => {
    make();
    const { status, messages } = shell('$R check vm.xml');
    rmSync(join(folder, '.rootport.json'));
    expect(messages.map((line) => line.replace(`${folder}/`, ''))).toEqual([expect.stringMatching(message)]);
    expect(status).toBe(2);
  });

  test.each([['--host'], ['--locked']])('with a %s file that is nested thousands deep', (option) => {
    writeFileSync(join(folder, 'deep.json'), '['.repeat(100_000) + ']'.repeat(100_000));
    const { status, messages } = shell(`$R plan ${option} deep.json vm.xml`);
    expect(status).toBe(2);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/\[RP(5004|3070)\]$/);
  });
});
