import { childrenNamed, createElement, descendants, type Element } from './mutable-tree.ts';
import type { Random } from './random.ts';
import { NUMBERS, SMALL_NUMBERS } from './spellings.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A document being changed, and what a change may draw from. */
export interface Mutant {
  readonly tree: Element;
  readonly random: Random;
  readonly words: Vocabulary;
}

/** One sort of change; does nothing where the document has nothing to change. */
export interface Mutation {
  readonly name: string;
  readonly weight: number;
  readonly apply: (mutant: Mutant) => void;
}

export const deviceLists = ({ tree }: Mutant): readonly Element[] => childrenNamed(tree, 'devices');
export const devices = (mutant: Mutant): readonly Element[] => deviceLists(mutant).flatMap(({ children }) => children);

export function pickFrom<T>({ random }: Mutant, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}

export function listOf(mutant: Mutant): Element {
  const known = pickFrom(mutant, deviceLists(mutant));
  if (known !== undefined) return known;
  const made = createElement('devices');
  mutant.tree.children.push(made);
  return made;
}

export function insert({ random }: Mutant, parent: Element, child: Element): void {
  parent.children.splice(random.below(parent.children.length + 1), 0, child);
}

/** A place inside a device, with the names that lead there. */
export interface Spot {
  readonly element: Element;
  readonly path: string;
}

export function spots(element: Element, path = element.name): readonly Spot[] {
  return [{ element, path }, ...element.children.flatMap((child) => spots(child, `${path}/${child.name}`))];
}

export function pickSpot(mutant: Mutant): Spot | undefined {
  const device = pickFrom(mutant, devices(mutant));
  return device === undefined ? undefined : pickFrom(mutant, spots(device));
}

export function parentOf(root: Element, child: Element): Element | undefined {
  return descendants(root).find(({ children }) => children.includes(child));
}

export function remove(root: Element, child: Element): void {
  const parent = parentOf(root, child);
  if (parent !== undefined) parent.children = parent.children.filter((one) => one !== child);
}

export function pickAddress(mutant: Mutant): Element | undefined {
  return pickFrom(
    mutant,
    devices(mutant).flatMap((device) => childrenNamed(device, 'address')),
  );
}

export function someNumber({ random }: Mutant): string {
  return random.pick(random.chance(0.6) ? SMALL_NUMBERS : NUMBERS);
}

export function change(name: string, weight: number, apply: (mutant: Mutant) => void): Mutation {
  return { name, weight, apply };
}

export function onDevice(apply: (mutant: Mutant, device: Element) => void): (mutant: Mutant) => void {
  return (mutant) => {
    const device = pickFrom(mutant, devices(mutant));
    if (device !== undefined) apply(mutant, device);
  };
}

export function typeElement({ tree }: Mutant): Element | undefined {
  return childrenNamed(tree, 'os').flatMap((os) => childrenNamed(os, 'type'))[0];
}
