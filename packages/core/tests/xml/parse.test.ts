import { describe, expect, test } from 'vitest';
import { describeDiagnostic } from '../../src/diagnostics/index.ts';
import { attribute, child, elementPath, elements, parseXml, textOf } from '../../src/xml/index.ts';
import { allElements, expectExactSpans, parsed, rootOf, SAMPLE } from './helpers.ts';

describe('spans are exact with', () => {
  test.each([
    ['a domain', SAMPLE],
    ['CR LF', SAMPLE.replaceAll('\n', '\r\n')],
    ['CR alone', SAMPLE.replaceAll('\n', '\r')],
    ['a byte order mark', `\uFEFF${SAMPLE}`],
    ['emoji', SAMPLE.replaceAll('hand', '😀').replaceAll('/images', '/💾/äö').replace('more', '🦊')],
    ['line breaks in tags', '<a\r\n  b\r\n =\r\n "1"\n c=\'2\'\r\n><d\r\n/><e>\r\n</e\r\n></a\n>'],
    ['other quotes', `<a b="it's" c='"' d="" e=''/>`],
    ['values that repeat names', `<a a="a" b='a="a"' c="&quot;'&quot;'"/>`],
    ['references', '<a b="&lt;&#65;&#x1F600;&amp;">&gt;x&#10;</a>'],
    ['line breaks in values', '<a b="1\r\n2\t3" c="\n"/>'],
    ['CDATA, comments and instructions', '<a><![CDATA[<b>]]]]><!-- <! - a> --><?p <a?>?></a>'],
    ['a document type', '<!DOCTYPE a [<!ELEMENT a ANY><!-- <! ]> --><?x y?>]>\n<!--c--><a/>'],
    ['no spaces', '<a><b/><c></c>x<d e="f"/></a>'],
    ['long values', `<a b='${'x'.repeat(100_000)}'>${'y'.repeat(100_000)}</a>`],
  ])('%s', (_, source) => expectExactSpans(parsed(source)));
});

// As libvirt takes or refuses each as the kind of a guest.
test.each([
  ['hvm<!-- x -->', 'hvm'],
  ['\n<!-- x -->hvm', 'hvm'],
  ['<b/>h<c>vm</c>\n', 'hvm'],
  [' <b> <c/> </b>hvm', 'hvm'],
  ['hvm<!-- x -->\n', 'hvm\n'],
  ['h<b/>\nvm', 'h\nvm'],
  ['<b>hvm<c> </c></b>', 'hvm '],
])('the text of %j', (written, text) => expect(textOf(rootOf(parsed(`<a>${written}</a>`)))).toBe(text));

test('reads names, namespaces, values and text', () => {
  const root = rootOf(parsed(SAMPLE));
  const commandline = child(root, 'qemu:commandline');
  expect(commandline?.uri).toBe('http://libvirt.org/schemas/domain/qemu/1.0');
  expect(root.uri).toBe('');
  expect(textOf(child(root, 'name') ?? root)).toBe('sample & more');
  expect(textOf(child(root, 'description') ?? root)).toBe('a <b> & c');
  const devices = child(root, 'devices') ?? root;
  expect(elements(devices, 'disk')).toHaveLength(14);
  expect(elements(devices)).toHaveLength(15);
  expect(elementPath(elements(devices, 'disk')[1] ?? root)).toBe('/domain/devices/disk[2]');
  expect(elementPath(elements(devices, 'memballoon')[0] ?? root)).toBe('/domain/devices/memballoon');
  expect(attribute(root, 'type')?.value).toBe('kvm');
  for (const element of allElements(root)) {
    for (const inner of elements(element)) expect(inner.parent).toBe(element);
  }
});

test('keeps the nodes outside the root', () => {
  const { children } = parsed('<?xml version="1.0"?>\n<!--a--><?p q?><d/>\n<!--b-->\n');
  expect(children.map(({ kind }) => kind)).toEqual(['comment', 'instruction', 'element', 'comment']);
  expect(children[0]?.span).toEqual({ start: 22, end: 30 });
});

test('takes colons that separate no prefix for a part of the name, as libvirt does', () => {
  const root = rootOf(parsed('<a><x:y:z :b=""/><:c/></a>'));
  expect(elements(root).map(({ name }) => name)).toEqual(['x:y:z', ':c']);
});

test('undoes namespaces at the end of their element', () => {
  const root = rootOf(parsed('<a xmlns="u"><b xmlns="v" xmlns:p="w"><p:c/></b><d/><e xmlns=""/></a>'));
  expect(allElements(root).map(({ name, uri }) => `${name} ${uri}`)).toEqual(['a u', 'b v', 'p:c w', 'd u', 'e ']);
});

