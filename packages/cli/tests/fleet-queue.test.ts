import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { success } from '../src/outcome.ts';
import type { Io } from '../src/system/io.ts';
import type { JobQueue } from '../src/system/queue.ts';
import { BARE } from './documents.ts';
import { call, type World } from './fake-io.ts';
import { manyDocuments } from './many-documents.ts';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const isBuilt = existsSync(MAIN);
if (!isBuilt) process.stdout.write('skipped: workers of a fleet: packages/cli is not built (npm run build)\n');
const hasRedis = isBuilt && spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis)
  process.stdout.write('skipped: the queue in Redis: there is no redis-server (apt-get install redis-server)\n');

const SIDES = ['--from', '9.0', '--to', '12.9'];
const QUEUE = ['--redis', 'redis://me:secret@queue', '--run', 'may'];
const docs = manyDocuments(252).filter((_, position) => position % 9 === 0);

/** A ustar archive of some files. */
function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = Buffer.alloc(512);
    const content = Buffer.from(text);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        0', 148);
    header.write('ustar\0', 257);
    header.write('00', 263);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const files = {
  'vms/net.xml': '<network><name>n</name></network>',
  'vms/broken.xml': '<domain',
  ...Object.fromEntries(docs.slice(0, 9).map((xml, n) => [`vms/g${n}.xml`, xml])),
  // Blank lines, one that is no JSON, and one without an end.
  'more.ndjson': [
    ...docs.slice(9, 20).map((xml, n) => JSON.stringify({ id: `ä${n}`, xml })),
    '',
    ' \t',
    '{',
    '{}',
  ].join('\n'),
  'rest.tar': tarOf(Object.fromEntries(docs.slice(20).map((xml, n) => [`t${n}.xml`, xml]))),
};
const SOURCES = ['rest.tar', 'vms', 'more.ndjson'];

/** Queues of one process: what BullMQ does, without a server. */
function memoryQueues(kept = new Map<string, { said?: string; jobs: Map<string, unknown>; done: Set<string> }>()) {
  const openQueue = async <Data>({ name }: { name: string }) => {
    const store = kept.get(name) ?? { jobs: new Map<string, unknown>(), done: new Set<string>() };
    kept.set(name, store);
    const counts = async () => {
      return { waiting: store.jobs.size - store.done.size, active: 0, done: store.done.size, failed: 0 };
    };
    let work = async (): Promise<boolean> => false;
    const queue: JobQueue<Data> = {
      announce: async (text) => {
        store.said ??= text;
        return store.said;
      },
      announced: async () => store.said,
      add: async (jobs) => {
        // As over the wire.
        for (const { id, data } of jobs) if (!store.jobs.has(id)) store.jobs.set(id, JSON.parse(JSON.stringify(data)));
      },
      counts,
      async *watch() {
        while (await work()) yield counts();
        yield counts();
      },
      failures: async () => [],
      work(_, handle) {
        work = async () => {
          const [next] = [...store.jobs].filter(([id]) => !store.done.has(id));
          if (next === undefined) return false;
          await handle(next[1] as Data);
          store.done.add(next[0]);
          return true;
        };
        return { close: async () => undefined };
      },
      forget: async () => void kept.delete(name),
      close: async () => undefined,
    };
    return success(queue);
  };
  return { openQueue: openQueue as Io['openQueue'], kept };
}

const never = { interrupted: () => new Promise<void>(() => undefined) };

