import type { Completion } from '../completion.ts';

/** X-CCID: smartcards without a place go behind the others on controller 0. */
export function assignCcidAddresses({ domain }: Completion): void {
  let highest = -1;
  for (const card of domain.devices.smartcard) {
    if (card.address.type === 'none') card.address = { type: 'ccid', controller: 0, slot: highest + 1 };
    if (card.address.type === 'ccid' && card.address.controller === 0) highest = Math.max(highest, card.address.slot);
  }
}
