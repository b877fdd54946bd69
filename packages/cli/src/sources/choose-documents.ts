import { relative, resolve } from 'node:path';
import { createDiagnostic, decodeXml } from '@rootport/core';
import type { FileFaults } from '../config/file-faults.ts';
import type { FoundConfig } from '../config/find-config.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { callFault } from '../planning/plan-options.ts';
import type { SettingsFinder } from '../planning/settings.ts';
import { wrongCall } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import { LIMIT, readSideFile } from '../system/input.ts';
import type { Io, ReadProblem } from '../system/io.ts';
import { systemProblem } from '../system/node-io.ts';
import { type Container, containerOf, lookAt, readContainer, withHead } from './containers.ts';
import { isIgnored } from './is-ignored.ts';
import { isOtherKind } from './root-element.ts';

/** A document that a call is about. */
export interface FoundDocument {
  /** As messages name it: a path, `-`, or `guests.tar#a.xml` inside of something. */
  readonly argument: string;
  /** The path whose configuration holds for it; `-` for the one of the current folder. */
  readonly place: string;
  /** Its place among all that was found, from 0. */
  readonly position: number;
  /** Where it is read: it may be a part of a file, or have been looked at. */
  readonly io: Io;
}

/** What was found, and what of it was passed over. */
export interface Tally {
  /** All, those that are not asked for as well. */
  found: number;
  /** XML of another kind, such as a network. */
  others: number;
  /** By a configuration, without being named. */
  ignored: number;
}

/** The documents of a call. */
export interface Documents {
  /** There may be more than one. */
  readonly several: boolean;
  /** What cannot be written, in words: `standard input`; undefined: each document is a file of its own. */
  readonly unwritable: string | undefined;
  /** How many there are at most; undefined where only reading them tells. */
  readonly total: number | undefined;
  readonly tally: Readonly<Tally>;
  /** In order, read one at a time; to be run through once. */
  readonly all: AsyncIterable<FoundDocument>;
}

export interface Choice {
  readonly command: string;
  readonly settings: SettingsFinder;
  /** Documents that the configuration ignores are left out even where they are named. */
  readonly mayIgnore: boolean;
  readonly quiet: boolean;
  /** A file with the names of documents, one a line; `-` for standard input. */
  readonly filesFrom?: string | undefined;
  /** In the order of their names, whatever the order of the call. */
  readonly isSorted?: boolean;
  /** Which documents are asked for, by their position; all without. */
  readonly isWanted?: (position: number) => boolean;
}

/** Where documents are: files that were named, files that were found, a stream of documents. */
export type Source =
  | { readonly kind: 'file'; readonly argument: string; readonly isFound: boolean }
  | { readonly kind: 'container'; readonly argument: string; readonly container: Container | 'stdin' };

/**
 * The documents named: files, folders, quoted patterns, archives, NDJSON, standard input. Where none is named and nothing
 * is piped in, those of the configuration of the current folder.
 */
export async function chooseDocuments(
  files: readonly string[],
  choice: Choice,
  io: Io,
): Promise<Outcome<Documents, FileFaults>> {
  if (files.length === 0 && choice.filesFrom === undefined) return unnamedDocuments(choice, io);
  const sources = await namedSources(files, choice, io);
  return sources.ok ? success(documentsOf(sources.value, choice, io)) : sources;
}

/** Where the documents are that a call or its --files-from names. */
export async function namedSources(
  files: readonly string[],
  choice: Choice,
  io: Io,
): Promise<Outcome<readonly Source[], FileFaults>> {
  const named = await namesOf(files, choice, io);
  if (!named.ok) return named;
  const { names, isStdinTaken } = named.value;
  if (names.filter((argument) => argument === '-').length + (isStdinTaken ? 1 : 0) > 1) {
    return failure(callFault(wrongCall('standard input can be read only once', choice.command)));
  }
  const sources: Source[] = [];
  for (const argument of names) {
    const found = await sourcesOf(argument, io);
    if (!found.ok) return found;
    // One by one: a spread of a hundred thousand is more than a call takes.
    for (const source of found.value) sources.push(source);
  }
  if (choice.isSorted === true)
    sources.sort((a, b) => (a.argument < b.argument ? -1 : a.argument > b.argument ? 1 : 0));
  return success(sources);
}

