import type { TextEdit } from '../text/index.ts';
import { encodeAttribute } from './entities.ts';
import { type ElementSpec, printAttribute, printChildren, printLines } from './print.ts';
import { attribute as findAttribute } from './query.ts';
import { detectStyle, lineStart, type XmlStyle } from './style.ts';
import type { XmlAttribute, XmlDocument, XmlElement } from './tree.ts';

// Edits of different elements and of different kinds can be applied together; so can several insertions at one place,
// which keep their order. The same attribute set twice, or two `appendChildren` to one empty element, cannot.

/** Gives an attribute a value: in place with the quotes it has, or as a new last attribute. */
export function setAttribute(element: XmlElement, name: string, value: string, style: XmlStyle): TextEdit {
  const existing = findAttribute(element, name);
  if (existing !== undefined) return { span: existing.valueSpan, newText: encodeAttribute(value, existing.quote) };
  const end = element.attributes.at(-1)?.span.end ?? nameEnd(element);
  return insertion(end, printAttribute(name, value, style));
}

/** Removes an attribute and the white space before it. */
export function removeAttribute(element: XmlElement, attribute: XmlAttribute): TextEdit {
  const before = element.attributes[element.attributes.indexOf(attribute) - 1];
  return { span: { start: before?.span.end ?? nameEnd(element), end: attribute.span.end }, newText: '' };
}

/** Removes an element, with its line when it stands alone on it. */
export function removeElement({ source }: XmlDocument, element: XmlElement): TextEdit {
  const { start, end } = element.span;
  const line = lineStart(source, start);
  const isAlone = line !== undefined && isLineEnd(source, end);
  return { span: { start: isAlone ? line.start : start, end }, newText: '' };
}

/** Inserts elements behind a sibling, each on a line of its own if the sibling is on its own line. */
export function insertAfter(document: XmlDocument, sibling: XmlElement, specs: readonly ElementSpec[]): TextEdit {
  const style = detectStyle(document, sibling);
  const line = lineStart(document.source, sibling.span.start);
  const end = line === undefined ? sibling.span.end : endOfTrailingComment(document.source, sibling.span.end);
  return insertion(end, printLines(specs, style, line?.indent ?? ''));
}

/** Inserts elements before a sibling, each on a line of its own if the sibling is on its own line. */
export function insertBefore(document: XmlDocument, sibling: XmlElement, specs: readonly ElementSpec[]): TextEdit {
  const style = detectStyle(document, sibling);
  const line = lineStart(document.source, sibling.span.start);
  // At the end of the line before, so that the sibling itself can be removed in the same list.
  return insertion(line?.start ?? sibling.span.start, printLines(specs, style, line?.indent ?? ''));
}

/** Inserts elements as the last children, formatted like the children before them; opens `<a/>` to `<a>…</a>`. */
export function appendChildren(document: XmlDocument, parent: XmlElement, specs: readonly ElementSpec[]): TextEdit {
  const { source } = document;
  const { endTag, startTag } = parent;
  const style = detectStyle(document, parent);
  const indent = lineStart(source, parent.span.start)?.indent ?? '';
  if (endTag === undefined) {
    let start = startTag.end - 2;
    while (/\s/.test(source.charAt(start - 1))) start -= 1;
    const newText = `>${printChildren(specs, style, indent)}</${parent.name}>`;
    return { span: { start, end: startTag.end }, newText };
  }
  if (endTag.start === startTag.end) return insertion(endTag.start, printChildren(specs, style, indent));
  const last = parent.children.findLast((node) => node.kind === 'element');
  const lastLine = last === undefined ? undefined : lineStart(source, last.span.start);
  const endLine = lineStart(source, endTag.start);
  const lineEnd = lastLine?.lineEnd ?? (last === undefined ? endLine?.lineEnd : undefined) ?? '';
  const childIndent = lastLine?.indent ?? (endLine?.indent ?? indent) + style.step;
  return insertion(endLine?.start ?? endTag.start, printLines(specs, { ...style, lineEnd }, childIndent));
}

function endOfTrailingComment(source: string, end: number): number {
  const trailing = /[ \t]*<!--(?:(?!-->)[^\r\n])*-->(?=[ \t]*[\r\n])/y;
  trailing.lastIndex = end;
  return trailing.test(source) ? trailing.lastIndex : end;
}

function isLineEnd(source: string, offset: number): boolean {
  const rest = /[ \t]*(?:\r?\n|$)/y;
  rest.lastIndex = offset;
  return rest.test(source);
}

function nameEnd({ span, name }: XmlElement): number {
  return span.start + 1 + name.length;
}

function insertion(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}
