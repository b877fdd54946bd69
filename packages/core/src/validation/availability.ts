import type { Device } from '../domain/index.ts';
import { AVAILABILITY, type AvailabilityRow } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

function isMeant({ models, concerns }: AvailabilityRow, device: Device): boolean {
  const isModel = models === undefined || ('model' in device && models.includes(device.model ?? ''));
  return isModel && (concerns?.(device) ?? true);
}

function check(row: AvailabilityRow): Check {
  const run = (checking: Checking): void => {
    const isThere =
      (row.machines?.(checking.domain.machine) ?? true) &&
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
