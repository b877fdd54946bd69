/** An element as the comparator sees it: no positions, no comments, text pieces joined. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

/** The text is not an XML document that the comparator can read. */
export class XmlError extends Error {}

interface OpenNode {
  name: string;
  attributes: Map<string, string>;
  children: OpenNode[];
  text: string;
}

interface Reader {
  readonly source: string;
  readonly holder: OpenNode;
  readonly stack: OpenNode[];
  at: number;
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (all: string, body: string) => {
    if (!body.startsWith('#')) return NAMED.get(body) ?? all;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10);
    return Number.isFinite(code) && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

function openNode(name: string): OpenNode {
  return { name, attributes: new Map(), children: [], text: '' };
}

function fail(reader: Reader, why: string, where = reader.at): never {
  throw new XmlError(`line ${reader.source.slice(0, where).split('\n').length}: ${why}`);
}

function until(reader: Reader, mark: string, from: number, what: string): number {
  const end = reader.source.indexOf(mark, from);
  return end < 0 ? fail(reader, `${what} is not closed`, from) : end;
}

/** A document type or the like, with its internal subset. */
function skipDeclaration(reader: Reader): void {
  let depth = 0;
  for (let i = reader.at; i < reader.source.length; i += 1) {
    const character = reader.source[i];
    if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (character === '>' && depth === 0) {
      reader.at = i + 1;
      return;
    }
  }
  fail(reader, 'declaration is not closed');
}

/** Reads comments, CDATA, processing instructions and declarations; false where a tag begins. */
function readMarkup(reader: Reader, here: OpenNode): boolean {
  const { source, at } = reader;
  if (source.startsWith('<!--', at)) {
    reader.at = until(reader, '-->', at + 4, 'comment') + 3;
  } else if (source.startsWith('<![CDATA[', at)) {
    const end = until(reader, ']]>', at + 9, 'CDATA section');
    here.text += source.slice(at + 9, end);
    reader.at = end + 3;
  } else if (source.startsWith('<?', at)) {
    reader.at = until(reader, '?>', at + 2, 'processing instruction') + 2;
  } else if (source.startsWith('<!', at)) {
    skipDeclaration(reader);
  } else {
    return false;
  }
  return true;
}

function readEndTag(reader: Reader, here: OpenNode): void {
  const end = until(reader, '>', reader.at, 'end tag');
  const name = reader.source.slice(reader.at + 2, end).trim();
  if (reader.stack.length === 1 || here.name !== name) fail(reader, `unexpected </${name}>`);
  reader.stack.pop();
  reader.at = end + 1;
}

function readAttributes(reader: Reader, node: OpenNode): void {
  const pattern = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
  for (;;) {
    pattern.lastIndex = reader.at;
    const found = pattern.exec(reader.source);
    const name = found?.[1];
    if (!found || name === undefined) return;
    if (node.attributes.has(name)) fail(reader, `attribute ${name} given twice`);
    node.attributes.set(name, decode(found[2] ?? found[3] ?? ''));
    reader.at = pattern.lastIndex;
  }
}

function readStartTag(reader: Reader, here: OpenNode): void {
  const head = /<([A-Za-z_][\w.:-]*)/y;
  head.lastIndex = reader.at;
  const name = head.exec(reader.source)?.[1];
  if (name === undefined) fail(reader, 'a bare < sign');
  if (here === reader.holder && here.children.length > 0) fail(reader, 'more than one root element');
  const node = openNode(name);
  reader.at = head.lastIndex;
  readAttributes(reader, node);
  const tail = /\s*(\/?)>/y;
  tail.lastIndex = reader.at;
  const found = tail.exec(reader.source);
  if (!found) fail(reader, `malformed tag <${node.name}>`);
  here.children.push(node);
  if (found[1] === '') reader.stack.push(node);
  reader.at = tail.lastIndex;
}

function readText(reader: Reader, here: OpenNode): void {
  const { source, at } = reader;
  const open = source.indexOf('<', at);
  const text = source.slice(at, open < 0 ? source.length : open);
  if (text.trim() !== '') {
    if (here === reader.holder) fail(reader, 'text outside the root element');
    here.text += decode(text);
  }
  reader.at = open < 0 ? source.length : open;
}

/**
 * The root element of a document. Independent of the core's parser on purpose: it is the second opinion in every
 * comparison. Throws XmlError.
 */
export function parseXml(text: string): XmlNode {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const holder = openNode('#document');
  const reader: Reader = { source, holder, stack: [holder], at: 0 };
  while (reader.at < source.length) {
    const here = reader.stack.at(-1) ?? holder;
    readText(reader, here);
    if (reader.at >= source.length) break;
    if (readMarkup(reader, here)) continue;
    if (source[reader.at + 1] === '/') readEndTag(reader, here);
    else readStartTag(reader, here);
  }
  if (reader.stack.length > 1) fail(reader, `<${reader.stack.at(-1)?.name}> is not closed`, source.length);
  return holder.children[0] ?? fail(reader, 'no root element');
}