async function namesOf(
  files: readonly string[],
  { filesFrom }: Choice,
  io: Io,
): Promise<Outcome<{ readonly names: readonly string[]; readonly isStdinTaken: boolean }, FileFaults>> {
  if (filesFrom === undefined) return success({ names: files, isStdinTaken: false });
  const isStdinTaken = filesFrom === '-';
  const text = isStdinTaken ? await stdinText(io) : await readSideFile(filesFrom, io);
  if (!text.ok) return failure(callFault(text.problem));
  // find -print0 writes names that have line ends in them.
  const names = text.value.split(text.value.includes('\0') ? '\0' : /\r?\n/).filter((name) => name !== '');
  return success({ names: [...files, ...names], isStdinTaken });
}

async function stdinText(io: Io): Promise<Awaited<ReturnType<typeof readSideFile>>> {
  const read = io.stdin.read;
  return readSideFile('/dev/stdin', { ...io, files: { ...io.files, read: (_, limit) => read(limit) } });
}

async function unnamedDocuments(choice: Choice, io: Io): Promise<Outcome<Documents, FileFaults>> {
  const stdin: Source = { kind: 'container', argument: '-', container: 'stdin' };
  const found = await choice.settings('-');
  if (!found.ok) return found;
  const { config } = found.value;
  if (config?.config.files === undefined) {
    if (!io.stdin.isTTY) return success(documentsOf([stdin], choice, io));
    return failure(callFault(wrongCall('no FILE, and nothing is piped in', choice.command)));
  }
  if (!io.stdin.isTTY) {
    const { chunks, head } = await withHead(io.stdin.chunks(), 1);
    const withInput: Io = { ...io, stdin: { ...io.stdin, chunks: () => chunks } };
    if (head.length > 0) return success(documentsOf([stdin], choice, withInput));
  }
  return findDocuments(config, config.config.files, choice, io);
}

async function findDocuments(
  { file, folder, config }: FoundConfig,
  patterns: readonly string[],
  choice: Choice,
  io: Io,
): Promise<Outcome<Documents, FileFaults>> {
  const found = await io.files.find(folder, patterns, config.ignore ?? []);
  const sources = found.map((path): Source => {
    return { kind: 'file', argument: relative(io.cwd, resolve(folder, path)), isFound: true };
  });
  if (sources.length > 0) return success(documentsOf(sources, choice, io));
  const values = { file, patterns: patterns.join(', ') };
  return failure(callFault(createDiagnostic('RP5261', { values })));
}

