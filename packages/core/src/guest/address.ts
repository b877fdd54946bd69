import { formatPciAddress } from '../topology/index.ts';
import type { GuestFunction } from './guest-buses.ts';

/** `0000:02:01.0` of a function. */
export function addressOf({ bus, slot, function: fn }: GuestFunction): string {
  return formatPciAddress({ domain: 0, bus: bus.number, slot, function: fn });
}

/** `0000:02:01` of a slot. */
export function slotAddress(bus: number, slot: number): string {
  return formatPciAddress({ domain: 0, bus, slot, function: 0 }).replace(/\.0$/, '');
}
