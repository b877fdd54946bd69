import { describe, expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../src/text/index.ts';
import {
  appendChildren,
  attribute,
  detectStyle,
  type ElementSpec,
  elements,
  insertAfter,
  insertBefore,
  removeAttribute,
  removeElement,
  setAttribute,
  type XmlDocument,
  type XmlElement,
} from '../../src/xml/index.ts';
import { allElements, parsed, rootOf } from './helpers.ts';

const x: ElementSpec = { name: 'x', attributes: [['n', '1']] };
const y: ElementSpec = { name: 'y', attributes: [] };
const nested: ElementSpec = { name: 'o', attributes: [], children: [x, { name: 't', attributes: [], text: 'a<b' }] };

type Edit = (document: XmlDocument, find: (name: string) => XmlElement) => readonly TextEdit[];

function edited(source: string, edit: Edit): string {
  const document = parsed(source);
  const find = (name: string): XmlElement => {
    const found = allElements(rootOf(document)).find((element) => element.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  const result = applyEdits(source, edit(document, find));
  parsed(result);
  return result;
}

describe('appendChildren', () => {
  test.each<[string, string]>([
    ['<a/>', "<a><x n='1'/><y/></a>"],
    ['<a b="1" />', '<a b="1"><x n="1"/><y/></a>'],
    ['<a></a>', "<a><x n='1'/><y/></a>"],
    ['<a><b/></a>', "<a><b/><x n='1'/><y/></a>"],
    ['<a>\n  <b/>\n</a>\n', "<a>\n  <b/>\n  <x n='1'/>\n  <y/>\n</a>\n"],
    ['<a>\r\n\t<b/>\r\n</a>\r\n', "<a>\r\n\t<b/>\r\n\t<x n='1'/>\r\n\t<y/>\r\n</a>\r\n"],
    ['<a>\n  <b/> <!-- c -->\n</a>', "<a>\n  <b/> <!-- c -->\n  <x n='1'/>\n  <y/>\n</a>"],
    ['<a>\n</a>', "<a>\n  <x n='1'/>\n  <y/>\n</a>"],
    ['<a>\n  <b/></a>', "<a>\n  <b/>\n  <x n='1'/>\n  <y/></a>"],
    ['<a/>\n', "<a>\n  <x n='1'/>\n  <y/>\n</a>\n"],
    ['\uFEFF<a/>\r\n', "\uFEFF<a>\r\n  <x n='1'/>\r\n  <y/>\r\n</a>\r\n"],
  ])('%j', (source, expected) => {
    expect(edited(source, (document, find) => [appendChildren(document, find('a'), [x, y])])).toBe(expected);
  });

  test('opens an empty element in the indentation of its neighbours', () => {
    const source = '<d>\n    <disk>\n        <t a="1"/>\n    </disk>\n    <e/>\n</d>';
    const expected = source.replace(
      '<e/>',
      '<e>\n        <o>\n            <x n="1"/>\n            <t>a&lt;b</t>\n        </o>\n    </e>',
    );
    expect(edited(source, (document, find) => [appendChildren(document, find('e'), [nested])])).toBe(expected);
  });
});

describe('insertAfter and insertBefore', () => {
  test.each<[string, string, string]>([
    ['<a><b/></a>', "<a><b/><x n='1'/></a>", "<a><x n='1'/><b/></a>"],
    ['<a>\n  <b/>\n</a>', "<a>\n  <b/>\n  <x n='1'/>\n</a>", "<a>\n  <x n='1'/>\n  <b/>\n</a>"],
    [
      '<a>\n  <b/> <!-- of b -->\n  <c/>\n</a>',
      "<a>\n  <b/> <!-- of b -->\n  <x n='1'/>\n  <c/>\n</a>",
      "<a>\n  <x n='1'/>\n  <b/> <!-- of b -->\n  <c/>\n</a>",
    ],
    ['<a>\n\n\t<b/>text</a>', "<a>\n\n\t<b/>\n\t<x n='1'/>text</a>", "<a>\n\n\t<x n='1'/>\n\t<b/>text</a>"],
  ])('%j', (source, after, before) => {
    expect(edited(source, (document, find) => [insertAfter(document, find('b'), [x])])).toBe(after);
    expect(edited(source, (document, find) => [insertBefore(document, find('b'), [x])])).toBe(before);
  });
});

describe('attributes', () => {
  test.each<[string, string]>([
    ['<a/>', "<a k='v&amp;&apos;\"'/>"],
    ['<a\n  b="1"\n/>', '<a\n  b="1" k="v&amp;\'&quot;"\n/>'],
    ['<a k = "old" b=\'\'/>', "<a k = \"v&amp;'&quot;\" b=''/>"],
    ['<a k=""></a>', '<a k="v&amp;\'&quot;"></a>'],
  ])('are set in %j', (source, expected) => {
    const result = edited(source, (document, find) => [setAttribute(find('a'), 'k', 'v&\'"', detectStyle(document))]);
    expect(result).toBe(expected);
    expect(attribute(rootOf(parsed(result)), 'k')?.value).toBe('v&\'"');
  });

  test.each<[string, string]>([
    ["<a k='1'/>", '<a/>'],
    ["<a b='' \n k='1' c=''/>", "<a b='' c=''/>"],
  ])('are removed from %j', (source, expected) => {
    const edit: Edit = (_, find) =>
      elements(find('a'))
        .concat(find('a'))
        .flatMap((element) => {
          const found = attribute(element, 'k');
          return found === undefined ? [] : [removeAttribute(element, found)];
        });
    expect(edited(source, edit)).toBe(expected);
  });
});

test.each<[string, string]>([
  ['<a><b/><c/></a>', '<a><c/></a>'],
  ['<a>\n  <b>\n  </b>\n  <c/>\n</a>', '<a>\n  <c/>\n</a>'],
  ['<a>\r\n  <b/>\r\n</a>', '<a>\r\n</a>'],
  ['<a>\n  <b/> <c/>\n</a>', '<a>\n   <c/>\n</a>'],
  ['<a>\n  <b/></a>', '<a>\n  </a>'],
])('removeElement %j', (source, expected) => {
  expect(edited(source, (document, find) => [removeElement(document, find('b'))])).toBe(expected);
});

describe('edits go together', () => {
  test('on one empty element', () => {
    const edit: Edit = (document, find) => [
      appendChildren(document, find('b'), [y]),
      setAttribute(find('b'), 'k', 'v', detectStyle(document)),
      insertAfter(document, find('b'), [x]),
      insertBefore(document, find('b'), [y]),
    ];
    expect(edited('<a>\n  <b />\n</a>', edit)).toBe("<a>\n  <y/>\n  <b k='v'>\n    <y/>\n  </b>\n  <x n='1'/>\n</a>");
    expect(edited('<a><b/></a>', edit)).toBe("<a><y/><b k='v'><y/></b><x n='1'/></a>");
  });

  test('replacing an element by others', () => {
    const edit: Edit = (document, find) => [
      insertAfter(document, find('b'), [x]),
      insertBefore(document, find('b'), [y]),
      removeElement(document, find('b')),
      appendChildren(document, find('a'), [nested]),
    ];
    expect(edited('<a><b/></a>', edit)).toBe("<a><y/><x n='1'/><o><x n='1'/><t>a&lt;b</t></o></a>");
    expect(edited('<a>\n <b/>\n</a>', edit)).toBe(
      "<a>\n <y/>\n <x n='1'/>\n <o>\n  <x n='1'/>\n  <t>a&lt;b</t>\n </o>\n</a>",
    );
  });

  test('several insertions at one sibling keep their order', () => {
    const edit: Edit = (document, find) => [x, y, nested].map((spec) => insertAfter(document, find('b'), [spec]));
    expect(edited('<a><b/></a>', edit)).toBe("<a><b/><x n='1'/><y/><o><x n='1'/><t>a&lt;b</t></o></a>");
  });
});

test('detectStyle looks at the neighbourhood', () => {
  const document = parsed('<a>\r\n   <b c="1"/><d/>\r\n</a>');
  const [b, d] = elements(rootOf(document));
  expect(detectStyle(document, b)).toEqual({ lineEnd: '\r\n', step: '   ', quote: '"' });
  expect(detectStyle(document, d)).toEqual({ lineEnd: '', step: '  ', quote: '"' });
  expect(detectStyle(parsed('<a/>'))).toEqual({ lineEnd: '', step: '  ', quote: "'" });
});
