import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Io } from '../system/io.ts';
import type { Answer } from './answer.ts';
import { type Head, isHead, isTail, type Line, lineText, parseLine } from './results.ts';

/** The lines of a file of results, one at a time, up to the first that is none. The system's errors are thrown. */
export async function* readResults(path: string, io: Io): AsyncIterable<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of path === '-' ? io.stdin.chunks() : io.files.chunks(path)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    // What has no line end may be the half of a line.
    rest = parts.pop() ?? '';
    for (const text of parts) {
      const line = parseLine(text);
      if (line === undefined) return;
      yield line;
    }
  }
}

/** Results on their way into a file. */
export interface ResultFile {
  write(line: Line): Promise<void>;
  /** Puts it into its place, in one step. */
  finish(): Promise<void>;
}

/** Lines that go to the disk at once. */
const LINES = 100;

/**
 * Begins a file of results beside its final place, under a name that nobody else takes: two runs of one shard may be at
 * work at a time, and the bytes of both are the same.
 */
export async function beginResults(path: string, io: Io): Promise<ResultFile> {
  const file = await io.files.begin(`${path}${PART}${randomBytes(6).toString('hex')}`);
  let waiting: string[] = [];
  const flush = async (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    if (text !== '') await file.write(text);
  };
  return {
    async write(line) {
      waiting.push(lineText(line));
      if (waiting.length >= LINES) await flush();
    },
    async finish() {
      await flush();
      await file.finish(path);
    },
  };
}

const PART = '.part-';

/** What runs that were stopped have left beside a file of results. */
export async function leftOver(path: string, io: Io): Promise<readonly string[]> {
  const folder = dirname(path);
  const names = await io.files.list(folder);
  return names.filter((name) => name.startsWith(`${basename(path)}${PART}`)).map((name) => join(folder, name));
}

/** The answers of a run that was stopped, where they are to the same head; the longest of several. */
export async function stoppedAnswers(paths: readonly string[], head: Head, io: Io): Promise<readonly Answer[]> {
  let best: readonly Answer[] = [];
  for (const path of paths) {
    const answers = await answersOf(path, head, io);
    if (answers.length > best.length) best = answers;
  }
  return best;
}

async function answersOf(path: string, head: Head, io: Io): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let isOurs = false;
  for await (const line of readResults(path, io)) {
    if (isHead(line)) isOurs = lineText(line) === lineText(head);
    else if (!isTail(line) && isOurs) answers.push(line);
    if (!isOurs) break;
  }
  return answers;
}
