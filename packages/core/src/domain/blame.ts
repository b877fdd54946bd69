import type { Span } from '../text/index.ts';
import { attribute, child } from '../xml/index.ts';
import type { Controller, Device } from './device.ts';
import { type DeviceAddress, pciAddressOf } from './device-address.ts';
import { deviceSpan } from './device-span.ts';
import { allDevices, type Domain } from './domain.ts';
import { deviceLabel } from './label.ts';

/** The written device for which libvirt adds an unwritten one: the first on a controller, the console of a serial device. */
function askerOf(domain: Domain, device: Device): Device | undefined {
  if (device.element !== undefined) return device;
  if (device.kind === 'serial') return domain.devices.console.find(({ element }) => element !== undefined);
  if (device.kind !== 'controller') return undefined;
  const users = usersOf(domain, device);
  for (const user of [...users.filter(({ address }) => isOn(address, device)), ...users]) {
    const asker = user === device ? undefined : askerOf(domain, user);
    if (asker !== undefined) return asker;
  }
  return undefined;
}

/** The devices on controllers of a type; of PCI those on this one. */
function usersOf(domain: Domain, controller: Controller): readonly Device[] {
  const { disk, hostdev, smartcard, channel, console } = domain.devices;
  switch (controller.type) {
    case 'pci':
      return allDevices(domain).filter(({ address }) => isOn(address, controller));
    case 'ccid':
      return smartcard;
    case 'virtio-serial':
      return [...channel, ...console].filter(({ targetType }) => targetType === 'virtio');
    default:
      return [
        ...disk.filter(({ bus }) => bus === controller.type),
        ...hostdev.filter(({ type }) => type === controller.type && type === 'scsi'),
      ];
  }
}

function isOn(address: DeviceAddress, { type, index }: Controller): boolean {
  if (type === 'pci') return pciAddressOf(address)?.bus === index;
  return 'controller' in address && address.controller === index;
}

/** A device as the messages of its refusal call it, and the place in the document that is at fault. */
interface Blamed {
  readonly label: string;
  readonly span: Span | undefined;
}

/**
 * Whom a refusal speaks of: a device, at the part of it that `path` names. Of a controller that nobody wrote the place is
 * that of the device that asks for it; of any other unwritten device it is the machine, for which libvirt adds it.
 */
export function blame(domain: Domain, device: Device, ...path: readonly string[]): Blamed {
  const label = deviceLabel(device);
  if (device.element !== undefined) return { label, span: deviceSpan(device, ...path) };
  const asker = askerOf(domain, device);
  if (asker === undefined) return { label: noted(label, 'added by libvirt'), span: machineSpan(domain) };
  return { label: noted(label, `for ${deviceLabel(asker)}`), span: deviceSpan(asker) };
}

function noted(label: string, note: string): string {
  return label.endsWith(')') ? `${label.slice(0, -1)}, ${note})` : `${label} (${note})`;
}

function machineSpan({ element }: Domain): Span {
  const os = child(element, 'os');
  const type = os === undefined ? undefined : child(os, 'type');
  if (type === undefined) return element.startTag;
  return attribute(type, 'machine')?.valueSpan ?? type.startTag;
}
