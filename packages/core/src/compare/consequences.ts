import type { DeviceKind } from '../domain/index.ts';

/** How much a change matters to the guest, in rising order. */
export const CHANGE_SEVERITIES = ['none', 'notice', 'warning', 'breaking'] as const;
/** One of {@link CHANGE_SEVERITIES}. */
export type ChangeSeverity = (typeof CHANGE_SEVERITIES)[number];

/**
 * What may differ of a device between two plans. `address`: its PCI address; `place`: an address of another type, such as
 * a drive's; `transport`: the type of the address; `guest-bus`: only what the guest calls the bus; `guest-name`: what a Linux
 * guest calls an interface; `port`: chassis, port
 * and the like of a PCI controller; `bus`, `name`: of a disk.
 */
export type Aspect =
  | 'new'
  | 'gone'
  | 'transport'
  | 'address'
  | 'place'
  | 'guest-bus'
  | 'guest-name'
  | 'multifunction'
  | 'model'
  | 'port'
  | 'link'
  | 'bus'
  | 'name';

/** What a change of one aspect means to the guest. */
export interface ConsequenceRow {
  readonly aspect: Aspect;
  /** The kinds it is about; all without. */
  readonly kinds?: readonly DeviceKind[];
  /** The types of controllers it is about; all without. */
  readonly controllers?: readonly string[];
  readonly severity: ChangeSeverity;
  /** What to expect; `may` where it depends on the guest. */
  readonly text: string;
  /** Rules of 05. */
  readonly rules: readonly string[];
}

const STORAGE = ['scsi', 'sata', 'ide', 'nvme'];
const NAMED_BY_PLACE =
  'Its name may change: names follow bus and slot (enp…, ens…). Windows and macOS may take it for a new adapter, and a static address stays with the old, hidden one (not measured).';
const DISK_PATHS = '/dev/disk/by-path changes; Windows may take a data disk offline.';
const REBIND = 'The guest finds it at another place and may bind its driver again; settings by address no longer fit.';

