import type { Outcome } from './outcome.ts';

export interface OutputStream {
  readonly isTTY: boolean;
  /** Width of the terminal; absent when the stream is not one. */
  readonly columns: number | undefined;
  write(text: string): void;
}

export interface InputStream {
  readonly isTTY: boolean;
  /** Everything up to the end; a problem when there are more than `limit` bytes. */
  read(limit: number): Promise<Outcome<Uint8Array, ReadProblem>>;
}

/** Why something cannot be read; `limit` in bytes. */
export type ReadProblem =
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'system'; readonly reason: string };

export interface Files {
  /** The content of a file; a problem when it has more than `limit` bytes. */
  read(path: string, limit: number): Promise<Outcome<Uint8Array, ReadProblem>>;
  exists(path: string): Promise<boolean>;
  /**
   * Replaces the content in one step; follows symbolic links and keeps mode and owner. A file that does not exist is
   * made only where that is asked for.
   */
  replace(path: string, text: string, missing?: 'refuse' | 'create'): Promise<Outcome<undefined>>;
}

/** Everything a command may touch outside itself, so that tests run it in their own process. */
export interface Io {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly files: Files;
  /** The current folder. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settles when the user asks to end what runs until then (Ctrl+C). */
  interrupted(): Promise<void>;
}

/** The text without characters that could steer a terminal; line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');
}
