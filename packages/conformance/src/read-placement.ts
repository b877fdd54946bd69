import { parseXml, XmlError, type XmlNode } from './xml-reader.ts';

/** A number, or the text where it is none. */
export type Value = string | number;

/** Named facts in the order they were read; a fact may be known to be absent. */
export type Facts = ReadonlyMap<string, Value | undefined>;

export interface PlacedController {
  readonly facts: Facts;
  readonly alias: string | undefined;
  readonly address: Facts | undefined;
}

export interface PlacedDevice {
  /** Position among the devices of its class, in document order. */
  readonly position: number;
  /** What tells one device of a class from another. */
  readonly key: Facts;
  readonly mac: string | undefined;
  /** A video device marked as the primary one. */
  readonly isPrimary: boolean;
  readonly address: Facts | undefined;
}

/** The placement facts of a domain; `devices` goes from a class (the element's name) to its devices. */
export interface Placement {
  readonly controllers: readonly PlacedController[];
  readonly devices: ReadonlyMap<string, readonly PlacedDevice[]>;
}

const PCI_FIELDS = ['domain', 'bus', 'slot', 'function'] as const;

/** True for the four fields that make a PCI address. */
export function isPciField(name: string): boolean {
  return PCI_FIELDS.some((field) => field === name);
}

/** 0x1d, 29, +29, 035 and 0b11101 are one number; anything else stays text. */
export function readNumber(text: string | undefined): Value | undefined {
  if (text === undefined) return undefined;
  const value = text.trim().replace(/^\+(?=\d)/, '');
  if (/^0x[0-9a-f]+$|^0b[01]+$/i.test(value)) return Number(value);
  if (/^0[0-7]+$/.test(value)) return Number.parseInt(value, 8);
  if (/^\d+$/.test(value)) return Number.parseInt(value, 10);
  return value;
}

function hexadecimal(value: Value | undefined, width: number): string {
  return typeof value === 'number' ? value.toString(16).padStart(width, '0') : String(value);
}

/** `0000:00:1f.2` of an address. */
export function pciText(address: Facts): string {
  const part = (field: string, width: number) => hexadecimal(address.get(field), width);
  return `${part('domain', 4)}:${part('bus', 2)}:${part('slot', 2)}.${part('function', 1)}`;
}

/** An address in words, for a difference. */
export function addressText(address: Facts | undefined): string {
  if (!address) return 'no address';
  if (address.get('type') === 'pci') {
    return address.get('state') === 'placed' ? `pci ${pciText(address)}` : 'pci address without a place';
  }
  const rest = [...address].filter(([name]) => name !== 'type').map(([name, value]) => `${name}=${value}`);
  return [`${address.get('type')} address`, ...rest].join(' ');
}

/** True for an address of type pci, placed or not. */
export function isPci(address: Facts | undefined): address is Facts {
  return address?.get('type') === 'pci';
}

function child(element: XmlNode, name: string): XmlNode | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

function attribute(element: XmlNode, name: string): string | undefined {
  return element.attributes.get(name);
}

function childAttribute(element: XmlNode, name: string, attributeName: string): string | undefined {
  return child(element, name)?.attributes.get(attributeName);
}

function readPciAddress(raw: XmlNode): Facts {
  const facts = new Map<string, Value | undefined>([['type', 'pci']]);
  const given = PCI_FIELDS.some((field) => raw.attributes.has(field));
  facts.set('state', given ? 'placed' : 'not placed');
  if (given) for (const field of PCI_FIELDS) facts.set(field, readNumber(attribute(raw, field) ?? '0'));
  facts.set('multifunction', attribute(raw, 'multifunction') ?? 'off');
  const zpci = child(raw, 'zpci');
  if (zpci) {
    facts.set('zpci uid', readNumber(attribute(zpci, 'uid')));
    facts.set('zpci fid', readNumber(attribute(zpci, 'fid')));
  }
  return facts;
}

function readAddress(element: XmlNode): Facts | undefined {
  const raw = child(element, 'address');
  if (!raw) return undefined;
  const type = attribute(raw, 'type') ?? '(no type)';
  if (type === 'pci') return readPciAddress(raw);
  const facts = new Map<string, Value | undefined>([['type', type]]);
  for (const [name, value] of raw.attributes) if (name !== 'type') facts.set(name, readNumber(value));
  return facts;
}

type KeyParts = readonly (readonly [name: string, value: Value | undefined])[];

function hostdevSource(device: XmlNode): string | undefined {
  const source = child(device, 'source');
  if (!source) return undefined;
  const address = child(source, 'address');
  if (!address)
    return childAttribute(source, 'adapter', 'name') ?? attribute(source, 'name') ?? attribute(source, 'wwpn');
  const names = [...address.attributes.keys()].filter((name) => name !== 'type').sort();
  return names.map((name) => `${name}=${readNumber(attribute(address, name))}`).join(',');
}

