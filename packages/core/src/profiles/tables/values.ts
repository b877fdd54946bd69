import type { Release } from '../releases.ts';

export interface ValueRow {
  /** Where the value is written: elements from the device down, and the attribute. */
  readonly place: string;
  /** The sort of device, where sorts differ. */
  readonly sort?: string;
  readonly values: readonly string[];
  readonly since: Release;
  readonly rule: string;
}

/**
 * Values that came with a release; before, libvirt refuses them as unknown. Of others `value-lists.ts` knows between
 * which releases they came.
 */
export const VALUES: readonly ValueRow[] = [
  // In the suite of 9.0; the live 9.0 of Debian refuses it.
  { place: 'interface/backend@type', values: ['default', 'passt'], since: '9.0', rule: 'E-PARSE' },
  { place: 'controller@type', values: ['xenbus'], since: '5.2', rule: 'N-CTRL' },
  { place: 'controller@type', values: ['isa'], since: '6.10', rule: 'N-CTRL' },
  { place: 'controller@type', values: ['nvme'], since: '11.5', rule: 'V-25' },
  { place: 'controller@model', sort: 'pci', values: ['pcie-to-pci-bridge'], since: '4.3', rule: 'V-13' },
  { place: 'controller@model', sort: 'usb', values: ['qemu-xhci'], since: '3.3', rule: 'V-32' },
  {
    place: 'controller@model',
    sort: 'scsi',
    values: ['virtio-transitional', 'virtio-non-transitional'],
    since: '5.2',
    rule: 'V-37',
  },
  { place: 'controller@model', sort: 'scsi', values: ['ncr53c90', 'dc390', 'am53c974'], since: '6.10', rule: 'V-46' },
  { place: 'controller@model', sort: 'ide', values: ['piix3', 'piix4', 'ich6'], since: '3.10', rule: 'N-CTRL' },
  {
    place: 'controller@model',
    sort: 'virtio-serial',
    values: ['virtio', 'virtio-transitional', 'virtio-non-transitional'],
    since: '5.2',
    rule: 'V-37',
  },
  { place: 'disk/target@bus', values: ['nvme'], since: '11.5', rule: 'V-25' },
  { place: 'disk@model', values: ['usb-storage', 'usb-bot'], since: '11.5', rule: 'V-77' },
  { place: 'filesystem/driver@type', values: ['mtp'], since: '10.2', rule: 'V-56' },
  { place: 'interface@type', values: ['vdpa'], since: '6.9', rule: 'V-45' },
  { place: 'hostdev@type', values: ['scsi_host'], since: '2.5', rule: 'V-33' },
  { place: 'hostdev@type', values: ['mdev'], since: '3.2', rule: 'V-8' },
  { place: 'video/model@type', values: ['none'], since: '4.6', rule: 'V-36' },
  { place: 'video/model@type', values: ['bochs'], since: '5.6', rule: 'V-38' },
  { place: 'video/model@type', values: ['ramfb'], since: '5.9', rule: 'V-39' },
  { place: 'sound@model', values: ['virtio'], since: '10.4', rule: 'V-58' },
  { place: 'memory@model', values: ['virtio-pmem'], since: '7.1', rule: 'V-47' },
  { place: 'memory@model', values: ['virtio-mem'], since: '7.9', rule: 'V-49' },
  { place: 'iommu@model', values: ['virtio'], since: '8.3', rule: 'V-51' },
  { place: 'iommu@model', values: ['amd'], since: '11.5', rule: 'V-60' },
];
