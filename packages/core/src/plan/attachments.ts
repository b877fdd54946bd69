import { allDevices, type Controller, type Device, wantsPciAddress } from '../domain/index.ts';
import type { Plan } from './plan.ts';

/** Where the devices are that have no PCI address. */
export interface Attachments {
  /** By controller: the disks of a SATA controller, the devices of a USB one. In list order. */
  readonly byController: ReadonlyMap<Device, readonly Device[]>;
  /** The guest's other devices. */
  readonly elsewhere: readonly Device[];
}

/** Hangs every device that is not on PCI onto its controller. */
export function attachDevices(plan: Plan): Attachments {
  const controllers = new Map<string, Controller>();
  for (const controller of plan.domain.devices.controller) {
    const key = `${controller.type} ${controller.index}`;
    // Of a USB 2 set the first, which is the EHCI controller.
    if (!controllers.has(key)) controllers.set(key, controller);
  }
  const byController = new Map<Device, Device[]>();
  const elsewhere: Device[] = [];
  for (const device of allDevices(plan.domain)) {
    if (device.address.type === 'pci' || !isOfGuest(device)) continue;
    const key = controllerKey(device);
    const controller = key === undefined ? undefined : controllers.get(key);
    if (controller === undefined) elsewhere.push(device);
    else byController.set(controller, [...(byController.get(controller) ?? []), device]);
  }
  return { byController, elsewhere };
}

/** The controller that a device's address names: its type and index; undefined for an address of another sort. */
export function controllerKey(device: Device): string | undefined {
  const { address } = device;
  switch (address.type) {
    case 'drive':
      return `${device.kind === 'disk' ? device.bus : 'scsi'} ${address.controller}`;
    case 'usb':
      return `usb ${address.bus}`;
    case 'virtio-serial':
      return `virtio-serial ${address.controller}`;
    case 'ccid':
      return `ccid ${address.controller}`;
    default:
      return undefined;
  }
}

// What the host shows or plays, an opt-out, a second name of a serial device: nothing that the guest has.
function isOfGuest(device: Device): boolean {
  switch (device.kind) {
    case 'graphics':
    case 'audio':
      return false;
    case 'console':
      return device.mirrors === undefined;
    case 'controller':
      // The roots of PCI have no address; on a machine without PCI they are no bus either.
      return device.model !== 'none' && !(device.type === 'pci' && wantsPciAddress(device.address));
    default:
      return !('model' in device) || device.model !== 'none';
  }
}
