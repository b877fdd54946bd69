import { type BackendRow, QEMU_BACKENDS, QEMU_STAND_INS } from './tables/qemu-stubs.ts';

/** What stands for a driver in a QEMU that has no host behind it. */
export interface QemuStandIn {
  readonly driver: string;
  /** Why the planned driver cannot be there; absent where it is. */
  readonly why?: string;
}

/** The driver itself, or its stand-in where it needs more than QEMU alone. */
export function qemuStandIn(driver: string): QemuStandIn {
  const { base, suffix } = splitVirtioModel(driver);
  const row = QEMU_STAND_INS.find((one) => one.driver === base);
  return row === undefined ? { driver } : { driver: `${row.by}${row.keepsModel ? suffix : ''}`, why: row.why };
}

/** What the driver needs behind it. */
export function qemuBackend(driver: string): BackendRow | undefined {
  const { base } = splitVirtioModel(driver);
  return QEMU_BACKENDS.find((one) => one.driver === base);
}

/** The name of a virtio driver, and the suffix that is its model. */
export function splitVirtioModel(driver: string): { readonly base: string; readonly suffix: string } {
  const suffix = /-(?:non-)?transitional$/.exec(driver)?.[0] ?? '';
  return { base: driver.slice(0, driver.length - suffix.length), suffix };
}
