const NUMBER = /^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+)$/;

// Registers, I/O ports and interrupts are hexadecimal with or without the prefix.
const HEXADECIMAL_NAMES = ['reg', 'iobase', 'irq', 'base'];

/** True when two spellings of an attribute mean the same: 0x1d, 29 and 035 are one number. */
export function sameValue(name: string, a: string, b: string): boolean {
  if (a === b) return true;
  const left = a.trim().replace(/^(?:\+|-(?=0+$))/, '');
  if (!NUMBER.test(left) && !HEXADECIMAL_NAMES.includes(name)) return false;
  return toNumber(name, left) === toNumber(name, b);
}

function toNumber(name: string, text: string): bigint | string {
  const digits = HEXADECIMAL_NAMES.includes(name) && !/^0[xX]/.test(text) ? `0x${text}` : text;
  const isOctal = /^0[0-7]+$/.test(digits) && OCTAL_NAMES.includes(name);
  if (!NUMBER.test(digits)) return digits;
  return BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
}

const OCTAL_NAMES = ['domain', 'bus', 'slot', 'function', 'chassis', 'chassisNr', 'port', 'busNr'];
