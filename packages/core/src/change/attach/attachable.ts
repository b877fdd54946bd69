import type { Device } from '../../domain/index.ts';
import { inForce, PLUG_DATES, type Release, type ReleaseRange } from '../../profiles/index.ts';

/** Whether a sort of device can be attached and detached; a device that fits no row cannot. */
export interface AttachableRow {
  /** The element's name. */
  readonly element: string;
  /** Only such devices of that element; all when absent. */
  readonly only?: (device: Device) => boolean;
  /** In which releases; all when absent. */
  readonly when?: ReleaseRange;
}

const isVirtioOrUsb = (device: Device): boolean =>
  (device.kind === 'disk' || device.kind === 'input') && ['virtio', 'usb'].includes(device.bus);

/** True where a release has the row. */
export function isIn({ when }: AttachableRow, release: Release): boolean {
  return when === undefined || inForce(when, release);
}

/**
 * A-CFG: what can be attached to the stored definition, and detached from it. Asked of libvirt 9.0, and taken to hold for
 * every state: that of earlier ones is not known.
 */
export const STORED_ATTACHABLE: readonly AttachableRow[] = [
  'disk',
  'lease',
  'interface',
  'hostdev',
  'controller',
  'serial',
  'parallel',
  'console',
  'channel',
  'filesystem',
  'rng',
  'memory',
  'redirdev',
  'shmem',
  'input',
  'vsock',
  'watchdog',
  'sound',
].map((element) => ({ element }));

/** A-PLUG-1: what can be attached to a running guest. */
export const LIVE_ATTACHABLE: readonly AttachableRow[] = [
  { element: 'disk', only: (device) => isVirtioOrUsb(device) || (device.kind === 'disk' && device.bus === 'scsi') },
  { element: 'lease' },
  { element: 'controller', only: (device) => device.kind === 'controller' && device.type === 'scsi' },
  { element: 'interface' },
  { element: 'hostdev', only: (device) => device.kind === 'hostdev' && device.type !== 'mdev' },
  {
    element: 'hostdev',
    only: (device) => device.kind === 'hostdev' && device.type === 'mdev',
    when: PLUG_DATES['live-mdev'],
  },
  { element: 'serial', only: (device) => device.kind === 'serial' && isPluggableSerial(device.targetType) },
  { element: 'channel' },
  { element: 'console', only: (device) => device.kind === 'console' && device.targetType === 'virtio' },
  {
    element: 'filesystem',
    only: (device) => device.kind === 'filesystem' && device.driver === 'virtiofs',
    when: PLUG_DATES['live-virtiofs'],
  },
  { element: 'rng' },
  { element: 'memory' },
  { element: 'redirdev' },
  { element: 'shmem', only: (device) => device.kind === 'shmem' && device.model !== 'ivshmem' },
  {
    element: 'watchdog',
    only: (device) => device.kind === 'watchdog' && device.model === 'i6300esb',
    when: PLUG_DATES['live-watchdog'],
  },
  { element: 'input', only: isVirtioOrUsb, when: PLUG_DATES['live-input'] },
  { element: 'vsock', when: PLUG_DATES['live-vsock'] },
];

// QEMU refuses the ISA ones.
const isPluggableSerial = (targetType: string | undefined): boolean =>
  targetType === 'pci-serial' || targetType === 'usb-serial';
