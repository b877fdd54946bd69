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
  /**
   * Replaces the content in one step; follows symbolic links and keeps mode and owner. A file that does not exist is
   * made only where that is asked for.
   */
  replace(path: string, text: string, missing?: 'refuse' | 'create'): Promise<Outcome<undefined>>;
}

/** How a program ended: with an exit code, or by a signal such as SIGSEGV. */
export type ProgramEnd = { readonly exitCode: number } | { readonly signal: string };

/** A program that runs beside ours in an empty folder, and ends with it, however ours ends. */
export interface RunningProgram {
  /** Writes to its standard input. */
  write(text: string): void;
  /** Its standard output, line by line, until it ends. */
  readonly lines: AsyncIterable<string>;
  /** What it wrote to standard error so far; of much, the last part. */
  errors(): string;
  /** Settles when it has ended and all that it wrote has been read, or when it was killed. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it and everything that it has started, at once and without asking. To be called for each, ended or not. */
  kill(): void;
}

/** Why a program did not start. */
export type StartProblem = { readonly kind: 'absent' } | { readonly kind: 'system'; readonly reason: string };

export interface Programs {
  /**
   * Starts a program by its path, or by its name on PATH (never in the current folder), with nothing in between that would
   * read the arguments.
   */
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
