import type { Io } from 'rootport/run';

/** What a call of the command has answered. */
export interface Recorded {
  stdout: string;
  stderr: string;
}

const ABSENT = { ok: false, problem: { kind: 'system', reason: 'no such file or directory' } } as const;
const REFUSED = { ok: false, problem: { kind: 'system', reason: 'nothing is written here' } } as const;

/** A world that consists of texts: there is no other file, no program, no environment, and nothing is written. */
export function textIo(texts: Readonly<Record<string, string>>, recorded: Recorded): Io {
  const file = (path: string): string | undefined => (Object.hasOwn(texts, path) ? texts[path] : undefined);
  const output = (name: keyof Recorded) => ({
    isTTY: false,
    columns: undefined,
    write(text: string): void {
      recorded[name] += text;
    },
  });
  return {
    stdin: { isTTY: true, read: async () => ABSENT, chunks: async function* () {} },
    stdout: output('stdout'),
    stderr: output('stderr'),
    files: {
      async read(path, limit) {
        const text = file(path);
        if (text === undefined) return ABSENT;
        const value = new TextEncoder().encode(text);
        return value.length > limit ? { ok: false, problem: { kind: 'too-large', limit } } : { ok: true, value };
      },
      async *chunks(path) {
        const text = file(path);
        if (text !== undefined) yield new TextEncoder().encode(text);
      },
      kind: async (path) => (file(path) === undefined ? 'absent' : 'file'),
      exists: async (path) => file(path) !== undefined,
      list: async () => [],
      find: async () => [],
      link: async () => undefined,
      replace: async () => REFUSED,
      begin: () => Promise.reject(new Error('nothing is written')),
      remove: async () => undefined,
      sweep: async () => undefined,
    },
    cwd: '/',
    programs: { start: async () => ({ ok: false, problem: { kind: 'absent' } }) },
    env: {},
    openQueue: async () => ({ ok: false, problem: 'there is none here' }),
    interrupted: () => new Promise(() => undefined),
  };
}
