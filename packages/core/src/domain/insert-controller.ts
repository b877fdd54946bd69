import type { Controller } from './device.ts';
import type { Domain } from './domain.ts';

/** Where controllers go that the definition does not write: at the end (A-LIST-4), or by index (V-23). */
export type InsertionOrder = 'append' | 'byIndex';

/** Adds a controller to the list; by index: behind the last of its type that comes before it, else before all of them. */
export function insertController(domain: Domain, controller: Controller, order: InsertionOrder): void {
  const list = domain.devices.controller;
  if (order === 'append') {
    list.push(controller);
    return;
  }
  const previous = list.findLastIndex((other) => other.type === controller.type && comesBefore(other, controller));
  const first = previous < 0 ? list.findIndex(({ type }) => type === controller.type) : previous + 1;
  list.splice(first < 0 ? list.length : first, 0, controller);
}

// As in A-LIST-3: of one index, a USB companion comes behind its master.
function comesBefore(other: Controller, controller: Controller): boolean {
  if (other.index !== controller.index) return other.index < controller.index;
  return controller.masterStartPort !== undefined || other.masterStartPort === undefined;
}
