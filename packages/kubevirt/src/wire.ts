/** Bytes that are no message; the message of the error says why. */
export class WireError extends Error {}

/** The fields of a message by number; of one that is repeated all, in order. Only length-delimited ones are kept. */
type Fields = ReadonlyMap<number, readonly Uint8Array[]>;

/** The fields that a message of protobuf has; other wire types are passed over, as protobuf does with what it does not know. */
export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, Uint8Array[]>();
  let at = 0;
  const skip = (count: number): void => {
    if (at + count > bytes.length) throw new WireError('a field goes beyond the end of the message');
    at += count;
  };
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) throw new WireError('a number goes beyond the end of the message');
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new WireError('a number has more than ten bytes');
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (number === 0 || number > MOST_NUMBER) throw new WireError('a field has a number that no field can have');
    switch (key % 8) {
      case 0:
        varint();
        break;
      case 1:
        skip(8);
        break;
      case 5:
        skip(4);
        break;
      case 2: {
        const length = varint();
        const from = at;
        skip(length);
        const known = fields.get(number);
        if (known === undefined) fields.set(number, [bytes.subarray(from, at)]);
        else known.push(bytes.subarray(from, at));
        break;
      }
      default:
        throw new WireError('a field has a wire type that is not in use');
    }
  }
  return fields;
}

const MOST_NUMBER = 2 ** 29 - 1;
const NOTHING = new Uint8Array();

/** The bytes of a field; of one that stands twice the last, as protobuf says; nothing where it is absent. */
export function bytesAt(fields: Fields, number: number): Uint8Array {
  return fields.get(number)?.at(-1) ?? NOTHING;
}

/** A field of text. */
export function textAt(fields: Fields, number: number): string {
  return utf8(bytesAt(fields, number), `field ${number}`);
}

/** Text of bytes; {@link WireError} where they are no UTF-8. */
export function utf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WireError(`${what} is not UTF-8`);
  }
}

/** A message of fields with bytes or text, or, for a number, a varint. Empty ones are left out, as protobuf 3 does. */
export function message(
  ...fields: readonly (readonly [number: number, value: Uint8Array | string | number])[]
): Buffer {
  const parts: Uint8Array[] = [];
  for (const [number, value] of fields) {
    if (typeof value === 'number') {
      if (value !== 0) parts.push(varintBytes(number * 8), varintBytes(value));
      continue;
    }
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    if (bytes.length > 0) parts.push(varintBytes(number * 8 + 2), varintBytes(bytes.length), bytes);
  }
  return Buffer.concat(parts);
}

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
