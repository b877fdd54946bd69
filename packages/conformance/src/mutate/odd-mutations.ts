import { childrenNamed, cloneElement, createElement, descendants, type Element } from './mutable-tree.ts';
import {
  change,
  devices,
  insert,
  listOf,
  type Mutant,
  type Mutation,
  onDevice,
  parentOf,
  pickAddress,
  pickFrom,
  pickSpot,
  remove,
  someNumber,
  typeElement,
} from './mutant.ts';
import { ADDRESSES, NUMBERS } from './spellings.ts';

/** The type of address that devices of a kind mostly have; others have a PCI one. */
const USUAL_ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  disk: ['drive', 'drive', 'pci', 'usb', 'ccw', 'virtio-mmio'],
  interface: ['pci', 'pci', 'ccw', 'virtio-mmio', 'usb', 'spapr-vio'],
  hostdev: ['pci', 'usb', 'drive', 'unassigned', 'ccw'],
  channel: ['virtio-serial'],
  console: ['virtio-serial', 'spapr-vio', 'ccw'],
  serial: ['isa', 'usb', 'pci', 'spapr-vio', 'ccw'],
  parallel: ['isa'],
  smartcard: ['ccid'],
  input: ['usb', 'usb', 'pci', 'ccw', 'virtio-mmio'],
  hub: ['usb'],
  redirdev: ['usb'],
  sound: ['pci', 'usb', 'isa'],
  memory: ['dimm', 'dimm', 'pci', 'ccw'],
  nvram: ['spapr-vio'],
  panic: ['isa', 'pci', 'spapr-vio', 'ccw'],
  tpm: ['spapr-vio', 'isa', 'pci'],
  rng: ['pci', 'ccw', 'virtio-mmio', 'virtio-s390'],
  memballoon: ['pci', 'ccw', 'virtio-mmio', 'virtio-s390'],
  watchdog: ['pci', 'isa', 'usb'],
};

/** What makes an address of a type whole and likely. */
const LIKELY: Readonly<Record<string, readonly string[]>> = {
  domain: ['0', '0x0000'],
  bus: ['0', '0', '1', '0x00', '0x01', '2'],
  slot: ['0', '1', '2', '3', '5', '0x1e', '0x1f', '9'],
  function: ['0', '0x0', '1', '7'],
  controller: ['0', '0', '1', '2'],
  target: ['0', '0', '1'],
  unit: ['0', '1', '2', '5', '7'],
  port: ['0', '1', '2', '1.1', '3.1.2'],
  reg: ['0x1000', '0x71000000', '4096', '0x30000000'],
  cssid: ['0xfe', '254', '0'],
  ssid: ['0', '3'],
  devno: ['0', '0x0001', '5', '0xffff'],
  iobase: ['0x3f8', '0x505', '2f8'],
  irq: ['0x4', '3', '0'],
  base: ['0x100000000', '0x140000000', '4294967296'],
};

const MULTIFUNCTION = ['on', 'on', 'off', 'yes', ''];

function usualAddress(mutant: Mutant, device: Element): Element {
  const { random } = mutant;
  const type = random.pick(USUAL_ADDRESSES[device.name] ?? ['pci']);
  const address = createElement('address', { type });
  for (const name of ADDRESSES[type] ?? []) {
    const isSwitch = name === 'multifunction';
    if (random.chance(isSwitch ? 0.85 : 0.08)) continue;
    const value = isSwitch ? random.pick(MULTIFUNCTION) : random.pick(LIKELY[name] ?? ['0', '1']);
    address.attributes.set(name, random.chance(0.9) || isSwitch ? value : someNumber(mutant));
  }
  return address;
}

/** Gives a device an address of a type that suits it, mostly with values that do. */
function giveUsualAddress(mutant: Mutant, device: Element): void {
  device.children = device.children.filter(({ name }) => name !== 'address');
  insert(mutant, device, usualAddress(mutant, device));
}