/** What a name means; RP5541 for a folder or a pattern without documents. */
async function sourcesOf(argument: string, io: Io): Promise<Outcome<readonly Source[], FileFaults>> {
  if (argument === '-') return success([{ kind: 'container', argument, container: 'stdin' }]);
  const kind = await io.files.kind(argument);
  if (kind === 'file') {
    const container = containerOf(argument);
    return success([container === undefined ? named(argument) : { kind: 'container', argument, container }]);
  }
  if (kind === 'absent' && !/[*?[{]/.test(argument)) return success([named(argument)]);
  const [folder, pattern] = kind === 'folder' ? [argument, '**/*.xml'] : ['.', argument];
  const paths = await io.files.find(resolve(io.cwd, folder), [pattern], ['**/.git/**', '**/node_modules/**']);
  // Brackets alone may well be a part of a name.
  if (paths.length === 0 && kind === 'absent' && !/[*?]/.test(argument)) return success([named(argument)]);
  if (paths.length === 0) return failure(callFault(createDiagnostic('RP5541', { values: { argument } })));
  const at = (path: string): string => (kind === 'folder' ? `${folder.replace(/\/+$/, '')}/${path}` : path);
  return success(paths.map((path): Source => ({ kind: 'file', argument: at(path), isFound: true })));
}

const named = (argument: string): Source => ({ kind: 'file', argument, isFound: false });

function documentsOf(sources: readonly Source[], choice: Choice, io: Io): Documents {
  const tally: Tally = { found: 0, others: 0, ignored: 0 };
  const container = sources.find((source) => source.kind === 'container');
  const several = sources.length > 1 || (container !== undefined && container.argument !== '-');
  return {
    several,
    unwritable:
      container === undefined ? undefined : container.argument === '-' ? 'standard input' : container.argument,
    total: container === undefined ? sources.length : undefined,
    tally,
    all: readSources(sources, choice, { io, tally }),
  };
}

interface Reading {
  readonly io: Io;
  readonly tally: Tally;
}

async function* readSources(
  sources: readonly Source[],
  choice: Choice,
  reading: Reading,
): AsyncIterable<FoundDocument> {
  for (const source of sources) {
    if (source.kind === 'container') yield* contained(source, choice, reading);
    else if (isWanted(choice, reading)) {
      const document = await fileDocument(source, choice, reading);
      if (document !== undefined) yield document;
    }
  }
}

/** Counts one more, and says whether it is asked for. */
function isWanted({ isWanted: wants }: Choice, { tally }: Reading): boolean {
  tally.found += 1;
  return wants?.(tally.found - 1) ?? true;
}

/** Undefined for one that is passed over. Faults of a configuration are told when the document is looked at. */
async function fileDocument(
  { argument, isFound }: Source & { kind: 'file' },
  choice: Choice,
  { io, tally }: Reading,
): Promise<FoundDocument | undefined> {
  if (await isPassedOver({ argument, isFound }, choice, io)) {
    if (isFound) tally.ignored += 1;
    return undefined;
  }
  if (!isFound) return { argument, place: argument, position: tally.found - 1, io };
  const content = await io.files.read(argument, LIMIT);
  return counted(offer({ argument, place: argument, position: tally.found - 1 }, content, io), tally);
}

/** Counts what is passed over as XML of another kind. */
function counted(document: FoundDocument | undefined, tally: Tally): FoundDocument | undefined {
  if (document === undefined) tally.others += 1;
  return document;
}

/** Whether the configuration ignores a file; says so of one that was named. */
export async function isPassedOver(
  { argument, isFound }: { readonly argument: string; readonly isFound: boolean },
  { settings, mayIgnore, quiet }: Choice,
  io: Io,
): Promise<boolean> {
  if (!mayIgnore && !isFound) return false;
  const found = await settings(argument);
  const config = found.ok ? found.value.config : undefined;
  if (config === undefined || !(await isIgnored(argument, config, io))) return false;
  const ignored = createDiagnostic('RP5260', { values: { document: argument, file: config.file } });
  if (!isFound) reportDiagnostics([ignored], { file: 'rootport', source: '' }, { io, quiet });
  return true;
}

async function* contained(
  { argument, container }: Source & { kind: 'container' },
  choice: Choice,
  reading: Reading,
): AsyncIterable<FoundDocument> {
  const { io, tally } = reading;
  try {
    const given = argument === '-' ? io.stdin.chunks() : io.files.chunks(argument);
    const { kind, chunks } = container === 'stdin' ? await lookAt(given) : { kind: container, chunks: given };
    for await (const { id, content } of readContainer(kind, chunks)) {
      if (!isWanted(choice, reading)) continue;
      const position = tally.found - 1;
      // A single document of standard input was named, and is not passed over.
      const document =
        id === ''
          ? readAlready({ argument, place: argument, position }, content, io)
          : counted(offer({ argument: `${argument}#${id}`, place: argument, position }, content, io), tally);
      if (document !== undefined) yield document;
    }
  } catch (error) {
    const reason = await systemProblem(error);
    if (reason === undefined) throw error;
    if (!isWanted(choice, reading)) return;
    const document = { argument, place: argument, position: tally.found - 1 };
    yield readAlready(document, failure({ kind: 'system', reason }), io);
  }
}

/** A document that nobody named, unless it is XML of another kind. */
export function offer(
  document: Omit<FoundDocument, 'io'>,
  content: Outcome<Uint8Array, ReadProblem>,
  io: Io,
): FoundDocument | undefined {
  const text = content.ok ? decodeXml(content.value) : undefined;
  if (text?.ok === true && isOtherKind(text.source)) return undefined;
  return readAlready(document, content, io);
}

/** A document with its content. */
export const readAlready = (
  document: Omit<FoundDocument, 'io'>,
  content: Outcome<Uint8Array, ReadProblem>,
  io: Io,
): FoundDocument => ({ ...document, io: withContent(document.argument, io, content) });

/** A world in which this is the document's content: part of a file, or read already. */
function withContent(argument: string, io: Io, content: Outcome<Uint8Array, ReadProblem>): Io {
  const read: Io['files']['read'] = async (path, ...rest) =>
    path === argument ? content : io.files.read(path, ...rest);
  return { ...io, files: { ...io.files, read }, stdin: { ...io.stdin, read: async () => content } };
}
