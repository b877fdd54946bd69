import { type Device, wantsPciAddress } from '../../domain/index.ts';
import { placeBySearch } from '../assign.ts';
import { PLACEMENT_ORDER } from '../placement-order.ts';
import { reportDevice } from '../report.ts';
import type { AddressSet, Placement } from '../state.ts';
import { isCompanionModel, placeCompanion } from './place-usb-companions.ts';

/** Places every device that wants an address, class by class (A-ORD-1). */
export function placeDevices(run: Placement, set: AddressSet): boolean {
  const { switches } = run.facts.profile;
  for (const step of PLACEMENT_ORDER) {
    for (const device of step.devices(run.domain)) {
      if (!step.includes(device, switches)) continue;
      if (!hasUsableAddressType(run, device)) return false;
      if (wantsPciAddress(device.address) && !place(run, set, device, step.rule)) return false;
    }
  }
  return true;
}

function place(run: Placement, set: AddressSet, device: Device, rule: string): boolean {
  if (device.kind === 'controller' && device.type === 'usb' && isCompanionModel(device.model)) {
    return placeCompanion(run, set, device);
  }
  return placeBySearch(run, set, device, rule);
}

// A-ORD-1 class 6: a virtio disk cannot have, say, a drive address (E-DISKADDR).
function hasUsableAddressType(run: Placement, device: Device): boolean {
  if (device.kind !== 'disk' || wantsPciAddress(device.address)) return true;
  const { type } = device.address;
  if (type === 'pci' || type === 'ccw' || type === 'virtio-s390') return true;
  if (type === 'virtio-mmio' && run.facts.capabilities.has('virtio-mmio')) return true;
  reportDevice(run, 'RP2022', device, { device: `disk ${device.target}`, bus: device.bus, type });
  return false;
}
