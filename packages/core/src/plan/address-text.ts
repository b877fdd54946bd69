import type { DeviceAddress } from '../domain/index.ts';
import { formatPciAddress } from '../topology/index.ts';

/** An address in one short line: `0000:03:00.0`, `usb 0:1`, `drive 0:0:0:2`; `present` for a device without one. */
export function addressText(address: DeviceAddress): string {
  switch (address.type) {
    case 'none':
      return 'present';
    case 'pci':
      return address.at === undefined ? 'present' : formatPciAddress(address.at);
    case 'drive':
      return `drive ${address.controller}:${address.bus}:${address.target}:${address.unit}`;
    case 'usb':
      return `usb ${address.bus}${address.port === undefined ? '' : `:${address.port}`}`;
    case 'virtio-serial':
      return `virtio-serial ${address.controller}:${address.bus}:${address.port}`;
    case 'ccw':
      return address.at === undefined
        ? 'ccw'
        : `ccw ${hex(address.at.cssid, 2)}.${address.at.ssid}.${hex(address.at.devno, 4)}`;
    case 'ccid':
      return `ccid ${address.controller}:${address.slot}`;
    case 'spapr-vio':
      return address.reg === undefined ? 'spapr-vio' : `spapr-vio 0x${hex(address.reg, 8)}`;
    case 'dimm':
      return address.slot === undefined ? 'dimm' : `dimm ${address.slot}`;
    default:
      return address.type;
  }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
