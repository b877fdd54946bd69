import type { PciAddress } from '../topology/index.ts';

/** Ids that a PCI device carries on s390x (A-ZPCI). */
export interface ZpciIds {
  readonly uid?: number;
  readonly fid?: number;
}

/** An address of type `pci`; `at` is absent until the device is placed. */
export interface PciDeviceAddress {
  readonly type: 'pci';
  /** Absent: the address is empty, which means "please assign one" (T-ADDR-2). */
  readonly at?: PciAddress;
  readonly multifunction?: 'on' | 'off';
  readonly zpci?: ZpciIds;
}

/** A place on a controller for disks. */
export interface DriveAddress {
  readonly type: 'drive';
  readonly controller: number;
  readonly bus: number;
  readonly target: number;
  readonly unit: number;
}

/** A place on a USB bus. */
export interface UsbAddress {
  readonly type: 'usb';
  readonly bus: number;
  /** `1.2`: port numbers from the root hub on. Absent: any port of that bus. */
  readonly port?: string;
}

/** A port of a virtio-serial controller. */
export interface VirtioSerialAddress {
  readonly type: 'virtio-serial';
  readonly controller: number;
  readonly bus: number;
  readonly port: number;
}

/** An address of the channel subsystem of s390x. */
export interface CcwAddress {
  readonly type: 'ccw';
  /** Absent: the number is still to be assigned. */
  readonly at?: { readonly cssid: number; readonly ssid: number; readonly devno: number };
}

/** Where a device sits, by the `type` of its `<address>`; `none` when it has no such element (T-ADDR-3). */
export type DeviceAddress =
  | { readonly type: 'none' }
  | PciDeviceAddress
  | DriveAddress
  | UsbAddress
  | VirtioSerialAddress
  | CcwAddress
  | { readonly type: 'ccid'; readonly controller: number; readonly slot: number }
  | { readonly type: 'isa'; readonly iobase?: number; readonly irq?: number }
  | { readonly type: 'spapr-vio'; readonly reg?: number }
  | { readonly type: 'dimm'; readonly slot?: number; readonly base?: bigint }
  | { readonly type: 'virtio-mmio' }
  | { readonly type: 'virtio-s390' }
  | { readonly type: 'unassigned' };

export const NO_ADDRESS: DeviceAddress = { type: 'none' };
export const EMPTY_PCI_ADDRESS: DeviceAddress = { type: 'pci' };

/** T-ADDR-3: the device asks for a PCI address. */
export function wantsPciAddress(address: DeviceAddress): boolean {
  return address.type === 'none' || (address.type === 'pci' && address.at === undefined);
}

type PciParts = Pick<PciAddress, 'bus' | 'slot' | 'function'>;

/** What libvirt reads as a PCI address where the address of a controller is of another type. */
export function foreignPciParts(address: DeviceAddress): PciParts | undefined {
  switch (address.type) {
    case 'drive':
      return { bus: address.bus, slot: address.target, function: address.unit };
    case 'virtio-serial':
      return { bus: address.bus, slot: address.port, function: 0 };
    case 'usb': {
      const [bus = 0, slot = 0, fn = 0] = (address.port ?? '').split('.').map(Number);
      return { bus, slot, function: fn };
    }
    case 'ccid':
      return { bus: address.slot, slot: 0, function: 0 };
    case 'isa':
      return { bus: address.irq ?? 0, slot: 0, function: 0 };
    case 'spapr-vio':
      return { bus: 0, slot: 1, function: 0 };
    case 'dimm': {
      const base = address.base ?? 0n;
      return { bus: 0, slot: Number(base & 0xffff_ffffn), function: Number(base >> 32n) };
    }
    default:
      return undefined;
  }
}

/** The PCI address of a device that has one. */
export function pciAddressOf(address: DeviceAddress): PciAddress | undefined {
  return address.type === 'pci' ? address.at : undefined;
}
