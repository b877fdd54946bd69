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

/** The expander that each bus below one belongs to, by the bus number of libvirt. */
export function expandersAbove(domain: Domain): ReadonlyMap<number, Controller> {
  const onBus = new Map<number, Controller[]>();
  const above = new Map<number, Controller>();
  for (const controller of pciControllers(domain)) {
    if (controller.model?.endsWith('-expander-bus') === true) above.set(controller.index, controller);
    const bus = pciAddressOf(controller.address)?.bus;
    if (bus === undefined) continue;
    const list = onBus.get(bus);
    if (list === undefined) onBus.set(bus, [controller]);
    else list.push(controller);
  }
  // A map is walked in the order of its entries, the new ones included.
  for (const [bus, expander] of above) {
    for (const { index } of onBus.get(bus) ?? []) if (!above.has(index)) above.set(index, expander);
  }
  return above;
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
