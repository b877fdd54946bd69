import { childrenNamed, cloneElement, createElement, descendants, type Element, readTree } from './mutable-tree.ts';
import {
  change,
  deviceLists,
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
import { ODD_MUTATIONS } from './odd-mutations.ts';
import type { Random } from './random.ts';
import { ADDRESSES, CONTROLLERS, NUMBERS, SHORT_DEVICES } from './spellings.ts';

function someAddress(mutant: Mutant): Element {
  const { random } = mutant;
  const type = random.chance(0.6) ? 'pci' : random.pick(Object.keys(ADDRESSES));
  const address = createElement('address', { type });
  for (const name of ADDRESSES[type] ?? []) {
    if (random.chance(0.25)) continue;
    const isSwitch = name === 'multifunction';
    if (isSwitch && random.chance(0.7)) continue;
    address.attributes.set(name, isSwitch ? random.pick(['on', 'off', 'yes', '']) : someNumber(mutant));
  }
  if (type === 'pci' && random.chance(0.1)) {
    const zpci = createElement('zpci');
    for (const name of ['uid', 'fid']) if (random.chance(0.6)) zpci.attributes.set(name, someNumber(mutant));
    address.children.push(zpci);
  }
  return address;
}

function replaceAddress(device: Element, address: Element): void {
  device.children = [...device.children.filter(({ name }) => name !== 'address'), address];
}

function someController(mutant: Mutant): Element {
  const { random } = mutant;
  const type = random.chance(0.55) ? 'pci' : random.pick(Object.keys(CONTROLLERS));
  const controller = createElement('controller', { type });
  if (random.chance(0.7))
    controller.attributes.set('index', random.chance(0.9) ? String(random.below(8)) : someNumber(mutant));
  const model = random.pick(CONTROLLERS[type] ?? ['']);
  if (model !== '') controller.attributes.set('model', model);
  if (random.chance(0.2)) controller.children.push(someAddress(mutant));
  if (type === 'pci' && random.chance(0.15)) {
    const name = random.pick(['chassis', 'port', 'chassisNr', 'busNr', 'index', 'hotplug']);
    controller.children.push(createElement('target', { [name]: name === 'hotplug' ? 'off' : someNumber(mutant) }));
  }
  if (type === 'usb' && random.chance(0.3)) {
    controller.children.push(createElement('master', { startport: random.pick(['0', '2', '4', '1']) }));
  }
  if (random.chance(0.05)) controller.attributes.set('ports', someNumber(mutant));
  return controller;
}

function setMachine(mutant: Mutant): void {
  const type = typeElement(mutant);
  if (type === undefined) return;
  const [arch, machine] = mutant.random.pick(mutant.words.machines);
  type.attributes.set('arch', arch);
  type.attributes.set('machine', machine);
}

/** Makes a second element of the same list; what has to differ mostly does, as when people copy and edit. */
function doubleDevice(mutant: Mutant, device: Element): void {
  const copy = cloneElement(device);
  const { random } = mutant;
  if (random.chance(0.8)) {
    for (const element of descendants(copy)) {
      const dev = element.attributes.get('dev');
      if (element.name === 'target' && dev !== undefined)
        element.attributes.set('dev', `${dev.slice(0, 2)}${random.pick([...'efghijk'])}`);
      if (element.name === 'mac') element.attributes.set('address', `52:54:00:00:00:${10 + random.below(89)}`);
      if (element.name === 'boot' || element.name === 'alias') remove(copy, element);
    }
    if (copy.attributes.has('index')) copy.attributes.set('index', String(random.below(12)));
    if (random.chance(0.8)) copy.children = copy.children.filter(({ name }) => name !== 'address');
  }
  const list = parentOf(mutant.tree, device);
  if (list !== undefined) insert(mutant, list, copy);
}

function setWord(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  if (spot === undefined) return;
  const { element, path } = spot;
  const name = pickFrom(mutant, [...element.attributes.keys()]);
  if (name === undefined) return;
  const value = pickFrom(mutant, mutant.words.values.get(`${path}@${name}`) ?? []);
  if (value !== undefined) element.attributes.set(name, value);
}

function addWord(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  if (spot === undefined) return;
  const name = pickFrom(mutant, mutant.words.attributes.get(spot.path) ?? []);
  const value = pickFrom(mutant, mutant.words.values.get(`${spot.path}@${name}`) ?? []);
  if (name !== undefined && value !== undefined) spot.element.attributes.set(name, value);
}

function addChild(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  const child = spot && pickFrom(mutant, mutant.words.children.get(spot.path) ?? []);
  if (spot === undefined || child === undefined) return;
  if (mutant.random.chance(0.7)) {
    spot.element.children = spot.element.children.filter(({ name }) => name !== child.name);
  }
  insert(mutant, spot.element, cloneElement(child));
}

function splitDevices(mutant: Mutant): void {
  const list = pickFrom(mutant, deviceLists(mutant));
  if (list === undefined || list.children.length < 2) return;
  const second = createElement('devices');
  second.children = list.children.splice(1 + mutant.random.below(list.children.length - 1));
  insert(mutant, mutant.tree, second);
}

function addForeign(mutant: Mutant): void {
  const { random } = mutant;
  const device = pickFrom(mutant, devices(mutant));
  const parent = pickFrom(mutant, [mutant.tree, listOf(mutant), device ?? listOf(mutant)]);
  const model = random.chance(0.6) && device !== undefined ? cloneElement(device) : createElement('note', { a: 'b' });
  model.name = `x:${model.name}`;
  if (random.chance(0.7)) model.attributes.set('xmlns:x', 'urn:example:x');
  if (parent !== undefined) insert(mutant, parent, model);
}

/** An element in a default namespace of its own is none of libvirt's, or is it? The name alone does not say. */
function moveToNamespace(mutant: Mutant, device: Element): void {
  device.attributes.set(
    'xmlns',
    mutant.random.pick(['urn:example:y', '', 'http://libvirt.org/schemas/domain/qemu/1.0']),
  );
}

function toggleFeature(mutant: Mutant): void {
  const { random, tree } = mutant;
  const name = random.pick(['acpi', 'acpi', 'apic', 'pae', 'ps2', 'smm']);
  let features = childrenNamed(tree, 'features')[0];
  if (features === undefined) {
    features = createElement('features');
    tree.children.push(features);
  }
  const known = childrenNamed(features, name)[0];
  if (known !== undefined) remove(features, known);
  else features.children.push(createElement(name, name === 'ps2' ? { state: random.pick(['on', 'off']) } : {}));
}

function spellOddly(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  const name = spot && pickFrom(mutant, [...spot.element.attributes.keys()]);
  if (spot === undefined || name === undefined) return;
  const value = spot.element.attributes.get(name) ?? '';
  const { random } = mutant;
  const spelled = /^(?:0x)?[0-9a-f]+$/i.test(value)
    ? numberAs(value, random)
    : random.pick([value.toUpperCase(), ` ${value}`, `${value} `, '', `${value}x`]);
  spot.element.attributes.set(name, spelled);
}

function numberAs(text: string, random: Random): string {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) return random.pick(NUMBERS);
  const hex = value.toString(16);
  return random.pick([
    String(value),
    `0x${hex}`,
    `0x${hex.toUpperCase().padStart(4, '0')}`,
    `0${value.toString(8)}`,
    ` ${value}`,
    `${value} `,
    `+${value}`,
    `-${value}`,
    String(value + 1),
    hex,
  ]);
}

