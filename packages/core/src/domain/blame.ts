import type { Span } from '../text/index.ts';
import { attribute } from '../xml/index.ts';
import type { Controller, Device } from './device.ts';
import { type DeviceAddress, pciAddressOf } from './device-address.ts';
import { deviceSpan } from './device-span.ts';
import { allDevices, type Domain } from './domain.ts';
import { deviceLabel } from './label.ts';
import { osTypeOf } from './os.ts';

/** The written device for which libvirt adds an unwritten one: the first on a controller, the console of a serial device. */
function askerOf(domain: Domain, device: Device): Device | undefined {
  if (device.element !== undefined) return device;
  if (device.kind === 'serial') return domain.devices.console.find(({ element }) => element !== undefined);
  if (device.kind !== 'controller') return undefined;
  if (device.type === 'pci') return askerOfBus(domain, device);
  const isUser = (user: Device): boolean => user.element !== undefined && controllerType(user) === device.type;
  return firstUser(domain, (user) => isUser(user) && isOn(user.address, device)) ?? firstUser(domain, isUser);
}

function askerOfBus(domain: Domain, controller: Controller): Device | undefined {
  for (const user of allDevices(domain)) {
    const asker = user === controller || !isOn(user.address, controller) ? undefined : askerOf(domain, user);
    if (asker !== undefined) return asker;
  }
  return undefined;
}

/** Of all that can be on a controller other than of PCI. There may be thousands of refusals, so that no list is made. */
function firstUser({ devices }: Domain, isWanted: (user: Device) => boolean): Device | undefined {
  const { disk, hostdev, smartcard, channel, console } = devices;
  for (const list of [disk, hostdev, smartcard, channel, console]) {
    const users: readonly Device[] = list;
    const found = users.find(isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function controllerType(device: Device): string | undefined {
  if (device.kind === 'disk') return device.bus;
  if (device.kind === 'smartcard') return 'ccid';
  if (device.kind === 'hostdev') return device.type === 'scsi' ? 'scsi' : undefined;
  const isPort = (device.kind === 'channel' || device.kind === 'console') && device.targetType === 'virtio';
  return isPort ? 'virtio-serial' : undefined;
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
  const type = osTypeOf(element);
  if (type === undefined) return element.startTag;
  return attribute(type, 'machine')?.valueSpan ?? type.startTag;
}
