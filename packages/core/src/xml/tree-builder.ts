import { type FaultLog, report, reportFault, STOP, stopAtLimit } from './faults.ts';
import { MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES } from './limits.ts';
import {
  checkPrefixedAttributes,
  createNamespaces,
  declareNamespaces,
  leaveNamespaces,
  type Namespaces,
  resolveName,
} from './namespaces.ts';
import { XmlAttribute, XmlElement, type XmlNode, XmlText } from './tree.ts';

/** An element whose content and end are not known yet. */
interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
  endTagStart: number;
  end: number;
}

/** The tree as far as it is read. Each function below takes one event of saxes and the position behind it. */
export interface TreeBuilder extends FaultLog {
  readonly namespaces: Namespaces;
  readonly top: XmlNode[];
  readonly open: OpenElement[];
  nodes: number;
  tagStart: number;
  /** Of the tag being read: the first so many. What is behind them is of a tag before. */
  readonly attributes: XmlAttribute[];
  attributeCount: number;
  hasPrefixes: boolean;
}

const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const NO_ATTRIBUTES: readonly XmlAttribute[] = [];
/** Of empty-element tags; never pushed to, because such an element is never open. */
const NO_CHILDREN: XmlNode[] = [];

/** A builder that has read nothing. */
export function createTreeBuilder(source: string): TreeBuilder {
  return {
    source,
    diagnostics: [],
    // saxes says nothing about white space at the start; the XML declaration is no node.
    at: /^\uFEFF?(?:<\?xml\s[^>]*?\?>)?[ \t\r\n]*/.exec(source)?.[0].length ?? 0,
    faultyNode: -1,
    faults: 0,
    namespaces: createNamespaces(),
    top: [],
    open: [],
    nodes: 0,
    tagStart: 0,
    attributes: [],
    attributeCount: 0,
    hasPrefixes: false,
  };
}

/** The name of a start tag was read, and one character behind it. */
export function beginTag(builder: TreeBuilder, name: string, position: number): void {
  const { source } = builder;
  let start = position - name.length - 2;
  // CR LF counts as one character but takes two places.
  if (source.charCodeAt(start) !== LESS) start -= 1;
  builder.tagStart = start;
  builder.at = start;
  builder.hasPrefixes = false;
  builder.attributeCount = 0;
}

/** An attribute was read up to its closing quote. */
export function addAttribute(builder: TreeBuilder, name: string, value: string, position: number): void {
  const { source, attributes } = builder;
  const end = position - 1;
  const quote = source.charAt(end);
  // Otherwise saxes has reported that the value or its quotes are missing.
  if (quote !== "'" && quote !== '"') return;
  // The raw value is never shorter than the value and cannot contain its quote: a quote here is the opening one.
  let start = end - value.length;
  if (source.charAt(start - 1) !== quote) start = source.lastIndexOf(quote, end - 1) + 1;
  let nameEnd = skipBlanksBack(source, start - 1);
  if (source.charCodeAt(nameEnd - 1) === EQUALS) nameEnd = skipBlanksBack(source, nameEnd - 1);
  const attribute = new XmlAttribute(name, value, nameEnd - name.length, start, position, quote);
  attributes[builder.attributeCount] = attribute;
  builder.attributeCount += 1;
  if (builder.attributeCount > MAX_ATTRIBUTES)
    stopAtLimit(builder, 'attributes of one element', MAX_ATTRIBUTES, attribute.span);
  if (name.includes(':') || name === 'xmlns') builder.hasPrefixes = true;
}

function skipBlanksBack(source: string, from: number): number {
  let at = from;
  while (source.charCodeAt(at - 1) <= 0x20) at -= 1;
  return at;
}

/** A start tag or an empty-element tag was read up to its `>`. */
export function addElement(builder: TreeBuilder, name: string, isEmpty: boolean, position: number): void {
  const { open, tagStart: start, namespaces, hasPrefixes } = builder;
  const attributes = writtenAttributes(builder);
  const depth = open.length;
  if (hasPrefixes) declareNamespaces(namespaces, depth, attributes, builder);
  const uri = resolveName(namespaces, name);
  if (hasPrefixes) checkPrefixedAttributes(namespaces, attributes, builder);
  const children: XmlNode[] = isEmpty ? NO_CHILDREN : [];
  const element = new XmlElement(name, uri, attributes, children, open[depth - 1], start, position) as OpenElement;
  builder.nodes += attributes.length;
  addNode(builder, element, position);
  if (isEmpty) {
    leaveNamespaces(namespaces, depth);
    return;
  }
  if (depth >= MAX_DEPTH) stopAtLimit(builder, 'nested elements', MAX_DEPTH, element.span);
  open.push(element);
}

