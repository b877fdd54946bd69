import type { Device, Machine } from '../domain/index.ts';
import { AVAILABILITY, type AvailabilityRow, type MachineSet } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

const isAmong = ({ arches, families, names }: MachineSet, { arch, family, name }: Machine): boolean =>
  arches?.includes(arch) === true || families?.includes(family) === true || names?.includes(name) === true;

function isMeant({ models, concerns }: AvailabilityRow, device: Device): boolean {
  const isModel = models === undefined || ('model' in device && models.includes(device.model ?? ''));
  return isModel && (concerns?.(device) ?? true);
}

function check(row: AvailabilityRow): Check {
  const run = (checking: Checking): void => {
    const { machine } = checking.domain;
    const isThere =
      (row.machines === undefined || isAmong(row.machines, machine)) &&
      !(row.notOn ?? []).some((set) => isAmong(set, machine)) &&
      (row.needs === undefined || checking.facts.capabilities.has(row.needs));
    if (isThere) return;
    for (const kind of row.kinds) {
      const list: readonly Device[] = checking.domain.devices[kind];
      for (const device of list) if (isMeant(row, device)) refuse(checking, 'RP2043', device, { reason: row.reason });
    }
  };
  return { when: row, run };
}

export const AVAILABILITY_CHECKS: readonly Check[] = AVAILABILITY.map(check);
