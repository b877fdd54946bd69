import { cloneElement, type Element, printTree } from './mutable-tree.ts';
import type { Mutated, Mutator } from './mutator.ts';
import { createRandom } from './random.ts';
import type { Source } from './sources.ts';

/** Documents with one device, and one fault in it: at each place of each sort of device that any source has. */
export interface SingleFaults extends Mutator {
  /** How many there are. */
  readonly count: number;
}

/** A place of a device: an element in it, or an attribute of one. */
interface Place {
  readonly source: Source;
  readonly device: Element;
  /** The steps from the device to the element, as places among the children. */
  readonly steps: readonly number[];
  readonly attribute?: string;
}

interface Fault {
  readonly place: Place;
  readonly name: string;
  readonly apply: (element: Element, parent: Element | undefined) => void;
}

/** One source may refuse the device for another reason. */
const SOURCES_PER_PLACE = 3;
/** What seclabels say is not judged. */
const PASSED_OVER = ['seclabel'];

const VALUES: readonly ((written: string) => string)[] = [
  ...['', 'x', '-1', '0', '7', '99999999999'].map((value) => () => value),
  (written) => written.toUpperCase(),
  (written) => `${written} `,
];

/** Faults in the order that the seed gives them, so that the first of them are a sample. */
export function createSingleFaults(seed: string, sources: readonly Source[]): SingleFaults {
  const random = createRandom(`${seed} faults`);
  const faults = placesOf(sources)
    .flatMap((place) =>
      place.attribute === undefined ? elementFaults(place) : attributeFaults(place, place.attribute),
    )
    .map((fault) => ({ fault, at: random.below(2 ** 32) }))
    .sort((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
  return {
    count: faults.length,
    make(index) {
      const fault = faults[index % faults.length];
      if (fault === undefined) throw new RangeError('there are no sources');
      return faulty(`${seed}-${index}`, fault);
    },
    keep: () => undefined,
  };
}

function placesOf(sources: readonly Source[]): readonly Place[] {
  const known = new Map<string, number>();
  const places: Place[] = [];
  for (const source of sources) {
    const devices = source.tree.children.filter(({ name }) => name === 'devices').flatMap(({ children }) => children);
    for (const device of devices) {
      const sort = `${device.name} ${sortOf(device)}`;
      for (const { path, ...place } of placesIn(device, '', [])) {
        const key = `${sort} ${path}@${place.attribute ?? ''}`;
        const count = known.get(key) ?? 0;
        if (count === SOURCES_PER_PLACE) continue;
        known.set(key, count + 1);
        places.push({ source, device, ...place });
      }
    }
  }
  return places;
}

/** What decides which settings a device has. */
function sortOf({ attributes, children }: Element): string {
  const own = attributes.get('type') ?? attributes.get('model') ?? attributes.get('mode') ?? '';
  return `${own} ${children.find(({ name }) => name === 'source')?.attributes.get('protocol') ?? ''}`;
}

interface Spot {
  readonly path: string;
  readonly steps: readonly number[];
  readonly attribute?: string;
}

function placesIn(element: Element, path: string, steps: readonly number[]): readonly Spot[] {
  const attributes = [...element.attributes.keys()].map((attribute) => ({ path, steps, attribute }));
  const below = element.children.flatMap((child, step) => {
    if (PASSED_OVER.includes(child.name)) return [];
    const spot = { path: `${path}/${child.name}`, steps: [...steps, step] };
    return [spot, ...placesIn(child, spot.path, spot.steps)];
  });
  return [...attributes, ...below];
}

function attributeFaults(place: Place, attribute: string): readonly Fault[] {
  const written = elementAt(place.device, place.steps).element.attributes.get(attribute) ?? '';
  const values = [...new Set(VALUES.map((value) => value(written)))].filter((value) => value !== written);
  return [
    ...values.map((value) => ({
      place,
      name: `${attribute}='${value}'`,
      apply: ({ attributes }: Element) => void attributes.set(attribute, value),
    })),
    { place, name: `${attribute} dropped`, apply: ({ attributes }) => void attributes.delete(attribute) },
    ...[written, 'x'].map((value) => ({
      place,
      name: `${attribute} with a prefix, '${value}'`,
      apply: ({ attributes }: Element) => addPrefix(attributes, attribute, value),
    })),
  ];
}

function addPrefix(attributes: Map<string, string>, name: string, value: string): void {
  attributes.delete(name);
  attributes.set('xmlns:x', 'urn:example:x').set(`x:${name}`, value);
}

function elementFaults(place: Place): readonly Fault[] {
  const { text } = elementAt(place.device, place.steps).element;
  const texts = text === '' ? [] : ['x', '0'];
  return [
    { place, name: 'dropped', apply: (element, parent) => replace(element, parent, []) },
    { place, name: 'doubled', apply: (element, parent) => replace(element, parent, [element, cloneElement(element)]) },
    {
      place,
      name: 'emptied',
      apply: (element) => Object.assign(element, { attributes: new Map(), children: [], text: '' }),
    },
    ...texts.map((value) => ({
      place,
      name: `text ${value}`,
      apply: (element: Element) => void Object.assign(element, { text: value }),
    })),
  ];
}

function replace(element: Element, parent: Element | undefined, by: readonly Element[]): void {
  parent?.children.splice(parent.children.indexOf(element), 1, ...by);
}

function elementAt(
  device: Element,
  steps: readonly number[],
): { readonly element: Element; readonly parent?: Element } {
  let parent: Element | undefined;
  let element = device;
  for (const step of steps) {
    const next = element.children[step];
    if (next === undefined) throw new RangeError(`<${element.name}> has no child ${step}`);
    parent = element;
    element = next;
  }
  return parent === undefined ? { element } : { element, parent };
}

function faulty(id: string, { place, name, apply }: Fault): Mutated {
  const device = cloneElement(place.device);
  const { element, parent } = elementAt(device, place.steps);
  const where = element === device ? device.name : `${device.name} ${element.name}`;
  apply(element, parent);
  const tree = cloneElement(place.source.tree);
  const kept = tree.children.filter((child) => child.name !== 'devices');
  tree.children = [...kept, { name: 'devices', attributes: new Map(), children: [device], text: '' }];
  return { id, xml: printTree(tree), source: place.source.name, changes: [`${where}: ${name}`] };
}
