import { CATALOGUE, createDiagnostic, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import { isElement, parseXml, type XmlComment, type XmlElement, type XmlNode } from '../xml/index.ts';
import { isSettable, type RuleSettings } from './lint.ts';

const MARK = 'rootport-ignore';

/** One code that a comment silences in the element behind it. */
interface Ignore {
  readonly code: DiagnosticCode;
  readonly comment: XmlComment;
  readonly element: XmlElement;
}

/**
 * Takes out the findings that comments of the document silence, `<!-- rootport-ignore RP6005, machine-alias: reason -->`
 * right before the element that they are found in. RP6260 for what a comment says of a code that is not found there,
 * RP6261 for a comment that cannot be followed.
 */
export function withoutIgnored(
  diagnostics: readonly Diagnostic[],
  xml: string,
  { isPlanned, rules }: { readonly isPlanned: boolean; readonly rules: RuleSettings },
): readonly Diagnostic[] {
  if (!xml.includes(MARK)) return diagnostics;
  const { ignores, faults } = readComments(parseXml(xml).document.children);
  const used = new Set<Ignore>();
  const kept = diagnostics.filter((one) => {
    const by = ignores.filter((ignore) => ignore.code === one.code && isIn(one.span, ignore.element));
    for (const ignore of by) used.add(ignore);
    return by.length === 0;
  });
  // Of a refused document not everything is looked at, nor what the settings switch off.
  const unused = isPlanned ? ignores.filter((ignore) => !used.has(ignore) && rules[ignore.code] !== 'off') : [];
  return [...kept, ...faults, ...unused.map(unusedIgnore)];
}

// What speaks of no place speaks of the whole domain.
const isIn = (span: Span | undefined, { span: own, parent }: XmlElement): boolean =>
  span === undefined ? parent === undefined : span.start >= own.start && span.start < own.end;

const unusedIgnore = ({ code, comment, element }: Ignore): Diagnostic =>
  createDiagnostic('RP6260', { span: comment.span, values: { code, element: element.name } });

function readComments(nodes: readonly XmlNode[]): { readonly ignores: Ignore[]; readonly faults: Diagnostic[] } {
  const ignores: Ignore[] = [];
  const faults: Diagnostic[] = [];
  for (const [position, node] of nodes.entries()) {
    if (node.kind === 'comment') {
      const words = /^\s*rootport-ignore(?![\w-])([^:]*)/.exec(node.value)?.[1];
      if (words === undefined) continue;
      const read = readComment(words, node, elementBehind(nodes, position));
      if (typeof read === 'string') {
        faults.push(createDiagnostic('RP6261', { span: node.span, values: { problem: read } }));
      } else ignores.push(...read);
    } else if (isElement(node)) {
      const inside = readComments(node.children);
      ignores.push(...inside.ignores);
      faults.push(...inside.faults);
    }
  }
  return { ignores, faults };
}

/** The element that follows with nothing but white space and comments before it. */
function elementBehind(nodes: readonly XmlNode[], position: number): XmlElement | undefined {
  const next = nodes
    .slice(position + 1)
    .find((node) => node.kind !== 'comment' && !(node.kind === 'text' && node.value.trim() === ''));
  return next !== undefined && isElement(next) ? next : undefined;
}

function readComment(words: string, comment: XmlComment, element: XmlElement | undefined): readonly Ignore[] | string {
  const names = words.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) return 'it names no code';
  if (element === undefined) return 'no element follows it';
  const ignores: Ignore[] = [];
  for (const name of names) {
    const code = CODES.find((one) => one === name.toUpperCase() || CATALOGUE[one].kind === name);
    if (code === undefined) return `there is no code ${name}`;
    if (!isSettable(code)) return `${code} is a refusal, which nothing can silence`;
    ignores.push({ code, comment, element });
  }
  return ignores;
}

const CODES = Object.keys(CATALOGUE) as readonly DiagnosticCode[];
