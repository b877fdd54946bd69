/** Below the number of arguments that every engine takes in one call. */
const UNITS_PER_CHUNK = 8192;

export type DecodedUtf8 =
  | { readonly ok: true; readonly source: string }
  /** `offset` is that of the first byte that no valid sequence has at its place. */
  | { readonly ok: false; readonly offset: number };

/**
 * Decodes UTF-8 strictly: no overlong forms, no surrogates, nothing above U+10FFFF. A byte order mark is a character
 * like any other. (`TextDecoder` is no part of the language, and does not tell where the fault is.)
 */
export function decodeUtf8(bytes: Uint8Array): DecodedUtf8 {
  const chunk = new Uint16Array(UNITS_PER_CHUNK);
  const parts: string[] = [];
  let units = 0;
  let at = 0;
  while (at < bytes.length) {
    if (units >= UNITS_PER_CHUNK - 1) {
      parts.push(toText(chunk.subarray(0, units)));
      units = 0;
    }
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      chunk[units++] = byte;
      at += 1;
      continue;
    }
    const length = sequenceLength(byte);
    const invalid = findInvalid(bytes, at, length);
    if (invalid !== undefined) return { ok: false, offset: invalid };
    const code = readSequence(bytes, at, length);
    if (code > 0xffff) {
      chunk[units++] = 0xd800 + ((code - 0x10000) >> 10);
      chunk[units++] = 0xdc00 + (code & 0x3ff);
    } else chunk[units++] = code;
    at += length;
  }
  parts.push(toText(chunk.subarray(0, units)));
  return { ok: true, source: parts.join('') };
}

// Not a spread: that goes through an iterator and takes three times as long.
function toText(units: Uint16Array): string {
  const text: string = Reflect.apply(String.fromCharCode, undefined, units);
  return text;
}

/** 0 for a byte that begins no sequence (C0, C1 and F5 to FF never occur). */
function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** The offset of the byte that breaks the sequence, by table 3-7 of the Unicode standard. */
function findInvalid(bytes: Uint8Array, at: number, length: number): number | undefined {
  if (length === 0) return at;
  const first = bytes[at] ?? 0;
  for (let next = 1; next < length; next += 1) {
    const byte = bytes[at + next] ?? 0;
    const low = next > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = next > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return at + next;
  }
  return undefined;
}

function readSequence(bytes: Uint8Array, at: number, length: number): number {
  let code = (bytes[at] ?? 0) & (0x7f >> length);
  for (let next = 1; next < length; next += 1) code = (code << 6) | ((bytes[at + next] ?? 0) & 0x3f);
  return code;
}
