import { type Controller, pciAddressOf } from '../domain/index.ts';
import { comparePciAddresses } from '../topology/index.ts';
import type { Plan } from './plan.ts';

/** Controllers whose bus gets its number from themselves and not from the walk (G-BUS-EXP). */
const EXPANDERS: readonly (string | undefined)[] = ['pci-expander-bus', 'pcie-expander-bus'];

/**
 * The number by which the guest knows each bus, by controller index (G-BUS-NUM, G-BUS-EXP): depth first, in the order of
 * slots and functions. Buses that cannot be reached from bus 0 are left out. Seen on x86 only.
 */
export function guestBusNumbers(plan: Plan): ReadonlyMap<number, number> {
  const children = childrenByBus(plan);
  const numbers = new Map<number, number>([[0, 0]]);
  let last = 0;
  const walk = (bus: number): void => {
    for (const controller of children.get(bus) ?? []) {
      if (EXPANDERS.includes(controller.model) || numbers.has(controller.index)) continue;
      last += 1;
      numbers.set(controller.index, last);
      walk(controller.index);
    }
  };
  walk(0);
  for (const { index, model, target } of expanders(plan)) {
    // A hidden bridge stands between the root bus of a pci-expander-bus and the bus that libvirt means.
    last = (target.busNr ?? 0) + (model === 'pci-expander-bus' ? 1 : 0);
    numbers.set(index, last);
    walk(index);
  }
  return numbers;
}

/** The way to a bus: slot and function of every bridge from bus 0 on, `02.0/00.0`; Windows knows devices by it. */
export function busPaths(plan: Plan): ReadonlyMap<number, string> {
  const children = childrenByBus(plan);
  const paths = new Map<number, string>([[0, '']]);
  const walk = (bus: number, path: string): void => {
    for (const { index, address } of children.get(bus) ?? []) {
      const at = pciAddressOf(address);
      if (at === undefined || paths.has(index)) continue;
      const way = `${path}/${at.slot.toString(16)}.${at.function}`;
      paths.set(index, way);
      walk(index, way);
    }
  };
  walk(0, '');
  return paths;
}

function expanders(plan: Plan): readonly Controller[] {
  return plan.domain.devices.controller
    .filter(({ type, model }) => type === 'pci' && EXPANDERS.includes(model))
    .sort((a, b) => (a.target.busNr ?? 0) - (b.target.busNr ?? 0));
}

function childrenByBus(plan: Plan): ReadonlyMap<number, readonly Controller[]> {
  const placed = plan.domain.devices.controller.flatMap((controller) => {
    const at = controller.type === 'pci' ? pciAddressOf(controller.address) : undefined;
    return at === undefined ? [] : [{ controller, at }];
  });
  placed.sort((a, b) => comparePciAddresses(a.at, b.at));
  const children = new Map<number, Controller[]>();
  for (const { controller, at } of placed) children.set(at.bus, [...(children.get(at.bus) ?? []), controller]);
  return children;
}
