import { describe, expect, test } from 'vitest';
import { parseXml } from '../../src/xml/index.ts';
import { processorTime } from '../processor-time.ts';
import { SAMPLE } from './helpers.ts';

const million = 1_000_000;

describe('answers with a diagnostic and in time to', () => {
  test.each([
    ['a million nested elements', () => '<a>'.repeat(million), 'RP1007'],
    ['a million attributes', () => `<a ${Array.from({ length: million }, (_, i) => `a${i}=''`).join(' ')}/>`, 'RP1007'],
    ['a million equal attributes', () => `<a ${"a='' ".repeat(million)}/>`, 'RP1007'],
    ['a million elements', () => `<a>${'<b/>'.repeat(million)}</a>`, 'RP1007'],
    ['100 MB', () => `<a>${'x'.repeat(100 * million)}</a>`, 'RP1007'],
    ['NUL bytes', () => `<a>${'\u0000'.repeat(million)}</a>`, 'RP1001'],
    ['only NUL bytes', () => '\u0000'.repeat(million), 'RP1001'],
    ['lone surrogates', () => `<a>${'\uD800'.repeat(million)}</a>`, 'RP1001'],
    ['lone surrogates before markup', () => '\uD800<\uDC00a\uD800=\uD800"\uD800"\uD800/\uD800>\uD800', 'RP1001'],
    ['less-than signs', () => '<'.repeat(million), 'RP1001'],
    ['ampersands', () => `<a>${'&'.repeat(million)}`, 'RP1001'],
    ['ampersands with semicolons', () => `<a>${'& ;'.repeat(million)}`, 'RP1001'],
    ['unknown entities', () => `<a>${'&x;'.repeat(million)}</a>`, 'RP1006'],
    ['an open quote', () => `<a b='${'x'.repeat(10 * million)}`, 'RP1001'],
    ['values with less-than signs', () => `<a b='${'<'.repeat(million)}'/>`, 'RP1001'],
    ['an endless name', () => `<${'a'.repeat(10 * million)}`, 'RP1001'],
    ['an endless comment', () => `<a><!--${'- '.repeat(million)}`, 'RP1001'],
    ['a comment full of dashes', () => `<a><!--${'--'.repeat(million)}`, 'RP1001'],
    ['an endless document type', () => `<!DOCTYPE a [${'<!ENTITY x "y">'.repeat(100_000)}`, 'RP1001'],
    ['end tags', () => '</a>'.repeat(million), 'RP1001'],
    ['roots', () => '<a></a>'.repeat(million), 'RP1007'],
    ['blanks', () => ' '.repeat(10 * million), 'RP1005'],
    ['blanks in a tag', () => `<a${' '.repeat(10 * million)}`, 'RP1001'],
    ['an XML declaration without end', () => `<?xml ${'x '.repeat(million)}`, 'RP1001'],
    ['declarations without names', () => `<a>${'<!x '.repeat(million)}`, 'RP1001'],
    [
      'namespaces declared again and again',
      () =>
        `<a ${Array.from({ length: 9_000 }, (_, i) => `xmlns:p${i}='u'`).join(' ')}>${"<p1:b xmlns:p1='v'/>".repeat(100_000)}`,
      'RP1001',
    ],
    [
      'an entity bomb',
      () =>
        `<!DOCTYPE a [<!ENTITY l0 "l">${Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]><a>&l30;</a>`,
      'RP1006',
    ],
    ['an external entity', () => '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', 'RP1006'],
  ])('%s', (_, make, code) => {
    const source = make();
    const read: ReturnType<typeof parseXml>[] = [];
    expect(processorTime(() => read.push(parseXml(source)))).toBeLessThan(4_000);
    const diagnostics = read[0]?.diagnostics ?? [];
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(diagnostics.length).toBeLessThanOrEqual(1_000);
    for (const { span } of diagnostics) {
      if (span === undefined) continue;
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(source.length);
    }
  });
});

test('a document cut at any offset is faulty', () => {
  const complete = SAMPLE.trimEnd().length;
  const time = processorTime(() => {
    for (let end = 0; end < complete; end += 1) {
      expect(parseXml(SAMPLE.slice(0, end)).diagnostics.length).toBeGreaterThan(0);
    }
  });
  expect(time).toBeLessThan(4_000);
  expect(parseXml(SAMPLE.slice(0, complete)).diagnostics).toEqual([]);
});

test('a document type without used entities is tolerated', () => {
  expect(parseXml('<!DOCTYPE a [<!ENTITY x "y">]><a>&lt;</a>').diagnostics).toEqual([]);
});
