import type { LockedDevice } from '../compare/index.ts';
import {
  type Controller,
  type Device,
  type DeviceAddress,
  type DeviceKind,
  type Domain,
  EMPTY_PCI_ADDRESS,
  emptyDeviceLists,
  insertController,
  NO_ADDRESS,
  type PciTarget,
} from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { attribute, child, type XmlElement } from '../xml/index.ts';

/** A locked device with the one of the document that it is, if the document still has it. */
export interface LockedPair {
  readonly locked: LockedDevice;
  readonly device?: Device;
}

/** Whether the document gives the address of a device itself. */
export function isWritten(plan: Plan, device: Device): boolean {
  const written = device.element === undefined ? undefined : child(device.element, 'address');
  if (written === undefined) return false;
  const source = plan.decisions.get(device)?.source;
  return device.address.type !== 'pci' || source === 'document' || source === 'moved';
}

/**
 * The domain as its user would have written it with the lock in mind: locked devices and controllers with their
 * places, the others as the document has them. What libvirt would add by itself and the lock does not have is left out.
 */
export function lockedDomain(plan: Plan, pairs: readonly LockedPair[]): Domain {
  const locks = new Map<Device, LockedDevice>();
  for (const { locked, device } of pairs) if (device !== undefined) locks.set(device, locked);
  const lists = emptyDeviceLists();
  const open: { readonly [Kind in DeviceKind]: Device[] } = lists;
  for (const device of Object.values(plan.domain.devices).flat()) {
    const locked = locks.get(device);
    if (device.element === undefined && locked === undefined) continue;
    open[device.kind].push(withPlace(plan, device, locked));
  }
  const domain: Domain = { ...plan.domain, devices: lists };
  for (const { locked, device } of pairs) {
    const missing = device === undefined ? missingController(locked) : undefined;
    if (missing !== undefined) insertController(domain, missing, 'byIndex');
  }
  return domain;
}

function withPlace(plan: Plan, device: Device, locked: LockedDevice | undefined): Device {
  const address = locked?.address ?? ownAddress(plan, device);
  if (device.kind !== 'controller' || device.type !== 'pci') return { ...device, address };
  const { controller } = locked ?? {};
  const target = targetOf(device, controller?.target ?? {});
  if (device.element !== undefined || controller === undefined) return { ...device, address, target };
  // One that libvirt would add: of the locked model, whatever the free plan made of it.
  const { model: _model, modelName: _modelName, ...rest } = device;
  return {
    ...rest,
    address,
    target,
    ...(controller.model === undefined ? {} : { model: controller.model }),
    ...(controller.modelName === undefined ? {} : { modelName: controller.modelName }),
  };
}

/** The address that the document gives; none where the planner is to find one. */
function ownAddress(plan: Plan, device: Device): DeviceAddress {
  if (isWritten(plan, device)) return device.address;
  const isEmpty = device.element !== undefined && child(device.element, 'address') !== undefined;
  return isEmpty && device.address.type === 'pci' ? EMPTY_PCI_ADDRESS : NO_ADDRESS;
}

const TARGET_NUMBERS = ['chassisNr', 'chassis', 'port', 'busNr', 'index', 'speed', 'width'] as const;

/** What the document writes of `<target>`, and for the rest what the lock has: a port number follows its address. */
function targetOf({ element, target }: Controller, locked: PciTarget): PciTarget {
  const written = element === undefined ? undefined : child(element, 'target');
  const result: PciTarget = { ...locked };
  if (written === undefined) return result;
  for (const name of TARGET_NUMBERS) if (has(written, name) && target[name] !== undefined) result[name] = target[name];
  if (has(written, 'hotplug') && target.hotplug !== undefined) result.hotplug = target.hotplug;
  if (child(written, 'node') !== undefined && target.node !== undefined) result.node = target.node;
  return result;
}

const has = (element: XmlElement, name: string): boolean => attribute(element, name) !== undefined;

function missingController({ controller, address }: LockedDevice): Controller | undefined {
  if (controller?.type !== 'pci') return undefined;
  const { type, index, model, modelName, target } = controller;
  return {
    kind: 'controller',
    type,
    index,
    address,
    target: { ...target },
    ...(model === undefined ? {} : { model }),
    ...(modelName === undefined ? {} : { modelName }),
  };
}
