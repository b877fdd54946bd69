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
  pickFrom,
  pickSpot,
  remove,
  typeElement,
} from './mutant.ts';
import { DEVICE_TEMPLATES, expand, OS_TEMPLATES } from './templates.ts';

interface Held {
  readonly element: Element;
  readonly name: string;
  readonly value: string;
}

/** Attributes of the devices and of <os>, wherever they stand. */
function attributes(mutant: Mutant): readonly Held[] {
  const roots = [...devices(mutant), ...childrenNamed(mutant.tree, 'os')];
  return roots
    .flatMap(descendants)
    .flatMap((element) => [...element.attributes].map(([name, value]) => ({ element, name, value })));
}

const isNumber = (text: string): boolean => /^(?:0x[0-9a-f]+|\d+)$/i.test(text);

function respelled({ random }: Mutant, text: string): string {
  const value = Number(text);
  const hex = value.toString(16);
  return random.pick([
    `0x${hex}`,
    `0X${hex.toUpperCase()}`,
    `0x0000${hex}`,
    `0${value.toString(8)}`,
    `0${value}`,
    `00${value}`,
    `+${value}`,
    ` ${value}`,
    `${value} `,
    `\t${value}`,
    `\n${value}`,
    `${value}.0`,
    `${value}k`,
    `-${value}`,
    `0b${value.toString(2)}`,
    `${value}${value}`,
    hex,
    '',
    ' ',
  ]);
}

function swapValues(mutant: Mutant): void {
  const all = attributes(mutant);
  const one = pickFrom(mutant, all);
  if (one === undefined) return;
  const other = pickFrom(
    mutant,
    all.filter(({ element, name, value }) => element !== one.element && name === one.name && value !== one.value),
  );
  if (other === undefined) return;
  one.element.attributes.set(one.name, other.value);
  other.element.attributes.set(other.name, one.value);
}

function moveAttribute(mutant: Mutant): void {
  const held = pickFrom(mutant, attributes(mutant));
  const spot = pickSpot(mutant);
  if (held === undefined || spot === undefined || spot.element === held.element) return;
  if (mutant.random.chance(0.6)) held.element.attributes.delete(held.name);
  spot.element.attributes.set(held.name, held.value);
}

function moveChild(mutant: Mutant): void {
  const from = pickSpot(mutant);
  const to = pickSpot(mutant);
  const child = from && pickFrom(mutant, from.element.children);
  if (to === undefined || child === undefined || descendants(child).includes(to.element)) return;
  if (mutant.random.chance(0.6)) remove(mutant.tree, child);
  insert(mutant, to.element, cloneElement(child));
}

/** A second element of the same name with other content, before or after the first. */
function doubleWithOther(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  const child = spot && pickFrom(mutant, spot.element.children);
  if (spot === undefined || child === undefined) return;
  const copy = cloneElement(child);
  const held = pickFrom(mutant, [...copy.attributes]);
  const known = held && pickFrom(mutant, mutant.words.values.get(`${spot.path}/${child.name}@${held[0]}`) ?? []);
  if (held !== undefined && known !== undefined) copy.attributes.set(held[0], known);
  else copy.text = '';
  insert(mutant, spot.element, copy);
}

function otherText(mutant: Mutant): void {
  const texts = [...devices(mutant), ...childrenNamed(mutant.tree, 'os')]
    .flatMap(descendants)
    .filter(({ text, children }) => text !== '' && children.length === 0);
  const found = pickFrom(mutant, texts);
  if (found === undefined) return;
  const { random } = mutant;
  found.text = isNumber(found.text)
    ? respelled(mutant, found.text)
    : random.pick(['', found.text.toUpperCase(), `${found.text}x`, ` ${found.text} `]);
}

function fromTemplate(mutant: Mutant, template: string): Element {
  return readTree(expand(template, mutant.random));
}

function addOsPart(mutant: Mutant): void {
  const os = pickFrom(mutant, childrenNamed(mutant.tree, 'os'));
  if (os === undefined) return;
  if (mutant.random.chance(0.15)) {
    os.attributes.set('firmware', mutant.random.pick(['efi', 'bios', 'x', '']));
    return;
  }
  const part = fromTemplate(mutant, mutant.random.pick(OS_TEMPLATES));
  if (mutant.random.chance(0.7)) os.children = os.children.filter(({ name }) => name !== part.name);
  insert(mutant, os, part);
}

