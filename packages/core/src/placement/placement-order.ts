import { type Device, type Domain, hostDevices, isPlacedIommu } from '../domain/index.ts';
import { BOARD_NICS, type SwitchValues, VIRTIO_NAMES } from '../profiles/index.ts';

/** One step of A-ORD-1: the devices that are offered a place, in list order. */
export interface PlacementStep {
  readonly rule: string;
  readonly devices: (domain: Domain) => readonly Device[];
  readonly includes: (device: Device, switches: SwitchValues) => boolean;
}

const all = (): boolean => true;
const UNPLACED_CONTROLLERS = ['pci', 'fdc', 'ccid'];
const NON_PCI_SOUNDS = ['sb16', 'pcspk', 'usb'];
const isModel =
  (...models: readonly string[]) =>
  (device: Device): boolean =>
    'model' in device && models.includes(device.model ?? '');

/** The order in which devices that want an address get one (A-ORD-1). */
export const PLACEMENT_ORDER: readonly PlacementStep[] = [
  {
    rule: 'A-ORD-1.1',
    devices: ({ devices }) => devices.controller,
    includes: (device) =>
      device.kind === 'controller' &&
      device.type === 'pci' &&
      device.model !== 'pci-root' &&
      device.model !== 'pcie-root',
  },
  {
    rule: 'A-ORD-1.2',
    devices: ({ devices }) => devices.filesystem,
    includes: (device) => device.kind === 'filesystem' && device.driver !== 'mtp',
  },
  {
    rule: 'A-ORD-1.3',
    devices: ({ devices }) => devices.interface,
    includes: (device, { usbNetIsUsb, boardNicsOffPci }) =>
      device.kind === 'interface' &&
      device.type !== 'hostdev' &&
      !(usbNetIsUsb && device.model === 'usb-net') &&
      !(boardNicsOffPci && BOARD_NICS.includes(device.model ?? '')),
  },
  {
    rule: 'A-ORD-1.4',
    devices: ({ devices }) => devices.sound,
    includes: (device) => device.kind === 'sound' && !NON_PCI_SOUNDS.includes(device.model ?? ''),
  },
  {
    rule: 'A-ORD-1.5',
    devices: ({ devices }) => devices.controller,
    includes: (device) =>
      device.kind === 'controller' &&
      !UNPLACED_CONTROLLERS.includes(device.type) &&
      !(device.type === 'usb' && device.model === 'none') &&
      !(device.type === 'ide' && device.index === 0) &&
      !(device.type === 'scsi' && device.model === 'ncr53c90'),
  },
  {
    rule: 'A-ORD-1.6',
    devices: ({ devices }) => devices.disk,
    includes: (device) => device.kind === 'disk' && device.bus === 'virtio',
  },
  { rule: 'A-ORD-1.7', devices: hostDevices, includes: isPlacedHostDevice },
  {
    rule: 'A-ORD-1.8',
    devices: ({ devices }) => devices.memballoon,
    includes: isModel(...VIRTIO_NAMES),
  },
  { rule: 'A-ORD-1.9', devices: ({ devices }) => devices.rng, includes: all },
  { rule: 'A-ORD-1.10', devices: ({ devices }) => devices.watchdog, includes: isModel('i6300esb') },
  {
    rule: 'A-ORD-1.11',
    devices: ({ devices }) => devices.video,
    includes: (device, { videoNone, ramfb }) =>
      device.kind === 'video' && !(videoNone && device.model === 'none') && !(ramfb && device.model === 'ramfb'),
  },
  { rule: 'A-ORD-1.12', devices: ({ devices }) => devices.shmem, includes: all },
  {
    rule: 'A-ORD-1.13',
    devices: ({ devices }) => devices.input,
    includes: (device) => device.kind === 'input' && device.bus === 'virtio',
  },
  {
    rule: 'A-ORD-1.15',
    devices: ({ devices }) => devices.serial,
    includes: (device) => device.kind === 'serial' && device.targetType === 'pci-serial',
  },
  {
    rule: 'V-51',
    devices: ({ devices }) => devices.iommu,
    includes: (device, { integrated }) =>
      device.kind === 'iommu' && integrated !== 'none' && isPlacedIommu(device.model),
  },
  { rule: 'A-ORD-1.17', devices: ({ devices }) => devices.vsock, includes: all },
  { rule: 'V-47', devices: ({ devices }) => devices.memory, includes: isModel('virtio-pmem', 'virtio-mem') },
  { rule: 'V-52', devices: ({ devices }) => devices.crypto, includes: all },
  { rule: 'V-53', devices: ({ devices }) => devices.panic, includes: isModel('pvpanic') },
  { rule: 'V-59', devices: ({ devices }) => devices.pstore, includes: all },
];

function isPlacedHostDevice(device: Device, { placesMdev, vhostScsi }: SwitchValues): boolean {
  if (device.kind === 'interface') return device.hostType !== 'usb' && device.hostType !== 'scsi';
  if (device.kind !== 'hostdev' || device.mode !== 'subsystem' || device.address.type === 'unassigned') return false;
  switch (device.type) {
    case 'pci':
      return true;
    case 'mdev':
      return placesMdev && device.model === 'vfio-pci';
    case 'scsi_host':
      return vhostScsi === 'placed' || vhostScsi === 'virtio';
    default:
      return false;
  }
}