/** In an array without room for more: with that room the trees of large documents are a quarter larger. */
function writtenAttributes({ attributes, attributeCount }: TreeBuilder): readonly XmlAttribute[] {
  return attributeCount === 0 ? NO_ATTRIBUTES : attributes.slice(0, attributeCount);
}

/** Closes the innermost element. saxes calls this once for each element that an end tag closes, also by mistake. */
export function closeElement(builder: TreeBuilder, position: number): void {
  const { source, open, namespaces } = builder;
  const element = open.pop();
  if (element === undefined) return;
  leaveNamespaces(namespaces, open.length);
  const { name } = element;
  const start = findEndTag(source, name, position);
  if (start === undefined) {
    closeByMistake(builder, element, position);
    return;
  }
  element.endTagStart = start;
  element.end = position;
  builder.at = position;
}

function findEndTag(source: string, name: string, position: number): number | undefined {
  const end = skipBlanksBack(source, position - 1);
  const start = end - name.length - 2;
  const isOurs =
    source.charCodeAt(position - 1) === GREATER &&
    source.charCodeAt(start) === LESS &&
    source.charCodeAt(start + 1) === 0x2f &&
    source.startsWith(name, start + 2);
  return isOurs ? start : undefined;
}

function closeByMistake(builder: TreeBuilder, element: OpenElement, position: number): void {
  const { source, open, at } = builder;
  element.end = at;
  const written = source.slice(at + 2, skipBlanksBack(source, position - 1));
  if (open.some((ancestor) => ancestor.name === written)) {
    report(builder, 'RP1001', {
      span: element.startTag,
      values: { problem: `<${element.name}> is not closed before </${written}>` },
      related: [{ message: `</${written}> is here`, span: { start: at, end: position } }],
    });
    return;
  }
  // saxes now closes every open element, so nothing behind this place could be read as it was meant.
  report(builder, 'RP1001', {
    span: { start: at, end: position },
    values: { problem: `</${written}> closes nothing; the open element is <${element.name}>` },
    related: [{ message: `<${element.name}> begins here`, span: element.startTag }],
  });
  throw STOP;
}

/** Text was read: up to a `<`, or to the end of the source. */
export function addText(builder: TreeBuilder, value: string, position: number): void {
  const { source, open, at: start } = builder;
  const end = source.charCodeAt(position - 1) === LESS ? position - 1 : source.length;
  if (open.length > 0) {
    addNode(builder, new XmlText(value, start, end), end);
    return;
  }
  // A reference is no white space, whatever it stands for.
  if (/[^ \t\r\n]/.test(source.slice(start, end)))
    reportFault(builder, { start, end }, 'there is text outside of the root element');
  builder.at = end;
}

/** A CDATA section was read. */
export function addCdata(builder: TreeBuilder, value: string, position: number): void {
  const text = new XmlText(value, builder.at, position);
  if (builder.open.length === 0) reportFault(builder, text.span, 'there is text outside of the root element');
  addNode(builder, text, position);
}

/** A comment was read up to its second last character: saxes does not wait for the `>`. */
export function addComment(builder: TreeBuilder, value: string, position: number): void {
  const end = builder.source.charCodeAt(position) === GREATER ? position + 1 : position;
  // Without the ">" the comment goes on after a fault, which saxes reports next.
  addNode(builder, { kind: 'comment', value, span: { start: builder.at, end } }, end);
}

/** A processing instruction was read. */
export function addInstruction(builder: TreeBuilder, target: string, value: string, position: number): void {
  addNode(builder, { kind: 'instruction', target, value, span: { start: builder.at, end: position } }, position);
}

function addNode(builder: TreeBuilder, node: XmlNode, end: number): void {
  const { open, top } = builder;
  const parent = open[open.length - 1];
  if (parent === undefined) top.push(node);
  else parent.children.push(node);
  builder.nodes += 1;
  builder.at = end;
  if (builder.nodes > MAX_NODES) stopAtLimit(builder, 'elements, attributes and texts', MAX_NODES, node.span);
}
