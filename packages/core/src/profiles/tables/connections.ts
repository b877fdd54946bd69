import type { ReleaseRange } from '../releases.ts';
import { NIC_MODELS } from './nic-models.ts';
import { VIRTIO_NAMES } from './virtio-names.ts';

/**
 * What a device needs (N-CLASS): `conventional` {PCI, AUTO}; `express` {PCIE, AUTO} where bus 0 is a pcie-root, else
 * conventional; `virtio` as express where QEMU offers modern virtio, else conventional; `none` does not use PCI.
 */
export type Need = 'conventional' | 'express' | 'virtio' | 'none' | 'host';

export interface ConnectionRow extends ReleaseRange {
  /** The device class; of a controller with its type, of others with the bus or type that splits the class. */
  readonly device: string;
  /** `*` is any model, the empty text is no model. */
  readonly models: readonly string[];
  readonly need: Need;
  /** What it counts as instead when the document gives it an address. */
  readonly whenGiven?: Need;
  /** Has to sit on bus 0 (V-21). */
  readonly integrated?: boolean;
  readonly rule: string;
}

const ANY = ['*'];

// N-VM: the model attribute of virtio devices came with 5.2; before, only the bare device existed.
function virtio(
  device: string,
  rule: string,
  more: ReleaseRange & Pick<ConnectionRow, 'whenGiven'> = {},
): readonly ConnectionRow[] {
  return [
    { device, models: ANY, need: 'virtio', rule, ...more },
    { device, models: ['virtio-transitional'], need: 'conventional', rule: 'N-VM', ...more, since: '5.2' },
  ];
}

const CONVENTIONAL_USB = [
  'piix3-uhci',
  'piix4-uhci',
  'ehci',
  'ich9-ehci1',
  'ich9-uhci1',
  'ich9-uhci2',
  'ich9-uhci3',
  'vt82c686b-uhci',
  'pci-ohci',
  '',
];
const CONVENTIONAL_SCSI = ['lsilogic', 'lsisas1068', 'lsisas1078', 'buslogic', 'vmpvscsi', 'ibmvscsi', 'auto'];

/** Interface models with rows of their own. */
const EXPRESS_OR_USB_NICS = [...VIRTIO_NAMES, 'e1000e', 'igb', 'usb-net'];

