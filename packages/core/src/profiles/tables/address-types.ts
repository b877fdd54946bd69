import type { ReleaseRange } from '../releases.ts';

interface AddressTypeRow extends ReleaseRange {
  readonly kind:
    | 'hostdev'
    | 'input'
    | 'interface'
    | 'iommu'
    | 'pstore'
    | 'redirdev'
    | 'serial'
    | 'smartcard'
    | 'watchdog';
  /** Target of a serial device, bus of an input, type of a host device, also of an interface's, else the model; absent: all of them. */
  readonly sort?: string;
  /** The bus of an input counts where it is written, not where it is the default. */
  readonly isWritten?: true;
  /** The one type that its address may have; absent: it may have none. */
  readonly type?: string;
  readonly rule: 'V-ADDRTYPE';
}

/** Devices whose address must be of one type. */
export const ADDRESS_TYPES: readonly AddressTypeRow[] = [
  { kind: 'hostdev', sort: 'usb', type: 'usb', rule: 'V-ADDRTYPE' },
  { kind: 'input', sort: 'usb', type: 'usb', until: '11.3', after: '9.0', rule: 'V-ADDRTYPE' },
  { kind: 'input', sort: 'usb', isWritten: true, type: 'usb', since: '11.3', after: '9.0', rule: 'V-ADDRTYPE' },
  { kind: 'interface', sort: 'mdev', type: 'pci', rule: 'V-ADDRTYPE' },
  { kind: 'interface', sort: 'pci', type: 'pci', rule: 'V-ADDRTYPE' },
  { kind: 'interface', sort: 'scsi', type: 'drive', rule: 'V-ADDRTYPE' },
  { kind: 'interface', sort: 'usb', type: 'usb', rule: 'V-ADDRTYPE' },
  { kind: 'iommu', sort: 'amd', type: 'pci', rule: 'V-ADDRTYPE' },
  { kind: 'pstore', type: 'pci', rule: 'V-ADDRTYPE' },
  { kind: 'redirdev', type: 'usb', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'isa-serial', type: 'isa', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'isa-debug', type: 'isa', since: '8.1', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'usb-serial', type: 'usb', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'pci-serial', type: 'pci', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'system-serial', rule: 'V-ADDRTYPE' },
  { kind: 'serial', sort: 'sclp-serial', rule: 'V-ADDRTYPE' },
  { kind: 'smartcard', type: 'ccid', rule: 'V-ADDRTYPE' },
  { kind: 'watchdog', sort: 'i6300esb', type: 'pci', rule: 'V-ADDRTYPE' },
  { kind: 'watchdog', sort: 'ib700', rule: 'V-ADDRTYPE' },
  { kind: 'watchdog', sort: 'itco', rule: 'V-ADDRTYPE' },
  { kind: 'watchdog', sort: 'diag288', rule: 'V-ADDRTYPE' },
];
