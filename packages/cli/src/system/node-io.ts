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
    env: process.env,
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
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
    read: (path, limit) => attempt(() => readFile(path, limit), unreadable),
    exists,
    list: async (folder) => {
      const { readdir } = await import('node:fs/promises');
      return readdir(folder).then(
        (names) => names.sort(),
        () => [],
      );
    },
    replace: (path, text, missing) =>
      attempt(
        () => replaceFile(path, text, missing === 'create'),
        (reason) => reason,
      ),
  };
}

async function readFile(path: string, limit: number): Promise<Outcome<Uint8Array, ReadProblem>> {
  const { open } = await import('node:fs/promises');
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

async function replaceFile(path: string, text: string, mayCreate: boolean): Promise<Outcome<undefined>> {
  const { access, constants, stat } = await import('node:fs/promises');
  const { default: writeFileAtomic } = await import('write-file-atomic');
  const isThere = !mayCreate || (await exists(path));
  if (isThere && !(await stat(path)).isFile()) return failure('not a regular file');
  // Renaming over a read-only file would succeed; whoever made it read-only did not mean that.
  if (isThere) await access(path, constants.W_OK);
  await writeFileAtomic(path, text);
  return success(undefined);
}

async function exists(path: string): Promise<boolean> {
  const { access } = await import('node:fs/promises');
  return access(path).then(
    () => true,
    () => false,
  );
}

function processInput(): InputStream {
  return {
    get isTTY() {
      return process.stdin.isTTY === true;
    },
    read: (limit) => attempt(() => collect(process.stdin, limit), unreadable),
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

function unreadable(reason: string): ReadProblem {
  return { kind: 'system', reason };
}

/** Turns an error of the operating system into a problem; any other error is a fault of ours and passes. */
async function attempt<T, P>(
  work: () => Promise<Outcome<T, P>>,
  problem: (reason: string) => P,
): Promise<Outcome<T, P>> {
  try {
    return await work();
  } catch (error) {
    const reason = await systemProblem(error);
    if (reason === undefined) throw error;
    return failure(problem(reason));
  }
}

async function systemProblem(error: unknown): Promise<string | undefined> {
  if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return undefined;
  if ('code' in error && error.code === 'EISDIR') return 'is a directory';
  const { getSystemErrorMap } = await import('node:util');
  return getSystemErrorMap().get(error.errno)?.[1];
}
