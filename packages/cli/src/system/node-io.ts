import { failure, type Outcome, success } from '../outcome.ts';
import type { Files, InputStream, Io, OutputStream, Programs, ReadProblem } from './io.ts';

/** The streams, files and environment of this process. */
export function processIo(): Io {
  return {
    stdin: processInput(),
    stdout: processOutput(process.stdout),
    stderr: processOutput(process.stderr),
    files: nodeFiles(),
    cwd: process.cwd(),
    programs: nodePrograms(),
    // The package is loaded by those who ask for a queue, and by nobody else.
    openQueue: async (place) => {
      const { openBullmqQueue } = await import('./bullmq-queue.ts');
      return openBullmqQueue(place);
    },
    env: process.env,
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
        process.stdout.on('error', (error) => {
          if (!isClosedPipe(error)) resolve();
        });
      }),
  };
}

/** Whether the reader of our output has gone (`rootport codes | head`), which is no fault of anybody. */
export function isClosedPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}

function nodePrograms(): Programs {
  return {
    start: async (command, args) => {
      const { startProgram } = await import('./node-programs.ts');
      return startProgram(command, args);
    },
  };
}

/** The real file system. Its modules are loaded when they are needed, because start-up time counts. */
export function nodeFiles(): Files {
  return {
    read: (path, limit, wanted = 'any') => attempt(() => readFile(path, limit, wanted)),
    async *chunks(path, part) {
      if (part?.length === 0) return;
      const { createReadStream } = await import('node:fs');
      yield* bytes(
        createReadStream(path, part === undefined ? {} : { start: part.offset, end: part.offset + part.length - 1 }),
      );
    },
    async kind(path) {
      const { stat } = await import('node:fs/promises');
      const facts = await stat(path).catch(() => undefined);
      if (facts === undefined) return 'absent';
      return facts.isDirectory() ? 'folder' : 'file';
    },
    exists,
    link: async (path) => {
      const { readlink } = await import('node:fs/promises');
      return readlink(path).catch(() => undefined);
    },
    list: async (folder) => {
      const { readdir } = await import('node:fs/promises');
      return readdir(folder).then(
        (names) => names.sort(),
        () => [],
      );
    },
    find: async (cwd, patterns, without) => {
      const { glob } = await import('tinyglobby');
      return (await glob([...patterns], { cwd, ignore: [...without], dot: true })).sort();
    },
    replace: (path, text, expected) =>
      attempt(async () => {
        const { replaceFile } = await import('./replace-file.ts');
        return replaceFile(path, text, expected);
      }),
    async begin(path) {
      const { open, rename } = await import('node:fs/promises');
      const file = await open(path, 'wx');
      return {
        write: async (text) => {
          await file.appendFile(text);
        },
        async finish(name) {
          await file.sync();
          await file.close();
          await rename(path, name);
        },
      };
    },
    async remove(path) {
      const { rm } = await import('node:fs/promises');
      await rm(path, { force: true });
    },
    async sweep(path) {
      const { sweepWritingRoom } = await import('./writing-room.ts');
      await attempt(async () => success(sweepWritingRoom(path)));
    },
  };
}

async function readFile(
  path: string,
  limit: number,
  wanted: 'any' | 'regular',
): Promise<Outcome<Uint8Array, ReadProblem>> {
  const { open, stat } = await import('node:fs/promises');
  // Opening a named pipe waits until somebody writes to it.
  if (wanted === 'regular' && !(await stat(path)).isFile()) {
    return failure({ kind: 'system', reason: 'not a regular file' });
  }
  const file = await open(path, 'r');
  try {
    const facts = await file.stat();
    if (facts.size > limit) return tooLarge(limit);
    // Loading the streams takes longer than reading a domain; only a pipe or a device, which has no size, needs them.
    if (facts.isFile()) return success(await file.readFile());
    return await collect(file.createReadStream({ autoClose: false }), limit);
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  const { lstat } = await import('node:fs/promises');
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function processInput(): InputStream {
  return {
    get isTTY() {
      return process.stdin.isTTY === true;
    },
    read: (limit) => attempt(() => collect(process.stdin, limit)),
    chunks: () => bytes(process.stdin),
    close: () => void process.stdin.destroy(),
  };
}

function processOutput(stream: NodeJS.WriteStream): OutputStream {
  return {
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.isTTY === true ? stream.columns : undefined;
    },
    write(text) {
      // The reader of a pipe may have gone (`rootport codes | head`); the work itself goes on.
      if (stream.writable) stream.write(text);
    },
  };
}

async function* bytes(stream: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

async function collect(stream: AsyncIterable<unknown>, limit: number): Promise<Outcome<Uint8Array, ReadProblem>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > limit) return tooLarge(limit);
    chunks.push(chunk);
  }
  return success(Buffer.concat(chunks));
}

function tooLarge(limit: number): Outcome<never, ReadProblem> {
  return failure({ kind: 'too-large', limit });
}

/** Turns an error of the operating system into a problem; any other error is a fault of ours and passes. */
async function attempt<T, P>(
  work: () => Promise<Outcome<T, P>>,
): Promise<Outcome<T, P | { readonly kind: 'system'; readonly reason: string }>> {
  try {
    return await work();
  } catch (error) {
    const reason = await systemProblem(error);
    if (reason === undefined) throw error;
    return failure({ kind: 'system', reason });
  }
}

/** The reason of an error of the operating system; undefined: a fault of ours. */
export async function systemProblem(error: unknown): Promise<string | undefined> {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return undefined;
  if ('code' in error && error.code === 'EISDIR') return 'is a directory';
  const { getSystemErrorMap } = await import('node:util');
  return getSystemErrorMap().get(error.errno)?.[1];
}
