import { remember } from '../basics/index.ts';
import type { Controller } from './device.ts';
import type { Domain } from './domain.ts';
import { comesAfter } from './list-order.ts';

/** Where controllers go that the definition does not write: at the end (A-LIST-4), or by index (V-23). */
export type InsertionOrder = 'append' | 'byIndex';

/** Adds a controller to the list; by index: before the first of its type that comes after it, else behind all of them. */
export function insertController(domain: Domain, controller: Controller, order: InsertionOrder): void {
  const list = domain.devices.controller;
  const last = order === 'append' ? -1 : list.findLastIndex(({ type }) => type === controller.type);
  if (last < 0) {
    list.push(controller);
    return;
  }
  const orders = ordersOf(list);
  const isRising = orders.get(controller.type) ?? isInOrder(list, controller.type);
  orders.set(controller.type, isRising);
  list.splice(isRising ? placeFromEnd(list, last, controller) : placeFromStart(list, last, controller), 0, controller);
}

/** To be called when indexes of controllers in the list have changed. */
export function forgetOrders(list: readonly Controller[]): void {
  ordersOf(list).clear();
}

const ORDERS = Symbol('types whose controllers stand in order');

/** By type, whether its controllers stand in order; a controller that is inserted leaves it as it is. */
const ordersOf = (list: readonly Controller[]): Map<string, boolean> =>
  remember(list, ORDERS, () => new Map<string, boolean>());

function isInOrder(list: readonly Controller[], type: string): boolean {
  let previous: Controller | undefined;
  for (const controller of list) {
    if (controller.type !== type) continue;
    if (previous !== undefined && comesAfter(previous, controller)) return false;
    previous = controller;
  }
  return true;
}

function placeFromStart(list: readonly Controller[], last: number, controller: Controller): number {
  const next = list.findIndex((other) => other.type === controller.type && comesAfter(other, controller));
  return next < 0 ? last + 1 : next;
}

// The same of a type in order, for the thousands that a device with a high number brings.
function placeFromEnd(list: readonly Controller[], last: number, controller: Controller): number {
  let place = last + 1;
  for (let at = last; at >= 0; at -= 1) {
    const other = list[at];
    if (other?.type !== controller.type) continue;
    if (!comesAfter(other, controller)) break;
    place = at;
  }
  return place;
}
