import { checkArguments, isDevice, isObject, isText, orNothing } from '../basics/index.ts';
import type { Device } from '../domain/index.ts';
import { deviceLabel } from '../domain/index.ts';
import type { DeviceView } from '../plan/index.ts';
import { visible } from '../text/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { attributeValue, child } from '../xml/index.ts';

/** What the boxes of the picture are coloured and counted by. */
export const PICTURE_GROUPS = ['nic', 'storage', 'display', 'host', 'controller', 'other', 'free'] as const;
/** One of {@link PICTURE_GROUPS}. */
export type PictureGroup = (typeof PICTURE_GROUPS)[number];

/** What is drawn beside a name, so that nobody needs colours. */
export type PictureIcon =
  | 'nic'
  | 'disk'
  | 'display'
  | 'chip'
  | 'bridge'
  | 'usb'
  | 'serial'
  | 'sound'
  | 'folder'
  | 'other';

/** The icons as paths without fill, 14 by 14. */
export const ICON_PATHS: Readonly<Record<PictureIcon, string>> = {
  nic: 'M4 5h6v4H4zM7 9v3M2 12h10M5.5 5V2.5M8.5 5V2.5',
  disk: 'M2.5 3.5c0-2.3 9-2.3 9 0s-9 2.3-9 0v7c0 2.3 9 2.3 9 0v-7M2.5 7c0 2.3 9 2.3 9 0',
  display: 'M1.5 2.5h11v7h-11zM7 9.5V12M4 12h6',
  chip: 'M4 4h6v6H4zM5.5 4V2M8.5 4V2M5.5 12v-2M8.5 12v-2M4 5.5H2M4 8.5H2M12 5.5h-2M12 8.5h-2',
  bridge: 'M2 4.5h9L8.5 2M12 9.5H3L5.5 12',
  usb: 'M7 1.5v11M7 10L3.5 7.5V5M7 8l3.5-2.5V3.5',
  serial: 'M1 7h3l1.5-4 2 8L9 7h4',
  sound: 'M2 5.5h2L8 2.5v9l-4-3H2zM10.5 5c1 1 1 3 0 4',
  folder: 'M1.5 3.5h4L6.5 5h6v6h-11z',
  other: 'M7 2l5 5-5 5-5-5z',
};

/** What people know a device by. */
export interface DeviceFace {
  /** `enp3s0`, `vda`, `host 0b:00.0`, `scsi 0: sda, sdb`. */
  readonly name: string;
  /** Beside the name: the last digits of the MAC, the image; may be empty. */
  readonly known: string;
  /** The model, in short. */
  readonly model: string;
  readonly group: PictureGroup;
  readonly icon: PictureIcon;
  /** Everything that it may be searched by, in small letters. */
  readonly words: string;
}

type Face = Omit<DeviceFace, 'words'>;

/** How the picture shows a device. `guestName`: of an interface; `view` has what sits on a controller. */
export function faceOf(device: Device, view: Pick<DeviceView, 'attached' | 'bus'>, guestName?: string): DeviceFace {
  checkArguments('faceOf', {
    device: [device, isDevice],
    view: [view, isObject],
    guestName: [guestName, orNothing(isText)],
  });
  const face = ownFace(device, view, guestName);
  const words = [
    device.kind === 'controller' ? (device.model ?? '') : '',
    face.name,
    face.known,
    face.model,
    deviceLabel(device),
    ...wordsOf(device),
    ...attachedWords(view),
  ];
  return { ...face, name: visible(face.name), known: visible(face.known), words: words.join(' ').toLowerCase() };
}

const attachedWords = ({ attached = [] }: Pick<DeviceView, 'attached'>): readonly string[] =>
  attached.map(({ label }) => label);

function wordsOf(device: Device): readonly string[] {
  switch (device.kind) {
    case 'disk':
      return ['disk', imageOf(device) ?? ''];
    case 'interface':
      return ['nic', 'network', device.network ?? '', device.host === undefined ? '' : formatPciAddress(device.host)];
    default:
      return [];
  }
}

