import { childrenNamed, type Element } from './mutable-tree.ts';
import type { Source } from './sources.ts';

/** What the sources hold, to put together anew: which devices, which children, which values under which path. */
export interface Vocabulary {
  /** Devices by element name. */
  readonly devices: ReadonlyMap<string, readonly Element[]>;
  /** Values by path and attribute, such as `disk/target@bus`. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Attribute names by path. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** Children by path of the parent. */
  readonly children: ReadonlyMap<string, readonly Element[]>;
  readonly machines: readonly (readonly [arch: string, machine: string])[];
}

/** Kept of each path: enough for variety. */
const KEPT = 400;

class Lists<T> {
  readonly lists = new Map<string, T[]>();

  add(key: string, value: T, isNew: (list: readonly T[]) => boolean = () => true): void {
    const list = this.lists.get(key) ?? [];
    this.lists.set(key, list);
    if (list.length < KEPT && isNew(list)) list.push(value);
  }
}

/** Collects the vocabulary of the devices of all sources. */
export function collectVocabulary(
  sources: readonly Source[],
  machines: readonly (readonly [arch: string, machine: string])[],
): Vocabulary {
  const devices = new Lists<Element>();
  const values = new Lists<string>();
  const attributes = new Lists<string>();
  const children = new Lists<Element>();
  const visit = (element: Element, path: string): void => {
    for (const [name, value] of element.attributes) {
      values.add(`${path}@${name}`, value, (list) => !list.includes(value));
      attributes.add(path, name, (list) => !list.includes(name));
    }
    for (const child of element.children) {
      children.add(path, child);
      visit(child, `${path}/${child.name}`);
    }
  };
  for (const { tree } of sources) {
    for (const device of childrenNamed(tree, 'devices').flatMap((one) => one.children)) {
      devices.add(device.name, device);
      visit(device, device.name);
    }
  }
  return {
    devices: devices.lists,
    values: values.lists,
    attributes: attributes.lists,
    children: children.lists,
    machines,
  };
}
