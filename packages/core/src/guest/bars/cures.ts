import type { Domain } from '../../domain/index.ts';
import type { FirmwareWindowsRow } from '../../profiles/index.ts';
import type { Processor } from './processors.ts';
import { guestMemory } from './written-sizes.ts';

/** More address bits than these do not help: 4-level paging has no more. */
const MOST_BITS = 46;
/** Fewer than these some firmware does not rely on, with one vendor or the other. */
const LEAST_TRUSTED_BITS = 41;

/** A way to more room above 4 GiB; sizes in bytes. */
export type WindowsCure =
  | { readonly kind: 'hole64'; readonly size: number }
  | { readonly kind: 'fwCfg'; readonly size: number }
  | { readonly kind: 'bits'; readonly bits: number; readonly needsLargePages: boolean };

/** What is left of the processor's addresses for a hole: QEMU starts with no more (G-LIM-BAR64). */
export function roomForHole(domain: Domain, bits: number): number {
  const { start, later } = guestMemory(domain);
  return 2 ** bits - start - later - 4 * 2 ** 30;
}

/** What was seen to help a firmware that has too little room above 4 GiB: `needed` bytes, of which the hole has `hole`. */
export function curesFor(
  { cures, highWindow }: FirmwareWindowsRow,
  { bits }: Processor,
  needed: number,
  hole: number,
  roomForHoles: number,
): readonly WindowsCure[] {
  const wanted = 2 ** Math.ceil(Math.log2(needed));
  const found: WindowsCure[] = [];
  if (cures.hole64 && wanted > hole && wanted <= roomForHoles) found.push({ kind: 'hole64', size: wanted });
  if (cures.fwCfg && wanted <= 2 ** bits / 2) found.push({ kind: 'fwCfg', size: wanted });
  if (cures.bits) {
    const more = Math.ceil(Math.log2(needed)) + (highWindow.kind === 'share' ? highWindow.shift : 1);
    const most = highWindow.kind === 'downwards' ? Math.min(...Object.values(highWindow.most)) : MOST_BITS;
    const enough = Math.max(more, LEAST_TRUSTED_BITS);
    if (enough > bits && enough <= most)
      found.push({ kind: 'bits', bits: enough, needsLargePages: highWindow.kind === 'share' });
  }
  return found;
}
