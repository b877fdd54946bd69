import type { Outcome } from '../outcome.ts';
import type { OpenQueue } from './queue.ts';

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
  /** The same piece by piece, for what may be larger than memory. The system's errors are thrown. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Nothing more will be read: the stream no longer keeps the process alive. */
  close?(): void;
}

/** Why something cannot be read; `limit` in bytes; `line`: what a line of NDJSON is not. */
export type ReadProblem =
  | { readonly kind: 'too-large'; readonly limit: number }
  | { readonly kind: 'line'; readonly reason: string }
  | { readonly kind: 'system'; readonly reason: string };

/** Why a file is not written; it is as it was. `holder`: the file or folder by which another writer says that it is at work. */
export type WriteProblem =
  | { readonly kind: 'changed' }
  | { readonly kind: 'busy'; readonly holder: string }
  | { readonly kind: 'system'; readonly reason: string };

/** What of the old file the new one has not, in words. */
export interface Written {
  readonly notKept: readonly string[];
}

export interface Files {
  /** The content of a file; a problem when it has more than `limit` bytes, or is a pipe or a device where one is unwanted. */
  read(path: string, limit: number, wanted?: 'any' | 'regular'): Promise<Outcome<Uint8Array, ReadProblem>>;
  /**
   * The content of a file piece by piece, for what may be larger than memory; of a part of it, from byte `offset` on. The
   * system's errors are thrown.
   */
  chunks(path: string, part?: { readonly offset: number; readonly length: number }): AsyncIterable<Uint8Array>;
  /** What is at a path; links are followed. */
  kind(path: string): Promise<'file' | 'folder' | 'absent'>;
  /** Whether the folder has an entry of that name, be it a link that leads nowhere. */
  exists(path: string): Promise<boolean>;
  /** Where a symbolic link leads, as written; undefined for anything else. */
  link(path: string): Promise<string | undefined>;
  /** The names in a folder, sorted; none where it cannot be read. */
  list(folder: string): Promise<readonly string[]>;
  /** The files below a folder that fit one of the patterns and none to leave out, in order, as paths from the folder. */
  find(folder: string, patterns: readonly string[], without: readonly string[]): Promise<readonly string[]>;
  /**
   * Replaces the content in one step, and only if it still is what was expected; undefined: that there is no file.
   * Follows symbolic links; keeps owner, mode, access control lists and extended attributes, or tells what is not kept.
   */
  replace(
    path: string,
    text: string,
    expected: string | Uint8Array | undefined,
  ): Promise<Outcome<Written, WriteProblem>>;
  /** Begins a file, which must not be there yet, for text that comes piece by piece. The system's errors are thrown. */
  begin(path: string): Promise<GrowingFile>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
  /** Removes what killed writers of a file have left beside it. */
  sweep(path: string): Promise<void>;
}

/** A file that is being written. */
export interface GrowingFile {
  write(text: string): Promise<void>;
  /** Ends it on disk under its final name, where it takes the place of what is there. */
  finish(path: string): Promise<void>;
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
  readonly openQueue: OpenQueue;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settles when the user asks to end what runs until then (Ctrl+C). */
  interrupted(): Promise<void>;
}
