import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { allDevices, type Device, deviceLabel } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { acpiIndex, MAX_ACPI_INDEX } from './acpi-index.ts';
import type { GuestFunction } from './guest-buses.ts';
import { indexReach, type NameInputs, onboardIndex } from './nic-names.ts';

/** What is wrong with the `<acpi index>` of devices (G-NAME-ONBOARD): RP7104, RP7105, RP7106. */
export function indexProblems(
  { domain }: Plan,
  found: ReadonlyMap<Device | undefined, GuestFunction>,
  inputs: NameInputs,
): readonly Diagnostic[] {
  return allDevices(domain).flatMap((device): readonly Diagnostic[] => {
    const index = acpiIndex(device);
    const fn = found.get(device);
    if (index === undefined || fn === undefined) return [];
    const span = device.element?.startTag;
    const label = deviceLabel(device);
    if (index > MAX_ACPI_INDEX) {
      return [createDiagnostic('RP7106', { span, values: { device: label, index, max: MAX_ACPI_INDEX } })];
    }
    const reach = indexReach(fn, inputs);
    if (!reach.ok) return [createDiagnostic('RP7104', { span, values: { device: label, reason: reach.reason } })];
    const answered = onboardIndex(fn, inputs);
    const isShared = sharesSlot(fn) && inputs.slots.acpiNumberOf(fn) !== undefined;
    if (!isShared) return [];
    const answer = answered === undefined ? 'it hears of none' : `it hears ${answered}`;
    return [createDiagnostic('RP7105', { span, values: { device: label, answer } })];
  });
}

/** True where other functions are in the slot. */
export function sharesSlot({ bus, slot }: GuestFunction): boolean {
  return bus.functions.filter((one) => one.slot === slot).length > 1;
}
