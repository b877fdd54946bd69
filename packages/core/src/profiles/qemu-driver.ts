import type { Facts, Profile } from './profile.ts';
import { inForce, rowsInForce, rowsInForceBy } from './releases.ts';
import {
  JSON_DEVICES,
  QEMU_ALIASES,
  QEMU_DRIVERS,
  QEMU_OPTIONS,
  type QemuDriverRow,
  ROOT_BUSES,
  USER_ALIASES,
  VIRTIO_MODELS,
} from './tables/qemu-drivers.ts';

interface VirtioProperties {
  readonly disableLegacy?: boolean;
  readonly disableModern?: boolean;
}

/** QEMU's driver of a device, and what of the model the driver's name does not say. */
export interface QemuDriver extends VirtioProperties {
  readonly driver: string;
}

/**
 * The QEMU driver of a PCI device under a profile; undefined for a class or model that QEMU has none for. The suffix of
 * a virtio model is that of the name: `virtio-net-pci-transitional`.
 */
export function qemuDriver(
  { profile, capabilities }: Facts,
  device: string,
  model: string,
  virtio?: string,
): QemuDriver | undefined {
  let found: QemuDriverRow | undefined;
  let isExact = false;
  for (const row of rowsInForceBy(QEMU_DRIVERS, profile.release, (row) => row.device).get(device) ?? []) {
    if (row.needs !== undefined && !capabilities.has(row.needs)) continue;
    const names = row.models.includes(model);
    if (!names && (isExact || !row.models.includes('*'))) continue;
    found = row;
    isExact = names;
  }
  if (found === undefined) return undefined;
  const driver = found.driver === '=' ? model : found.driver;
  // A model that is written may be anything; QEMU's names are of these characters.
  if (!/^[\w.-]+$/.test(driver)) return undefined;
  const own = found.virtio === true ? virtioModel(capabilities, virtio) : undefined;
  return { driver: `${driver}${own?.suffix ?? ''}`, ...own?.properties };
}

// `virtio` and no model are the bare name.
function virtioModel(
  capabilities: ReadonlySet<string>,
  model: string | undefined,
): { readonly suffix?: string; readonly properties?: VirtioProperties } | undefined {
  const row = VIRTIO_MODELS.find((one) => one.model === model);
  if (row === undefined) return undefined;
  const hasDrivers = capabilities.has('virtio-pci-non-transitional');
  return hasDrivers ? { suffix: row.suffix } : { properties: row.properties };
}

/** The beginning of the ids of a device class; undefined for one whose devices have no id. */
export function qemuAliasPrefix({ release }: Profile, device: string): string | undefined {
  return rowsInForce(QEMU_ALIASES, release).find((row) => row.device === device)?.prefix;
}

/** The old option that brings the device; undefined where it is one `-device`. */
export function qemuOption({ capabilities }: Facts, device: string, model: string): string | undefined {
  return QEMU_OPTIONS.find(
    (row) => row.device === device && row.models.includes(model) && !capabilities.has(row.without),
  )?.option;
}

/** True where libvirt hands the user's own aliases to QEMU. */
export function takesUserAliases({ release }: Profile): boolean {
  return inForce(USER_ALIASES, release);
}

/** QEMU's name of the bus of a pci-root or pcie-root. */
export function qemuRootBus({ profile, capabilities }: Facts, family: string, model: string): string {
  const row = rowsInForce(ROOT_BUSES, profile.release).find(
    (one) => one.family === family && !capabilities.has(one.without),
  );
  return row?.name ?? (model === 'pcie-root' ? 'pcie.0' : 'pci.0');
}

/** True where libvirt writes `-device` as JSON. */
export function takesJsonDevices({ release }: Profile): boolean {
  return inForce(JSON_DEVICES, release);
}
