import { checkArguments, isBytes } from '../basics/index.ts';
import type { SysfsTree } from './read-sysfs.ts';

const BLOCK = 512;
/** A tree of sysfs has some 100,000 small files; nothing beyond is kept of one. */
const MOST_ENTRIES = 500_000;
const MOST_BYTES = 8192;

/** Whether bytes are a tar archive. */
export function isTar(bytes: Uint8Array): boolean {
  checkArguments('isTar', { bytes: [bytes, isBytes] });
  return bytes.length >= BLOCK && latin1(bytes, 257, 5) === 'ustar';
}

/** Files and links of a tar archive (ustar, GNU and pax names), as far as it is whole. */
export function readTar(bytes: Uint8Array): SysfsTree {
  checkArguments('readTar', { bytes: [bytes, isBytes] });
  const tree = new Map<string, { readonly text: string } | { readonly link: string }>();
  let name: string | undefined;
  let link: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length && tree.size < MOST_ENTRIES; ) {
    const size = Number.parseInt(field(bytes, at + 124, 12).trim() || '0', 8);
    const type = latin1(bytes, at + 156, 1);
    if (bytes[at] === 0 || !Number.isSafeInteger(size) || size < 0) break;
    const content = at + BLOCK;
    at = content + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'L' || type === 'K') {
      const text = field(bytes, content, Math.min(size, MOST_BYTES));
      if (type === 'L') name = text;
      else link = text;
      continue;
    }
    if (type === 'x') {
      const records = latin1(bytes, content, Math.min(size, MOST_BYTES));
      name = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1] ?? name;
      link = /(?:^|\n)\d+ linkpath=([^\n]*)\n/.exec(records)?.[1] ?? link;
      continue;
    }
    if (type === 'g') continue;
    const head = content - BLOCK;
    const prefix = field(bytes, head + 345, 155);
    const path = (name ?? `${prefix === '' ? '' : `${prefix}/`}${field(bytes, head, 100)}`).replace(/^(?:\.?\/)+/, '');
    if (type === '2') tree.set(path, { link: link ?? field(bytes, head + 157, 100) });
    else if (type === '0' || type === '\0') {
      tree.set(path, { text: latin1(bytes, content, Math.min(size, MOST_BYTES, bytes.length - content)) });
    }
    name = undefined;
    link = undefined;
  }
  return tree;
}

function latin1(bytes: Uint8Array, start: number, length: number): string {
  let text = '';
  for (const byte of bytes.subarray(start, start + length)) text += String.fromCharCode(byte);
  return text;
}

/** A field up to its end or the first zero. */
function field(bytes: Uint8Array, start: number, length: number): string {
  const text = latin1(bytes, start, length);
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}
