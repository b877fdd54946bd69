import { invariant } from '../basics/index.ts';
import type { Controller, Video } from '../domain/index.ts';
import { type Device, type DeviceAddress, deviceLabel } from '../domain/index.ts';
import { attribute, type ElementSpec, elements, type XmlElement } from '../xml/index.ts';

type Attributes = (readonly [name: string, value: string])[];

/** The numbers of most addresses, spelt once. */
const SMALL_HEX: readonly (readonly string[])[] = [1, 2, 4].map((digits) =>
  Array.from({ length: 256 }, (_, value) => spelt(value, digits)),
);

function spelt(value: number | bigint, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

function hex(value: number | bigint, digits = 1): string {
  const small = typeof value === 'number' ? SMALL_HEX[digits >> 1]?.[value] : undefined;
  return small ?? spelt(value, digits);
}

function element(
  name: string,
  attributes: Attributes,
  children: readonly (ElementSpec | undefined)[] = [],
): ElementSpec {
  const present: ElementSpec[] = [];
  for (const child of children) if (child !== undefined) present.push(child);
  return { name, attributes, children: present };
}

function optional(name: string, value: string | number | undefined): Attributes {
  return value === undefined ? [] : [[name, String(value)]];
}

/** How libvirt spells an address (W-ADDR, T-ADDR-4); undefined when it writes none. */
export function writtenAddress(address: DeviceAddress): ElementSpec | undefined {
  switch (address.type) {
    case 'none':
    case 'virtio-s390':
      return undefined;
    case 'pci':
      return writtenPciAddress(address);
    case 'drive':
      return numbers('drive', address, ['controller', 'bus', 'target', 'unit']);
    case 'virtio-serial':
      return numbers('virtio-serial', address, ['controller', 'bus', 'port']);
    case 'ccid':
      return numbers('ccid', address, ['controller', 'slot']);
    case 'usb':
      // libvirt writes the number with a sign.
      return element('address', [['type', 'usb'], ['bus', String(address.bus | 0)], ...optional('port', address.port)]);
    case 'isa':
      return element('address', [
        ['type', 'isa'],
        ...(address.iobase === undefined || address.iobase === 0 ? [] : optional('iobase', hex(address.iobase))),
        ...(address.irq === undefined || address.irq === 0 ? [] : optional('irq', hex(address.irq))),
      ]);
    case 'spapr-vio':
      return element('address', [
        ['type', 'spapr-vio'],
        ...(address.reg === undefined ? [] : optional('reg', hex(address.reg, 8))),
      ]);
    case 'ccw':
      return element('address', [
        ['type', 'ccw'],
        ...(address.at === undefined
          ? []
          : ([
              ['cssid', hex(address.at.cssid)],
              ['ssid', hex(address.at.ssid)],
              ['devno', hex(address.at.devno, 4)],
            ] satisfies Attributes)),
      ]);
    case 'dimm':
      return element('address', [
        ['type', 'dimm'],
        ...optional('slot', address.slot),
        ...(address.base === undefined || address.base === 0n ? [] : optional('base', hex(address.base))),
      ]);
    case 'virtio-mmio':
    case 'unassigned':
      return element('address', [['type', address.type]]);
  }
}

/** libvirt prints these numbers with a sign. */
function numbers<Name extends string>(
  type: string,
  address: Readonly<Record<Name, number>>,
  names: readonly Name[],
): ElementSpec {
  return element('address', [['type', type], ...names.map((name) => [name, String(address[name] | 0)] as const)]);
}

function writtenPciAddress(address: DeviceAddress & { type: 'pci' }): ElementSpec {
  const { at, multifunction, zpci } = address;
  if (at === undefined) return element('address', [['type', 'pci'], ...optional('multifunction', multifunction)]);
  return element(
    'address',
    [
      ['type', 'pci'],
      ['domain', hex(at.domain, 4)],
      ['bus', hex(at.bus, 2)],
      ['slot', hex(at.slot, 2)],
      ['function', hex(at.function)],
      ...optional('multifunction', multifunction),
    ],
    zpci?.uid === undefined || zpci.fid === undefined
      ? []
      : [
          element('zpci', [
            ['uid', hex(zpci.uid, 4)],
            ['fid', hex(zpci.fid, 8)],
          ]),
        ],
  );
}

/**
 * What libvirt writes of a device as far as placement decides it: identity, model, address. For a device of the document
 * it is what has to be there; for an implied one it is the whole element.
 */
export function writtenForm(device: Device): ElementSpec {
  const address = writtenAddress(device.address);
  switch (device.kind) {
    case 'controller':
      return writtenController(device, address);
    case 'disk':
      return element(
        'disk',
        [['device', device.device]],
        [
          element('target', [
            ['dev', device.target],
            ['bus', device.bus],
          ]),
          address,
        ],
      );
    case 'interface':
      return element(
        'interface',
        [['type', device.type]],
        [device.model === undefined ? undefined : element('model', [['type', device.model]]), address],
      );
    case 'hostdev': {
      const source = device.iscsiName === undefined ? undefined : element('source', [['name', device.iscsiName]]);
      return element('hostdev', [['mode', device.mode]], [source, address]);
    }
    case 'video':
      return element('video', [], [writtenVideoModel(device), address]);
    case 'input':
      return element(
        'input',
        [
          ['type', device.type],
          // A device of the host has no bus, and the schema knows no name for that.
          ...(device.bus === 'none' ? [] : ([['bus', device.bus]] as const)),
        ],
        [address],
      );
    case 'serial':
    case 'parallel': {
      const target = [...optional('type', device.targetType), ...optional('port', device.targetPort)];
      const takenFrom = device.kind === 'serial' ? device.takenFrom : undefined;
      const source = takenFrom === undefined ? [] : copiedChildren(takenFrom, SOURCE_PARTS, device.sourceType);
      const alias = takenFrom === undefined ? [] : copiedChildren(takenFrom, ['alias'], device.sourceType);
      return element(
        device.kind,
        [['type', device.sourceType]],
        [...source, element('target', target), ...alias, address],
      );
    }
    case 'console': {
      const target = element('target', [
        ...optional('type', device.targetType),
        ...optional('port', device.targetPort),
      ]);
      return element('console', [['type', device.sourceType]], [target, address]);
    }
    case 'channel':
      return element('channel', [['type', device.sourceType]], [address]);
    case 'shmem':
      return element('shmem', [], [element('model', [['type', device.model]]), address]);
    case 'redirdev':
      return element('redirdev', [['bus', device.bus]], [address]);
    case 'hub':
      return element('hub', [['type', device.type]], [address]);
    case 'audio':
      return element('audio', device.element === undefined ? [['id', '1'], ...optional('type', device.model)] : []);
    case 'watchdog':
      return element('watchdog', [...optional('model', device.model), ...optional('action', device.action)], [address]);
    case 'iommu': {
      const driver =
        device.element === undefined
          ? element('driver', [
              ['intremap', 'on'],
              ['eim', 'on'],
            ])
          : undefined;
      return element('iommu', optional('model', device.model), [driver, address]);
    }
    case 'sound':
    case 'memballoon':
    case 'rng':
    case 'vsock':
    case 'crypto':
    case 'panic':
    case 'tpm':
      return element(device.kind, optional('model', device.model), [address]);
    case 'nvram':
    case 'memory':
    case 'smartcard':
    case 'filesystem':
    case 'pstore':
    case 'graphics':
      invariant(device.element !== undefined, `${deviceLabel(device)} is never implied`);
      return element(device.kind, [], [address]);
  }
}

const RESET: Attributes = [['action', 'reset']];

/** What a serial device takes over from the console that it was made for. */
const SOURCE_PARTS: readonly string[] = ['source', 'protocol', 'log'];

function copiedChildren(from: XmlElement, names: readonly string[], sourceType: string): readonly ElementSpec[] {
  // The path of a pseudoterminal is that of the last run.
  const isKept = (name: string): boolean => names.includes(name) && !(name === 'source' && sourceType === 'pty');
  return elements(from)
    .filter(({ name, uri }) => uri === '' && isKept(name))
    .map(copied);
}

function copied(from: XmlElement): ElementSpec {
  const attributes = from.attributes.map(({ name, value }) => [name, value] as const);
  return element(from.name, attributes, elements(from).map(copied));
}

/** As {@link writtenForm}, with what libvirt also writes and an unchanged document need not say: models of serial and USB disks. */
export function canonicalForm(device: Device): ElementSpec {
  const spec = writtenForm(device);
  if (device.kind === 'watchdog' && device.element !== undefined && attribute(device.element, 'action') === undefined)
    return { ...spec, attributes: [...spec.attributes, ...RESET] };
  if (device.kind === 'console' && device.mirrors !== undefined)
    return { ...spec, attributes: [['type', device.mirrors.sourceType]] };
  if (device.kind === 'disk' && device.bus === 'usb' && device.model !== undefined)
    return { ...spec, attributes: [...spec.attributes, ['model', device.model]] };
  if (device.kind !== 'serial' || device.targetModel === undefined) return spec;
  const model = element('model', [['name', device.targetModel]]);
  const children = (spec.children ?? []).map((part) =>
    part.name === 'target' ? { ...part, children: [model] } : part,
  );
  return { ...spec, children };
}

function writtenController(device: Controller, address: ElementSpec | undefined): ElementSpec {
  const { target, modelName, masterStartPort, serial } = device;
  const targetAttributes: Attributes = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) targetAttributes.push([name, String(value)]);
  };
  add('chassisNr', target.chassisNr);
  add('chassis', target.chassis);
  add('port', target.port === undefined ? undefined : hex(target.port));
  add('busNr', target.busNr);
  add('index', target.index);
  add('hotplug', target.hotplug);
  add('speed', target.speed);
  add('width', target.width);
  const node: ElementSpec[] =
    target.node === undefined ? [] : [{ name: 'node', attributes: [], text: String(target.node) }];
  return element(
    'controller',
    [['type', device.type], ['index', String(device.index)], ...optional('model', device.model)],
    [
      modelName === undefined ? undefined : element('model', [['name', modelName]]),
      targetAttributes.length + node.length === 0 ? undefined : element('target', targetAttributes, node),
      serial === undefined ? undefined : { name: 'serial', attributes: [], text: serial },
      masterStartPort === undefined ? undefined : element('master', [['startport', String(masterStartPort)]]),
      address,
    ],
  );
}

/** Memory that libvirt writes with a display it adds (D-VRAM). */
const VIDEO_MEMORY: Readonly<Record<string, Attributes>> = {
  vga: [['vram', '16384']],
  cirrus: [['vram', '16384']],
  vmvga: [['vram', '16384']],
  bochs: [['vram', '16384']],
  qxl: [
    ['ram', '65536'],
    ['vram', '65536'],
    ['vgamem', '16384'],
  ],
};

/** The memory of a display, in KiB, that libvirt writes where nobody says how much (D-VRAM). */
export function videoMemory(model: string): Attributes {
  return VIDEO_MEMORY[model] ?? [];
}

function writtenVideoModel(device: Video): ElementSpec | undefined {
  if (device.model === undefined) return undefined;
  if (device.element !== undefined) return element('model', [['type', device.model]]);
  return element('model', [['type', device.model], ...videoMemory(device.model), ['heads', '1'], ['primary', 'yes']]);
}
