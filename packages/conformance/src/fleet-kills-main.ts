import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { programArguments } from './command-line.ts';
import { dice, writeGuests } from './fleet-guests.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run fleet:kills -- [OPTIONS]

Submits random documents to a queue and has two workers answer them, while the
submitter, a worker or Redis is killed (kill -9) at a random moment and started
again; then merges the answers and compares them with those of one run. The
documents are NDJSON, files in a folder and a tar archive.

  --count N      kills; 50 by default
  --documents N  of each sort; 200 by default
  --seed N       other documents, other moments

Needs redis-server and tar. Exit code 1: a document was not answered exactly once.
`;

const { values } = programArguments(HELP, {
  options: {
    count: { type: 'string', default: '50' },
    documents: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});

const MAIN = join(PROJECT_ROOT, 'packages/cli/dist/main.js');
const QUESTION = ['--from', '7.0', '--qemu-from', '6.2', '--to', '12.9'];
const SOURCES = ['g.ndjson', 'more', 'rest.tar'];
const VICTIMS = ['submitter', 'worker', 'redis'] as const;

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Programs of one trial, which end with it. */
class Trial {
  readonly #folder: string;
  readonly #port: number;
  readonly #running = new Set<ChildProcess>();

  constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  start(command: string, args: readonly string[]): ChildProcess {
    const child = spawn(command, args, { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }

  async startRedis(): Promise<ChildProcess> {
    const args = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes'];
    const redis = this.start('redis-server', args);
    for (;;) {
      const { stdout } = spawnSync('redis-cli', ['-p', `${this.#port}`, 'ping'], { encoding: 'utf8' });
      if (stdout.startsWith('PONG')) return redis;
      if (redis.exitCode !== null) throw new Error('redis-server does not start');
      await setTimeout(20);
    }
  }

  readonly #queue = (): readonly string[] => ['--redis', `redis://127.0.0.1:${this.#port}`, '--run', 'kills'];

  submit(): ChildProcess {
    const args = ['fleet', 'submit', 'upgrade', ...this.#queue(), '--batch', '10', ...QUESTION, ...SOURCES];
    return this.start(process.execPath, [MAIN, ...args]);
  }

  work(): ChildProcess {
    const args = ['fleet', 'work', ...this.#queue(), '--jobs', '1', '--lock', '1', '--results', 'answers'];
    return this.start(process.execPath, [MAIN, ...args]);
  }

  async end(): Promise<void> {
    for (const child of [...this.#running]) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  }
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Until it has done its work: what was killed is started again. */
async function until(start: () => ChildProcess, child = start()): Promise<void> {
  for (let current = child, left = 20; (await endOf(current)) !== 0; left -= 1) {
    if (left === 0) throw new Error('it does not come to an end');
    await setTimeout(200);
    current = start();
  }
}

/** One trial; what was killed, and whether every document was answered exactly once. */
async function trial(folder: string, expected: string, roll: (limit: number) => number, span: number) {
  rmSync(join(folder, 'answers'), { recursive: true, force: true });
  rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true });
  mkdirSync(join(folder, 'answers'));
  const run = new Trial(folder, await freePort());
  const began = Date.now();
  try {
    let redis = await run.startRedis();
    const victim = VICTIMS[roll(VICTIMS.length)] ?? 'redis';
    if (victim === 'submitter') {
      const first = run.submit();
      await setTimeout(roll(span / 3));
      first.kill('SIGKILL');
      await endOf(first);
    }
    await until(() => run.submit());
    const workers = [run.work(), run.work()];
    const ends = workers.map((worker) => until(() => run.work(), worker));
    if (victim !== 'submitter') {
      await setTimeout(roll(span));
      if (victim === 'worker') workers[roll(2)]?.kill('SIGKILL');
      else {
        redis.kill('SIGKILL');
        await endOf(redis);
        redis = await run.startRedis();
      }
    }
    await Promise.all(ends);
    const merged = join(folder, 'merged');
    rmSync(merged, { force: true });
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'fleet', 'merge', '--results', merged, 'answers'], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) print(stderr);
    return { victim, isSame: status === 0 && digest(merged) === expected, seconds: (Date.now() - began) / 1000 };
  } finally {
    await run.end();
  }
}

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The same guests as NDJSON, as files and as an archive, under names of their own. */
async function writeSources(folder: string): Promise<void> {
  const [count, seed] = [Number(values.documents), Number(values.seed)];
  await writeGuests(join(folder, 'g.ndjson'), { count, seed });
  for (const [name, offset] of [
    ['more', 1],
    ['rest', 2],
  ] as const) {
    mkdirSync(join(folder, name));
    await writeGuests(join(folder, 'some.ndjson'), { count, seed: seed + offset });
    const lines = readFileSync(join(folder, 'some.ndjson'), 'utf8').trimEnd().split('\n');
    for (const line of lines) {
      const { id, xml } = JSON.parse(line);
      writeFileSync(join(folder, name, `${id}.xml`), xml);
    }
    writeFileSync(join(folder, name, 'net.xml'), '<network><name>n</name></network>');
  }
  spawnSync('tar', ['-cf', 'rest.tar', 'rest'], { cwd: folder });
}

async function main(): Promise<number> {
  if (!existsSync(MAIN)) throw new Error('the command is not built: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'rootport-kills-'));
  try {
    await writeSources(folder);
    const began = Date.now();
    const args = [MAIN, 'fleet', 'upgrade', ...QUESTION, '--jobs', '2', '--results', 'whole', ...SOURCES];
    const whole = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    if (whole.status !== 0) throw new Error(`the single run failed: ${whole.stderr}`);
    const span = Math.max(1000, (Date.now() - began) * 2);
    const roll = dice(Number(values.seed));
    const killed = { submitter: 0, worker: 0, redis: 0 };
    let [wrong, longest] = [0, 0];
    for (let number = 0; number < Number(values.count); number += 1) {
      const { victim, isSame, seconds } = await trial(folder, digest(join(folder, 'whole')), roll, span);
      killed[victim] += 1;
      longest = Math.max(longest, seconds);
      print(
        `${number + 1}: ${victim} killed, ${seconds.toFixed(1)} s, ${isSame ? 'the bytes of one run' : 'OTHER BYTES'}`,
      );
      if (!isSame) wrong += 1;
    }
    const what = VICTIMS.map((victim) => `${victim} ${killed[victim]}`).join(', ');
    print(`${values.count} trials of ${3 * Number(values.documents)} documents, killed: ${what}`);
    print(`${wrong} with other bytes than one run; the longest took ${longest.toFixed(1)} s`);
    return wrong === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (spawnSync('redis-server', ['--version']).status !== 0) {
  process.stderr.write('There is no redis-server here (apt-get install redis-server); nothing was tried.\n');
  process.exitCode = 2;
} else process.exitCode = await main();
