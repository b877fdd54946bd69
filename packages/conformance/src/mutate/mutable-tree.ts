import { parseXml, type XmlNode } from '../xml-reader.ts';

/** An element that may be changed. */
export interface Element {
  name: string;
  attributes: Map<string, string>;
  children: Element[];
  text: string;
}

function fromNode({ name, attributes, children, text }: XmlNode): Element {
  return { name, attributes: new Map(attributes), children: children.map(fromNode), text: text.trim() };
}

/** The root of a document. Throws XmlError. */
export function readTree(xml: string): Element {
  return fromNode(parseXml(xml));
}

export function createElement(name: string, attributes: Readonly<Record<string, string>> = {}): Element {
  return { name, attributes: new Map(Object.entries(attributes)), children: [], text: '' };
}

export function cloneElement({ name, attributes, children, text }: Element): Element {
  return { name, attributes: new Map(attributes), children: children.map(cloneElement), text };
}

export function childrenNamed(element: Element, name: string): readonly Element[] {
  return element.children.filter((one) => one.name === name);
}

/** The element and all below it, in document order. */
export function descendants(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap(descendants)];
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&apos;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;');
}

/** The text of a tree, one element a line. */
export function printTree(element: Element, indent = ''): string {
  const attributes = [...element.attributes].map(([name, value]) => ` ${name}='${escapeText(value)}'`).join('');
  const head = `${indent}<${element.name}${attributes}`;
  if (element.children.length === 0 && element.text === '') return `${head}/>\n`;
  if (element.children.length === 0) return `${head}>${escapeText(element.text)}</${element.name}>\n`;
  const text = element.text === '' ? '' : `${indent}  ${escapeText(element.text)}\n`;
  const children = element.children.map((one) => printTree(one, `${indent}  `)).join('');
  return `${head}>\n${text}${children}${indent}</${element.name}>\n`;
}
