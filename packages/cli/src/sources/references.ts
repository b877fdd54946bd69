import { resolve } from 'node:path';
import { createDiagnostic } from '@rootport/core';
import type { FileFaults } from '../config/file-faults.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { callFault } from '../planning/plan-options.ts';
import { unreadable } from '../reports/faults.ts';
import { LIMIT } from '../system/input.ts';
import type { Io, ReadProblem } from '../system/io.ts';
import { systemProblem } from '../system/node-io.ts';
import {
  type Choice,
  type FoundDocument,
  isPassedOver,
  namedSources,
  offer,
  readAlready,
  type Source,
} from './choose-documents.ts';
import { isXmlEntry, ndjsonDocuments, openTar } from './containers.ts';

/** A piece of a file, in bytes. */
interface Part {
  readonly offset: number;
  readonly length: number;
}

/** Where some documents are read again, by whoever can read the path. JSON-able and small. */
export type Reference =
  | {
      /** One document: a file, or an entry of an archive. */
      readonly kind: 'document';
      readonly position: number;
      /** As answers name it. */
      readonly argument: string;
      readonly path: string;
      /** Nobody named it, so that XML of another kind is passed over. */
      readonly isFound: boolean;
      readonly part?: Part;
    }
  | {
      /** Lines of NDJSON. */
      readonly kind: 'lines';
      readonly position: number;
      readonly count: number;
      readonly argument: string;
      readonly path: string;
      readonly part: Part;
      /** Lines of the file before these. */
      readonly before: number;
    };

/** Documents whose positions follow one another; `to` is the position after the last. */
export interface Batch {
  readonly from: number;
  readonly to: number;
  readonly references: readonly Reference[];
}

/** References to all documents of a call, `size` documents at a time, in the order in which one run would answer them. */
export async function referDocuments(
  files: readonly string[],
  { size, ...choice }: Choice & { readonly size: number },
  io: Io,
): Promise<Outcome<readonly Batch[], FileFaults>> {
  const sources = await namedSources(files, choice, io);
  if (!sources.ok) return sources;
  const stdin = sources.value.find(({ argument }) => argument === '-');
  if (stdin !== undefined) return unreferable(stdin.argument, 'standard input is read once');
  const batches: Batch[] = [];
  let references: Reference[] = [];
  let [from, position] = [0, 0];
  const close = (): void => {
    if (position > from) batches.push({ from, to: position, references });
    references = [];
    from = position;
  };
  const add = (reference: Reference | undefined): void => {
    const last = references.at(-1);
    if (reference?.kind === 'lines' && last?.kind === 'lines' && last.path === reference.path) {
      references[references.length - 1] = joined(last, reference);
    } else if (reference !== undefined) references.push(reference);
    position += 1;
    if (position - from >= size) close();
  };
  for (const source of sources.value) {
    try {
      for await (const reference of referencesOf(source, choice, io)) {
        add(reference === 'passed over' ? undefined : { ...reference, position });
      }
    } catch (error) {
      const reason = error instanceof Unreferable ? undefined : await systemProblem(error);
      if (reason !== undefined) return failure(callFault(unreadable(source.argument, { kind: 'system', reason })));
      if (error instanceof Unreferable) return unreferable(source.argument, error.message);
      throw error;
    }
  }
  close();
  return success(batches);
}

type Lines = Extract<Reference, { kind: 'lines' }>;

function joined(first: Lines, next: Lines): Lines {
  const length = next.part.offset + next.part.length - first.part.offset;
  return { ...first, count: first.count + next.count, part: { offset: first.part.offset, length } };
}

/** A source that cannot be read in pieces, and why. */
class Unreferable extends Error {}

const unreferable = (argument: string, problem: string): Outcome<never, FileFaults> =>
  failure(callFault(createDiagnostic('RP5545', { values: { argument, problem } })));