/** Each sort of change, weighted towards what people and tools do. */
export const MUTATIONS: readonly Mutation[] = [
  change(
    'drop device',
    6,
    onDevice((mutant, device) => remove(mutant.tree, device)),
  ),
  change('double device', 8, onDevice(doubleDevice)),
  change(
    'move device',
    4,
    onDevice((mutant, device) => {
      remove(mutant.tree, device);
      insert(mutant, listOf(mutant), device);
    }),
  ),
  change('add device of another document', 12, (mutant) => {
    const kind = pickFrom(mutant, [...mutant.words.devices.keys()]);
    const device = kind === undefined ? undefined : pickFrom(mutant, mutant.words.devices.get(kind) ?? []);
    if (device !== undefined) insert(mutant, listOf(mutant), cloneElement(device));
  }),
  change('add short device', 12, (mutant) => {
    insert(mutant, listOf(mutant), readTree(mutant.random.pick(SHORT_DEVICES)));
  }),
  change('add controller', 10, (mutant) => insert(mutant, listOf(mutant), someController(mutant))),
  change(
    'add address',
    8,
    onDevice((mutant, device) => replaceAddress(device, someAddress(mutant))),
  ),
  change('drop address', 6, (mutant) => {
    const address = pickAddress(mutant);
    if (address !== undefined) remove(mutant.tree, address);
  }),
  change('drop all addresses', 3, (mutant) => {
    for (const device of devices(mutant)) device.children = device.children.filter(({ name }) => name !== 'address');
  }),
  change(
    'second address',
    1,
    onDevice((mutant, device) => insert(mutant, device, someAddress(mutant))),
  ),
  change('change part of an address', 8, (mutant) => {
    const address = pickAddress(mutant);
    const names = address && (ADDRESSES[address.attributes.get('type') ?? ''] ?? [...address.attributes.keys()]);
    const name = names && pickFrom(mutant, names);
    if (address !== undefined && name !== undefined) address.attributes.set(name, someNumber(mutant));
  }),
  change('drop part of an address', 5, (mutant) => {
    const address = pickAddress(mutant);
    const name = address && pickFrom(mutant, [...address.attributes.keys()]);
    if (address !== undefined && name !== undefined) address.attributes.delete(name);
  }),
  change('give an address to another device', 5, (mutant) => {
    const address = pickAddress(mutant);
    const device = pickFrom(mutant, devices(mutant));
    if (address !== undefined && device !== undefined) replaceAddress(device, cloneElement(address));
  }),
  change('model none with what it had', 3, (mutant) => {
    const able = devices(mutant).filter(({ name }) => ['memballoon', 'controller', 'video'].includes(name));
    const device = pickFrom(mutant, able);
    if (device === undefined) return;
    if (device.name === 'video') childrenNamed(device, 'model')[0]?.attributes.set('type', 'none');
    else {
      if (device.name === 'controller') device.attributes.set('type', 'usb');
      device.attributes.set('model', 'none');
    }
  }),
  change('other machine', 8, setMachine),
  change('drop part of the machine', 2, (mutant) => {
    typeElement(mutant)?.attributes.delete(mutant.random.pick(['arch', 'machine']));
  }),
  change('drop attribute', 7, (mutant) => {
    const spot = pickSpot(mutant);
    const name = spot && pickFrom(mutant, [...spot.element.attributes.keys()]);
    if (spot !== undefined && name !== undefined) spot.element.attributes.delete(name);
  }),
  change('drop child', 5, (mutant) => {
    const spot = pickSpot(mutant);
    if (spot?.path.includes('/')) remove(mutant.tree, spot.element);
  }),
  change('double child', 2, (mutant) => {
    const spot = pickSpot(mutant);
    const parent = spot && parentOf(mutant.tree, spot.element);
    if (spot !== undefined && parent !== undefined) insert(mutant, parent, cloneElement(spot.element));
  }),
  change('value of another document', 10, setWord),
  change('attribute of another document', 4, addWord),
  change('child of another document', 5, addChild),
  change('odd spelling', 4, spellOddly),
  change('several lists of devices', 3, splitDevices),
  change('foreign element', 3, addForeign),
  change('foreign namespace', 1, onDevice(moveToNamespace)),
  change('alias', 3, (mutant) => {
    const device = pickFrom(mutant, devices(mutant));
    device?.children.push(
      createElement('alias', { name: mutant.random.pick(['ua-one', 'ua-two', 'net0', 'ua-', 'ua-a b', '']) }),
    );
  }),
  change('boot order', 2, (mutant) => {
    const able = devices(mutant).filter(({ name }) => ['disk', 'interface', 'hostdev', 'redirdev'].includes(name));
    pickFrom(mutant, able)?.children.push(createElement('boot', { order: mutant.random.pick(['1', '2', '0', '1']) }));
  }),
  change('feature', 3, toggleFeature),
  ...ODD_MUTATIONS,
];

/** One change, chosen by weight; returns its name. */
export function mutateOnce(mutant: Mutant, mutations: readonly Mutation[]): string {
  let rest = mutant.random.below(mutations.reduce((sum, { weight }) => sum + weight, 0));
  for (const { name, weight, apply } of mutations) {
    rest -= weight;
    if (rest >= 0) continue;
    apply(mutant);
    return name;
  }
  throw new Error('the weights do not add up');
}
