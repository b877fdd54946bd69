import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { failure, type Outcome, success } from '../outcome.ts';
import type { ProgramEnd, RunningProgram, StartProblem } from './io.ts';

/** As much of a program's complaints as anybody reads. */
const ERRORS_KEPT = 64 * 1024;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const running = new Set<ChildProcess>();

/** Starts a program that does not outlive this process: not its exit, not a signal to it, not even SIGKILL. */
export function startProgram(command: string, args: readonly string[]): Promise<Outcome<RunningProgram, StartProblem>> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    child.once('error', (error) => {
      const isAbsent = 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
      resolve(failure(isAbsent ? { kind: 'absent' } : { kind: 'system', reason: reasonOf(error) }));
    });
    child.once('spawn', () => resolve(success(supervise(child))));
  });
}

// Node says "spawn NAME EACCES"; the name is told by whoever reports it.
function reasonOf(error: Error): string {
  return 'code' in error && error.code === 'EACCES' ? 'permission denied' : error.message;
}

function supervise(child: ChildProcess): RunningProgram {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('the streams of the program are missing');
  const release = endWithUs(child);
  let errors = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-ERRORS_KEPT);
  });
  // It may have ended before it has read everything; that it ended is told by `ended`.
  stdin.on('error', () => undefined);
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once('close', (exitCode, signal) => {
      release();
      resolve(signal === null ? { exitCode: exitCode ?? 0 } : { signal });
    });
  });
  return {
    write: (text) => void stdin.write(text),
    lines: createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY }),
    errors: () => errors,
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Returns what is to be called when the program has ended by itself. */
function endWithUs(child: ChildProcess): () => void {
  if (running.size === 0) {
    process.on('exit', killAll);
    for (const signal of SIGNALS) process.on(signal, endBy);
  }
  running.add(child);
  const dismiss = watchFromOutside(child);
  return () => {
    dismiss();
    running.delete(child);
    if (running.size > 0) return;
    process.off('exit', killAll);
    for (const signal of SIGNALS) process.off(signal, endBy);
  };
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

function endBy(signal: (typeof SIGNALS)[number]): void {
  killAll();
  for (const one of SIGNALS) process.off(one, endBy);
  process.kill(process.pid, signal);
}

/**
 * A shell that waits for the end of our process and then kills the program: nothing in our process runs when it gets
 * SIGKILL. A line on its input dismisses it. Without a shell, the other ways have to do.
 */
function watchFromOutside({ pid }: ChildProcess): () => void {
  if (pid === undefined || process.platform === 'win32') return () => undefined;
  const script = 'trap \'\' INT TERM HUP; read -r word || kill -KILL "$1"';
  const watch = spawn('/bin/sh', ['-c', script, 'rootport', `${pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  return () => void watch.stdin.end('done\n');
}
