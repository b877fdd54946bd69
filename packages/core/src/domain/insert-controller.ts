import type { Controller } from './device.ts';
import type { Domain } from './domain.ts';
import { placeAmong } from './list-order.ts';

/** Where controllers go that the definition does not write: at the end (A-LIST-4), or by index (V-23). */
export type InsertionOrder = 'append' | 'byIndex';

/** Adds a controller to the list. */
export function insertController(domain: Domain, controller: Controller, order: InsertionOrder): void {
  const list = domain.devices.controller;
  const first = order === 'append' ? -1 : list.findIndex(({ type }) => type === controller.type);
  if (first < 0) {
    list.push(controller);
    return;
  }
  const group = list.filter(({ type }) => type === controller.type);
  const next = group[placeAmong(group, controller)];
  const last = group[group.length - 1];
  const place = next === undefined ? (last === undefined ? list.length : list.indexOf(last) + 1) : list.indexOf(next);
  list.splice(place, 0, controller);
}
