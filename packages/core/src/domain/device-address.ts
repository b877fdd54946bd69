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

type Words = readonly [number, number, number, number];

/** The first words of an address as libvirt keeps it, which another type of address shares: it reads them as its own. */
function wordsOf(address: DeviceAddress): Words {
  switch (address.type) {
    case 'pci': {
      const { domain = 0, bus = 0, slot = 0, function: fn = 0 } = address.at ?? {};
      return [domain, bus, slot, fn];
    }
    case 'drive':
      return [address.controller, address.bus, address.target, address.unit];
    case 'virtio-serial':
      return [address.controller, address.bus, address.port, 0];
    case 'usb': {
      const [first = 0, second = 0, third = 0] = (address.port ?? '').split('.').map(Number);
      return [address.bus, first, second, third];
    }
    case 'ccid':
      return [address.controller, address.slot, 0, 0];
    case 'isa':
      return [address.iobase ?? 0, address.irq ?? 0, 0, 0];
    case 'spapr-vio':
      return [(address.reg ?? 0) % WORD, Math.floor((address.reg ?? 0) / WORD), address.reg === undefined ? 0 : 1, 0];
    case 'dimm': {
      const base = address.base ?? 0n;
      return [address.slot ?? 0, 0, Number(base % BigInt(WORD)), Number(base / BigInt(WORD))];
    }
    case 'ccw':
      return address.at === undefined ? NO_WORDS : [address.at.cssid, address.at.ssid, address.at.devno, 1];
    default:
      return NO_WORDS;
  }
}

const WORD = 2 ** 32;
const NO_WORDS: Words = [0, 0, 0, 0];
const NO_PLACES: readonly string[] = ['none', 'pci', 'ccw', 'virtio-mmio', 'virtio-s390', 'unassigned'];

/** What libvirt reads as a PCI address where the address of a controller is of another type. */
export function foreignPciParts(address: DeviceAddress): PciParts | undefined {
  if (NO_PLACES.includes(address.type)) return undefined;
  const [, bus, slot, fn] = wordsOf(address);
  return { bus, slot, function: fn };
}

/** What libvirt reads as the base of a memory slot where the address is of another type. */
export function foreignDimmBase(address: DeviceAddress): bigint {
  const [, , low, high] = wordsOf(address);
  return BigInt(low) + BigInt(high) * BigInt(WORD);
}

/** What libvirt reads as a register of spapr-vio where the address is of another type. */
export function foreignRegister(address: DeviceAddress): number | undefined {
  const [low, high, flag] = wordsOf(address);
  return flag % 256 === 0 ? undefined : low + high * WORD;
}

/** The PCI address of a device that has one. */
export function pciAddressOf(address: DeviceAddress): PciAddress | undefined {
  return address.type === 'pci' ? address.at : undefined;
}
