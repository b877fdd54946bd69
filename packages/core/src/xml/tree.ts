import type { Span } from '../text/index.ts';

/** A lossless view of an XML text: every node knows its range of the source, so the source can be edited in place. */
export interface XmlDocument {
  readonly source: string;
  /** The first element outside all others; absent when the text has no element at all. */
  readonly root?: XmlElement;
  /** The nodes outside all elements, in order, without blank text. More than one element here is a fault. */
  readonly children: readonly XmlNode[];
}

/** An element and its places in the text. */
export interface XmlElement {
  readonly kind: 'element';
  /** The qualified name as written (`qemu:commandline`). */
  readonly name: string;
  /** The namespace URI in force; empty when there is none. */
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
  readonly parent?: XmlElement | undefined;
  /** From `<` of the start tag to behind `>` of the end tag. */
  readonly span: Span;
  /** The start tag (or the whole of an empty-element tag). */
  readonly startTag: Span;
  /** Absent for `<empty/>` and for an element that is never closed. */
  readonly endTag?: Span | undefined;
}

/** An attribute and its places in the text. */
export interface XmlAttribute {
  readonly name: string;
  /** The name behind a prefix that is declared; absent where there is none. */
  local?: string;
  /** With references resolved and white space normalised, as XML 1.0 section 3.3.3 says. */
  readonly value: string;
  /** From the first character of the name to behind the closing quote. */
  readonly span: Span;
  /** The raw value between the quotes. */
  readonly valueSpan: Span;
  readonly quote: XmlQuote;
}

/** The quote around the value of an attribute. */
export type XmlQuote = "'" | '"';

/** Character data (CDATA sections included), references resolved. */
export interface XmlText {
  readonly kind: 'text';
  readonly value: string;
  readonly span: Span;
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
