import { type Comparison, type Difference, difference } from './difference.ts';
import {
  addressText,
  type Facts,
  isPci,
  type PlacedController,
  pciText,
  readNumber,
  readPlacement,
  type Value,
} from './read-placement.ts';

/** One `-device` option: the driver and its placement keys, values as on the command line. */
export type ArgsDevice = Readonly<Record<string, string>>;

/** What a recorded QEMU command line says of placement. */
export interface RecordedArgs {
  readonly devices: readonly ArgsDevice[];
  /** Older options that bring a device without `-device`, such as `-usb` and `-vga std`. */
  readonly legacy: readonly string[];
}

interface ArgsPlace {
  readonly where: string;
  /** Classes of elements that the device may stand for; absent where its id does not tell. */
  readonly classes: readonly string[] | undefined;
  readonly at: string;
  readonly multifunction: string;
}

interface DocumentPlace {
  readonly className: string;
  readonly address: Facts;
  /** What tells the device from others of its class; absent for controllers. */
  readonly key?: Facts;
}

/** Which class of element a device id of the emulator belongs to. */
const CLASSES: readonly (readonly [id: RegExp, classes: readonly string[]])[] = [
  [/^(pci|pcie)\.\d+$/, ['controller pci']],
  [/^usb\d*$/, ['controller usb']],
  [/^scsi\d+$/, ['controller scsi']],
  [/^ide\d*$/, ['controller ide']],
  [/^(sata|ahci)\d+$/, ['controller sata']],
  [/^virtio-serial\d+$/, ['controller virtio-serial']],
  [/^virtio-disk\d+$/, ['disk']],
  [/^net\d+$/, ['interface']],
  [/^hostdev\d+$/, ['hostdev', 'interface']],
  [/^sound\d+$/, ['sound']],
  [/^video\d+$/, ['video']],
  [/^balloon\d+$/, ['memballoon']],
  [/^watchdog\d+$/, ['watchdog']],
  [/^rng\d+$/, ['rng']],
  [/^fs\d+$/, ['filesystem']],
  [/^shmem\d+$/, ['shmem']],
  [/^input\d+$/, ['input']],
  [/^serial\d+$/, ['serial']],
  [/^vsock\d+$/, ['vsock']],
  [/^iommu\d+$/, ['iommu']],
  [/^crypto\d+$/, ['crypto']],
];

/** Options of a PCI controller and the facts of the document that they repeat. */
const CONTROLLER_OPTIONS = [
  ['chassis_nr', 'target chassisNr'],
  ['chassis', 'target chassis'],
  ['port', 'target port'],
  ['bus_nr', 'target busNr'],
  ['numa_node', 'target node'],
  ['index', 'target index'],
] as const;

function deviceName(device: ArgsDevice): string {
  return `${device['id'] ?? '(no id)'} (${device['driver']})`;
}

/** The index of a PCI controller by its id: pci.3, pcie.0, the old bare pci, or the user's alias. */
function pciIndex(id: string, controllers: readonly PlacedController[]): number | undefined {
  const own = /^pcie?(?:\.(\d+))?$/.exec(id);
  if (own) return Number(own[1] ?? 0);
  const named = controllers.find(({ facts, alias }) => facts.get('type') === 'pci' && alias === id);
  const index = named?.facts.get('index');
  return typeof index === 'number' ? index : undefined;
}

/** The PCI devices of a command line. */
function argsPlaces(args: RecordedArgs, controllers: readonly PlacedController[]): readonly ArgsPlace[] {
  return args.devices.flatMap((device) => {
    // The bus of a host bridge of pSeries is named after it, with .0 behind.
    const id = device['bus'] ?? '';
    const bus = pciIndex(id, controllers) ?? pciIndex(id.replace(/\.0$/, ''), controllers);
    const place = device['addr'];
    if (bus === undefined || place === undefined) return [];
    // the emulator reads both parts as hexadecimal, with or without 0x
    const [slot = '', fn = '0'] = place.split('.');
    const address = new Map<string, Value>([
      ['domain', 0],
      ['bus', bus],
      ['slot', Number.parseInt(slot, 16)],
      ['function', Number.parseInt(fn, 16)],
    ]);
    const classes = CLASSES.find(([id]) => id.test(device['id'] ?? ''))?.[1];
    const multifunction = device['multifunction'] ?? 'off';
    return [{ where: deviceName(device), classes, at: pciText(address), multifunction }];
  });
}

