import type { Span } from '../text/index.ts';

/** An element that is open at the cursor, or whose start tag the cursor is in. */
export interface OpenElement {
  readonly name: string;
  /** Of the whole start tag, behind the cursor too; the first of each name, as written between the quotes. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The elements in it that end before the cursor, by name; of each name the first. */
  readonly children: ReadonlyMap<string, OpenElement>;
}

/** What stands at a place of a text that need not be well-formed. */
export type Cursor =
  /** Behind `<`, or in character data: an element may begin here. `span` is what is written of it, `<` included. */
  | { readonly kind: 'element'; readonly path: readonly OpenElement[]; readonly span: Span; readonly text: string }
  /** Behind `</`; `span` begins behind it. */
  | { readonly kind: 'end'; readonly path: readonly OpenElement[]; readonly span: Span }
  /** The name of an attribute of the last element of the path. `hasValue`: `=` follows. */
  | {
      readonly kind: 'attribute';
      readonly path: readonly OpenElement[];
      readonly span: Span;
      readonly hasValue: boolean;
    }
  /** Between the quotes of an attribute's value. */
  | { readonly kind: 'value'; readonly path: readonly OpenElement[]; readonly span: Span; readonly attribute: string };

interface Building {
  readonly name: string;
  attributes: ReadonlyMap<string, string>;
  readonly children: Map<string, OpenElement>;
}

/** Deeper than any domain; looking for the one that an end tag closes stays cheap. */
const MOST_OPEN = 100;

/** Finds what stands at an offset; undefined inside of comments, CDATA and the like. It takes the time of one reading. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const open: Building[] = [];
  let at = 0;
  while (at < offset) {
    const next = text.indexOf('<', at);
    if (next < 0 || next >= offset) break;
    const skipped = skipUnread(text, next);
    if (skipped !== undefined) {
      if (skipped > offset) return undefined;
      at = skipped;
      continue;
    }
    if (text.startsWith('</', next)) {
      const end = endOfName(text, next + 2);
      if (offset <= end) return { kind: 'end', path: [...open], span: { start: Math.min(next + 2, offset), end } };
      close(open, text.slice(next + 2, end));
      const sign = text.indexOf('>', end);
      at = sign < 0 ? text.length : sign + 1;
      continue;
    }
    const tag = readTag(text, next);
    if (offset <= tag.nameEnd) return elementAt(open, { start: next, end: tag.nameEnd }, text);
    const element: Building = { name: tag.name, attributes: tag.attributes, children: new Map() };
    if (offset < tag.end || (offset === tag.end && !tag.isClosed)) return inTag(text, offset, tag, [...open, element]);
    const parent = open.at(-1);
    if (parent !== undefined && !parent.children.has(element.name)) parent.children.set(element.name, element);
    if (!tag.isEmpty && tag.name !== '' && open.length < MOST_OPEN) open.push(element);
    at = tag.end;
  }
  return elementAt(open, { start: offset, end: offset }, text, at);
}

/** In character data: what is written since the last tag is what a word or an element's name would replace. */
function elementAt(open: readonly Building[], span: Span, text: string, from?: number): Cursor {
  const before = from === undefined ? '' : text.slice(from, span.start);
  return { kind: 'element', path: [...open], span, text: before.trimStart() };
}

/** Behind a comment, CDATA section, declaration or instruction that begins here; undefined where none does. */
function skipUnread(text: string, at: number): number | undefined {
  for (const [first, last] of UNREAD) {
    if (!text.startsWith(first, at)) continue;
    const end = text.indexOf(last, at + first.length);
    return end < 0 ? text.length + 1 : end + last.length;
  }
  return undefined;
}

const UNREAD = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

/** Elements whose end tags are missing end with the one that is closed. */
function close(open: Building[], name: string): void {
  const position = open.findLastIndex((element) => element.name === name);
  if (position >= 0) open.length = position;
}

interface Tag {
  readonly name: string;
  readonly nameEnd: number;
  /** Behind `>`, or where the tag breaks off. */
  readonly end: number;
  readonly isClosed: boolean;
  readonly isEmpty: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parts: readonly Part[];
}

interface Part {
  readonly name: string;
  readonly span: Span;
  /** Between the quotes; absent without a value. */
  readonly value?: Span;
}

const NAME = /[^\s<>=/"'&]*/y;
const BLANK = /\s*/y;

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return Math.max(at, pattern.lastIndex);
}

const endOfName = (text: string, at: number): number => endOf(NAME, text, at);

function readTag(text: string, start: number): Tag {
  const nameEnd = endOfName(text, start + 1);
  const attributes = new Map<string, string>();
  const parts: Part[] = [];
  let at = nameEnd;
  const tag = (end: number, isClosed: boolean, isEmpty: boolean): Tag => ({
    name: text.slice(start + 1, nameEnd),
    nameEnd,
    end,
    isClosed,
    isEmpty,
    attributes,
    parts,
  });
  while (at < text.length) {
    at = endOf(BLANK, text, at);
    const sign = text[at];
    if (sign === undefined) break;
    if (sign === '>') return tag(at + 1, true, text[at - 1] === '/');
    // The tag was never closed, and another one begins.
    if (sign === '<') return tag(at, false, false);
    const end = endOfName(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    const part = readPart(text, at, end);
    parts.push(part);
    const value = part.value === undefined ? '' : text.slice(part.value.start, part.value.end);
    if (!attributes.has(part.name)) attributes.set(part.name, value);
    at = part.value === undefined ? end : part.value.end + (/["']/.test(text[part.value.end] ?? '') ? 1 : 0);
  }
  return tag(text.length, false, false);
}

function readPart(text: string, start: number, end: number): Part {
  const name = text.slice(start, end);
  const span = { start, end };
  const equals = endOf(BLANK, text, end);
  if (text[equals] !== '=') return { name, span };
  const quoteAt = endOf(BLANK, text, equals + 1);
  const quote = text[quoteAt];
  if (quote !== '"' && quote !== "'") return { name, span };
  return { name, span, value: { start: quoteAt + 1, end: valueEnd(text, quoteAt + 1, quote) } };
}

/** A value that is not closed ends with its line, or where the next tag begins. */
function valueEnd(text: string, start: number, quote: string): number {
  const end = text.indexOf(quote, start);
  const value = text.slice(start, end < 0 ? text.length : end);
  const tag = value.indexOf('<');
  if (end >= 0 && tag < 0) return end;
  const line = value.indexOf('\n');
  return start + Math.min(...[line, tag, value.length].filter((one) => one >= 0));
}

function inTag(text: string, offset: number, tag: Tag, path: readonly OpenElement[]): Cursor | undefined {
  for (const { name, span, value } of tag.parts) {
    if (value !== undefined && offset >= value.start && offset <= value.end) {
      return { kind: 'value', path, span: value, attribute: name };
    }
    if (offset >= span.start && offset <= span.end) {
      return { kind: 'attribute', path, span, hasValue: value !== undefined };
    }
  }
  // A new attribute needs a blank before it.
  if (!/\s/.test(text[offset - 1] ?? '')) return undefined;
  return { kind: 'attribute', path, span: { start: offset, end: offset }, hasValue: false };
}
