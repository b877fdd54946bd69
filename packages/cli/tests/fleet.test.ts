import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { nodeFiles } from '../src/system/node-io.ts';
import { BARE, PLANNED } from './documents.ts';
import { call } from './fake-io.ts';
import { manyDocuments } from './many-documents.ts';

const UPGRADE = ['fleet', 'upgrade', '--from', '9.0', '--to', '12.9'];
// Spread out, so that all sorts of machines are among them.
const docs = manyDocuments(252).filter((_, position) => position % 7 === 0);
const files = {
  ...Object.fromEntries(docs.map((xml, n) => [`vms/g${`${n}`.padStart(2, '0')}.xml`, xml])),
  'vms/net.xml': '<network><name>n</name></network>',
  'vms/broken.xml': '<domain',
};

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('rootport fleet upgrade', () => {
  test('answers each document once, in order, and counts what it passed over', async () => {
    const { code, stdout } = await call([...UPGRADE, '-o', 'ndjson', 'vms'], { files });
    expect(code).toBe(0);
    const [head, ...rest] = linesOf(stdout);
    expect(head).toMatchObject({ formatVersion: '1.0', question: { kind: 'upgrade' }, shard: { index: 0, of: 1 } });
    const tail = rest.pop();
    expect(tail).toEqual({ end: true, found: docs.length + 2, skipped: 1 });
    expect(rest.map(({ id }) => id)).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'vms/net.xml')
        .sort(),
    );
    expect(rest.map(({ n }) => n)).toEqual([...rest.map(({ n }) => n)].sort((a, b) => a - b));
  });

  test('gives the bytes of one run for shards in any order, and for names in any order', async () => {
    const whole = await call([...UPGRADE, '-o', 'ndjson', 'vms'], { files });
    const names = Object.keys(files).reverse();
    const reversed = await call([...UPGRADE, '-o', 'ndjson', ...names.filter((name) => name !== 'vms/net.xml')], {
      files,
    });
    const answers = (text: string) => linesOf(text).map(({ n, end, found, skipped, ...line }) => line);
    expect(answers(reversed.stdout)).toEqual(answers(whole.stdout));
    for (const of of [3, 7]) {
      const parts: Record<string, string> = {};
      for (let shard = of; shard >= 1; shard -= 1) {
        const part = await call([...UPGRADE, '--shard', `${shard}/${of}`, '-o', 'ndjson', 'vms'], { files });
        parts[`part-${shard}`] = part.stdout;
      }
      const merged = await call(['fleet', 'merge', '-o', 'ndjson', ...Object.keys(parts)], { files: parts });
      expect(merged.stdout).toBe(whole.stdout);
      const { 'part-2': _, ...others } = parts;
      const missing = await call(['fleet', 'merge', ...Object.keys(others)], { files: others });
      expect(missing).toMatchObject({ code: 2, stdout: '' });
      expect(missing.stderr).toContain(`shard 2/${of} are missing [RP5544]`);
    }
  });

  test('says of results that are not there that they cannot be read', async () => {
    const answer = await call(['fleet', 'merge', 'nowhere'], { overrides: { files: nodeFiles() } });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toMatch(/cannot read nowhere: .* \[RP5001\]/);
  });

  test('takes the shard of an Indexed Job from the environment', async () => {
    const args = [...UPGRADE, '--shard', 'auto/3', '-o', 'ndjson', 'vms'];
    const { stdout } = await call(args, { files, env: { JOB_COMPLETION_INDEX: '1' } });
    expect(linesOf(stdout)[0].shard).toEqual({ index: 1, of: 3 });
    expect((await call(args, { files })).code).toBe(2);
    expect((await call(args, { files, env: { JOB_COMPLETION_INDEX: '3' } })).code).toBe(2);
  });

  test('goes on where a run was stopped', async () => {
    const whole = await call([...UPGRADE, '--results', 'r', 'vms'], { files });
    const full = whole.written['r'] ?? '';
    // Stopped in the middle of a line, and once before the head was whole.
    for (const length of [10, 3000, full.length - 5]) {
      const left = { ...files, 'r.part-1': full.slice(0, length), './r.part-1': full.slice(0, length) };
      const resumed = await call([...UPGRADE, '--results', 'r', '--resume', 'vms'], { files: left });
      expect(resumed.written['r']).toBe(full);
      expect(resumed.stdout).toBe(whole.stdout);
    }
  });

  test('fails where it is told to, and only there', async () => {
    const refused = { 'vm.xml': '<domain' };
    expect((await call([...UPGRADE, 'vm.xml'], { files: refused })).code).toBe(0);
    expect((await call([...UPGRADE, '--fail-on', 'warning', 'vm.xml'], { files: refused })).code).toBe(1);
    // 9.0 does not know the watchdog that the newest libvirt writes.
    const both = { 'vm.xml': PLANNED.replace(/<watchdog[^>]*>/, '') };
    expect((await call([...UPGRADE, '--fail-on', 'notice', 'vm.xml'], { files: both })).code).toBe(0);
    expect((await call([...UPGRADE, 'gone.xml'], { files: {} })).code).toBe(2);
  });

  test.each(['text', 'json', 'sarif', 'html'])(
    'tells the same groups as %s, and nothing of a document can run',
    async (format) => {
      const evil = { 'a<script>b.xml': '<domain', ...files };
      const { stdout } = await call([...UPGRADE, '-o', format, 'vms', 'a<script>b.xml'], { files: evil });
      if (format === 'html') {
        expect(stdout).not.toContain('a<script>b');
        expect(stdout).toContain('a&lt;script&gt;b.xml');
        expect(stdout).not.toMatch(/(?:src|href)="(?!data:)/);
      } else expect(stdout).toContain('refused by both: RP1001');
      if (format === 'json' || format === 'sarif') expect(() => JSON.parse(stdout)).not.toThrow();
    },
  );
});

