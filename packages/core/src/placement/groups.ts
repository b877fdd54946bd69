import { createDiagnostic } from '../diagnostics/index.ts';
import { type Device, deviceLabel, hostDevices } from '../domain/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import type { PlacementInput } from './state.ts';

const FIRST_PRIVATE_GROUP = 0xffff_ffff;

/**
 * Isolation groups (A-PSERIES): a host device is in the group of its IOMMU group + 1, an interface that comes from a
 * pool of host devices in one of its own.
 */
export function isolationGroups({ domain, host, diagnostics }: PlacementInput): Map<Device, number> {
  const groups = new Map<Device, number>();
  for (const device of hostDevices(domain)) {
    const facts = device.host === undefined ? undefined : host.hostDevices?.[formatPciAddress(device.host)];
    if (facts?.iommuGroup !== undefined) groups.set(device, facts.iommuGroup + 1);
    else if (facts === undefined && device.host !== undefined) {
      const values = { device: deviceLabel(device), host: formatPciAddress(device.host), what: 'in no IOMMU group' };
      diagnostics.push(createDiagnostic('RP4005', { span: device.element?.startTag, values }));
    }
  }
  let next = FIRST_PRIVATE_GROUP;
  for (const device of domain.devices.interface) {
    if (!device.fromHostdevPool) continue;
    const used = new Set(groups.values());
    while (used.has(next)) next -= 1;
    groups.set(device, next);
  }
  return groups;
}
