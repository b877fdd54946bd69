import { decodeXml } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { LIMIT } from '../system/input.ts';
import type { ReadProblem } from '../system/io.ts';
import { splitDocuments } from './split-documents.ts';

/** A document inside of something: its name there, and its content. */
export interface Contained {
  readonly id: string;
  readonly content: Outcome<Uint8Array, ReadProblem>;
}

/** What a stream of documents is, by its name or its first bytes; `xml` may be several, one after the other. */
export type Container = 'ndjson' | 'tar' | 'xml';

/** The container that a file of this name is; undefined: one document. */
export function containerOf(path: string): Container | undefined {
  if (/\.(?:ndjson|jsonl)$/i.test(path)) return 'ndjson';
  return /\.(?:tar|tgz|tar\.gz)$/i.test(path) ? 'tar' : undefined;
}

const GZIP = [0x1f, 0x8b];
/** Where a tar archive says that it is one. */
const TAR_MARK = 257;

/** The first bytes of a stream, at least so many unless it ends before, and the whole stream. */
export async function withHead(
  chunks: AsyncIterable<Uint8Array>,
  least: number,
): Promise<{ readonly head: Uint8Array; readonly chunks: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  while (head.length < least) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncIterable<Uint8Array> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { head, chunks: all() };
}

/** A stream whose kind is seen from its first bytes. */
export async function lookAt(
  given: AsyncIterable<Uint8Array>,
): Promise<{ readonly kind: Container; readonly chunks: AsyncIterable<Uint8Array> }> {
  const { head, chunks } = await withHead(given, TAR_MARK + 5);
  return { kind: kindOf(head), chunks };
}

function kindOf(head: Uint8Array): Container {
  if (isGzip(head) || Buffer.from(head.subarray(TAR_MARK, TAR_MARK + 5)).toString('latin1') === 'ustar') return 'tar';
  return /^[\s\uFEFF]*\{/.test(Buffer.from(head).toString('utf8')) ? 'ndjson' : 'xml';
}

const isGzip = (head: Uint8Array): boolean => GZIP.every((byte, at) => head[at] === byte);

/** The documents of a stream, in its order, one at a time. The system's errors are thrown. */
export function readContainer(kind: Container, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Contained> {
  return { ndjson: ndjsonDocuments, tar: tarDocuments, xml: xmlDocuments }[kind](chunks);
}

/** One `{"id": ..., "xml": ...}` a line; `before` is how many lines there are before these. */
export async function* ndjsonDocuments(chunks: AsyncIterable<Uint8Array>, before = 0): AsyncIterable<Contained> {
  let number = before;
  for await (const line of lines(chunks)) {
    number += 1;
    if (line === undefined) yield { id: `${number}`, content: failure({ kind: 'too-large', limit: LIMIT }) };
    else if (/[^\t-\r ]/.test(line)) yield ndjsonDocument(line, number);
  }
}

function ndjsonDocument(line: string, number: number): Contained {
  try {
    const { id = number, xml }: { id?: unknown; xml?: unknown } = JSON.parse(line) ?? {};
    if (typeof xml === 'string') return { id: `${id}`, content: success(Buffer.from(xml)) };
    return { id: `${number}`, content: failure({ kind: 'line', reason: 'it has no text "xml"' }) };
  } catch {
    return { id: `${number}`, content: failure({ kind: 'line', reason: 'it is not JSON' }) };
  }
}

/** Undefined for a line beyond the limit. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string | undefined> {
  const decoder = new TextDecoder();
  let line: string[] = [];
  let length = 0;
  const take = (): string | undefined => {
    const whole = length > LIMIT ? undefined : line.join('');
    line = [];
    length = 0;
    return whole;
  };
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    for (const [position, part] of [first, ...others].entries()) {
      if (position > 0) yield take();
      length += part.length;
      if (length <= LIMIT) line.push(part);
    }
  }
  if (length > 0) yield take();
}

/** The `*.xml` of an archive, which may be compressed by gzip. */
async function* tarDocuments(given: AsyncIterable<Uint8Array>): AsyncIterable<Contained> {
  const { archive } = await openTar(given);
  try {
    for await (const entry of archive) {
      if (isXmlEntry(entry.header)) yield { id: entry.header.name, content: await limited(entry) };
      entry.resume();
    }
  } catch (error) {
    if (error instanceof Error && 'errno' in error && typeof error.errno === 'number' && !isZlib(error)) throw error;
    yield { id: '', content: failure({ kind: 'system', reason: 'no tar archive, or it is cut off' }) };
  }
}

/** The entries of an archive; an error of any stage is thrown where they are run through. */
export async function openTar(given: AsyncIterable<Uint8Array>) {
  const [{ extract }, { pipeline, Readable }, { createGunzip }] = await Promise.all([
    import('tar-stream'),
    import('node:stream'),
    import('node:zlib'),
  ]);
  const { head, chunks } = await withHead(given, GZIP.length);
  const archive = extract();
  const isCompressed = isGzip(head);
  pipeline([Readable.from(chunks), ...(isCompressed ? [createGunzip()] : []), archive], () => undefined);
  return { archive, isCompressed };
}

/** Whether an entry of an archive is taken for a document. */
export const isXmlEntry = ({ name, type }: { readonly name: string; readonly type?: string | null }): boolean =>
  type === 'file' && /\.xml$/i.test(name);

const isZlib = (error: Error): boolean => 'code' in error && `${error.code}`.startsWith('Z_');

async function limited(entry: AsyncIterable<unknown>): Promise<Outcome<Uint8Array, ReadProblem>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of entry) {
    if (!(part instanceof Uint8Array)) continue;
    length += part.length;
    if (length <= LIMIT) parts.push(part);
  }
  return length > LIMIT ? failure({ kind: 'too-large', limit: LIMIT }) : success(Buffer.concat(parts));
}

/** XML documents one after the other, which are numbered; a single one has no name of its own. */
async function* xmlDocuments(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Contained> {
  const whole = await limited(chunks);
  const text = whole.ok ? decodeXml(whole.value) : undefined;
  const documents = text?.ok === true ? splitDocuments(text.source) : [];
  if (documents.length < 2) yield { id: '', content: whole };
  else for (const [at, xml] of documents.entries()) yield { id: `${at + 1}`, content: success(Buffer.from(xml)) };
}