/** Devices that the machine brings along without `-device`, and the console that stands for the first serial port. */
function isBuiltIn(place: DocumentPlace, args: RecordedArgs): boolean {
  const at = pciText(place.address);
  switch (place.className) {
    case 'console':
      return place.key?.get('target') === 'serial';
    case 'controller ide':
      return at === '0000:00:01.1';
    case 'controller sata':
      return at === '0000:00:1f.2';
    case 'controller usb':
      return args.legacy.includes('-usb') || at === '0000:00:01.2';
    case 'video':
      return args.legacy.some((option) => option.startsWith('-vga '));
    default:
      return false;
  }
}

function placeDifferences(
  args: RecordedArgs,
  places: readonly DocumentPlace[],
  controllers: readonly PlacedController[],
): readonly Difference[] {
  const differences: Difference[] = [];
  const open = [...places];
  const isAt = (place: DocumentPlace, at: string) =>
    place.address.get('state') === 'placed' && pciText(place.address) === at;
  for (const { where, classes, at, multifunction } of argsPlaces(args, controllers)) {
    const fits = (place: DocumentPlace) => isAt(place, at) && (!classes || classes.includes(place.className));
    const found = open.find(fits);
    if (!found) {
      const other = places.find((place) => isAt(place, at));
      const actual = other ? `${other.className} there` : 'nothing there';
      differences.push(difference({ where, what: 'address', expected: at, actual }));
      continue;
    }
    open.splice(open.indexOf(found), 1);
    const actual = found.address.get('multifunction') ?? 'off';
    if (actual !== multifunction) {
      differences.push(difference({ where, what: 'multifunction', expected: multifunction, actual }));
    }
  }
  for (const place of open.filter((candidate) => !isBuiltIn(candidate, args))) {
    const actual = `one with ${addressText(place.address)}`;
    differences.push(difference({ where: place.className, what: 'device', expected: 'none', actual }));
  }
  return differences;
}

/** What the command line says of the PCI controllers themselves. */
function controllerDifferences(args: RecordedArgs, controllers: readonly PlacedController[]): readonly Difference[] {
  return args.devices.flatMap((device) => {
    const index = pciIndex(device['id'] ?? '', controllers);
    if (index === undefined) return [];
    const where = deviceName(device);
    const facts = controllers.find((c) => c.facts.get('type') === 'pci' && c.facts.get('index') === index)?.facts;
    if (!facts) return [difference({ where, what: 'controller', expected: 'one in the document', actual: 'none' })];
    const named = facts.get('model name');
    const driver = device['driver'] ?? 'none';
    const wrongName = named !== undefined && named !== driver;
    const model = wrongName ? [difference({ where, what: 'model name', expected: driver, actual: named })] : [];
    const options = CONTROLLER_OPTIONS.flatMap(([option, what]) => {
      const expected = readNumber(device[option]);
      const actual = facts.get(what);
      if (expected === undefined || actual === undefined || expected === actual) return [];
      return [difference({ where, what, expected, actual })];
    });
    return [...model, ...options];
  });
}

/**
 * Compares a recorded command line with a domain document: every PCI address on the command line has to be in the
 * document, on a device of the same class, and the other way round but for devices of the machine. Throws XmlError.
 */
export function compareArgs(args: RecordedArgs, actualText: string): Comparison {
  const { controllers, devices } = readPlacement(actualText);
  const places: readonly DocumentPlace[] = [
    ...controllers.flatMap(({ facts, address }) =>
      isPci(address) ? [{ className: `controller ${facts.get('type')}`, address }] : [],
    ),
    ...[...devices].flatMap(([className, rows]) =>
      rows.flatMap(({ key, address }) => (isPci(address) ? [{ className, address, key }] : [])),
    ),
  ];
  const differences = [...placeDifferences(args, places, controllers), ...controllerDifferences(args, controllers)];
  return { equal: differences.length === 0, differences };
}
