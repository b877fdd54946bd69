import type { Span } from '../text/index.ts';

/** A lossless view of an XML text: every node knows its range of the source, so the source can be edited in place. */
export interface XmlDocument {
  readonly source: string;
  /** The first element outside all others; absent when the text has no element at all. */
  readonly root?: XmlElement;
  /** The nodes outside all elements, in order, without blank text. More than one element here is a fault. */
  readonly children: readonly XmlNode[];
}

// Of most nodes nobody asks for the place: they hold numbers, and a span is made when it is asked for. They are classes
// so that types show that a spread would lose the spans.

/** An element and its places in the text. */
export class XmlElement {
  readonly kind = 'element';
  /** The qualified name as written (`qemu:commandline`). */
  readonly name: string;
  /** The namespace URI in force; empty when there is none. */
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
  readonly start: number;
  readonly startTagEnd: number;
  /** Negative for `<empty/>` and for an element that is never closed. */
  readonly endTagStart: number;
  readonly end: number;

  constructor(
    name: string,
    uri: string,
    attributes: readonly XmlAttribute[],
    children: readonly XmlNode[],
    parent: XmlElement | undefined,
    start: number,
    startTagEnd: number,
    endTagStart = -1,
    end = startTagEnd,
  ) {
    this.name = name;
    this.uri = uri;
    this.attributes = attributes;
    this.children = children;
    this.parent = parent;
    this.start = start;
    this.startTagEnd = startTagEnd;
    this.endTagStart = endTagStart;
    this.end = end;
  }

  /** From `<` of the start tag to behind `>` of the end tag. */
  get span(): Span {
    return { start: this.start, end: this.end };
  }

  /** The start tag (or the whole of an empty-element tag). */
  get startTag(): Span {
    return { start: this.start, end: this.startTagEnd };
  }

  /** Absent for `<empty/>` and for an element that is never closed. */
  get endTag(): Span | undefined {
    return this.endTagStart < 0 ? undefined : { start: this.endTagStart, end: this.end };
  }
}

/** An element at its place as if it held something else. */
export function withContent(
  { name, uri, parent, start, startTagEnd, endTagStart, end }: XmlElement,
  attributes: readonly XmlAttribute[],
  children: readonly XmlNode[],
): XmlElement {
  return new XmlElement(name, uri, attributes, children, parent, start, startTagEnd, endTagStart, end);
}

/** An attribute and its places in the text. */
export class XmlAttribute {
  readonly name: string;
  /** The name behind a prefix that is declared; absent where there is none. */
  local?: string;
  /** With references resolved and white space normalised, as XML 1.0 section 3.3.3 says. */
  readonly value: string;
  readonly quote: XmlQuote;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;

  constructor(name: string, value: string, start: number, valueStart: number, end: number, quote: XmlQuote) {
    this.name = name;
    this.value = value;
    this.quote = quote;
    this.start = start;
    this.valueStart = valueStart;
    this.end = end;
  }

  /** From the first character of the name to behind the closing quote. */
  get span(): Span {
    return { start: this.start, end: this.end };
  }

  /** The raw value between the quotes. */
  get valueSpan(): Span {
    return { start: this.valueStart, end: this.end - 1 };
  }
}

/** The quote around the value of an attribute. */
export type XmlQuote = "'" | '"';

/** Character data (CDATA sections included), references resolved. */
export class XmlText {
  readonly kind = 'text';
  readonly value: string;
  readonly start: number;
  readonly end: number;

  constructor(value: string, start: number, end: number) {
    this.value = value;
    this.start = start;
    this.end = end;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }
}

/** A comment. */
export interface XmlComment {
  readonly kind: 'comment';
  readonly value: string;
  readonly span: Span;
}

/** A processing instruction. */
export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly value: string;
  readonly span: Span;
}

/** What may stand in an element. */
export type XmlNode = XmlElement | XmlText | XmlComment | XmlInstruction;
