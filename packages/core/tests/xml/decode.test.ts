import { describe, expect, test } from 'vitest';
import { describeDiagnostic } from '../../src/diagnostics/index.ts';
import { decodeXml } from '../../src/xml/index.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each(['', '<a/>', '\uFEFF<a/>', 'ä€😀\u0000\u07ff\u0800\uffff\u{10ffff}', 'x'.repeat(8191) + '😀'.repeat(9000)])(
  'gives the text whose bytes these are',
  (text) => {
    expect(decodeXml(utf8(text))).toEqual({ ok: true, source: text });
  },
);

test.each(['UTF-8', 'utf-8', 'US-ASCII', 'Utf-8', 'ISO-8859-1', 'UTF-16', 'x'])(
  'accepts the declaration of %s',
  (encoding) => {
    expect(decodeXml(utf8(`\uFEFF<?xml version="1.0" encoding='${encoding}'?><a/>`)).ok).toBe(true);
  },
);

describe('refuses', () => {
  test.each([
    ['UTF-16 little-endian', Uint8Array.of(0xff, 0xfe, 0x3c, 0), 'its byte order mark says UTF-16'],
    ['UTF-16 big-endian', Uint8Array.of(0xfe, 0xff, 0, 0x3c), 'its byte order mark says UTF-16'],
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0), 'its byte order mark says UTF-32'],
    ['UTF-16 without a mark', Uint8Array.of(0x3c, 0, 0x61, 0), 'it begins like UTF-16'],
    [
      'Latin-1',
      latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e4</a>'),
      'its XML declaration names the encoding "ISO-8859-1"',
    ],
    ['Latin-1 undeclared', latin1('<a>\u00e4</a>'), 'the byte at offset 4 is not valid there'],
    ['an overlong form', Uint8Array.of(0x41, 0xc0, 0x80), 'the byte at offset 1 is not valid there'],
    ['an overlong form of three', Uint8Array.of(0xe0, 0x9f, 0xbf), 'the byte at offset 1 is not valid there'],
    ['a surrogate', Uint8Array.of(0xed, 0xa0, 0x80), 'the byte at offset 1 is not valid there'],
    ['a character too high', Uint8Array.of(0xf4, 0x90, 0x80, 0x80), 'the byte at offset 1 is not valid there'],
    ['a cut', Uint8Array.of(0x41, 0xe2, 0x82), 'the byte at offset 3 is not valid there'],
  ])('%s', (_, bytes, problem) => {
    const decoded = decodeXml(bytes);
    expect(decoded.ok).toBe(false);
    if (!decoded.ok) expect(describeDiagnostic(decoded.diagnostic).message).toBe(`the text is not UTF-8: ${problem}`);
  });
});

test('agrees with TextDecoder on two-byte and three-byte mixtures', () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let first = 0x7e; first < 0x100; first += 1) {
    for (const rest of [
      [0x80],
      [0xbf, 0xbf],
      [0x8f, 0x80, 0x80],
      [0x90, 0x80, 0x80],
      [0x9f, 0x80],
      [0xa0, 0x80],
      [0xc0],
    ]) {
      const bytes = Uint8Array.of(0x41, first, ...rest);
      let expected: string | undefined;
      try {
        expected = strict.decode(bytes);
      } catch {
        expected = undefined;
      }
      const decoded = decodeXml(bytes);
      expect(decoded.ok ? decoded.source : undefined).toBe(expected);
    }
  }
});
