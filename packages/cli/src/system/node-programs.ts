import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { access, constants, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { failure, type Outcome, success } from '../outcome.ts';
import type { ProgramEnd, RunningProgram, StartProblem } from './io.ts';

/** As much of a program's complaints as anybody reads. */
const ERRORS_KEPT = 64 * 1024;

/** In UTF-16 units; QEMU's longest answer about 10,000 devices is a tenth of it. */
const LONGEST_LINE = 8 * 2 ** 20;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The variable by which everything that a program starts is known, wherever it goes. */
const MARK = 'ROOTPORT_PROGRAM';

/** A program with the folder that is its own, whose path is its mark, too. */
interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly folder: string;
}

const running = new Set<Started>();

/**
 * Starts a program in an empty folder of its own. Neither it nor anything that it starts outlives this process or the call
 * of `kill`: not the exit of this process, not a signal to it, not even SIGKILL. A name without a path is looked for in
 * the absolute folders of PATH, never in the current one.
 */
export async function startProgram(
  command: string,
  args: readonly string[],
): Promise<Outcome<RunningProgram, StartProblem>> {
  const program = await findProgram(command);
  if (program === undefined) return failure({ kind: 'absent' });
  let folder: string;
  try {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'rootport-run-')));
  } catch (error) {
    return failure({ kind: 'system', reason: `no folder for it: ${reasonOf(error)}` });
  }
  const watch = watchFromOutside(folder);
  const started = await new Promise<Outcome<Started, StartProblem>>((settle) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, [MARK]: folder },
      // A session and a process group of its own.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    child.once('error', (error) => {
      const isAbsent = 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
      settle(failure(isAbsent ? { kind: 'absent' } : { kind: 'system', reason: reasonOf(error) }));
    });
    child.once('spawn', () => settle(success({ child, folder })));
  });
  if (started.ok) return success(supervise(started.value, watch));
  watch.dismiss();
  await rm(folder, { recursive: true, force: true });
  return started;
}

/** The path of a program; undefined where there is none. */
async function findProgram(command: string): Promise<string | undefined> {
  if (command.includes('/')) return resolve(command);
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, command);
    const isProgram = await access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      () => false,
    );
    if (isProgram) return path;
  }
  return undefined;
}

// Node says "spawn NAME EACCES"; the name is told by whoever reports it.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.code === 'EACCES' ? 'permission denied' : error.message;
}

function supervise(started: Started, watch: Watch): RunningProgram {
  const { child, folder } = started;
  const { stdin, stdout, stderr } = child;
  if (running.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, endBy);
  }
  running.add(started);
  watch.name(child.pid ?? 0);
  let errors = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-ERRORS_KEPT);
  });
  // It may have ended before it has read everything; that it ended is told by `ended`.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  const ended = new Promise<ProgramEnd>((settle) => {
    child.once('close', (exitCode, signal) => {
      killRest(started);
      release(started);
      watch.dismiss();
      const end = signal === null ? { exitCode: exitCode ?? 0 } : { signal };
      void rm(folder, { recursive: true, force: true })
        .catch(() => undefined)
        .then(() => settle(end));
    });
  });
  return {
    write: (text) => void (stdin.writable && stdin.write(text)),
    lines: linesOf(stdout),
    errors: () => errors,
    ended,
    kill: () => {
      killRest(started);
      // Whoever else holds the other ends, we wait for nobody.
      for (const stream of [stdin, stdout, stderr]) stream.destroy();
    },
  };
}

/** The lines of a stream until it ends; a line beyond all measure ends it, too. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncIterable<string> {
  stream.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of stream) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield line.replace(/\r$/, '');
      if (rest.length > LONGEST_LINE) return;
    }
  } catch {
    // It was destroyed, since the program is killed.
  }
  if (rest !== '') yield rest;
}

function release(started: Started): void {
  running.delete(started);
  if (running.size > 0) return;
  process.off('exit', killAll);
  for (const signal of SIGNALS) process.off(signal, endBy);
}

function killAll(): void {
  for (const one of running) killRest(one);
}

function endBy(signal: (typeof SIGNALS)[number]): void {
  killAll();
  for (const one of SIGNALS) process.off(one, endBy);
  process.kill(process.pid, signal);
}

/** More rounds than a program has time to start others in. */
const ROUNDS = 50;

/** Kills the program's group, and whatever left the group but has the mark or the folder. */
function killRest({ child, folder }: Started): void {
  if (child.pid === undefined) return;
  kill(-child.pid);
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = marked(folder);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone, or not ours.
  }
}

/** Processes that the program has started, directly or not; none where there is no /proc. */
function marked(folder: string): readonly number[] {
  const found: number[] = [];
  for (const pid of readOr(() => readdirSync('/proc'), [])) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const isThere = readOr(() => readlinkSync(`/proc/${pid}/cwd`), '') === folder;
    const environment = isThere ? '' : readOr(() => readFileSync(`/proc/${pid}/environ`, 'latin1'), '');
    if (isThere || environment.split('\0').includes(`${MARK}=${folder}`)) found.push(Number(pid));
  }
  return found;
}

function readOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

interface Watch {
  /** Tells which group to kill. */
  readonly name: (group: number) => void;
  readonly dismiss: () => void;
}

// Its input: the folder, the group, a last line that dismisses it. The end of the input is the end of our process.
const WATCH = `
trap '' INT TERM HUP QUIT
read -r folder; read -r group; read -r word && exit
[ -z "$group" ] || kill -KILL -- "-$group"
round=0
while [ $round -lt ${ROUNDS} ]; do
  found=$({ printf '%s\\n' "${MARK}=$folder" | grep -lsF -f - /proc/[0-9]*/environ
    find /proc/[0-9]* -maxdepth 1 -name cwd -lname "$folder"; } | cut -d/ -f3)
  [ -n "$found" ] || break
  kill -KILL $found
  round=$((round + 1))
done
rm -rf -- "$folder"
`;

/**
 * A shell in a session of its own that waits for the end of our process and then kills what is left of the program:
 * nothing in our process runs when it gets SIGKILL. Without a shell, the other ways have to do.
 */
function watchFromOutside(folder: string): Watch {
  if (process.platform === 'win32') return { name: () => undefined, dismiss: () => undefined };
  const watch: ChildProcess = spawn('/bin/sh', ['-c', WATCH, 'rootport'], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.on('error', () => undefined);
  watch.stdin?.on('error', () => undefined);
  watch.stdin?.write(`${folder}\n`);
  watch.unref();
  return {
    name: (group) => void watch.stdin?.write(`${group}\n`),
    // Where no program was started, the second line stands for the group.
    dismiss: () => void watch.stdin?.end('\ndone\n'),
  };
}
