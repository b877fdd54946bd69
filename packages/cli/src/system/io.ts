import type { Outcome } from '../outcome.ts';

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
  /** The names in a folder, sorted; none where it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  /**
   * Replaces the content in one step; follows symbolic links and keeps mode and owner. A file that does not exist is
   * made only where that is asked for.
   */
  replace(path: string, text: string, missing?: 'refuse' | 'create'): Promise<Outcome<undefined>>;
}

/** How a program ended: with an exit code, or by a signal such as SIGSEGV. */
export type ProgramEnd = { readonly exitCode: number } | { readonly signal: string };

/** A program that runs beside ours and ends with it, however ours ends. */
export interface RunningProgram {
  /** Writes to its standard input. */
  write(text: string): void;
  /** Its standard output, line by line, until it ends. */
  readonly lines: AsyncIterable<string>;
  /** What it wrote to standard error so far; of much, the last part. */
  errors(): string;
  /** Settles when it has ended and all that it wrote has been read. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it at once, without asking. */
  kill(): void;
}

/** Why a program did not start. */
export type StartProblem = { readonly kind: 'absent' } | { readonly kind: 'system'; readonly reason: string };

export interface Programs {
  /** Starts a program by its name or path, with nothing in between that would read the arguments. */
  start(command: string, args: readonly string[]): Promise<Outcome<RunningProgram, StartProblem>>;
}

/** Everything a command may touch outside itself, so that tests run it in their own process. */
export interface Io {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly files: Files;
  /** The current folder. */
  readonly cwd: string;
  readonly programs: Programs;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settles when the user asks to end what runs until then (Ctrl+C). */
  interrupted(): Promise<void>;
}

/** The text without characters that could steer a terminal; line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');
}
