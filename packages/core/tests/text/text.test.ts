import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, createLineIndex, type TextEdit } from '../../src/text/index.ts';

const edit = (start: number, end: number, newText: string): TextEdit => ({ span: { start, end }, newText });

describe('edits', () => {
  test('refer to the original text, in any order', () => {
    expect(applyEdits('abcdef', [edit(4, 5, 'X'), edit(0, 1, ''), edit(2, 2, '--')])).toBe('b--cdXf');
  });

  test('several insertions at one place keep the order of the list, before a replacement there', () => {
    expect(applyEdits('ab', [edit(1, 1, '1'), edit(1, 1, '2'), edit(1, 2, 'B')])).toBe('a12B');
  });

  test('none gives the text itself', () => {
    expect(applyEdits('abc', [])).toBe('abc');
  });

  test.each([
    ['overlapping', [edit(0, 2, ''), edit(1, 3, '')]],
    ['behind the end', [edit(0, 99, '')]],
    ['backwards', [edit(2, 1, '')]],
    ['before the beginning', [edit(-1, 1, '')]],
  ])('%s ones are our own fault', (_, edits) => {
    expect(() => applyEdits('abcdef', edits)).toThrow();
  });

  test('cutting a text to pieces and replacing each by itself is the identity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(50)), (text, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut <= text.length), text.length].sort((a, b) => a - b);
        const edits = places
          .slice(1)
          .map((end, position) => edit(places[position] ?? 0, end, text.slice(places[position], end)));
        expect(applyEdits(text, edits.reverse())).toBe(text);
      }),
    );
  });
});

describe('lines', () => {
  test.each([
    ['', 0, 1, 1],
    ['abc', 3, 1, 4],
    ['a\nb', 2, 2, 1],
    ['a\r\nb', 3, 2, 1],
    ['a\rb', 2, 2, 1],
    ['a\r\nb', 2, 1, 3],
    ['a\n\n\nb', 4, 4, 1],
    ['a\n', 2, 2, 1],
  ])('%j at %i: line %i, column %i', (text, offset, line, column) => {
    expect(createLineIndex(text).position(offset)).toEqual({ line, column });
  });

  test('columns count UTF-16 units', () => {
    expect(createLineIndex('😀x').position(2)).toEqual({ line: 1, column: 3 });
  });

  test('agrees with a plain count at every place', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', 'é')), (parts) => {
        const text = parts.join('');
        const index = createLineIndex(text);
        for (let offset = 0; offset <= text.length; offset += 1) {
          if (text[offset - 1] === '\r' && text[offset] === '\n') continue;
          const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
          expect(index.position(offset)).toEqual({ line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
        }
      }),
    );
  });
});
