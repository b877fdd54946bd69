import type { Span } from '../text/index.ts';
import type { XmlAttribute, XmlElement, XmlNode, XmlQuote, XmlText } from './tree.ts';

// Of most nodes nobody asks for the place: they hold numbers, and a span is made when it is asked for.

/** An element, also while its end is not known yet. */
export class ElementNode implements XmlElement {
  readonly kind = 'element';
  readonly name: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: XmlNode[];
  readonly parent: XmlElement | undefined;
  readonly start: number;
  readonly startTagEnd: number;
  /** Negative without an end tag. */
  endTagStart: number;
  end: number;

  constructor(
    name: string,
    uri: string,
    attributes: readonly XmlAttribute[],
    children: XmlNode[],
    parent: XmlElement | undefined,
    start: number,
    startTagEnd: number,
  ) {
    this.name = name;
    this.uri = uri;
    this.attributes = attributes;
    this.children = children;
    this.parent = parent;
    this.start = start;
    this.startTagEnd = startTagEnd;
    this.endTagStart = -1;
    this.end = startTagEnd;
  }

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get startTag(): Span {
    return { start: this.start, end: this.startTagEnd };
  }

  get endTag(): Span | undefined {
    return this.endTagStart < 0 ? undefined : { start: this.endTagStart, end: this.end };
  }
}

/** An attribute; its value ends before the last character, the closing quote. */
export class AttributeNode implements XmlAttribute {
  readonly name: string;
  local?: string;
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

  get span(): Span {
    return { start: this.start, end: this.end };
  }

  get valueSpan(): Span {
    return { start: this.valueStart, end: this.end - 1 };
  }
}

/** Character data. */
export class TextNode implements XmlText {
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