describe.skipIf(!isBuilt)('rootport fleet submit, work and merge', () => {
  test.each([1, 7, 200])('give the bytes of one run with batches of %i', async (size) => {
    const whole = await call(['fleet', 'upgrade', ...SIDES, '-o', 'ndjson', ...SOURCES], { files });
    const { openQueue, kept } = memoryQueues();
    const overrides = { openQueue, ...never };
    const submit = ['fleet', 'submit', 'upgrade', ...QUEUE, ...SIDES, '--batch', `${size}`, ...SOURCES];
    // Twice, since the submitter may have been killed.
    await call(submit, { files, overrides });
    const submitted = await call(submit, { files, overrides });
    expect(submitted).toMatchObject({ code: 0, stderr: '' });
    expect(submitted.stdout).not.toContain('secret');
    const found = JSON.parse(whole.stdout.trimEnd().split('\n').at(-1) ?? '').found;
    expect(submitted.stdout).toContain(`${found} documents in ${Math.ceil(found / size)} batches, 0 of them answered`);
    const worked = await call(['fleet', 'work', ...QUEUE, '--results', 'out', '--jobs', '2'], {
      // What a worker finds under the same paths.
      files: { ...files, ...absolute(files), 'out/.keep': '' },
      overrides,
    });
    expect(worked).toMatchObject({ code: 0, stderr: '' });
    const parts = Object.fromEntries(Object.entries(worked.written).reverse());
    const merged = await call(['fleet', 'merge', '-o', 'ndjson', ...QUEUE, 'out'], { files: parts, overrides });
    expect(merged.stdout).toBe(whole.stdout);
    expect(kept.size).toBe(0);
    const [first = ''] = Object.keys(parts);
    const { [first]: _, ...others } = parts;
    const missing = await call(['fleet', 'merge', 'out'], { files: { ...others, 'out/x': '' } });
    expect(missing.stderr).toMatch(/RP5544|RP5541/);
  });

  test('gather documents that nodes have of their own', async () => {
    const { openQueue } = memoryQueues();
    const overrides = { openQueue, ...never };
    const written: Record<string, string> = {};
    for (const node of ['b', 'a']) {
      const own = { '/etc/vm.xml': BARE, '/etc/old.xml': docs[3] ?? '', 'out/.keep': '' };
      const mine = [...QUEUE, '--node', node];
      await call(['fleet', 'submit', 'room', ...mine, '/etc'], { files: own, overrides });
      Object.assign(
        written,
        (await call(['fleet', 'work', ...mine, '--results', 'out'], { files: own, overrides })).written,
      );
    }
    const { stdout } = await call(['fleet', 'merge', '-o', 'ndjson', 'out'], { files: written });
    const [, ...lines] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ n, id }) => [n, id])).toEqual([
      [0, 'a:/etc/old.xml'],
      [1, 'a:/etc/vm.xml'],
      [2, 'b:/etc/old.xml'],
      [3, 'b:/etc/vm.xml'],
      [undefined, undefined],
    ]);
    expect(lines.at(-1)).toEqual({ end: true, found: 4, skipped: 0 });
  });

  test('refuse what does not go together', async () => {
    const { openQueue } = memoryQueues();
    const overrides = { openQueue, ...never };
    const world = { files: { ...files, 'out/.keep': '' }, overrides };
    const code = async (args: readonly string[], own: World = world) => {
      const { stderr, code: exit } = await call(['fleet', ...args], own);
      expect(exit).toBe(2);
      return /\[(RP\d+)\]/.exec(stderr)?.[1];
    };
    expect(await code(['work', ...QUEUE, '--results', 'out'])).toBe('RP5547');
    await call(['fleet', 'submit', 'room', ...QUEUE, 'vms'], world);
    expect(await code(['submit', 'room', ...QUEUE, '--free', '9', 'vms'])).toBe('RP5547');
    expect(await code(['submit', 'room', ...QUEUE, '-'])).toBe('RP5545');
    expect(
      await code(['submit', 'room', ...QUEUE, 'a.tgz'], { ...world, files: { ...world.files, 'a.tgz': '\x1f\x8b' } }),
    ).toBe('RP5545');
    expect(
      await code(['submit', 'room', ...QUEUE, 'none.ndjson'], {
        ...world,
        files: { ...world.files, 'none.ndjson': '\n' },
      }),
    ).toBe('RP5541');
    expect(await code(['submit', 'room', ...QUEUE])).toBe('RP5006');
    expect(await code(['work', ...QUEUE, '--results', 'absent'])).toBe('RP5003');
    const { stderr } = await call(['fleet', 'work', ...QUEUE, '--results', 'out'], { files: world.files });
    expect(stderr).toContain('redis://***@queue: there is no network [RP5546]');
    const stopped = await call(['fleet', 'work', ...QUEUE, '--results', 'out'], {
      ...world,
      overrides: { openQueue, interrupted: async () => undefined },
    });
    expect(stopped).toMatchObject({ code: 2 });
    expect(stopped.stderr).toContain('this worker was stopped [RP5548]');
  });

  test('do not load what talks to Redis unless it is asked for', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rootport-loaded-'));
    writeFileSync(join(folder, 'vm.xml'), BARE);
    const loaded = (args: readonly string[]): boolean => {
      const at = join(folder, `${args[1]}`);
      spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...process.env, NODE_V8_COVERAGE: at } });
      return readdirSync(at).some((name) => readFileSync(join(at, name), 'utf8').includes('bullmq'));
    };
    expect(loaded(['fleet', 'upgrade', ...SIDES, '--results', 'r', 'vm.xml'])).toBe(false);
    expect(loaded(['fleet', 'merge', 'r'])).toBe(false);
    expect(loaded(['fleet', 'work', '--redis', 'redis://127.0.0.1:1', '--run', 'a', '--results', '.'])).toBe(true);
    rmSync(folder, { recursive: true });
  });
});

/** The same files under the names that they have from the root on. */
const absolute = (given: Readonly<Record<string, string | Uint8Array>>) =>
  Object.fromEntries(Object.entries(given).map(([path, content]) => [`/home/me/${path}`, content]));

describe.skipIf(!hasRedis)('a queue in Redis', () => {
  let folder = '';
  let port = 0;
  let redis: ChildProcess;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rootport-queue-'));
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'g.ndjson'), docs.map((xml, n) => `${JSON.stringify({ id: `g${n}`, xml })}\n`).join(''));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close();
    redis = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const chunk of redis.stdout ?? []) if (`${chunk}`.includes('Ready to accept')) break;
  });
  afterAll(async () => {
    redis.kill('SIGKILL');
    await once(redis, 'exit');
    rmSync(folder, { recursive: true });
  });

  // Kills of all sorts at random moments: npm run fleet:kills.
  test('survives a worker that is killed, and forgets what was merged', async () => {
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const rootport = (...args: readonly string[]) => spawnSync(process.execPath, [MAIN, 'fleet', ...args], options);
    const queue = ['--redis', `redis://127.0.0.1:${port}`, '--run', 'may'];
    const whole = rootport('upgrade', ...SIDES, '-o', 'ndjson', 'g.ndjson').stdout;
    expect(rootport('submit', 'upgrade', ...queue, ...SIDES, '--batch', '3', 'g.ndjson').status).toBe(0);
    const work = ['work', ...queue, '--results', 'out', '--jobs', '1', '--lock', '1'];
    const first = spawn(process.execPath, [MAIN, 'fleet', ...work], { cwd: folder, stdio: 'ignore' });
    while (readdirSync(join(folder, 'out')).length < 2) await new Promise((done) => setTimeout(done, 5));
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(rootport(...work)).toMatchObject({ status: 0, stderr: '' });
    const merged = rootport('merge', ...queue, '-o', 'ndjson', 'out');
    expect(merged.stdout).toBe(whole);
    expect(rootport(...work).stderr).toContain('was not submitted [RP5547]');
  });
});
