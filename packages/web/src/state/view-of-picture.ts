import { computed, type Signal, signal } from '@preact/signals';
import type { PictureGroup } from '@rootport/core';
import type { PageDevice } from '../worker/protocol.ts';
import { hovered, selected, shown } from './session.ts';

/** How the picture is looked at. */
export const zoom: Signal<number> = signal(1);
export const search: Signal<string> = signal('');
/** The groups that are shown in full; empty: all. */
export const filter: Signal<ReadonlySet<PictureGroup>> = signal(new Set());
/** Asks for the dialog in which a device is moved. */
export const movingByDialog: Signal<string | undefined> = signal(undefined);

const normal = (text: string): string => text.trim().toLowerCase();

const isFound = (words: string, wanted: string): boolean => wanted.split(/\s+/).every((word) => words.includes(word));

/** The devices that the search finds, and how many of them are listed. */
export const found = computed((): readonly PageDevice[] => {
  const wanted = normal(search.value);
  if (wanted === '') return [];
  return [...(shown.value?.devices.values() ?? [])].filter(({ words }) => isFound(words, wanted));
});

/** The ids of the boxes that are neither searched away nor filtered away; undefined: all of them. */
export const bright = computed((): ReadonlySet<string> | undefined => {
  const wanted = normal(search.value);
  const groups = filter.value;
  if (wanted === '' && groups.size === 0) return undefined;
  const nodes = shown.value?.picture.nodes ?? [];
  const isBright = ({ words, group }: (typeof nodes)[number]): boolean =>
    (wanted === '' || isFound(words, wanted)) && (groups.size === 0 || (group !== undefined && groups.has(group)));
  return new Set(nodes.filter((node) => node.tone === 'bus' || isBright(node)).map(({ id }) => id));
});

const nodeOf = (id: string | undefined): string | undefined =>
  id === undefined ? undefined : shown.value?.devices.get(id)?.node;

export const litNode = computed(() => nodeOf(hovered.value));
export const chosenNode = computed(() => nodeOf(selected.value));
/** The one box that the Tab key reaches; from there arrow keys go on. */
export const entryNode = computed(() => {
  const nodes = shown.value?.picture.nodes ?? [];
  return nodes.some(({ id }) => id === chosenNode.value) ? chosenNode.value : nodes[0]?.id;
});

export function toggleGroup(group: PictureGroup): void {
  const next = new Set(filter.peek());
  if (!next.delete(group)) next.add(group);
  filter.value = next;
}

const ZOOMS = { least: 0.1, most: 3 };

export function zoomTo(value: number): void {
  zoom.value = Math.min(ZOOMS.most, Math.max(ZOOMS.least, value));
}
