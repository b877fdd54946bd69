import { descendants, type Element } from './mutable-tree.ts';
import type { Source } from './sources.ts';

/** What documents have at each place, a place being the names that lead there: `domain/devices/disk/target`. */
export interface Pool {
  /** The names and values of attributes at a place. */
  readonly attributes: (path: string) => readonly (readonly [name: string, value: string])[];
  readonly texts: (path: string) => readonly string[];
  /** The elements directly below a place. */
  readonly parts: (path: string) => readonly Element[];
  /** The values of an attribute, wherever it stands. */
  readonly values: (attribute: string) => readonly string[];
  readonly documents: readonly Element[];
}

/** An element, what it stands in, and its place. */
export interface Spot {
  readonly element: Element;
  readonly parent: Element;
  readonly path: string;
}

/** All that stands below an element. */
export function spotsBelow(parent: Element, path = parent.name): readonly Spot[] {
  return parent.children.flatMap((element) => {
    const spot = { element, parent, path: `${path}/${element.name}` };
    return [spot, ...spotsBelow(element, spot.path)];
  });
}

/** A value that very many documents have is as likely to be taken as a rare one. */
class Lists<T> {
  readonly #lists = new Map<string, Map<string, T>>();

  add(place: string, key: string, value: T): void {
    const list = this.#lists.get(place) ?? new Map<string, T>();
    this.#lists.set(place, list.set(key, value));
  }

  readonly get = (place: string): readonly T[] => [...(this.#lists.get(place)?.values() ?? [])];
}

const shape = (element: Element): string =>
  descendants(element)
    .map(({ name, attributes, text }) => `${name} ${[...attributes].join(' ')} ${text}`)
    .join('\n');

/** Reads what all sources have where. */
export function collectPool(sources: readonly Source[]): Pool {
  const attributes = new Lists<readonly [string, string]>();
  const texts = new Lists<string>();
  const parts = new Lists<Element>();
  const values = new Lists<string>();
  for (const { tree } of sources) {
    for (const { element, path } of [{ element: tree, path: tree.name }, ...spotsBelow(tree)]) {
      for (const [name, value] of element.attributes) {
        attributes.add(path, `${name}=${value}`, [name, value]);
        values.add(name, value, value);
      }
      if (element.text !== '') texts.add(path, element.text, element.text);
      for (const child of element.children) parts.add(path, shape(child), child);
    }
  }
  return {
    attributes: attributes.get,
    texts: texts.get,
    parts: parts.get,
    values: values.get,
    documents: sources.map(({ tree }) => tree),
  };
}
