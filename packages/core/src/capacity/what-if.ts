import type { Diagnostic } from '../diagnostics/index.ts';
import {
  type Device,
  type DeviceKind,
  type DeviceLists,
  type Domain,
  EMPTY_PCI_ADDRESS,
  emptyDeviceLists,
  NO_ADDRESS,
} from '../domain/index.ts';
import { placeDomain } from '../placement/index.ts';
import { createPlan, factsOf, type Plan } from '../plan/index.ts';
import { machineFacts } from '../profiles/index.ts';
import { child } from '../xml/index.ts';

/** A domain placed with more devices than it has, or why that cannot be. */
export type Trial =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The stored definition of a plan: every address stays (A-CFG). */
export function storedDomain(plan: Plan): Domain {
  return copyDomain(plan.domain, (device) => device);
}

/** The definition as it was before placement: what the planner chose is open again, what it added is gone. */
export function unplacedDomain(plan: Plan): Domain {
  const added = new Set(plan.growth.map(({ index }) => index));
  return copyDomain(plan.domain, (device) => {
    const isAdded = device.kind === 'controller' && device.type === 'pci' && device.element === undefined;
    return isAdded && added.has(device.index) ? undefined : withOwnAddress(plan, device);
  });
}

/** Places a domain together with new devices; neither the domain nor its plan is changed. */
export function placeWith(plan: Plan, domain: Domain, devices: readonly Device[]): Trial {
  const facts = factsOf(plan);
  const copy = copyDomain(domain, (device) => device);
  const lists: { readonly [Kind in DeviceKind]: Device[] } = copy.devices;
  for (const device of devices) lists[device.kind].push(copyDevice(device));
  const diagnostics: Diagnostic[] = [];
  const machine = machineFacts(facts, copy.machine);
  const { run, set } = placeDomain({ domain: copy, facts, machine, host: plan.host, diagnostics });
  const isPlaced = set !== undefined && !diagnostics.some(({ severity }) => severity === 'error');
  return isPlaced
    ? { ok: true, plan: createPlan(copy, facts, plan.newlyDefined, set, run) }
    : { ok: false, diagnostics };
}

function copyDomain(domain: Domain, change: (device: Device) => Device | undefined): Domain {
  const lists: DeviceLists = emptyDeviceLists();
  const open: { readonly [Kind in DeviceKind]: Device[] } = lists;
  for (const list of Object.values(domain.devices)) {
    for (const device of list) {
      const changed = change(device);
      if (changed !== undefined) open[device.kind].push(copyDevice(changed));
    }
  }
  return { ...domain, devices: lists };
}

// Placement writes into devices, and into the targets of controllers.
function copyDevice(device: Device): Device {
  return device.kind === 'controller' ? { ...device, target: { ...device.target } } : { ...device };
}

function withOwnAddress(plan: Plan, device: Device): Device {
  const decision = plan.decisions.get(device);
  if (decision === undefined || decision.source === 'document' || device.address.type !== 'pci') return device;
  if (decision.given !== undefined) return { ...device, address: { ...device.address, at: decision.given } };
  const { zpci } = device.address;
  if (device.element !== undefined && zpci !== undefined) return { ...device, address: { type: 'pci', zpci } };
  const isEmpty = device.element !== undefined && child(device.element, 'address') !== undefined;
  return { ...device, address: isEmpty ? EMPTY_PCI_ADDRESS : NO_ADDRESS };
}
