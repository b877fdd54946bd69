import { expect } from 'vitest';
import type { XmlDocument, XmlElement, XmlNode } from '../../src/xml/index.ts';
import { parseXml } from '../../src/xml/index.ts';

export const SAMPLE = `<?xml version='1.0' encoding='UTF-8'?>
<!-- made by hand -->
<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>sample &amp; more</name>
  <os><type arch='x86_64' machine="pc-q35-9.0">hvm</type></os>
  <devices>
${Array.from(
  { length: 14 },
  (_, index) => `    <disk type='file' device='disk'> <!-- ${index} -->
      <source file='/images/${index}.qcow2'/>
      <target dev='vd${index}' bus='virtio'/>
    </disk>
`,
).join('')}    <memballoon model='none'/>
  </devices>
  <description><![CDATA[a <b> & c]]></description>
  <qemu:commandline><qemu:arg value='-S'/></qemu:commandline>
</domain>
`;

/** The document of a text without faults. */
export function parsed(source: string): XmlDocument {
  const { document, diagnostics } = parseXml(source);
  expect(diagnostics).toEqual([]);
  return document;
}

export function rootOf(document: XmlDocument): XmlElement {
  if (document.root === undefined) throw new Error('no root');
  return document.root;
}

/** Every element below and including one, in order. */
export function allElements(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap((node) => (node.kind === 'element' ? allElements(node) : []))];
}

/** The content of a tree without its places, for comparisons; adjacent texts are one. */
export type Plain =
  | {
      readonly name: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly children: readonly Plain[];
    }
  | string;

export function plain(element: XmlElement): Plain {
  const attributes = Object.fromEntries(element.attributes.map(({ name, value }) => [name, value]));
  return { name: element.name, attributes, children: joinTexts(element.children.map(plainNode)) };
}

function plainNode(node: XmlNode): Plain {
  if (node.kind === 'element') return plain(node);
  if (node.kind === 'text') return node.value;
  return node.kind === 'comment' ? `<!--${node.value}-->` : `<?${node.target} ${node.value}?>`;
}

export function joinTexts(children: readonly Plain[]): readonly Plain[] {
  const joined: Plain[] = [];
  for (const each of children) {
    const last = joined.at(-1);
    const isMarkup = typeof each === 'string' && each.startsWith('<');
    if (typeof each === 'string' && typeof last === 'string' && !isMarkup && !last.startsWith('<')) {
      joined[joined.length - 1] = last + each;
    } else joined.push(each);
  }
  return joined;
}

/** Asserts that every span of the document is what it claims to be, and that the nodes fill their parents. */
export function expectExactSpans(document: XmlDocument): void {
  for (const element of document.root === undefined ? [] : allElements(document.root)) {
    expectExactElement(document.source, element);
  }
}

function expectExactElement(source: string, element: XmlElement): void {
  const { name, span, startTag, endTag, attributes, children } = element;
  const tag = source.slice(startTag.start, startTag.end);
  expect(tag.startsWith(`<${name}`)).toBe(true);
  expect(tag.endsWith('>')).toBe(true);
  expect(span.start).toBe(startTag.start);
  expect(span.end).toBe(endTag?.end ?? startTag.end);
  for (const { name: key, span: whole, valueSpan, quote } of attributes) {
    const written = source.slice(whole.start, whole.end);
    expect(written.startsWith(key)).toBe(true);
    expect(written.slice(key.length)).toMatch(/^\s*=\s*["']/);
    expect(written.endsWith(quote + source.slice(valueSpan.start, valueSpan.end) + quote)).toBe(true);
    expect(source.slice(valueSpan.start, valueSpan.end)).not.toContain(quote);
    expect(valueSpan.end).toBe(whole.end - 1);
  }
  if (endTag === undefined) return;
  expect(source.slice(endTag.start, endTag.end)).toMatch(/^<\/[^<>]*>$/);
  const ends = [startTag.end, ...children.map((node) => node.span.end)];
  expect(ends).toEqual([...children.map((node) => node.span.start), endTag.start]);
}