/** One attribute of <type> or <domain>, the others kept. */
function partOfMachine(mutant: Mutant): void {
  const type = typeElement(mutant);
  const { random, words } = mutant;
  const [arch, machine] = random.pick(words.machines);
  switch (random.below(5)) {
    case 0:
      type?.attributes.set('arch', random.pick([arch, 'amd64', 'arm64', 'x86-64', 'i386', '', 'X86_64', 'ppc64el']));
      break;
    case 1:
      type?.attributes.set('machine', machine);
      break;
    case 2:
      if (type !== undefined) type.text = random.pick(['hvm', 'linux', 'xen', 'exe', '', 'HVM', ' hvm ']);
      break;
    case 3:
      mutant.tree.attributes.set('type', random.pick(['qemu', 'kqemu', 'xen', 'lxc', 'test', '', 'QEMU']));
      break;
    default:
      insert(mutant, listOf(mutant), {
        ...createElement('emulator'),
        text: random.pick(['', '/usr/bin/qemu-system-x86_64', 'qemu']),
      });
  }
}

function doubleDevices(mutant: Mutant): void {
  const list = pickFrom(mutant, deviceLists(mutant));
  if (list === undefined) return;
  const copy = cloneElement(list);
  if (mutant.random.chance(0.5)) copy.children = copy.children.filter(() => mutant.random.chance(0.4));
  insert(mutant, mutant.tree, copy);
}

/** A part of a device that a template makes, put into a device of the same class that is there. */
function partOfTemplate(mutant: Mutant, device: Element): void {
  const made = DEVICE_TEMPLATES.filter((template) => new RegExp(`^<${device.name}\\b`).test(template));
  const template = pickFrom(mutant, made);
  if (template === undefined) return;
  const other = fromTemplate(mutant, template);
  const part = pickFrom(mutant, other.children);
  const held = pickFrom(mutant, [...other.attributes]);
  if (part !== undefined && mutant.random.chance(0.75)) {
    if (mutant.random.chance(0.7)) device.children = device.children.filter(({ name }) => name !== part.name);
    insert(mutant, device, part);
  } else if (held !== undefined) device.attributes.set(...held);
}

function renameElement(mutant: Mutant): void {
  const spot = pickSpot(mutant);
  if (spot === undefined) return;
  const { random, words } = mutant;
  const names = spot.path.includes('/')
    ? (words.children.get(spot.path.slice(0, spot.path.lastIndexOf('/'))) ?? []).map(({ name }) => name)
    : [...words.devices.keys()];
  spot.element.name = random.pick([...names, spot.element.name.toUpperCase(), `${spot.element.name}s`]);
}

/** What another engineer's mutator would do: whole parts moved and swapped, and devices of every class in many forms. */
export const SECOND_MUTATIONS: readonly Mutation[] = [
  change('device of a template', 30, (mutant) => {
    insert(mutant, listOf(mutant), fromTemplate(mutant, mutant.random.pick(DEVICE_TEMPLATES)));
  }),
  change('part of a template', 20, onDevice(partOfTemplate)),
  change('part of <os>', 8, addOsPart),
  change('part of the machine', 3, partOfMachine),
  change('swap values', 8, swapValues),
  change('move an attribute', 5, moveAttribute),
  change('move a child', 5, moveChild),
  change('double with other content', 6, doubleWithOther),
  change('number in another spelling', 8, (mutant) => {
    const held = pickFrom(
      mutant,
      attributes(mutant).filter(({ value }) => isNumber(value)),
    );
    held?.element.attributes.set(held.name, respelled(mutant, held.value));
  }),
  change('empty attribute', 5, (mutant) => {
    const held = pickFrom(mutant, attributes(mutant));
    held?.element.attributes.set(held.name, '');
  }),
  change('other text', 4, otherText),
  change('rename an element', 3, renameElement),
  change('double <devices>', 2, doubleDevices),
  change('empty an element', 3, (mutant) => {
    const spot = pickSpot(mutant);
    if (spot === undefined) return;
    if (mutant.random.chance(0.5)) spot.element.attributes.clear();
    else spot.element.children = [];
  }),
];
