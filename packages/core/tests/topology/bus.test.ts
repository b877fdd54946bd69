import { describe, expect, test } from 'vitest';
import {
  createBus,
  isBusEmpty,
  isBusFull,
  isSlotUsed,
  lowestFreeFunction,
  lowestFreeSlot,
  lowestShareableSlot,
  occupy,
  ownerAt,
} from '../../src/topology/bus.ts';

import { KIND } from '../../src/topology/index.ts';

const offer = (firstSlot: number, lastSlot: number) => ({ accepts: KIND.PCI, firstSlot, lastSlot });
const newBus = (firstSlot = 1, lastSlot = 31) => createBus<string>(0, 'pci-root', offer(firstSlot, lastSlot));

describe('T-OCC-1: occupancy', () => {
  test('a new bus is empty and starts at its first slot', () => {
    for (const first of [0, 1]) {
      const bus = newBus(first);
      expect([isBusEmpty(bus), isBusFull(bus), lowestFreeSlot(bus)]).toEqual([true, false, first]);
    }
  });

  test('one function makes the slot used (T-OCC-1), and an ordinary device passes it over (T-OCC-4)', () => {
    const bus = newBus();
    occupy(bus, 1, 1 << 3, 'a', false);
    expect(isSlotUsed(bus, 1)).toBe(true);
    expect(lowestFreeSlot(bus)).toBe(2);
    expect(lowestShareableSlot(bus)).toBe(2);
    expect(lowestFreeFunction(bus, 1)).toBe(0);
  });

  test('a slot opened by a sharing device takes seven more, then is full', () => {
    const bus = newBus();
    for (let fn = 0; fn < 8; fn += 1) {
      expect([lowestShareableSlot(bus), lowestFreeFunction(bus, 1)]).toEqual([1, fn]);
      occupy(bus, 1, 1 << fn, `port ${fn}`, true);
    }
    expect([lowestShareableSlot(bus), lowestFreeFunction(bus, 1), lowestFreeSlot(bus)]).toEqual([2, -1, 2]);
  });

  test('the first reservation decides whether a slot is shared (T-OCC-3)', () => {
    const bus = newBus();
    occupy(bus, 1, 1, 'endpoint', false);
    occupy(bus, 1, 2, 'port', true);
    occupy(bus, 2, 1, 'port', true);
    occupy(bus, 2, 2, 'endpoint', false);
    expect(lowestShareableSlot(bus)).toBe(2);
  });

  test('a whole slot has eight functions (T-OCC-2)', () => {
    const bus = newBus();
    occupy(bus, 5, 0xff, 'a', false);
    expect(lowestFreeFunction(bus, 5)).toBe(-1);
    expect(Array.from({ length: 8 }, (_, fn) => ownerAt(bus, 5, fn))).toEqual(Array.from({ length: 8 }, () => 'a'));
    expect(ownerAt(bus, 6, 0)).toBeUndefined();
  });

  test('a taken function cannot be occupied again', () => {
    const bus = newBus();
    occupy(bus, 5, 1, 'a', false);
    expect(() => occupy(bus, 5, 0xff, 'b', false)).toThrow();
  });

  test.each([
    [0, 0],
    [0, 31],
    [1, 31],
    [31, 31],
  ])('slots %i to %i: filled in order, then full', (first, last) => {
    const bus = newBus(first, last);
    for (let slot = first; slot <= last; slot += 1) {
      expect(lowestFreeSlot(bus)).toBe(slot);
      expect(isBusFull(bus)).toBe(false);
      occupy(bus, slot, 1, 'a', false);
    }
    expect([lowestFreeSlot(bus), lowestShareableSlot(bus), isBusFull(bus)]).toEqual([-1, -1, true]);
  });

  test('what lies outside the usable slots does not count', () => {
    const bus = newBus(1, 31);
    occupy(bus, 0, 1, 'a', false);
    expect(isBusEmpty(bus)).toBe(true);
  });
});