describe('tells the fault and its place', () => {
  test.each([
    ['', 'RP1005', ''],
    ['\uFEFF \n', 'RP1005', ''],
    ['<a><b></a>', '<b> is not closed before </a>', '<b>'],
    ['<a></b></a>', '</b> closes nothing; the open element is <a>', '</b>'],
    ['<a><b>', '<b> is never closed', '<b>'],
    ['<a b="1" b="2"/>', 'the attribute b is given twice', 'b'],
    ['<a b=1></a>', 'the value of an attribute is not quoted', '1'],
    ['<a b></a>', 'the attribute before this place has no value', '>'],
    ['<a b="1"c="2"/>', 'a space is missing between two attributes', 'c'],
    ['<a b="<"/>', '"<" is in the value of an attribute: a closing quote is missing, or write it as &lt;', '<'],
    ['<a>AT&T</a>', '"&" begins no reference; write a literal "&" as &amp;', '&'],
    ['<a>x & y;</a>', '"&" begins no reference; write a literal "&" as &amp;', '&'],
    ['<a>x &amp; &lt <b/>;</a>', '"&" begins no reference; write a literal "&" as &amp;', '&'],
    ['<a>&nbsp;</a>', 'the entity &nbsp; is not one of the five that XML knows by itself', '&nbsp;'],
    ['<a b="&#0;"/>', '&#0; is not a character that XML allows', '&#0;'],
    ['<a>\u0000</a>', 'the character U+0000 is not allowed in XML', '\u0000'],
    ['<a>\uD800</a>', 'half of a surrogate pair stands alone', '\uD800'],
    ['<a>1 < 2</a>', '"<" is not followed by a name; write a literal "<" as &lt;', ' '],
    ['<a>]]></a>', '"]]>" is not allowed in text; write it as ]]&gt;', '>'],
    ['<a><!-- -- --></a>', '"--" is not allowed inside a comment', ' '],
    ['<a/>x', 'there is text outside of the root element', 'x'],
    ['<a/>&#32;', 'there is text outside of the root element', '&#32;'],
    ['<a/><b/>', '<b> is a second root element; a document has one', '<b/>'],
    ['<domain/>\n<domain/>', 'the document has 2 <domain> elements; one is expected', '<domain/>'],
    ['<a xmlns:p="u" xmlns:q="u" p:x="" q:x=""/>', 'the attribute q:x is given twice', 'q:x'],
    ['<a><!-- x', 'the text ends inside a comment that begins here', '<!-- x'],
    ['<a b="x', 'the text ends inside a tag that begins here', '<a b="x'],
  ])('%j', (source, problem, place) => {
    const { diagnostics } = parseXml(source);
    const [first] = diagnostics;
    expect(diagnostics).toHaveLength(1);
    if (first === undefined) return;
    expect([first.code, describeDiagnostic(first).message]).toContain(problem);
    expect(source.slice(first.span?.start ?? 0, first.span?.end ?? 0)).toBe(place);
  });
});

test('goes on after a fault', () => {
  const { document, diagnostics } = parseXml('<a><b c=1 /><d>&x;</d><e><f></e><g/></a>');
  expect(diagnostics.map(({ code }) => code)).toEqual(['RP1001', 'RP1006', 'RP1001']);
  expect(elements(rootOf(document)).map(({ name }) => name)).toEqual(['b', 'd', 'e', 'g']);
});

test('a prefix that is not declared is a part of the name, as libvirt has it', () => {
  const { document, diagnostics } = parseXml('<p:a p:b="1"/>');
  expect(diagnostics).toEqual([]);
  expect(rootOf(document)).toMatchObject({ name: 'p:a', uri: '' });
});

test.each([
  ['domain', 'type', '{domain}'],
  ['os', 'firmware', '<domain>{os}</domain>'],
  ['type', 'machine', '<domain><os>{type}</os></domain>'],
  ['smbios', 'mode', '<domain><os>{smbios}</os></domain>'],
  ['maxMemory', 'slots', '<domain>{maxMemory}</domain>'],
])('of %s %s is the attribute without a prefix, as libvirt asks for it by a path', (name, attributeName, around) => {
  const element = `<${name} xmlns:q='urn:q' q:${attributeName}='a' ${attributeName}='b'/>`;
  const { document } = parseXml(around.replace(`{${name}}`, element));
  const found = allElements(rootOf(document)).find((one) => one.name === name);
  expect(found && attribute(found, attributeName)?.value).toBe('b');
});
