import { type Device, eachAddressedDevice, pciAddressOf } from '../../domain/index.ts';
import { SLOTS_PER_BUS } from '../../topology/index.ts';
import type { Placement } from '../state.ts';

/** A-MULTI-2: function 0 of a slot with other functions gets multifunction='on' where it says nothing. */
export function deduceMultifunction(run: Placement): void {
  if (!run.facts.profile.switches.autoMultifunction) return;
  const firsts = new Map<number, Device>();
  const shared = new Set<number>();
  eachAddressedDevice(run.domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at === undefined) return;
    const slot = at.bus * SLOTS_PER_BUS + at.slot;
    if (at.function !== 0) shared.add(slot);
    else if (!firsts.has(slot)) firsts.set(slot, device);
  });
  for (const slot of shared) {
    const device = firsts.get(slot);
    if (device?.address.type !== 'pci' || device.address.multifunction !== undefined) continue;
    device.address = { ...device.address, multifunction: 'on' };
  }
}
