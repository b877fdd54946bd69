import { SaxesParser } from 'saxes';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type FaultLog, report, reportFault, STOP } from './faults.ts';
import { MAX_SOURCE_LENGTH } from './limits.ts';
import { reportSaxesFault } from './saxes-faults.ts';
import type { XmlDocument, XmlElement } from './tree.ts';
import {
  addAttribute,
  addCdata,
  addComment,
  addElement,
  addInstruction,
  addText,
  beginTag,
  closeElement,
  createTreeBuilder,
  type TreeBuilder,
} from './tree-builder.ts';

/** A document and what is wrong with it. With no diagnostics the text is well-formed. */
export interface ParsedXml {
  readonly document: XmlDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The tree of an XML text and all its faults; it never throws. The text may begin with a byte order mark. All offsets
 * are UTF-16 code units of `source` as given. Entities of a document type are not expanded.
 */
export function parseXml(source: string): ParsedXml {
  if (source.length > MAX_SOURCE_LENGTH) {
    const values = { what: 'a length', limit: MAX_SOURCE_LENGTH };
    return { document: { source, children: [] }, diagnostics: [createDiagnostic('RP1007', { values })] };
  }
  const builder = createTreeBuilder(source);
  try {
    read(builder, maskLoneSurrogates(builder));
    reportMissingEnd(builder);
  } catch (thrown) {
    if (thrown !== STOP) throw thrown;
  }
  for (const element of builder.open) element.end = builder.at;
  const roots = builder.top.filter((node) => node.kind === 'element');
  reportRoots(builder, roots);
  const [root] = roots;
  const children = builder.top;
  const document = root === undefined ? { source, children } : { source, root, children };
  return { document, diagnostics: builder.diagnostics };
}

function read(builder: TreeBuilder, text: string): void {
  // Namespaces are ours: saxes looks each prefix up in every ancestor, which doubles the time.
  const parser = new SaxesParser({ position: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  let isCut = false;
  parser.on('opentagstart', (tag) => beginTag(builder, tag.name, parser.position));
  parser.on('attribute', (attribute) => addAttribute(builder, attribute.name, attribute.value, parser.position));
  parser.on('opentag', (tag) => addElement(builder, tag.name, tag.isSelfClosing, parser.position));
  parser.on('closetag', (tag) => {
    if (!tag.isSelfClosing) closeElement(builder, parser.position);
  });
  parser.on('text', (value) => {
    // After a cut inside a comment, say, saxes gives the comment as text.
    if (!isCut) addText(builder, value, parser.position);
  });
  // With more than seven handlers V8 makes a dictionary of the parser, which is six times slower: the rare ones are
  // set only where they are needed.
  if (text.includes('<!--')) parser.on('comment', (value) => addComment(builder, value, parser.position));
  if (text.includes('<![CDATA[')) parser.on('cdata', (value) => addCdata(builder, value, parser.position));
  if (text.includes('<?', builder.at)) {
    parser.on('processinginstruction', ({ target, body }) => addInstruction(builder, target, body, parser.position));
  }
  if (text.includes('<!DOCTYPE')) {
    parser.on('doctype', () => {
      builder.at = parser.position;
    });
  }
  parser.on('error', ({ message }) => {
    if (message === 'unexpected end.') isCut = true;
    if (message.startsWith('duplicate attribute')) reportDuplicate(builder, message.slice(21, -1));
    else reportSaxesFault(builder, message, parser.position);
  });
  parser.write(text).close();
}

/** saxes takes a lone surrogate and the character behind it for one character; a replacement of the same length is not. */
function maskLoneSurrogates(log: FaultLog): string {
  const { source } = log;
  if (source.isWellFormed()) return source;
  const start = source.search(/[\ud800-\udfff]/u);
  report(log, 'RP1001', {
    span: { start, end: start + 1 },
    values: { problem: 'half of a surrogate pair stands alone' },
  });
  return source.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

function reportDuplicate(builder: TreeBuilder, name: string): void {
  const again = builder.attributes.slice(0, builder.attributeCount).findLast((attribute) => attribute.name === name);
  const start = again?.span.start ?? builder.tagStart;
  reportFault(builder, { start, end: start + name.length }, `the attribute ${name} is given twice`);
}

/** One diagnostic for all elements that are open at the end: they have one cause. */
function reportMissingEnd({ open, diagnostics, at, faultyNode }: TreeBuilder): void {
  const [innermost, ...others] = open.toReversed();
  if (innermost === undefined || at === faultyNode) return;
  const values = { problem: `<${innermost.name}> is never closed` };
  const related = others.map(({ name, startTag }) => ({ message: `nor is <${name}>`, span: startTag }));
  diagnostics.push(createDiagnostic('RP1001', { span: innermost.startTag, values, related }));
}

function reportRoots({ diagnostics }: TreeBuilder, roots: readonly XmlElement[]): void {
  const second = roots[1];
  if (roots.length === 0 && diagnostics.length === 0) diagnostics.push(createDiagnostic('RP1005'));
  if (second === undefined) return;
  const span = second.startTag;
  const count = roots.filter(({ name }) => name === 'domain').length;
  const problem = `<${second.name}> is a second root element; a document has one`;
  diagnostics.push(
    count > 1
      ? createDiagnostic('RP1003', { span, values: { count } })
      : createDiagnostic('RP1001', { span, values: { problem } }),
  );
}