function characterKey(device: XmlNode): KeyParts {
  return [
    ['type', attribute(device, 'type')],
    ['target', childAttribute(device, 'target', 'type')],
    ['name', childAttribute(device, 'target', 'name')],
    ['port', readNumber(childAttribute(device, 'target', 'port'))],
  ];
}

const KEYS: ReadonlyMap<string, (device: XmlNode) => KeyParts> = new Map([
  [
    'disk',
    (d: XmlNode): KeyParts => [
      ['device', attribute(d, 'device') ?? 'disk'],
      ['bus', childAttribute(d, 'target', 'bus')],
      ['dev', childAttribute(d, 'target', 'dev')],
    ],
  ],
  [
    'interface',
    (d) => [
      ['type', attribute(d, 'type')],
      ['model', childAttribute(d, 'model', 'type')],
    ],
  ],
  [
    'hostdev',
    (d) => [
      ['mode', attribute(d, 'mode') ?? 'subsystem'],
      ['type', attribute(d, 'type')],
      ['source', hostdevSource(d)],
    ],
  ],
  ['video', (d) => [['model', childAttribute(d, 'model', 'type')]]],
  ['filesystem', (d) => [['target', childAttribute(d, 'target', 'dir')]]],
  [
    'rng',
    (d) => [
      ['model', attribute(d, 'model')],
      ['backend', childAttribute(d, 'backend', 'model')],
    ],
  ],
  [
    'input',
    (d) => [
      ['type', attribute(d, 'type')],
      ['bus', attribute(d, 'bus')],
    ],
  ],
  [
    'shmem',
    (d) => [
      ['name', attribute(d, 'name')],
      ['model', childAttribute(d, 'model', 'type')],
    ],
  ],
  [
    'redirdev',
    (d) => [
      ['bus', attribute(d, 'bus')],
      ['type', attribute(d, 'type')],
    ],
  ],
  [
    'tpm',
    (d) => [
      ['model', attribute(d, 'model')],
      ['backend', childAttribute(d, 'backend', 'type')],
    ],
  ],
  ['smartcard', (d) => [['mode', attribute(d, 'mode')]]],
  ['serial', characterKey],
  ['parallel', characterKey],
  ['console', characterKey],
  ['channel', characterKey],
]);

function defaultKey(device: XmlNode): KeyParts {
  return [
    ['model', attribute(device, 'model') ?? childAttribute(device, 'model', 'type')],
    ['type', attribute(device, 'type')],
  ];
}

function readController(element: XmlNode): PlacedController {
  const facts = new Map<string, Value | undefined>([
    ['type', attribute(element, 'type')],
    ['index', readNumber(attribute(element, 'index'))],
    ['model', attribute(element, 'model')],
    ['model name', childAttribute(element, 'model', 'name')],
  ]);
  const target = child(element, 'target');
  for (const [name, value] of target?.attributes ?? []) facts.set(`target ${name}`, readNumber(value));
  const node = target && child(target, 'node');
  if (node) facts.set('target node', readNumber(node.text));
  const master = childAttribute(element, 'master', 'startport');
  if (master !== undefined) facts.set('master startport', readNumber(master));
  return { facts, alias: childAttribute(element, 'alias', 'name'), address: readAddress(element) };
}

function findElement(element: XmlNode, name: string): XmlNode | undefined {
  if (element.name === name) return element;
  for (const candidate of element.children) {
    const found = findElement(candidate, name);
    if (found) return found;
  }
  return undefined;
}

/** The placement facts of a domain document. Throws XmlError. */
export function readPlacement(source: string): Placement {
  const domain = findElement(parseXml(source), 'domain');
  if (!domain) throw new XmlError('no <domain> element');
  const controllers: PlacedController[] = [];
  const devices = new Map<string, PlacedDevice[]>();
  const lists = domain.children.filter(({ name }) => name === 'devices');
  for (const element of lists.flatMap(({ children }) => children)) {
    if (element.name === 'emulator') continue;
    if (element.name === 'controller') {
      controllers.push(readController(element));
      continue;
    }
    const rows = devices.get(element.name) ?? [];
    devices.set(element.name, rows);
    rows.push({
      position: rows.length,
      key: new Map((KEYS.get(element.name) ?? defaultKey)(element)),
      mac: childAttribute(element, 'mac', 'address')?.toLowerCase(),
      isPrimary: element.name === 'video' && childAttribute(element, 'model', 'primary') === 'yes',
      address: readAddress(element),
    });
  }
  return { controllers, devices };
}
