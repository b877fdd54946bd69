import { type Device, hostDevices } from '../domain/index.ts';
import { getProfile, qemuAliasPrefix } from '../profiles/index.ts';
import type { Plan } from './plan.ts';
import { userAlias } from './qemu-buses.ts';

/** libvirt's alias of each device that has one; the user's own names came with 3.9. */
export function qemuIds(plan: Plan): ReadonlyMap<Device, string> {
  const ids = new Map<Device, string>();
  const { devices } = plan.domain;
  const give = (list: readonly Device[], name: (device: Device, position: number) => string | undefined): void => {
    list.forEach((device, position) => {
      const id = name(device, position);
      if (id !== undefined) ids.set(device, userAlias(plan, device) ?? id);
    });
  };
  const profile = getProfile(plan.profile);
  for (const [kind, list] of Object.entries(devices)) {
    give(list, (device, position) => numbered(qemuAliasPrefix(profile, aliasSort(device) ?? kind), position));
  }
  give(devices.disk, (disk) => (disk.kind === 'disk' ? `virtio-disk${disk.targetNumber}` : undefined));
  const cards = devices.interface.filter(({ type }) => type !== 'hostdev');
  give(cards, (_, position) => `net${position}`);
  give(hostDevices(plan.domain), (_, position) => `hostdev${position}`);
  for (const model of ['virtio-pmem', 'virtio-mem']) {
    const list = devices.memory.filter((one) => one.model === model);
    give(list, (_, position) => numbered(qemuAliasPrefix(profile, `memory ${model}`), position));
  }
  give(devices.controller, controllerId);
  return ids;
}

const numbered = (prefix: string | undefined, position: number): string | undefined =>
  prefix === undefined ? undefined : `${prefix}${position}`;

// The sort of a device that has a row of its own in the table of ids.
function aliasSort(device: Device): string | undefined {
  return device.kind === 'filesystem' && device.driver === 'virtiofs' ? 'filesystem virtiofs' : undefined;
}

function controllerId(device: Device): string | undefined {
  if (device.kind !== 'controller') return undefined;
  if (device.type === 'pci') return `pci.${device.index}`;
  // A companion shares the index with its master and has no id.
  if (device.type === 'usb') return device.masterStartPort === undefined ? usbId(device.index) : undefined;
  return `${device.type}${device.index}`;
}

/** Of USB controllers. */
export const usbId = (index: number): string => (index === 0 ? 'usb' : `usb${index}`);