test('the Kubernetes job of the guide gives the bytes of one run', async () => {
  const guide = readFileSync(new URL('../../../docs/guide/fleet.md', import.meta.url), 'utf8');
  const { apiVersion, kind, spec } = parse(/```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '');
  expect([apiVersion, kind, spec.completionMode, spec.template.spec.restartPolicy]).toEqual([
    ...['batch/v1', 'Job', 'Indexed', 'Never'],
  ]);
  const [{ args, volumeMounts }] = spec.template.spec.containers;
  const volumes = spec.template.spec.volumes.map(({ name }: { name: string }) => name);
  expect(volumeMounts.map(({ name }: { name: string }) => name)).toEqual(volumes);
  const dumps = Object.fromEntries(docs.slice(0, 9).map((xml, n) => [`/dumps/g${n}.xml`, xml]));
  const parts: Record<string, string> = {};
  for (let index = 0; index < spec.completions; index += 1) {
    const [program, ...words] = args[0].replaceAll('$JOB_COMPLETION_INDEX', `${index}`).split(/\s+/);
    expect(program).toBe('rootport');
    const { code, written } = await call(words, { files: dumps, env: { JOB_COMPLETION_INDEX: `${index}` } });
    expect(code).toBe(0);
    Object.assign(parts, written);
  }
  const merged = await call(['fleet', 'merge', '-o', 'ndjson', '/results'], { files: parts });
  const whole = await call([...UPGRADE, '-o', 'ndjson', '/dumps'], { files: dumps });
  expect(merged.stdout).toBe(whole.stdout);
});

test('rootport fleet room names what mends it', async () => {
  const { stdout } = await call(['fleet', 'room', '--free', '9', 'vm.xml'], { files: { 'vm.xml': BARE } });
  expect(stdout).toContain('fewer than 9 free');
  expect(stdout).toContain('rootport reserve --free 9');
});

test('rootport fleet inventory counts machines and places', async () => {
  const { stdout } = await call(['fleet', 'inventory', '-o', 'json', 'vms'], { files });
  const { kinds } = JSON.parse(stdout);
  const machines = Object.entries(kinds).filter(([kind]) => kind.startsWith('machine '));
  expect(machines.length).toBeGreaterThan(3);
  expect(machines.reduce((sum, [, count]) => sum + Number(count), 0)).toBeGreaterThan(20);
});

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const canRun = existsSync(MAIN);
if (!canRun) process.stdout.write('skipped: threads of a fleet: packages/cli is not built (npm run build)\n');

describe.skipIf(!canRun)('threads', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-fleet-'));
    const lines = manyDocuments(120).map((xml, n) => `${JSON.stringify({ id: `g${n}`, xml })}\n`);
    writeFileSync(join(folder, 'g.ndjson'), lines.join(''));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('give the bytes of one thread, whatever their number', () => {
    const results = [1, 2, 4].map((jobs) => {
      const args = [MAIN, ...UPGRADE, '--jobs', `${jobs}`, '--results', `r${jobs}`, 'g.ndjson'];
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return readFileSync(join(folder, `r${jobs}`), 'utf8');
    });
    expect(new Set(results).size).toBe(1);
  });
});
