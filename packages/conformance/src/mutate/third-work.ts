import { childrenNamed, cloneElement, createElement, type Element } from './mutable-tree.ts';
import type { Random } from './random.ts';
import { type Pool, type Spot, spotsBelow } from './third-pool.ts';

/** A document being changed, and what other documents have. */
export interface Work {
  readonly tree: Element;
  readonly random: Random;
  readonly pool: Pool;
}

/** Does nothing where the document has nothing to change. */
export type Change = (work: Work) => void;

/** A number as libvirt writes them. */
export const NUMBER = /^(?:0x[0-9a-f]+|\d+)$/i;

/** All devices, with the list that holds them. */
export const devicesOf = ({ tree }: Work): readonly Spot[] =>
  childrenNamed(tree, 'devices').flatMap((parent) =>
    parent.children.map((element) => ({ element, parent, path: `domain/devices/${element.name}` })),
  );
export const isController = ({ element }: Spot): boolean => element.name === 'controller';
/** Whether an element stands in a device. */
export const isPart = ({ path }: Spot): boolean => path.split('/').length > 3;
const isBelowDevices = ({ path }: Spot): boolean => path.startsWith('domain/devices/');

/** One of a list, unless it is empty. */
export function pick<T>({ random }: Work, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

/** An element of the document: of five, four are devices or parts of devices. */
export function someSpot(work: Work, isWanted: (spot: Spot) => boolean = () => true): Spot | undefined {
  const all = spotsBelow(work.tree).filter(isWanted);
  return pick(work, work.random.chance(0.8) ? all.filter(isBelowDevices) : all) ?? pick(work, all);
}

/** A change of one wanted element. */
export function onSpot(change: (work: Work, spot: Spot) => void, isWanted?: (spot: Spot) => boolean): Change {
  return (work) => {
    const spot = someSpot(work, isWanted);
    if (spot !== undefined) change(work, spot);
  };
}

/** A change of one wanted device. */
export function onDevice(
  change: (work: Work, spot: Spot) => void,
  isWanted: (spot: Spot) => boolean = () => true,
): Change {
  return (work) => {
    const spot = pick(work, devicesOf(work).filter(isWanted));
    if (spot !== undefined) change(work, spot);
  };
}

/** A change of one attribute with a wanted value. */
export function onAttribute(
  change: (work: Work, spot: Spot, name: string, value: string) => void,
  isWanted: (value: string) => boolean = () => true,
): Change {
  return onSpot(
    (work, spot) => {
      const found = pick(
        work,
        [...spot.element.attributes].filter(([, value]) => isWanted(value)),
      );
      if (found !== undefined) change(work, spot, ...found);
    },
    ({ element }) => [...element.attributes.values()].some(isWanted),
  );
}

/** Puts a copy at any place among the children. */
export function putInto({ random }: Work, parent: Element, child: Element): void {
  parent.children.splice(random.below(parent.children.length + 1), 0, cloneElement(child));
}

export function takeOut({ parent, element }: Spot): void {
  parent.children = parent.children.filter((one) => one !== element);
}

/** The part at a place (names with `/` between them), made where it is missing. */
export function place({ tree }: Work, path: string): Element {
  return path
    .split('/')
    .filter((name) => name !== '')
    .reduce((parent, name) => {
      const known = childrenNamed(parent, name)[0];
      if (known !== undefined) return known;
      const made = createElement(name);
      parent.children.push(made);
      return made;
    }, tree);
}

/** Gives one attribute, there or below, a value that other documents have at its place. */
export function changeOneValue(work: Work, element: Element, path: string): void {
  const spot = pick(work, [{ element, path }, ...spotsBelow(element, path)]);
  const other = spot && pick(work, work.pool.attributes(spot.path));
  if (other !== undefined) spot?.element.attributes.set(...other);
}

/** One of twice the weight comes twice as often. */
export type WeightedChange = readonly [name: string, weight: number, change: Change];