async function* referencesOf(source: Source, choice: Choice, io: Io): AsyncIterable<Reference | 'passed over'> {
  const { argument } = source;
  const common = { position: 0, argument, path: resolve(io.cwd, argument) };
  if (source.kind === 'file') {
    const { isFound } = source;
    if (await isPassedOver(source, choice, io)) yield 'passed over';
    else yield { kind: 'document', ...common, isFound };
  } else if (source.container === 'ndjson') {
    for await (const { before, ...part } of linesWithText(io.files.chunks(argument))) {
      yield { kind: 'lines', ...common, count: 1, part, before };
    }
  } else {
    const { archive, isCompressed } = await openTar(io.files.chunks(argument));
    if (isCompressed) throw new Unreferable('it is compressed, so that no part of it can be read alone');
    try {
      for await (const entry of archive) {
        const { name, size = 0 } = entry.header;
        const part = { offset: beginOf(entry.header), length: size };
        if (isXmlEntry(entry.header)) {
          yield { kind: 'document', ...common, argument: `${argument}#${name}`, isFound: true, part };
        }
        entry.resume();
      }
    } catch (error) {
      if ((await systemProblem(error)) !== undefined) throw error;
      throw new Unreferable('it is not a tar archive, or it is cut off');
    }
  }
}

/** Where the content of an entry begins, which the types of tar-stream do not have. */
function beginOf(header: object): number {
  if ('byteOffset' in header && typeof header.byteOffset === 'number') return header.byteOffset;
  throw new Error('tar-stream does not say where an entry begins');
}

const LINE_END = 10;
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

/** Where the lines are that are not blank, with their ends. */
async function* linesWithText(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Part & { readonly before: number }> {
  let [start, at, before] = [0, 0, 0];
  let isBlank = true;
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf(LINE_END); begin < chunk.length; end = chunk.indexOf(LINE_END, begin)) {
      const stop = end === -1 ? chunk.length : end;
      for (let byte = begin; isBlank && byte < stop; byte += 1) isBlank = isSpace(chunk[byte] ?? 0);
      if (end === -1) break;
      const after = at + end + 1;
      if (!isBlank) yield { offset: start, length: after - start, before };
      [start, begin, before, isBlank] = [after, end + 1, before + 1, true];
    }
    at += chunk.length;
  }
  if (!isBlank) yield { offset: start, length: at - start, before };
}

/** The documents of a batch, in order; XML of another kind is left out. */
export async function* readReferences({ references }: Batch, io: Io): AsyncIterable<FoundDocument> {
  for (const reference of references) {
    if (reference.kind === 'lines') yield* readLines(reference, io);
    else {
      const document = await readDocument(reference, io);
      if (document !== undefined) yield document;
    }
  }
}

async function readDocument(
  { argument, path, position, isFound, part }: Extract<Reference, { kind: 'document' }>,
  io: Io,
): Promise<FoundDocument | undefined> {
  const content = part === undefined ? await io.files.read(path, LIMIT) : await readPart(path, part, io);
  const document = { argument, place: path, position };
  return isFound ? offer(document, content, io) : readAlready(document, content, io);
}

async function readPart(path: string, part: Part, io: Io): Promise<Outcome<Uint8Array, ReadProblem>> {
  if (part.length > LIMIT) return failure({ kind: 'too-large', limit: LIMIT });
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.files.chunks(path, part)) chunks.push(chunk);
  return success(Buffer.concat(chunks));
}

/** Throws where the file is another than the one that was referred to: its answers would be of other guests. */
async function* readLines(
  { argument, path, position, count, part, before }: Lines,
  io: Io,
): AsyncIterable<FoundDocument> {
  let at = position;
  for await (const { id, content } of ndjsonDocuments(io.files.chunks(path, part), before)) {
    const document = offer({ argument: `${argument}#${id}`, place: path, position: at }, content, io);
    at += 1;
    if (document !== undefined) yield document;
  }
  if (at !== position + count) throw new Error(`${path} is not the file that was submitted`);
}
