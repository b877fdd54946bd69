import type { XmlQuote } from './tree.ts';

// White space other than the space is written as a reference: a parser would make a space or a line feed of it.
const IN_ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ["'", '&apos;'],
  ['"', '&quot;'],
  ['\t', '&#9;'],
  ['\n', '&#10;'],
  ['\r', '&#13;'],
]);

/** By code; none above that of `<`. */
const IS_ENCODED = Array.from({ length: 0x3d }, (_, code) => IN_ATTRIBUTE.has(String.fromCharCode(code)));

const IN_TEXT: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['\r', '&#13;'],
]);

/** The value as it is written between such quotes. */
export function encodeAttribute(value: string, quote: XmlQuote): string {
  if (isPlain(value)) return value;
  const special = quote === "'" ? /[&<'\t\n\r]/g : /[&<"\t\n\r]/g;
  return value.replace(special, (character) => IN_ATTRIBUTE.get(character) ?? character);
}

// A loop: for values as short as most are a regular expression takes several times as long.
function isPlain(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    if (IS_ENCODED[value.charCodeAt(at)] === true) return false;
  }
  return true;
}

/** The text as it is written between tags. */
export function encodeText(value: string): string {
  if (value === '') return value;
  return value.replace(/[&<>\r]/g, (character) => IN_TEXT.get(character) ?? character);
}
