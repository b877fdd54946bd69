import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_ROOT } from '../shared-folder.ts';
import { macOf, nicOf, WRITERS, type Writer } from './writers.ts';

const MAIN = join(PROJECT_ROOT, 'packages/cli/dist/main.js');

/** Runs all writers in one process, each in a folder of its own: loading the program for each takes most of the time. */
const RUN_ALL = join(PROJECT_ROOT, 'packages/conformance/dist/kills/run-all.js');

/** Of so many rounds, in one it is looked at whether the next run removes what the killed one has left. */
const SWEPT_OF = 5;

/** What became of the kills of one command. */
export interface KillCount {
  kills: number;
  /** Kills amidst the writing of the file: drafts were left behind. */
  amidst: number;
  /** The file was neither what it was before nor what the command makes of it. */
  half: number;
  /** The command had said that it was done, and the file was as before. */
  lost: number;
  /** The next run of the command did not remove what the killed one had left. */
  littered: number;
}

/** Kills every writing command so often at random moments, half of the times while one of them writes. */
export async function killWriters(
  rounds: number,
  report: (round: number, counts: ReadonlyMap<Writer, KillCount>) => void = () => undefined,
): Promise<ReadonlyMap<Writer, KillCount>> {
  const folder = await mkdtemp(join(tmpdir(), 'rootport-kills-'));
  const counts = new Map(WRITERS.map((writer) => [writer, { kills: 0, amidst: 0, half: 0, lost: 0, littered: 0 }]));
  const start = performance.now();
  await layFiles(folder);
  const undisturbed = await startAll(folder).done;
  const time = performance.now() - start;
  const after = new Map<Writer, string>();
  for (const writer of WRITERS) {
    const content = await contentOf(folder, writer);
    if (!undisturbed.has(writer.name)) throw new Error(`${writer.name} fails by itself`);
    if (content === undefined || content === writer.files[writer.target])
      throw new Error(`${writer.name} does nothing`);
    after.set(writer, content);
  }
  for (let round = 1; round <= rounds; round++) {
    await rm(folder, { recursive: true });
    await layFiles(folder);
    const saidYes = await killOnce(folder, time);
    for (const [writer, count] of counts) {
      const content = await contentOf(folder, writer);
      const made = after.get(writer);
      count.kills += 1;
      if (content !== writer.files[writer.target] && content !== made) count.half += 1;
      if (saidYes.has(writer.name) && content !== made) count.lost += 1;
      if (await hasLeftOvers(folder, writer)) count.amidst += 1;
    }
    if (round % SWEPT_OF === 0) {
      await layFiles(folder);
      await startAll(folder).done;
      for (const [writer, count] of counts) if (await hasLeftOvers(folder, writer)) count.littered += 1;
    }
    report(round, counts);
  }
  await rm(folder, { recursive: true });
  return counts;
}

async function killOnce(folder: string, time: number): Promise<ReadonlySet<string>> {
  const run = startAll(folder);
  if (Math.random() < 0.5) await sleep(Math.random() * time);
  else {
    // The first thing that a writer does is to make its folder for drafts.
    const one = WRITERS[Math.floor(Math.random() * WRITERS.length)];
    const watcher = watch(join(folder, one?.name ?? ''));
    await Promise.race([once(watcher, 'change'), run.done]);
    watcher.close();
    await sleep(Math.random() * 6);
  }
  run.child.kill('SIGKILL');
  return run.done;
}

/** `done`: the names of the writers that have said that their file is written. */
function startAll(folder: string): { readonly child: ChildProcess; readonly done: Promise<ReadonlySet<string>> } {
  const child = spawn(process.execPath, [RUN_ALL, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return { child, done: once(child, 'close').then(() => new Set(said.split('\n'))) };
}

async function layFiles(folder: string): Promise<void> {
  for (const { name, files, target } of WRITERS) {
    await mkdir(join(folder, name), { recursive: true });
    await rm(join(folder, name, target), { force: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, name, file), text);
  }
}

function contentOf(folder: string, { name, target }: Writer): Promise<string | undefined> {
  return readFile(join(folder, name, target), 'utf8').catch(() => undefined);
}

async function hasLeftOvers(folder: string, { name, files, target }: Writer): Promise<boolean> {
  const found = await readdir(join(folder, name));
  return found.some((one) => one !== target && !Object.hasOwn(files, one));
}

/** What became of writers that were started at the same time on the same file. */
export interface RaceCount {
  /** Said that their NIC is in the file. */
  yes: number;
  /** Refused: the file had changed meanwhile. */
  refused: number;
  killed: number;
  /** Said yes, and the NIC is not in the file. */
  lost: number;
  /** The file is not well-formed, or somebody's left-overs are beside it. */
  broken: number;
}

/** Attaches so many NICs to one file at once, each by a process of its own, and kills some of them. */
export async function raceWriters(writers: number, kills: number): Promise<RaceCount> {
  const folder = await mkdtemp(join(tmpdir(), 'rootport-race-'));
  const file = join(folder, 'vm.xml');
  await writeFile(file, EMPTY);
  const numbers = Array.from({ length: writers }, (_, number) => number);
  for (const number of numbers) await writeFile(join(folder, `${number}.nic`), nicOf(number));
  const codes = await Promise.all(
    numbers.map(async (number) => {
      const args = [MAIN, 'attach', '--in-place', file, join(folder, `${number}.nic`)];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const closed = once(child, 'close');
      if (number < kills) {
        await Promise.race([sleep(Math.random() * 1_000), closed]);
        child.kill('SIGKILL');
      }
      const [code] = await closed;
      return code as number | null;
    }),
  );
  // One more, so that a killed writer has a next run.
  const last = spawn(process.execPath, [MAIN, 'plan', '--in-place', file], { stdio: 'ignore' });
  await once(last, 'close');
  const text = await readFile(file, 'utf8');
  const saidYes = numbers.filter((number) => codes[number] === 0);
  const litter = (await readdir(folder)).filter((name) => name !== 'vm.xml' && !name.endsWith('.nic'));
  await rm(folder, { recursive: true });
  const isWhole = text.endsWith('</domain>\n') && text.split('<interface').length === text.split('</interface').length;
  return {
    yes: saidYes.length,
    refused: codes.filter((code) => code === 2).length,
    killed: codes.filter((code) => code === null).length,
    lost: saidYes.filter((number) => !text.includes(macOf(number))).length,
    broken: isWhole && litter.length === 0 ? 0 : 1,
  };
}

const EMPTY = `<domain type='qemu'>
  <name>race</name>
  <memory unit='MiB'>512</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
  </devices>
</domain>
`;
