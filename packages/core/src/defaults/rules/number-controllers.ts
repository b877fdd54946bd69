import type { Controller } from '../../domain/index.ts';
import type { Completion } from '../completion.ts';

const ICH9_USB2 = ['ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3'];

/** A-IDX: a controller without index gets the lowest one that its type leaves free. */
export function numberControllers({ domain }: Completion): void {
  const list = domain.devices.controller;
  const used = new Map<string, Set<number>>();
  for (const { type, index } of list) {
    if (index < 0) continue;
    const indexes = used.get(type) ?? new Set<number>();
    indexes.add(index);
    used.set(type, indexes);
  }
  const nextFree = new Map<string, number>();
  list.forEach((controller, position) => {
    if (controller.index >= 0) return;
    const indexes = used.get(controller.type) ?? new Set<number>();
    controller.index = companionIndex(list, controller, position) ?? lowestFree(indexes, nextFree, controller.type);
    indexes.add(controller.index);
    used.set(controller.type, indexes);
  });
}

// A member of an ICH9 USB2 set takes the index of the set before it, unless that set has such a member.
function companionIndex(list: readonly Controller[], controller: Controller, position: number): number | undefined {
  if (controller.type !== 'usb' || position === 0 || !ICH9_USB2.includes(controller.model ?? '')) return undefined;
  const previous = list.slice(0, position).findLast(({ type }) => type === 'usb');
  if (previous === undefined || !ICH9_USB2.includes(previous.model ?? '')) return undefined;
  const hasTwin = list.some(
    ({ type, index, model }) => type === 'usb' && index === previous.index && model === controller.model,
  );
  return hasTwin ? undefined : previous.index;
}

// Indexes are only added, so the lowest free one of a type never falls.
function lowestFree(used: ReadonlySet<number>, nextFree: Map<string, number>, type: string): number {
  let index = nextFree.get(type) ?? 0;
  while (used.has(index)) index += 1;
  nextFree.set(type, index);
  return index;
}
