import * as second from '@rgrove/parse-xml';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/text/index.ts';
import { appendChildren, parseXml, setAttribute } from '../../src/xml/index.ts';
import { allElements, expectExactSpans, joinTexts, type Plain, parsed, plain, rootOf } from './helpers.ts';

const blank = fc.constantFrom('', ' ', '\n', '\r\n', '\t ');
const name = fc.constantFrom('a', 'disk', 'é', 'x-y.z', '_1');
const piece = fc.constantFrom('a', 'b c', '&amp;', '&#65;', '&#x1F600;', '😀', 'é', '\r\n', '\n', '\t', ']', '=', 'x>');
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''));
const key = fc.constantFrom('k', 'l', 'm', 'n-1');
const attributes = fc
  .uniqueArray(fc.tuple(key, text, fc.constantFrom('"', "'"), blank, blank), {
    selector: ([each]) => each,
    maxLength: 4,
  })
  .map((all) => all.map(([k, value, quote, a, b]) => `${b} ${k}${a}=${b}${quote}${value}${quote}`).join(''));
const other = fc.constantFrom('<!-- c <! - a> -->', '<![CDATA[<&>]]>', '<?p q <?>');

const { element } = fc.letrec<{ element: string; node: string }>((tie) => ({
  node: fc.oneof({ maxDepth: 4, depthSize: 'small' }, text, other, tie('element')),
  element: fc
    .tuple(name, attributes, blank, fc.option(fc.array(tie('node'), { maxLength: 5 })))
    .map(([tag, written, space, nodes]) =>
      nodes === null ? `<${tag}${written}${space}/>` : `<${tag}${written}${space}>${nodes.join('')}</${tag}${space}>`,
    ),
}));
const prolog = fc.constantFrom('', '\uFEFF', ' \r\n', '<?xml version="1.0"?>\r\n', '<!-- <a> -->', '<?p <a>?>\n');

test('spans are exact, and parse-xml reads the same tree', () => {
  fc.assert(
    fc.property(prolog, element, (before, body) => {
      const source = before + body;
      const document = parsed(source);
      expectExactSpans(document);
      const { root } = second.parseXml(source, { preserveCdata: true, preserveComments: true });
      if (root === null) throw new Error('no root');
      expect(plain(rootOf(document))).toEqual(plainOfSecond(root));
    }),
    { numRuns: 400 },
  );
});

function plainOfSecond(each: second.XmlElement): Plain {
  const children = each.children.map((node): Plain => {
    if (node instanceof second.XmlElement) return plainOfSecond(node);
    if (node instanceof second.XmlText) return node.text;
    if (node instanceof second.XmlComment) return `<!--${node.content}-->`;
    if (node instanceof second.XmlProcessingInstruction) return `<?${node.name} ${node.content}?>`;
    throw new Error('a node that the source cannot have');
  });
  return { name: each.name, attributes: { ...each.attributes }, children: joinTexts(children) };
}

test('no text makes it throw, and a text without diagnostics is accepted by parse-xml', () => {
  const junk = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '/',
      '<a',
      '</a>',
      '<a>',
      '"',
      "'",
      '=',
      '&',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
    ),
    fc.constantFrom(
      '?>',
      '<!DOCTYPE',
      '[',
      ']',
      ' ',
      '\r',
      '\n',
      'xml',
      ':',
      'xmlns',
      '\uD800',
      '\uDC00',
      '\uFEFF',
      '\u0000',
    ),
    fc.string({ maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(junk, { maxLength: 20 }), (pieces) => {
      const source = pieces.join('');
      const { document, diagnostics } = parseXml(source);
      for (const { span } of diagnostics) {
        if (span === undefined) continue;
        expect(0 <= span.start && span.start <= span.end && span.end <= source.length).toBe(true);
      }
      if (diagnostics.length === 0) {
        expectExactSpans(document);
        second.parseXml(source);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('edits anywhere change only what they say', () => {
  fc.assert(
    fc.property(element, fc.nat(), fc.string({ unit: 'grapheme' }), (source, pick, raw) => {
      const value = raw.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
      const document = parsed(source);
      const all = allElements(rootOf(document));
      const index = pick % all.length;
      const target = all[index] ?? rootOf(document);
      const style = { lineEnd: '', step: '  ', quote: "'" } as const;
      const specs = [{ name: 'new', attributes: [['v', value]] as const, text: value }];
      const edits = [appendChildren(document, target, specs), setAttribute(target, 'k', value, style)];
      const after = allElements(rootOf(parsed(applyEdits(source, edits))));
      expect(after).toHaveLength(all.length + 1);
      const changed = after[index];
      expect(changed?.attributes.find((each) => each.name === 'k')?.value).toBe(value);
      const added = changed?.children.findLast((node) => node.kind === 'element');
      expect(added?.attributes[0]?.value).toBe(value);
      expect(added?.children.map((node) => (node.kind === 'text' ? node.value : '')).join('')).toBe(value);
    }),
    { numRuns: 400 },
  );
});
