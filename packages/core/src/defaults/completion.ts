import { createDiagnostic, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import { blame, type Controller, type Device, type Domain, insertController, NO_ADDRESS } from '../domain/index.ts';
import type { Facts, HostFacts, MachineFacts } from '../profiles/index.ts';

/** A definition on its way to completeness. The rules change the domain in place, in the order of `apply-defaults.ts`. */
export interface Completion {
  readonly domain: Domain;
  readonly facts: Facts;
  readonly machine: MachineFacts;
  readonly host: HostFacts;
  /** The guest is being defined, not read back (02, flag *new*). */
  readonly newlyDefined: boolean;
  readonly diagnostics: Diagnostic[];
}

/** Reports a fault of a device, at the part of it that `path` names (see `deviceSpan`). */
export function refuseDevice(
  completion: Completion,
  code: DiagnosticCode,
  device: Device | undefined,
  values: Readonly<Record<string, string | number>> = {},
  ...path: readonly string[]
): void {
  const blamed = device === undefined ? undefined : blame(completion.domain, device, ...path);
  const named = blamed === undefined ? values : { device: blamed.label, ...values };
  completion.diagnostics.push(createDiagnostic(code, { span: blamed?.span, values: named }));
}

/** Adds a controller that the definition does not write. */
export function addController(
  completion: Completion,
  rule: string,
  facts: Pick<Controller, 'type' | 'index'> & Partial<Pick<Controller, 'model' | 'masterStartPort'>>,
): void {
  const controller: Controller = { kind: 'controller', impliedBy: rule, address: NO_ADDRESS, target: {}, ...facts };
  insertController(completion.domain, controller, completion.facts.profile.switches.insertControllers);
}

/** The controller of a type with an index. */
export function findController(domain: Domain, type: string, index: number): Controller | undefined {
  return domain.devices.controller.find((device) => device.type === type && device.index === index);
}

/** The controllers of a type, the first of each index. */
export function controllersByIndex(domain: Domain, type: string): ReadonlyMap<number, Controller> {
  const found = new Map<number, Controller>();
  for (const device of domain.devices.controller) {
    if (device.type === type && !found.has(device.index)) found.set(device.index, device);
  }
  return found;
}

/** True when the QEMU offers a capability. */
export function offers(completion: Completion, capability: string): boolean {
  return completion.facts.capabilities.has(capability);
}
