import { checkArguments, isBytes } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { decodeUtf8 } from './utf8.ts';

/** The text, or why the bytes are none. */
export type DecodedXml =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** The first bytes of a text in an encoding other than UTF-8; the longer marks come before their own beginnings. */
const FOREIGN_STARTS = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], problem: 'its byte order mark says UTF-32' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], problem: 'its byte order mark says UTF-32' },
  { bytes: [0xff, 0xfe], problem: 'its byte order mark says UTF-16' },
  { bytes: [0xfe, 0xff], problem: 'its byte order mark says UTF-16' },
  { bytes: [0x3c, 0x00, 0x00, 0x00], problem: 'it begins like UTF-32' },
  { bytes: [0x00, 0x00, 0x00, 0x3c], problem: 'it begins like UTF-32' },
  { bytes: [0x3c, 0x00], problem: 'it begins like UTF-16' },
  { bytes: [0x00, 0x3c], problem: 'it begins like UTF-16' },
] as const satisfies readonly { readonly bytes: readonly number[]; readonly problem: string }[];

/** Enough for the longest sensible XML declaration. */
const DECLARATION_BYTES = 512;

/** The first byte of the mark in UTF-8. */
const BYTE_ORDER_MARK = 0xef;
const QUESTION_MARK = 0x3f;

/** The text of a file. A byte order mark stays in it, so that encoding the text gives the same bytes again. */
export function decodeXml(bytes: Uint8Array): DecodedXml {
  checkArguments('decodeXml', { bytes: [bytes, isBytes] });
  const foreign = FOREIGN_STARTS.find((start) => start.bytes.every((byte, index) => bytes[index] === byte));
  if (foreign !== undefined) return refuse(foreign.problem);
  const decoded = decodeUtf8(bytes);
  if (decoded.ok) return decoded;
  // As libvirt does, the text is read as UTF-8 whatever is declared (T-ENCODING), but that explains wrong bytes best.
  const declared = declaredEncoding(bytes);
  const isOther = declared !== undefined && !/^(utf-?8|us-ascii|ascii)$/i.test(declared);
  return refuse(
    isOther
      ? `its XML declaration names the encoding "${declared}"`
      : `the byte at offset ${decoded.offset} is not valid there`,
  );
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  // Most documents have no declaration, and fleets many documents.
  if (bytes[0] !== BYTE_ORDER_MARK && bytes[1] !== QUESTION_MARK) return undefined;
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_BYTES));
  const match = /^(?:\u00ef\u00bb\u00bf)?<\?xml\s[^>]*?\bencoding\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/.exec(start);
  return match?.[1] ?? match?.[2];
}

function refuse(problem: string): DecodedXml {
  return { ok: false, diagnostic: createDiagnostic('RP1004', { values: { problem } }) };
}
