import { encodeAttribute, encodeText } from './entities.ts';
import type { XmlStyle } from './style.ts';
import type { XmlQuote } from './tree.ts';

/** An element to be written. */
export interface ElementSpec {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children?: readonly ElementSpec[];
  readonly text?: string;
}

/** The element as text, its first line without indentation and its other lines with `indent`. */
export function printElement(spec: ElementSpec, style: XmlStyle, indent: string): string {
  return withElement('', spec, style, indent);
}

/** The content of an element that is indented by `indent`, up to its end tag; nothing for no children. */
export function printChildren(specs: readonly ElementSpec[], style: XmlStyle, indent: string): string {
  return withChildren('', specs, style, indent);
}

/** The elements, each on a line of its own that begins with `indent`; no line break after the last. */
export function printLines(specs: readonly ElementSpec[], style: XmlStyle, indent: string): string {
  return withLines('', specs, style, indent);
}

/** The attribute with the space before it. */
export function printAttribute(name: string, value: string, style: XmlStyle): string {
  return withAttribute('', name, value, style);
}

// One text grows through all of these, and loops go over the parts: strings that are joined twice cost twice.

function withElement(before: string, spec: ElementSpec, style: XmlStyle, indent: string): string {
  const { name, attributes, text = '', children = [] } = spec;
  let grown = `${before}<${name}`;
  for (const [key, value] of attributes) grown = withAttribute(grown, key, value, style);
  if (text === '' && children.length === 0) return `${grown}/>`;
  // White space beside text would become a part of it.
  const inner = text === '' ? style : { ...style, lineEnd: '' as const };
  grown = withChildren(`${grown}>${encodeText(text)}`, children, inner, indent);
  return `${grown}</${name}>`;
}

function withChildren(before: string, specs: readonly ElementSpec[], style: XmlStyle, indent: string): string {
  if (specs.length === 0) return before;
  return withLines(before, specs, style, indent + style.step) + startLine(style, indent);
}

function withLines(before: string, specs: readonly ElementSpec[], style: XmlStyle, indent: string): string {
  const start = startLine(style, indent);
  let grown = before;
  for (const spec of specs) grown = withElement(grown + start, spec, style, indent);
  return grown;
}

function withAttribute(before: string, name: string, value: string, { quote }: XmlStyle): string {
  return before + attributeStart(name, quote) + encodeAttribute(value, quote) + quote;
}

const starts: Readonly<Record<XmlQuote, Map<string, string>>> = { "'": new Map(), '"': new Map() };
/** Names are few; a document that brings many must not fill the memory. */
const MAX_STARTS = 256;

/** What comes before the value of an attribute, put together once: most of the time of a patch goes by in joining. */
function attributeStart(name: string, quote: XmlQuote): string {
  const known = starts[quote].get(name);
  if (known !== undefined) return known;
  const start = ` ${name}=${quote}`;
  if (starts[quote].size < MAX_STARTS) starts[quote].set(name, start);
  return start;
}

function startLine({ lineEnd }: XmlStyle, indent: string): string {
  return lineEnd === '' ? '' : lineEnd + indent;
}
