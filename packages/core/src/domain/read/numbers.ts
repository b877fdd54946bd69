import { attribute, type XmlElement } from '../../xml/index.ts';
import { type Reading, reportAt } from './reading.ts';

const HEXADECIMAL = /^0[xX][0-9a-fA-F]+$/;
const OCTAL = /^0[0-7]*$/;
const DECIMAL = /^[1-9][0-9]*$/;
/** As C reads it since it has binary numbers (V-BINARY). */
export const BINARY = /^0[bB][01]+$/;

// White space before a number and a plus sign mean nothing.
const withoutSign = (text: string): string => text.replace(/^[ \t\r\n]*\+?/, '');

/** A whole number as C reads it: `0x1f`, `037` (octal), `31`, `+31`, `0b1` if asked for; undefined for anything else. */
export function parseNumber(text: string, hasBinary = false): number | undefined {
  const trimmed = withoutSign(text);
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  if (HEXADECIMAL.test(trimmed)) return Number.parseInt(trimmed.slice(2), 16);
  if (OCTAL.test(trimmed)) return Number.parseInt(trimmed, 8);
  if (hasBinary && BINARY.test(trimmed)) return Number.parseInt(trimmed.slice(2), 2);
  return undefined;
}

/** As {@link parseNumber}, in decimal only: a leading zero means nothing. */
export function parseDecimal(text: string): number | undefined {
  const trimmed = withoutSign(text);
  return /^[0-9]+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** As {@link parseNumber}, in hexadecimal with or without the prefix; the digits. */
export function hexadecimalDigits(text: string, most: number): string | undefined {
  const digits = /^(?:0[xX])?([0-9a-fA-F]+)$/.exec(withoutSign(text))?.[1];
  return digits !== undefined && digits.length <= most ? digits : undefined;
}

export interface NumberBounds {
  readonly min?: number;
  readonly max: number;
  readonly decimal?: boolean;
  /** libvirt reads a signed number and looks at its sign later, so `-0` is a number. */
  readonly signed?: boolean;
}

const UINT_MAX = 0xffff_ffff;

/** The text without the sign of `-0`. */
export function withoutMinusZero(text: string): string {
  return text.replace(/^[ \t\r\n]*(?:-(?=0+$))?/, '');
}

/** Whether C reads -1 there. */
export const isMinusOne = (text: string): boolean => /^[ \t\r\n]*-0*(?:0[xX]0*)?1$/.test(text);

/** A number attribute; undefined when it is not written or faulty (which is reported). */
export function numberAttribute(
  element: XmlElement,
  name: string,
  reading: Pick<Reading, 'diagnostics' | 'facts'>,
  bounds: NumberBounds = { max: UINT_MAX },
): number | undefined {
  const written = attribute(element, name)?.value;
  if (written === undefined) return undefined;
  const text = bounds.signed === true ? withoutMinusZero(written) : written;
  const value = bounds.decimal === true ? parseDecimal(text) : parseNumber(text, reading.facts.binaryNumbers);
  if (value === undefined) {
    reportAt(reading, 'RP2002', element, name, { field: name, value: written });
    return undefined;
  }
  if (value > bounds.max || value < (bounds.min ?? 0)) {
    reportAt(reading, 'RP2029', element, name, { field: name, value: written, min: bounds.min ?? 0, max: bounds.max });
    return undefined;
  }
  return value;
}