/** The last row in force for a model wins; a row for `*` holds where none names the model. */
export const CONNECTIONS: readonly ConnectionRow[] = [
  { device: 'controller ide', models: ANY, need: 'conventional', rule: 'N-CTRL' },
  { device: 'controller sata', models: ANY, need: 'conventional', rule: 'N-CTRL' },
  { device: 'controller fdc', models: ANY, need: 'conventional', rule: 'N-CTRL', until: '6.5' },
  { device: 'controller ccid', models: ANY, need: 'conventional', rule: 'N-CTRL', until: '6.5' },
  { device: 'controller nvme', models: ANY, need: 'express', rule: 'V-25', since: '11.5' },
  ...virtio('controller virtio-serial', 'N-CTRL'),
  { device: 'controller usb', models: CONVENTIONAL_USB, need: 'conventional', rule: 'N-CTRL' },
  { device: 'controller usb', models: ['nec-xhci'], need: 'express', rule: 'V-31' },
  { device: 'controller usb', models: ['qemu-xhci'], need: 'express', rule: 'V-32', since: '3.3' },
  { device: 'controller scsi', models: CONVENTIONAL_SCSI, need: 'conventional', rule: 'N-CTRL' },
  { device: 'controller scsi', models: ['am53c974', 'dc390'], need: 'conventional', rule: 'V-46', since: '6.10' },
  { device: 'controller scsi', models: ['virtio-scsi'], need: 'virtio', rule: 'N-CTRL' },
  { device: 'controller scsi', models: [''], need: 'virtio', rule: 'N-SCSI', until: '4.1' },
  { device: 'controller scsi', models: ['virtio-non-transitional'], need: 'virtio', rule: 'N-VM', since: '5.2' },
  { device: 'controller scsi', models: ['virtio-transitional'], need: 'conventional', rule: 'N-VM', since: '5.2' },
  ...virtio('disk virtio', 'N-DISK'),
  { device: 'interface', models: ANY, need: 'conventional', rule: 'N-NET', until: '6.5' },
  { device: 'interface', models: ANY, need: 'express', rule: 'N-NET', since: '6.5' },
  { device: 'interface', models: ['virtio'], need: 'virtio', rule: 'N-NET' },
  { device: 'interface', models: ['e1000e'], need: 'express', rule: 'V-31' },
  { device: 'interface', models: ['igb'], need: 'express', rule: 'V-54', since: '9.3' },
  { device: 'interface', models: ['virtio-transitional'], need: 'conventional', rule: 'N-NET' },
  { device: 'interface', models: ['virtio-non-transitional'], need: 'conventional', rule: 'N-NET', until: '5.2' },
  { device: 'interface', models: ['virtio-non-transitional'], need: 'virtio', rule: 'N-VM', since: '5.2' },
  {
    device: 'interface',
    models: NIC_MODELS.filter((model) => !EXPRESS_OR_USB_NICS.includes(model)),
    need: 'conventional',
    rule: 'N-NET',
  },
  { device: 'interface', models: ['usb-net'], need: 'none', rule: 'N-NET' },
  { device: 'sound', models: ['es1370', 'ac97', 'ich6', 'ich9'], need: 'conventional', rule: 'N-SOUND' },
  { device: 'sound virtio', models: ANY, need: 'virtio', rule: 'V-58', since: '10.4' },
  { device: 'hostdev pci', models: ANY, need: 'conventional', rule: 'V-65', until: '2.5' },
  { device: 'hostdev pci', models: ANY, need: 'host', whenGiven: 'express', rule: 'N-HOST', since: '2.5' },
  { device: 'hostdev usb', models: ANY, need: 'conventional', rule: 'N-HOST', until: '2.5' },
  { device: 'hostdev scsi', models: ANY, need: 'conventional', rule: 'N-HOST', until: '2.5' },
  { device: 'hostdev mdev', models: ANY, need: 'express', rule: 'V-8', since: '3.2' },
  { device: 'hostdev scsi_host', models: ANY, need: 'express', rule: 'V-33', since: '4.0', until: '4.1' },
  // Asked of libvirt 9.0: the rule of V-66 for given addresses comes before the model, whatever the sort of host device.
  ...virtio('hostdev scsi_host', 'V-33', { since: '4.1', whenGiven: 'express' }),
  ...virtio('filesystem', 'N-FS'),
  { device: 'filesystem', models: ['loop', 'nbd', 'ploop', 'mtp'], need: 'none', rule: 'N-FS', since: '6.0' },
  ...virtio('memballoon', 'N-BALLOON'),
  { device: 'memballoon', models: ['xen', 'none'], need: 'none', rule: 'N-BALLOON' },
  ...virtio('rng', 'N-RNG'),
  { device: 'watchdog', models: ['i6300esb'], need: 'conventional', rule: 'N-WATCHDOG' },
  {
    device: 'video',
    models: ['vga', 'cirrus', 'vmvga', 'qxl', 'xen', 'vbox', 'parallels', ''],
    need: 'conventional',
    rule: 'N-VIDEO',
  },
  { device: 'video', models: ['virtio'], need: 'virtio', rule: 'N-VIDEO' },
  { device: 'video', models: ['bochs'], need: 'express', rule: 'V-38', since: '5.6' },
  { device: 'shmem', models: ANY, need: 'conventional', rule: 'N-SHMEM' },
  ...virtio('input virtio', 'N-INPUT'),
  { device: 'serial', models: ['pci-serial'], need: 'conventional', rule: 'N-SERIAL' },
  ...virtio('vsock', 'V-35', { since: '4.4' }),
  { device: 'memory', models: ['virtio-pmem'], need: 'virtio', rule: 'V-47', since: '7.1' },
  { device: 'memory', models: ['virtio-mem'], need: 'virtio', rule: 'V-49', since: '7.9' },
  { device: 'iommu', models: ['virtio'], need: 'virtio', integrated: true, rule: 'V-51', since: '8.3' },
  { device: 'iommu', models: ['amd'], need: 'conventional', integrated: true, rule: 'V-60', since: '11.5' },
  { device: 'crypto', models: ANY, need: 'conventional', rule: 'V-52', since: '9.1' },
  { device: 'panic', models: ['pvpanic'], need: 'conventional', integrated: true, rule: 'V-53', since: '9.1' },
  { device: 'pstore', models: ANY, need: 'conventional', rule: 'V-59', since: '10.6' },
];
