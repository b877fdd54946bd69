import { encodeAttribute, encodeText } from './entities.ts';
import type { XmlStyle } from './style.ts';

/** An element to be written. */
export interface ElementSpec {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly children?: readonly ElementSpec[];
  readonly text?: string;
}

/** The element as text, its first line without indentation and its other lines with `indent`. */
export function printElement(spec: ElementSpec, style: XmlStyle, indent: string): string {
  const { name, text = '', children = [] } = spec;
  // Loops, here and below: most of the time of a patch goes by in printing.
  let attributes = '';
  for (const [key, value] of spec.attributes) attributes += printAttribute(key, value, style);
  if (text === '' && children.length === 0) return `<${name}${attributes}/>`;
  // White space beside text would become a part of it.
  const inner = text === '' ? style : { ...style, lineEnd: '' as const };
  const content = `${encodeText(text)}${printChildren(children, inner, indent)}`;
  return `<${name}${attributes}>${content}</${name}>`;
}

/** The content of an element that is indented by `indent`, up to its end tag; nothing for no children. */
export function printChildren(specs: readonly ElementSpec[], style: XmlStyle, indent: string): string {
  if (specs.length === 0) return '';
  return printLines(specs, style, indent + style.step) + startLine(style, indent);
}

/** The elements, each on a line of its own that begins with `indent`; no line break after the last. */
export function printLines(specs: readonly ElementSpec[], style: XmlStyle, indent: string): string {
  const start = startLine(style, indent);
  let lines = '';
  for (const spec of specs) lines += start + printElement(spec, style, indent);
  return lines;
}

/** The attribute with the space before it. */
export function printAttribute(name: string, value: string, { quote }: XmlStyle): string {
  return ` ${name}=${quote}${encodeAttribute(value, quote)}${quote}`;
}

function startLine({ lineEnd }: XmlStyle, indent: string): string {
  return lineEnd === '' ? '' : lineEnd + indent;
}
