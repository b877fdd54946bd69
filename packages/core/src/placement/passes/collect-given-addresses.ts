import { type Device, eachAddressedDevice, pciAddressOf } from '../../domain/index.ts';
import { formatPciAddress, KIND, type PciAddress } from '../../topology/index.ts';
import { decide, requestOf, writeAddress } from '../assign.ts';
import { needsOf } from '../needs.ts';
import { reportDevice, reportRefusal } from '../report.ts';
import { type Extent, reserve } from '../reserve.ts';
import type { AddressSet, Placement } from '../state.ts';

/** Reserves every address that the definition has, in scan order (A-COL-2). All clashes are reported. */
export function collectGivenAddresses(run: Placement, set: AddressSet): boolean {
  let isFine = true;
  eachAddressedDevice(run.domain, (device) => {
    const address = pciAddressOf(device.address);
    if (address !== undefined && !collect(run, set, device, address)) isFine = false;
  });
  return isFine;
}

function collect(run: Placement, set: AddressSet, device: Device, address: PciAddress): boolean {
  if (needsOf(run, device) === 0) run.needs.set(device, KIND.PCI);
  if (isPiix3Function(device, address)) {
    const root = set.buses[0];
    if (root === undefined || (root.accepts & KIND.PCI) !== 0) return true;
    reportDevice(run, 'RP3014', device, { device: device.kind, address: formatPciAddress(address) });
    return false;
  }
  const request = requestOf(run, device);
  const reserved = reserve(run, set, request, address, 'user', extentOf(run, device, address), {
    cause: 'given-address',
    device,
  });
  if (!reserved.ok) {
    reportRefusal(run, device, reserved.refusal);
    return false;
  }
  if (reserved.address !== address) {
    const multifunction = device.address.type === 'pci' ? device.address.multifunction : undefined;
    writeAddress(device, reserved.address, multifunction);
    decide(run, device, reserved.address, 'moved', 'T-GROW-3', { given: address });
  } else if (!run.decisions.has(device)) {
    decide(run, device, address, 'document', 'A-COL-2');
  }
  return true;
}

// A-COL-2 step 3: the functions of the PIIX3 are left to the chipset step.
function isPiix3Function(device: Device, at: PciAddress): boolean {
  if (device.kind !== 'controller' || device.index !== 0) return false;
  if (at.domain !== 0 || at.bus !== 0 || at.slot !== 1) return false;
  if (device.type === 'ide') return at.function === 1;
  const isPiix3 = device.model === undefined || device.model === 'piix3-uhci';
  return device.type === 'usb' && isPiix3 && at.function === 2;
}

// T-OCC-2: at the base a function 0 that does not say multifunction='on' stands for its whole slot.
function extentOf(run: Placement, device: Device, at: PciAddress): Extent {
  if (run.facts.profile.switches.reserveUnit === 'function' || at.function !== 0) return 'function';
  const isMultifunction = device.address.type === 'pci' && device.address.multifunction === 'on';
  return isMultifunction ? 'function' : 'slot';
}