function ownFace(device: Device, view: Pick<DeviceView, 'attached' | 'bus'>, guestName: string | undefined): Face {
  const plain = deviceLabel(device).replace(/ \([^()]*\)$/, '');
  switch (device.kind) {
    case 'interface':
      return {
        name: guestName ?? (device.host === undefined ? 'NIC' : `host ${short(formatPciAddress(device.host))}`),
        known: device.mac === undefined ? (device.network ?? '') : `…${device.mac.slice(-5)}`,
        model: device.model ?? device.type,
        group: 'nic',
        icon: 'nic',
      };
    case 'disk':
      return {
        name: device.target,
        known: (imageOf(device) ?? '').replace(/^.*\//, ''),
        model: device.bus,
        group: 'storage',
        icon: 'disk',
      };
    case 'filesystem':
      return { name: `fs ${device.target}`, known: '', model: device.driver, group: 'storage', icon: 'folder' };
    case 'hostdev':
      return {
        name: device.host === undefined ? plain : `host ${short(formatPciAddress(device.host))}`,
        known: '',
        model: device.host === undefined ? device.type : '',
        group: 'host',
        icon: 'chip',
      };
    case 'video':
      return { name: plain, known: '', model: '', group: 'display', icon: 'display' };
    case 'controller':
      return controllerFace(device, view);
    case 'sound':
      return { name: plain, known: '', model: '', group: 'other', icon: 'sound' };
    case 'memballoon':
      return { name: 'balloon', known: '', model: device.model ?? '', group: 'other', icon: 'other' };
    case 'rng':
      return { name: 'rng', known: '', model: device.model ?? '', group: 'other', icon: 'other' };
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
      return { name: plain, known: '', model: device.targetType ?? '', group: 'other', icon: 'serial' };
    default:
      return { name: plain, known: '', model: '', group: 'other', icon: 'other' };
  }
}

const STORAGE_BUSES = new Set(['scsi', 'sata', 'ide', 'fdc', 'nvme']);

function controllerFace(
  device: Extract<Device, { kind: 'controller' }>,
  { attached = [], bus }: Pick<DeviceView, 'attached' | 'bus'>,
): Face {
  const { type, index, model = '' } = device;
  if (type === 'pci') {
    const isBridge = bus === undefined || bus.firstSlot !== bus.lastSlot;
    const what = model.includes('expander') ? 'expander' : model.includes('switch') ? 'switch' : 'bridge';
    const name = isBridge ? `${what} → bus ${index}` : `port ${index}`;
    return { name, known: '', model: '', group: 'controller', icon: 'bridge' };
  }
  const name = `${type === 'virtio-serial' ? 'serial' : type} ${index}`;
  const isStorage = STORAGE_BUSES.has(type);
  return {
    name: attached.length === 0 ? name : `${name}: ${attachedNames(attached)}`,
    known: '',
    model: model.replace(/^(qemu-|virtio-(?=serial))/, '').replace(/^virtio-scsi$/, 'virtio'),
    group: isStorage ? 'storage' : 'controller',
    icon: isStorage ? 'disk' : type === 'usb' ? 'usb' : 'serial',
  };
}

const FEW = 4;

function attachedNames(attached: readonly DeviceView[]): string {
  const disks = attached.filter(({ kind }) => kind === 'disk').length;
  if (attached.length > FEW) return disks === attached.length ? `${disks} disks` : `${attached.length} devices`;
  return attached
    .map(({ label, kind }) => {
      const name = label.replace(/ \([^()]*\)$/, '').replace(`${kind} `, '');
      // org.qemu.guest_agent.0 is the agent, com.redhat.spice.0 is spice.
      return kind === 'channel' ? name.replace(/^[\w.-]*?([a-z]+)\.\d+$/i, '$1') : name;
    })
    .join(', ');
}

/** The file, volume or network image of a disk. */
function imageOf({ element }: Device): string | undefined {
  const source = element === undefined ? undefined : child(element, 'source');
  if (source === undefined) return undefined;
  for (const name of ['file', 'dev', 'volume', 'dir', 'name']) {
    const value = attributeValue(source, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

const short = (address: string): string => address.replace(/^0000:/, '');
