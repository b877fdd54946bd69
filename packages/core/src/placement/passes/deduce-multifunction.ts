import { type Device, eachAddressedDevice, pciAddressOf } from '../../domain/index.ts';
import { type PciAddress, SLOTS_PER_BUS } from '../../topology/index.ts';
import type { Placement } from '../state.ts';

/** A-MULTI-2: function 0 of a slot with other functions gets multifunction='on' where it says nothing. */
export function deduceMultifunction(run: Placement): void {
  if (!run.facts.profile.switches.autoMultifunction) return;
  const firsts: Device[] = [];
  const shared = new Set<number>();
  eachAddressedDevice(run.domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at === undefined) return;
    if (at.function === 0) firsts.push(device);
    else shared.add(slotNumber(at));
  });
  for (const device of firsts) {
    const { address } = device;
    if (address.type !== 'pci' || address.at === undefined) continue;
    // Of two in one place the first has it.
    if (!shared.delete(slotNumber(address.at)) || address.multifunction !== undefined) continue;
    device.address = { ...address, multifunction: 'on' };
  }
}

const slotNumber = ({ bus, slot }: PciAddress): number => bus * SLOTS_PER_BUS + slot;
