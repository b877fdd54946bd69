import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programArguments } from './command-line.ts';
import { dice, writeGuests } from './fleet-guests.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run fleet:trial -- [OPTIONS]

Writes random documents (28 devices on average) as NDJSON and sends them through
"rootport fleet upgrade": with one, two and four threads, in one, three and seven
shards, and killed (kill -9) at random moments and resumed. Prints time, processor
time of a document, memory and documents per second, and whether the bytes are the
same. Where other programs are at work, only the processor time tells something.

  --count N   documents; 100000 by default
  --kills N   how often a run is killed; 50 by default
  --seed N    other documents, other moments

Exit code 1: the bytes are not the same.
`;

const { values } = programArguments(HELP, {
  options: {
    count: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});

const MAIN = join(PROJECT_ROOT, 'packages/cli/dist/main.js');

const UPGRADE = ['fleet', 'upgrade', '--from', '7.0', '--qemu-from', '6.2', '--to', '12.9'];

const start = (folder: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

interface Measures {
  readonly seconds: number;
  /** Seconds of all threads, user and system. */
  readonly processor: number;
  /** The most, in MiB. */
  readonly memory: number;
}

/** Ticks of the kernel's clock in a second, as /proc counts them. */
const TICKS = 100;

/** What a call takes; processor time and memory are asked of the kernel now and then. */
async function measured(folder: string, args: readonly string[]): Promise<Measures> {
  const before = Date.now();
  const child = start(folder, args);
  let [memory, processor] = [0, 0];
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      // After the name of the program, which may have anything in it.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      processor = Math.max(processor, (Number(fields[11]) + Number(fields[12])) / TICKS);
    } catch {
      // It has just ended, or there is no /proc.
    }
  }, 100);
  const [code] = await once(child, 'exit');
  clearInterval(watch);
  if (code !== 0) throw new Error(`rootport ${args.join(' ')} ended with ${code}`);
  return { seconds: (Date.now() - before) / 1000, processor, memory };
}

async function main(): Promise<number> {
  if (!existsSync(MAIN)) throw new Error('the command is not built: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'rootport-fleet-'));
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  try {
    await writeGuests(join(folder, 'g.ndjson'), { count: Number(values.count), seed: Number(values.seed) });
    const digests: string[] = [];
    let longest = 0;
    for (const jobs of [1, 2, 4]) {
      const { seconds, processor, memory } = await measured(folder, [
        ...UPGRADE,
        '--jobs',
        `${jobs}`,
        '--results',
        'r',
        'g.ndjson',
      ]);
      digests.push(digest('r'));
      longest = Math.max(longest, seconds);
      const speed = Math.round(Number(values.count) / seconds);
      const each = ((processor * 1000) / Number(values.count)).toFixed(2);
      print(
        `jobs ${jobs}: ${seconds.toFixed(1)} s, ${speed} documents/s, ${Math.round(memory)} MiB; processor ${processor.toFixed(1)} s, ${each} ms a document`,
      );
    }
    for (const of of [3, 7]) {
      const names = Array.from({ length: of }, (_, index) => `part-${of - index}`);
      for (const name of names) {
        await measured(folder, [...UPGRADE, '--shard', `${name.slice(5)}/${of}`, '--results', name, 'g.ndjson']);
      }
      await measured(folder, ['fleet', 'merge', '--results', 'merged', ...names]);
      digests.push(digest('merged'));
      print(`shards ${of}: merged`);
    }
    const roll = dice(Number(values.seed) + 1);
    for (let kill = 0; kill < Number(values.kills); kill += 1) {
      rmSync(join(folder, 'r'), { force: true });
      const args = [...UPGRADE, '--results', 'r', '--resume', 'g.ndjson'];
      const child = start(folder, args);
      const timer = setTimeout(() => child.kill('SIGKILL'), roll(Math.ceil(longest * 1000)));
      await once(child, 'exit');
      clearTimeout(timer);
      if (!existsSync(join(folder, 'r'))) await measured(folder, args);
      digests.push(digest('r'));
    }
    print(`killed ${values.kills} times and resumed`);
    const isSame = new Set(digests).size === 1;
    print(isSame ? `${digests.length} results, the same bytes` : 'the bytes are not the same');
    return isSame ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