/** The first row that fits is taken, for each aspect that differs. */
export const CONSEQUENCES: readonly ConsequenceRow[] = [
  {
    aspect: 'gone',
    kinds: ['disk', 'interface', 'hostdev', 'filesystem', 'memory', 'shmem'],
    severity: 'breaking',
    text: 'The guest loses it.',
    rules: [],
  },
  {
    aspect: 'gone',
    kinds: ['controller'],
    controllers: ['pci'],
    severity: 'notice',
    text: 'What was plugged in there sits elsewhere; the guest may renumber later buses.',
    rules: ['G-BUS-NUM'],
  },
  { aspect: 'gone', severity: 'warning', text: 'The guest loses it.', rules: [] },
  {
    aspect: 'new',
    kinds: ['controller'],
    controllers: ['pci'],
    severity: 'notice',
    text: 'The guest may renumber the buses behind it.',
    rules: ['G-BUS-NUM', 'G-NAME-STABLE'],
  },
  { aspect: 'new', severity: 'notice', text: 'The guest finds a new device.', rules: [] },
  {
    aspect: 'transport',
    severity: 'breaking',
    text: 'It is attached in another way; the guest needs another driver.',
    rules: [],
  },
  {
    aspect: 'address',
    kinds: ['interface'],
    severity: 'warning',
    text: NAMED_BY_PLACE,
    rules: ['G-NAME-STABLE', 'G-NAME-OTHERS'],
  },
  { aspect: 'address', kinds: ['disk'], severity: 'warning', text: DISK_PATHS, rules: ['G-BDF'] },
  { aspect: 'address', kinds: ['hostdev'], severity: 'warning', text: REBIND, rules: ['G-BDF'] },
  {
    aspect: 'address',
    kinds: ['controller'],
    controllers: STORAGE,
    severity: 'warning',
    text: `Of the disks behind it, ${DISK_PATHS}`,
    rules: ['G-BDF'],
  },
  {
    aspect: 'address',
    kinds: ['controller'],
    controllers: ['pci'],
    severity: 'warning',
    text: 'What is behind it moves with it; the guest may renumber buses.',
    rules: ['G-BUS-NUM', 'G-NAME-STABLE'],
  },
  {
    aspect: 'address',
    kinds: ['shmem', 'filesystem'],
    severity: 'warning',
    text: REBIND,
    rules: ['G-BDF'],
  },
  {
    aspect: 'address',
    severity: 'notice',
    text: 'The guest finds it at another place; Windows may install its driver again.',
    rules: ['G-BDF'],
  },
  {
    aspect: 'place',
    kinds: ['disk'],
    severity: 'warning',
    text: '/dev/disk/by-path changes; the order of disks may change.',
    rules: [],
  },
  { aspect: 'place', severity: 'notice', text: 'The guest finds it at another place.', rules: [] },
  {
    aspect: 'guest-bus',
    kinds: ['interface'],
    severity: 'warning',
    text: 'Same address, but the guest may give its bus another number, and so the interface another name.',
    rules: ['G-BUS-NUM', 'G-NAME-STABLE'],
  },
  {
    aspect: 'guest-name',
    severity: 'warning',
    text: 'A Linux guest gives it the other name; network settings by the old one no longer fit.',
    rules: ['G-NAME-STABLE'],
  },
  {
    aspect: 'guest-bus',
    kinds: ['disk', 'hostdev'],
    severity: 'warning',
    text: 'Same address, but the guest may give its bus another number; by-path names and settings by address follow.',
    rules: ['G-BUS-NUM'],
  },
  {
    aspect: 'guest-bus',
    severity: 'notice',
    text: 'Same address, but the guest may give its bus another number.',
    rules: ['G-BUS-NUM'],
  },
  {
    aspect: 'multifunction',
    kinds: ['interface'],
    severity: 'warning',
    text: 'Its name may gain or lose the function number (f0).',
    rules: ['G-NAME-FN'],
  },
  {
    aspect: 'multifunction',
    severity: 'notice',
    text: 'The guest looks at further functions of the slot, or no longer does.',
    rules: ['G-BUS-VISIBLE'],
  },
  {
    aspect: 'model',
    kinds: ['interface', 'disk', 'hostdev', 'filesystem', 'video'],
    severity: 'breaking',
    text: 'Another device to the guest: it may need another driver.',
    rules: ['G-NAME-MODEL'],
  },
  {
    aspect: 'model',
    kinds: ['controller'],
    controllers: STORAGE,
    severity: 'breaking',
    text: 'Another controller to the guest: it may need another driver to find its disks.',
    rules: [],
  },
  { aspect: 'model', severity: 'warning', text: 'Another device to the guest: it may need another driver.', rules: [] },
  {
    aspect: 'port',
    severity: 'notice',
    text: 'Chassis or port number changes: the guest may name the hotplug slot differently.',
    rules: ['G-LIM-CHASSIS'],
  },
  {
    aspect: 'link',
    severity: 'notice',
    text: 'The guest sees another speed or width of the link.',
    rules: ['P2P-QEMU'],
  },
  {
    aspect: 'bus',
    severity: 'breaking',
    text: 'The disk is on another bus: the guest needs that driver to boot, and names and paths of the disk change.',
    rules: [],
  },
  {
    aspect: 'name',
    severity: 'warning',
    text: 'The disk has another name in the definition: commands that use the old name no longer find it.',
    rules: [],
  },
];

/** What a change means, for a device of a kind; `controller` is the type of one. */
export function consequenceOf(aspect: Aspect, kind: DeviceKind, controller?: string): ConsequenceRow | undefined {
  return CONSEQUENCES.find(
    (row) =>
      row.aspect === aspect &&
      (row.kinds === undefined || row.kinds.includes(kind)) &&
      (row.controllers === undefined || (controller !== undefined && row.controllers.includes(controller))),
  );
}

/** The worst of some severities. */
export function worstSeverity(severities: readonly ChangeSeverity[]): ChangeSeverity {
  const ranks = severities.map((severity) => CHANGE_SEVERITIES.indexOf(severity));
  return CHANGE_SEVERITIES[Math.max(0, ...ranks)] ?? 'none';
}
