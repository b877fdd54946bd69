import type { Controller } from './device.ts';
import type { Domain } from './domain.ts';
import { comesAfter } from './list-order.ts';

/** Where controllers go that the definition does not write: at the end (A-LIST-4), or by index (V-23). */
export type InsertionOrder = 'append' | 'byIndex';

/** Adds a controller to the list; by index: before the first of its type that comes after it, else behind all of them. */
export function insertController(domain: Domain, controller: Controller, order: InsertionOrder): void {
  const list = domain.devices.controller;
  if (order === 'append') {
    list.push(controller);
    return;
  }
  const next = list.findIndex((other) => other.type === controller.type && comesAfter(other, controller));
  const last = list.findLastIndex(({ type }) => type === controller.type);
  const end = last < 0 ? list.length : last + 1;
  list.splice(next < 0 ? end : next, 0, controller);
}
