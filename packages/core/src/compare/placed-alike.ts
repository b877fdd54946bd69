import { checkArguments, isPlan } from '../basics/index.ts';
import type { Controller, Device, Domain } from '../domain/index.ts';
import { interfaceNamesOf } from '../guest/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import { IDENTITY_NAMES, ownIdentity, placeableOf, sortOf } from './identity.ts';

/**
 * Whether two plans of one document, read once ({@link documentPlanner}), have all devices at the same places and by the same
 * names: then {@link comparePlans} finds each of them the same, and this is much sooner known. False says nothing.
 */
export function arePlacedAlike(a: Plan, b: Plan): boolean {
  checkArguments('arePlacedAlike', { a: [a, isPlan], b: [b, isPlan] });
  const [before, after] = [a.domain, b.domain];
  // Numbers of buses follow from these and from the places.
  if (before.element !== after.element || before.hasAcpi !== after.hasAcpi) return false;
  if (before.machine.family !== after.machine.family || before.machine.arch !== after.machine.arch) return false;
  const [left, right] = [placedKinds(before), placedKinds(after)];
  // Devices are matched within their kind; lists that agree one by one are matched one by one.
  return (
    left.length === right.length &&
    left.every((one, at) => isAlike(one, right[at])) &&
    haveSameOrder(before, after) &&
    haveSameNames(a, b)
  );
}

/** The devices of those kinds of which one has a place; controllers, which releases list in other orders, by what they are known by. */
function placedKinds({ devices }: Domain): readonly Device[] {
  return Object.values({ ...devices, controller: devices.controller.toSorted(byIndex) }).flatMap((list) => {
    const placeable = placeableOf(list);
    return placeable.some(({ address }) => address.type !== 'none') ? placeable : [];
  });
}

const byIndex = (a: Controller, b: Controller): number =>
  a.index - b.index ||
  (a.masterStartPort ?? -1) - (b.masterStartPort ?? -1) ||
  (a.type === b.type ? 0 : a.type < b.type ? -1 : 1);

/** Controllers that are written may be known by an alias before all else. */
function haveSameOrder(before: Domain, after: Domain): boolean {
  const [left, right] = [before, after].map(({ devices }) =>
    devices.controller.flatMap(({ element }) => element ?? []),
  );
  return left?.every((element, at) => element === right?.[at]) === true;
}

function isAlike(one: Device, other: Device | undefined): boolean {
  return (
    one.kind === other?.kind &&
    one.element === other.element &&
    sortOf(one) === sortOf(other) &&
    modelOf(one) === modelOf(other) &&
    hasSameIdentity(one, other) &&
    one.address.type === other.address.type &&
    addressText(one.address) === addressText(other.address) &&
    multifunctionOf(one) === multifunctionOf(other) &&
    ownAspects(one) === ownAspects(other) &&
    linkOf(one) === linkOf(other)
  );
}

// What is written about them is the same, since their elements are.
function hasSameIdentity(one: Device, other: Device): boolean {
  const [own, its] = [ownIdentity(one), ownIdentity(other)];
  return IDENTITY_NAMES.every((name) => own[name] === its[name]);
}

/** The model that a guest sees: releases that name none of USB disks mean usb-storage (V-77). */
export function modelOf(device: Device): string | undefined {
  if (device.kind === 'disk' && device.bus === 'usb') return device.model ?? 'usb-storage';
  return 'model' in device ? device.model : undefined;
}

/** Whether the guest looks at further functions of the slot. */
export function multifunctionOf({ address }: Device): boolean {
  return address.type === 'pci' && address.multifunction === 'on';
}

/** What a device has of its own that a comparison looks at: chassis, port and the like of a controller, the bus of a disk. */
export function ownAspects(device: Device): string {
  if (device.kind === 'disk') return device.bus;
  if (device.kind !== 'controller') return '';
  const { chassisNr, chassis, port, busNr, index, hotplug, node } = device.target;
  return [chassisNr, chassis, port, busNr, index, hotplug ?? 'on', node].join(' ');
}

/** Speed and width of a port's link (V-LINK). */
export function linkOf(device: Device): string {
  return device.kind === 'controller' ? [device.target.speed, device.target.width].join(' ') : '';
}

// Releases of QEMU number slots differently at the same places.
function haveSameNames(a: Plan, b: Plan): boolean {
  const [left, right] = [interfaceNamesOf(a), interfaceNamesOf(b)];
  return a.domain.devices.interface.every((one, position) => {
    const other = b.domain.devices.interface[position];
    return other !== undefined && left.get(one) === right.get(other);
  });
}
