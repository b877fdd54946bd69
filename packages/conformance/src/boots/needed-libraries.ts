import { readFileSync } from 'node:fs';

const DYNAMIC = 2;
const LOADABLE = 1;
const NEEDED = 1n;
const STRING_TABLE = 5n;

/** The libraries that a 64-bit ELF program or library names, of any architecture; none of what is something else. */
export function neededLibraries(file: string): readonly string[] {
  const data = readFileSync(file);
  if (data.length < 64 || data.readUInt32BE(0) !== 0x7f454c46 || data[4] !== 2) return [];
  const isLittle = data[5] === 1;
  const u16 = (at: number): number => (isLittle ? data.readUInt16LE(at) : data.readUInt16BE(at));
  const u32 = (at: number): number => (isLittle ? data.readUInt32LE(at) : data.readUInt32BE(at));
  const u64 = (at: number): bigint => (isLittle ? data.readBigUInt64LE(at) : data.readBigUInt64BE(at));
  const [start, size, count] = [Number(u64(32)), u16(54), u16(56)];
  const segments = Array.from({ length: count }, (_, position) => {
    const at = start + position * size;
    return { type: u32(at), offset: Number(u64(at + 8)), address: u64(at + 16), length: Number(u64(at + 32)) };
  });
  const dynamic = segments.find(({ type }) => type === DYNAMIC);
  if (dynamic === undefined) return [];
  const entries = Array.from({ length: Math.floor(dynamic.length / 16) }, (_, position) => {
    const at = dynamic.offset + position * 16;
    return { tag: u64(at), value: u64(at + 8) };
  });
  const strings = entries.find(({ tag }) => tag === STRING_TABLE)?.value ?? 0n;
  const holder = segments.find(
    ({ type, address, length }) => type === LOADABLE && address <= strings && strings < address + BigInt(length),
  );
  if (holder === undefined) return [];
  const table = holder.offset + Number(strings - holder.address);
  return entries
    .filter(({ tag }) => tag === NEEDED)
    .map(({ value }) => {
      const at = table + Number(value);
      return data.toString('latin1', at, data.indexOf(0, at));
    });
}
