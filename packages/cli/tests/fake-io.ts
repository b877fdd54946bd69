import { relative, resolve } from 'node:path';
import picomatch from 'picomatch';
import { failure, success } from '../src/outcome.ts';
import { run } from '../src/run.ts';
import type { Io, OutputStream } from '../src/system/io.ts';
import { expectSchema } from './output-schemas.ts';

export interface World {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** What is piped in; a terminal when absent. */
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Width of the terminal at both outputs; they are pipes when absent. */
  readonly columns?: number;
  readonly overrides?: Partial<Io>;
}

export interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The files that were replaced, with their new content. */
  readonly written: Readonly<Record<string, string>>;
}

const ABSENT = { kind: 'system', reason: 'no such file or directory' } as const;

/** Runs the program on files, streams and an environment that exist in memory only; JSON has to fit its schema. */
export async function call(args: readonly string[], world: World = {}): Promise<Answer> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const written = new Map<string, string>();
  const io = fakeIo(world, { stdout, stderr, written });
  const code = await run(args, io);
  expectSchema(args, stdout.join(''));
  return { code, stdout: stdout.join(''), stderr: stderr.join(''), written: Object.fromEntries(written) };
}

interface Recorded {
  readonly stdout: string[];
  readonly stderr: string[];
  readonly written: Map<string, string>;
}

/** A world as a command sees it; what it does there is recorded. */
export function fakeIo(
  world: World = {},
  { stdout, stderr, written }: Recorded = { stdout: [], stderr: [], written: new Map() },
): Io {
  return {
    stdin: {
      isTTY: world.stdin === undefined,
      read: async (limit) => limited(world.stdin ?? '', limit),
      chunks: () => pieces(world.stdin ?? ''),
    },
    stdout: output(stdout, world.columns),
    stderr: output(stderr, world.columns),
    files: {
      async read(path, limit) {
        const content = written.get(path) ?? world.files?.[path];
        return content === undefined ? failure(ABSENT) : limited(content, limit);
      },
      async *chunks(path, part) {
        const content = Buffer.from(written.get(path) ?? world.files?.[path] ?? '');
        yield* pieces(part === undefined ? content : content.subarray(part.offset, part.offset + part.length));
      },
      async kind(path) {
        const paths = Object.keys(world.files ?? {});
        if (paths.includes(path)) return 'file';
        return paths.some((one) => one.startsWith(`${path.replace(/\/+$/, '')}/`)) ? 'folder' : 'absent';
      },
      exists: async (path) => written.has(path) || world.files?.[path] !== undefined,
      link: async () => undefined,
      list: async (folder) =>
        Object.keys(world.files ?? {})
          .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
          .map((path) => path.slice(folder.length + 1))
          .sort(),
      async find(folder, patterns, without) {
        const [isMeant, isOut] = [picomatch([...patterns]), picomatch([...without])];
        const paths = Object.keys(world.files ?? {}).map((path) => relative(folder, resolve('/home/me', path)));
        return paths.filter((path) => isMeant(path) && !isOut(path)).sort();
      },
      async replace(path, text, expected) {
        if (path.startsWith('readonly/')) return failure({ kind: 'system', reason: 'permission denied' });
        const now = written.get(path) ?? world.files?.[path];
        const isExpected =
          now === undefined || expected === undefined
            ? now === expected
            : Buffer.from(now).equals(Buffer.from(expected));
        if (!isExpected) return failure({ kind: 'changed' });
        written.set(path, text);
        return success({ notKept: [] });
      },
      async begin(path) {
        written.set(path, '');
        return {
          write: async (text) => void written.set(path, `${written.get(path) ?? ''}${text}`),
          async finish(name) {
            written.set(name, written.get(path) ?? '');
            written.delete(path);
          },
        };
      },
      remove: async (path) => void written.delete(path),
      sweep: async () => undefined,
    },
    cwd: '/home/me',
    programs: { start: async () => failure({ kind: 'absent' }) },
    openQueue: async () => failure('there is no network'),
    env: world.env ?? {},
    interrupted: async () => undefined,
    ...world.overrides,
  };
}

function output(chunks: string[], columns: number | undefined): OutputStream {
  return { isTTY: columns !== undefined, columns, write: (text) => void chunks.push(text) };
}

/** In small pieces, as a pipe may bring it. */
async function* pieces(content: string | Uint8Array): AsyncIterable<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
}

function limited(content: string | Uint8Array, limit: number) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return bytes.length > limit ? failure({ kind: 'too-large', limit } as const) : success(bytes);
}
