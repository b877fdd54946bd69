import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer } from '../src/answer.ts';
import { bytesAt, message, readFields, textAt, WireError } from '../src/wire.ts';
import { SETTINGS } from './guests.ts';

describe('messages', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 29 - 1 }), { maxLength: 8 }),
        fc.string(),
        (numbers, text) => {
          const written = message(...numbers.map((number) => [number, `${text}${number}`] as const));
          const fields = readFields(written);
          for (const number of numbers) expect(textAt(fields, number)).toBe(`${text}${number}`);
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });

  test('of other kinds of fields are passed over, and the last of a field counts', () => {
    const bytes = Buffer.concat([
      message([7, 300]),
      Buffer.from([0x0d, 1, 2, 3, 4]),
      message([1, 'a']),
      message([1, 'b']),
    ]);
    expect(textAt(readFields(bytes), 1)).toBe('b');
    expect(bytesAt(readFields(bytes), 2)).toHaveLength(0);
  });

  test.each([
    ['an end amidst a number', [0x80]],
    ['a number without end', Array(12).fill(0xff)],
    ['field 0', [0x02, 0]],
    ['a group', [0x0b]],
    ['more bytes than there are', [0x0a, 5, 1]],
    ['a length of 2^60', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['half a fixed number', [0x09, 1]],
  ])('with %s are refused', (_, bytes) => {
    expect(() => readFields(Uint8Array.from(bytes))).toThrow(WireError);
  });

  test('of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readFields(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});

test('an answer never throws, and a bug is told as one', () => {
  const question = {
    domain: Buffer.from('<domain/>'),
    vmi: Buffer.from('{"metadata":{"annotations":{"rootport/reserve":"1"}}}'),
  };
  const planner = () => {
    throw new Error('oh');
  };
  expect(answer(question, { ...SETTINGS, planner })).toMatchObject({
    ok: false,
    reason: 'bug',
    text: expect.stringContaining('RP5007'),
  });
});
