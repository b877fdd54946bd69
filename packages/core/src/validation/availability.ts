import type { Device, Machine } from '../domain/index.ts';
import { AVAILABILITY, type AvailabilityRow, type Facts, type MachineSet, rowsInForce } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

const isAmong = ({ arches, families, names }: MachineSet, { arch, family, name }: Machine): boolean =>
  arches?.includes(arch) === true || families?.includes(family) === true || names?.includes(name) === true;

function isMeant({ models, concerns }: AvailabilityRow, device: Device): boolean {
  const isModel = models === undefined || ('model' in device && models.includes(device.model ?? ''));
  return isModel && (concerns?.(device) ?? true);
}

function isThere({ machines, notOn, needs }: AvailabilityRow, machine: Machine, { capabilities }: Facts): boolean {
  return (
    (machines === undefined || isAmong(machines, machine)) &&
    notOn?.some((set) => isAmong(set, machine)) !== true &&
    (needs === undefined || capabilities.has(needs))
  );
}

// One check for all rows: most are about classes that a document has no device of.
function checkAvailability(checking: Checking): void {
  const { machine, devices } = checking.domain;
  for (const row of rowsInForce(AVAILABILITY, checking.facts.profile.release)) {
    for (const kind of row.kinds) {
      const list: readonly Device[] = devices[kind];
      if (list.length === 0 || isThere(row, machine, checking.facts)) continue;
      for (const device of list) if (isMeant(row, device)) refuse(checking, 'RP2043', device, { reason: row.reason });
    }
  }
}

export const AVAILABILITY_CHECKS: readonly Check[] = [{ when: {}, run: checkAvailability }];
