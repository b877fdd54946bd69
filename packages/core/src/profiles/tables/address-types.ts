import type { ReleaseRange } from '../releases.ts';

interface AddressTypeRow extends ReleaseRange {
  readonly kind: 'hostdev' | 'input' | 'redirdev' | 'serial' | 'smartcard' | 'watchdog';
  /** Target of a serial device, bus of an input, type of a host device, model of a watchdog; absent: all of them. */
  readonly sort?: string;
  /** The one type that its address may have; absent: it may have none. */
  readonly type?: string;
  readonly rule: 'V-ADDRTYPE';
}

/** Devices whose address must be of one type. 7.0 is the oldest libvirt that was asked. */
export const ADDRESS_TYPES: readonly AddressTypeRow[] = [
  { kind: 'hostdev', sort: 'usb', type: 'usb', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'input', sort: 'usb', type: 'usb', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'redirdev', type: 'usb', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'isa-serial', type: 'isa', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'isa-debug', type: 'isa', since: '8.1', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'usb-serial', type: 'usb', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'pci-serial', type: 'pci', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'system-serial', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'sclp-serial', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'smartcard', type: 'ccid', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'watchdog', sort: 'i6300esb', type: 'pci', since: '7.0', rule: 'V-ADDRTYPE' },
  { kind: 'watchdog', sort: 'ib700', since: '7.0', rule: 'V-ADDRTYPE' },
];