function malformAddress(mutant: Mutant): void {
  const { random } = mutant;
  const address = pickAddress(mutant);
  if (address === undefined) return;
  const name = pickFrom(mutant, [...address.attributes.keys()]);
  if (name === undefined) return;
  const value = address.attributes.get(name) ?? '';
  switch (random.below(6)) {
    case 0:
      address.attributes.set(name, random.pick(NUMBERS));
      break;
    case 1:
      address.attributes.delete(name);
      address.attributes.set(name.toUpperCase(), value);
      break;
    case 2:
      address.attributes.set(name, '');
      break;
    case 3:
      address.attributes.set('type', random.pick([...Object.keys(ADDRESSES), 'PCI', 'scsi', 'none', '', 'mdev']));
      break;
    case 4:
      // As a child, as in the JSON of other tools.
      address.attributes.delete(name);
      address.children.push({ ...createElement(name), text: value });
      break;
    default:
      address.attributes.set(random.pick(['slot', 'port', 'unit', 'reg', 'devno', 'uid']), value);
  }
}

/** An attribute becomes an element with its text, or the other way round. */
function attributeAsText(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  if (spot === undefined) return;
  const { element } = spot;
  const [first] = element.children;
  if (first !== undefined && first.text !== '' && mutant.random.chance(0.5)) {
    element.attributes.set(first.name, first.text);
    remove(element, first);
    return;
  }
  const name = pickFrom(mutant, [...element.attributes.keys()]);
  if (name === undefined) return;
  const text = element.attributes.get(name) ?? '';
  element.attributes.delete(name);
  element.children.push({ ...createElement(name), text });
}

/** An attribute of a namespace: none of libvirt's. */
function prefixAttribute(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  const name = spot && pickFrom(mutant, [...spot.element.attributes.keys()]);
  if (spot === undefined || name === undefined || name.includes(':')) return;
  const { element } = spot;
  const value = element.attributes.get(name) ?? '';
  if (mutant.random.chance(0.6)) element.attributes.delete(name);
  element.attributes.set(`x:${name}`, value);
  if (mutant.random.chance(0.7)) mutant.tree.attributes.set('xmlns:x', 'urn:example:x');
}

function addUnknown(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  if (spot === undefined) return;
  const { random } = mutant;
  const name = random.pick(['note', 'comment', 'id', 'uuid', 'enabled', 'state', 'bus', 'model', 'driver', 'options']);
  if (random.chance(0.5)) spot.element.attributes.set(name, random.pick(['1', 'yes', 'x', '']));
  else insert(mutant, spot.element, { ...createElement(name), text: random.pick(['', '1', 'x']) });
}

function upperCase(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  const name = spot && pickFrom(mutant, [...spot.element.attributes.keys()]);
  if (spot === undefined || name === undefined) return;
  const { element } = spot;
  const value = element.attributes.get(name) ?? '';
  if (mutant.random.chance(0.3)) {
    element.attributes.delete(name);
    element.attributes.set(name.toUpperCase(), value);
  } else element.attributes.set(name, mutant.random.pick([value.toUpperCase(), value.toLowerCase()]));
}

/** A device that has lost its place: beside <devices>, in another device, or in a <devices> of its own inside one. */
function misplaceDevice(mutant: Mutant, device: Element): void {
  remove(mutant.tree, device);
  const other = pickFrom(mutant, devices(mutant));
  const parent = pickFrom(mutant, [mutant.tree, other ?? mutant.tree]);
  if (parent === undefined) return;
  if (mutant.random.chance(0.3)) parent.children.push({ ...createElement('devices'), children: [device] });
  else insert(mutant, parent, device);
}

/** What an edit left behind: the bus or model is another, the address, driver and the rest stay. */
function changeAndForget(mutant: Mutant, device: Element): void {
  const { random } = mutant;
  switch (device.name) {
    case 'disk': {
      const target = childrenNamed(device, 'target')[0];
      if (random.chance(0.3)) device.attributes.set('device', random.pick(['cdrom', 'lun', 'floppy', 'disk']));
      else target?.attributes.set('bus', random.pick(['virtio', 'scsi', 'sata', 'ide', 'usb', 'fdc', 'sd', 'nvme']));
      break;
    }
    case 'interface':
      if (random.chance(0.4)) {
        device.attributes.set(
          'type',
          random.pick(['user', 'network', 'bridge', 'direct', 'hostdev', 'vdpa', 'ethernet']),
        );
      } else {
        device.children = device.children.filter(({ name }) => name !== 'model');
        const model = random.pick(['virtio', 'e1000', 'e1000e', 'rtl8139', 'usb-net', 'igb', 'Virtio', 'spapr-vlan']);
        insert(mutant, device, createElement('model', { type: model }));
      }
      break;
    case 'controller':
      device.attributes.set('type', random.pick(['usb', 'pci', 'scsi', 'sata', 'ide', 'virtio-serial', 'ccid', 'fdc']));
      break;
    case 'hostdev':
      device.attributes.set('type', random.pick(['pci', 'usb', 'scsi', 'scsi_host', 'mdev']));
      break;
    case 'input':
      device.attributes.set('bus', random.pick(['usb', 'ps2', 'virtio', 'none', 'xen']));
      break;
    default: {
      const model = random.pick(mutant.words.values.get(`${device.name}@model`) ?? ['virtio']);
      device.attributes.set('model', model);
    }
  }
}

