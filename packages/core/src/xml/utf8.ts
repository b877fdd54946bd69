/** What Node and every browser have; the core has the types of no platform. */
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

export type DecodedUtf8 =
  | { readonly ok: true; readonly source: string }
  /** `offset` is that of the first byte that no valid sequence has at its place. */
  | { readonly ok: false; readonly offset: number };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes UTF-8 strictly: no overlong forms, no surrogates, nothing above U+10FFFF. A byte order mark is a character
 * like any other.
 */
export function decodeUtf8(bytes: Uint8Array): DecodedUtf8 {
  try {
    return { ok: true, source: decoder.decode(bytes) };
  } catch (error) {
    const offset = firstInvalid(bytes);
    if (offset === undefined) throw error;
    return { ok: false, offset };
  }
}

/** Where the fault is, which the decoder does not tell. */
function firstInvalid(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    const length = byte < 0x80 ? 1 : sequenceLength(byte);
    const invalid = findInvalid(bytes, at, length);
    if (invalid !== undefined) return invalid;
    at += length;
  }
  return undefined;
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
