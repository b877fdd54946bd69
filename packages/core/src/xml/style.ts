import { elements } from './query.ts';
import type { XmlDocument, XmlElement, XmlQuote } from './tree.ts';

/** How new pieces are written to look like their neighbours. */
export interface XmlStyle {
  /** Empty when the neighbourhood is on one line. */
  readonly lineEnd: '' | '\n' | '\r\n';
  /** One step of indentation. */
  readonly step: string;
  readonly quote: XmlQuote;
}

/** The line break and the indentation before the first thing on a line. */
export interface LineStart {
  /** Offset of the line break. For an element on the first line of the text: of the element. */
  readonly start: number;
  readonly lineEnd: '' | '\n' | '\r\n';
  readonly indent: string;
}

/** The quote is looked for in this many nodes of each ancestor, so that the search is quick in any document. */
const NODES_SEARCHED = 16;

/** The style around an element, by default that of the root's first child: line end, indentation and quotes. */
export function detectStyle(document: XmlDocument, near?: XmlElement): XmlStyle {
  const { root, source } = document;
  const element = near ?? (root === undefined ? undefined : (elements(root)[0] ?? root));
  if (element === undefined) return { lineEnd: '', step: '  ', quote: "'" };
  const { lineEnd = '' } = lineStart(source, element.span.start) ?? {};
  return { lineEnd, step: detectStep(source, element), quote: detectQuote(element) ?? firstQuote(document) };
}

/** The start of the line of what begins at `offset`; absent when something other than white space is before it. */
export function lineStart(source: string, offset: number): LineStart | undefined {
  let start = offset;
  while (isIndent(source.charCodeAt(start - 1))) start -= 1;
  const indent = source.slice(start, offset);
  if (source.charAt(start - 1) === '\n') {
    const lineEnd = source.charAt(start - 2) === '\r' ? '\r\n' : '\n';
    return { start: start - lineEnd.length, lineEnd, indent };
  }
  if (start > (source.startsWith('\uFEFF') ? 1 : 0)) return undefined;
  // On the first line the style of the next break is ours; a text without any break is on one line.
  const lineEnd = /\r?\n/.exec(source)?.[0] === '\r\n' ? '\r\n' : source.includes('\n') ? '\n' : '';
  return { start: offset, lineEnd, indent };
}

const isIndent = (code: number): boolean => code === 0x20 || code === 0x09;

function detectStep(source: string, element: XmlElement): string {
  const first = element.children.find((node) => node.kind === 'element');
  const inside = first === undefined ? undefined : stepBetween(source, element, first);
  if (inside !== undefined) return inside;
  for (let at = element; at.parent !== undefined; at = at.parent) {
    const step = stepBetween(source, at.parent, at);
    if (step !== undefined) return step;
  }
  return '  ';
}

function stepBetween(source: string, outer: XmlElement, inner: XmlElement): string | undefined {
  const { indent: less } = lineStart(source, outer.span.start) ?? {};
  const { indent: more } = lineStart(source, inner.span.start) ?? {};
  if (less === undefined || more === undefined) return undefined;
  return more.length > less.length && more.startsWith(less) ? more.slice(less.length) : undefined;
}

function detectQuote(near: XmlElement): XmlQuote | undefined {
  for (let at: XmlElement | undefined = near; at !== undefined; at = at.parent) {
    const own = at.attributes[0]?.quote;
    if (own !== undefined) return own;
    for (const node of at.children.slice(0, NODES_SEARCHED)) {
      const quote = node.kind === 'element' ? node.attributes[0]?.quote : undefined;
      if (quote !== undefined) return quote;
    }
  }
  return undefined;
}

function firstQuote({ source, root }: XmlDocument): XmlQuote {
  const quoted = /=[ \t\r\n]*(?:"|')/g;
  quoted.lastIndex = root?.span.start ?? 0;
  return quoted.exec(source)?.[0].endsWith('"') ? '"' : "'";
}
