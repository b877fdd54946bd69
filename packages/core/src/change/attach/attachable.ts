import type { Device } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import { getProfile, inForce, PLUG_DATES, type ReleaseRange } from '../../profiles/index.ts';

/** Whether a sort of device can be attached and detached; a device that fits no row cannot. */
interface AttachableRow {
  /** The element's name. */
  readonly element: string;
  /** Only such devices of that element; all when absent. */
  readonly only?: (device: Device) => boolean;
  /** In which releases; all when absent. */
  readonly when?: ReleaseRange;
}

const isVirtioOrUsb = (device: Device): boolean =>
  (device.kind === 'disk' || device.kind === 'input') && ['virtio', 'usb'].includes(device.bus);

/**
 * A-CFG: what can be attached to the stored definition, and detached from it. Asked of libvirt 9.0, and taken to hold for
 * every state: that of earlier ones is not known.
 */
const STORED_ATTACHABLE: readonly AttachableRow[] = [
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
const LIVE_ATTACHABLE: readonly AttachableRow[] = [
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

/** What each way takes. */
const WAYS = {
  stored: { rows: STORED_ATTACHABLE, target: 'the stored definition' },
  live: { rows: LIVE_ATTACHABLE, target: 'a running guest' },
} as const;

/** A way to attach or detach. */
export type PlugWay = keyof typeof WAYS;

/** True where the table of the way has the element, whatever the device. */
export function knowsElement(way: PlugWay, element: string): boolean {
  return WAYS[way].rows.some((row) => row.element === element);
}

/** True where libvirt attaches and detaches such a device in that way; `device` is absent where placement does not know it. */
export function isPluggable(way: PlugWay, { profile }: Plan, element: string, device: Device | undefined): boolean {
  const { release } = getProfile(profile);
  return WAYS[way].rows.some(
    ({ when = {}, only, ...row }) =>
      row.element === element &&
      inForce(when, release) &&
      (only === undefined || (device !== undefined && only(device))),
  );
}

/** The values of RP3051 and RP3064: what refuses, and what to do instead. */
export function unpluggable(way: PlugWay, verb: 'Attach' | 'Detach', device: string): Readonly<Record<string, string>> {
  const advice =
    way === 'stored'
      ? 'Change the definition by hand (virsh edit).'
      : `${verb} it ${verb === 'Attach' ? 'to' : 'from'} the stored definition (--config), then stop and start the guest.`;
  return { device, target: WAYS[way].target, advice };
}
