import { checkArguments, isText } from '../basics/index.ts';

const ADDRESS = /^(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})\.([0-7])$/i;

export interface HostAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

/** An address in the one form that is used for it (H-ADDR); undefined for anything else. Without domain: 0000. */
export function normalAddress(text: string): string | undefined {
  checkArguments('normalAddress', { text: [text, isText] });
  const at = hostAddress(text.trim());
  return at === undefined ? undefined : formatHostAddress(at);
}

/** The parts of an address. */
export function hostAddress(text: string): HostAddress | undefined {
  const [, domain = '0', bus = '', slot = '', fn = ''] = ADDRESS.exec(text) ?? [];
  const number = Number.parseInt(slot, 16);
  if (fn === '' || number > 0x1f) return undefined;
  return { domain: Number.parseInt(domain, 16), bus: Number.parseInt(bus, 16), slot: number, function: Number(fn) };
}

export function formatHostAddress({ domain, bus, slot, function: fn }: HostAddress): string {
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`;
}

/** `pci0000:80`. */
export function rootId(domain: number, bus: number): string {
  return `pci${hex(domain, 4)}:${hex(bus, 2)}`;
}

/** By domain, bus, slot and function; what is no address comes last. */
export function compareHostAddresses(a: string, b: string): number {
  const [x, y] = [hostAddress(a), hostAddress(b)];
  if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
  return x.domain - y.domain || x.bus - y.bus || x.slot - y.slot || x.function - y.function;
}

/** What all functions of a card share: `0000:3b:00`. */
export function cardOf(address: string): string {
  return address.slice(0, address.lastIndexOf('.'));
}

/** A list as Linux writes it, `0-7,16`, as ids; undefined for anything else, and for more than `most` ids. */
export function parseIdList(text: string, most = 65_536): readonly number[] | undefined {
  const ids: number[] = [];
  if (text.trim() === '') return ids;
  for (const part of text.trim().split(',')) {
    const [, from = '', to = from] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part.trim()) ?? [];
    if (from === '' || Number(to) < Number(from) || Number(to) - Number(from) + ids.length >= most) return undefined;
    for (let id = Number(from); id <= Number(to); id += 1) ids.push(id);
  }
  return ids;
}

/** Ascending ids as Linux writes a list. */
export function formatIdList(ids: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < ids.length; ) {
    let end = at;
    while (ids[end + 1] === (ids[end] ?? 0) + 1) end += 1;
    parts.push(end === at ? `${ids[at]}` : `${ids[at]}-${ids[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}

/** The ids of a mask of comma-separated 32-bit words, highest first; an empty word is 0 (H-HWLOC). */
export function maskIds(text: string): readonly number[] | undefined {
  const words = text.trim().split(',').reverse();
  const ids: number[] = [];
  if (words.length > 2048) return undefined;
  for (const [position, word] of words.entries()) {
    const digits = word.trim().replace(/^0x/i, '');
    if (!/^[0-9a-f]{0,8}$/i.test(digits)) return /infinite|f\.\.\.f/.test(word) ? [] : undefined;
    const value = digits === '' ? 0 : Number.parseInt(digits, 16);
    for (let bit = 0; bit < 32; bit += 1) if (Math.floor(value / 2 ** bit) % 2 === 1) ids.push(position * 32 + bit);
  }
  return ids;
}
