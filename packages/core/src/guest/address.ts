import { formatPciAddress } from '../topology/index.ts';
import type { GuestBus, GuestFunction } from './guest-buses.ts';

/** `0000:02:01.0` of a function. */
export function addressOf({ bus, slot, function: fn }: GuestFunction): string {
  return formatPciAddress({ domain: bus.domain, bus: bus.number, slot, function: fn });
}

/** `0000:02:01` of a slot. */
export function slotAddress({ domain, number }: GuestBus, slot: number): string {
  return formatPciAddress({ domain, bus: number, slot, function: 0 }).replace(/\.0$/, '');
}