/** A second <os>, <features> and the like, or one less. */
function changePart(mutant: Mutant): void {
  const { random, tree } = mutant;
  const part = pickFrom(
    mutant,
    tree.children.filter(({ name }) =>
      ['os', 'features', 'cpu', 'vcpu', 'memory', 'maxMemory', 'metadata'].includes(name),
    ),
  );
  if (part === undefined) return;
  if (random.chance(0.6)) insert(mutant, tree, cloneElement(part));
  else if (part.name !== 'os' && part.name !== 'memory') remove(tree, part);
}

function otherVersion(mutant: Mutant): void {
  const type = typeElement(mutant);
  const machine = type?.attributes.get('machine');
  if (type === undefined || machine === undefined) return;
  const { random } = mutant;
  const version = random.pick([
    '2.1',
    '2.9',
    '4.2',
    '5.2',
    '6.2',
    '7.2',
    '8.0',
    '9.1',
    '10.0',
    '11.1',
    '99.0',
    'rhel8.6.0',
  ]);
  const family = machine.replace(/-[\d.]+$|-rhel.*$/, '');
  type.attributes.set(
    'machine',
    random.pick([`${family}-${version}`, family.toUpperCase(), `${family}x`, ` ${family}`, '']),
  );
}

function doubleAlias(mutant: Mutant): void {
  const [first, second] = [pickFrom(mutant, devices(mutant)), pickFrom(mutant, devices(mutant))];
  const name = mutant.random.pick(['ua-x', 'ua-1', 'net0', 'hostdev0', 'ua-ä', 'UA-x', 'ua-x.y']);
  for (const device of new Set([first, second])) device?.children.push(createElement('alias', { name }));
}

function huge(mutant: Mutant): void {
  const numbers = devices(mutant)
    .flatMap(descendants)
    .flatMap((element) => [...element.attributes].map(([name, value]) => ({ element, name, value })))
    .filter(({ value }) => /^(?:0x)?[0-9a-f]+$/i.test(value));
  const found = pickFrom(mutant, numbers);
  found?.element.attributes.set(found.name, mutant.random.pick(NUMBERS));
}

/** What other programs, slips and careless edits do; less common than the rest. */
export const ODD_MUTATIONS: readonly Mutation[] = [
  change('address of the usual type', 10, onDevice(giveUsualAddress)),
  change('malformed address', 8, malformAddress),
  change('attribute as text', 3, attributeAsText),
  change('prefixed attribute', 3, prefixAttribute),
  change('unknown part', 4, addUnknown),
  change('upper case', 3, upperCase),
  change('misplaced device', 2, onDevice(misplaceDevice)),
  change('changed and forgotten', 8, onDevice(changeAndForget)),
  change('part of the domain', 2, changePart),
  change('other version of the machine', 3, otherVersion),
  change('one alias twice', 2, doubleAlias),
  change('another number', 5, huge),
  change('two devices swap an address', 3, (mutant) => {
    const held = devices(mutant).flatMap((device) =>
      childrenNamed(device, 'address').map((address) => ({ device, address })),
    );
    const [one, other] = [pickFrom(mutant, held), pickFrom(mutant, held)];
    if (one === undefined || other === undefined || one.device === other.device) return;
    remove(one.device, one.address);
    remove(other.device, other.address);
    insert(mutant, one.device, other.address);
    insert(mutant, other.device, one.address);
  }),
  change('device into another list', 1, (mutant) => {
    const device = pickFrom(mutant, devices(mutant));
    const parent = device && parentOf(mutant.tree, device);
    if (device === undefined || parent === undefined) return;
    remove(parent, device);
    insert(mutant, listOf(mutant), device);
  }),
];
