import type { RelatedPlace } from '../diagnostics/index.ts';
import {
  type Controller,
  type Device,
  type Domain,
  deviceLabel,
  deviceSpan,
  eachAddressedDevice,
  pciAddressOf,
} from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { PciAddress } from '../topology/index.ts';

/** The PCI controllers of a domain. */
export function pciControllers(domain: Domain): readonly Controller[] {
  return domain.devices.controller.filter(({ type }) => type === 'pci');
}

/** The devices that have a PCI address, PCI controllers among them. */
export function placedDevices(domain: Domain): readonly { readonly device: Device; readonly at: PciAddress }[] {
  const placed: { readonly device: Device; readonly at: PciAddress }[] = [];
  eachAddressedDevice(domain, (device) => {
    const at = pciAddressOf(device.address);
    if (at !== undefined) placed.push({ device, at });
  });
  return placed;
}

/** A second place of a finding: the device, where its address is written if it is. */
export function relatedDevice(device: Device, message?: string): RelatedPlace {
  const span = deviceSpan(device, 'address');
  return { message: message ?? deviceLabel(device), ...(span === undefined ? {} : { span }) };
}

/** `1 port`, `3 ports`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** The controllers that were added only to reach a bus number or an index, and hold nothing. */
export function emptyFillers(plan: Plan): ReadonlySet<number> {
  const fillers = plan.growth.filter(
    ({ cause, index }) =>
      (cause === 'given-address' || cause === 'index-gap') && plan.buses[index]?.holdings.length === 0,
  );
  return new Set(fillers.map(({ index }) => index));
}
