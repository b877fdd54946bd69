import type { Device, DeviceKind } from './device.ts';
import type { Domain } from './domain.ts';

/** A-COL-1: the order of classes in which given addresses are collected and ids are numbered. */
const SCAN_ORDER: readonly DeviceKind[] = [
  'disk',
  'interface',
  'sound',
  'hostdev',
  'video',
  'controller',
  'smartcard',
  'serial',
  'parallel',
  'channel',
  'console',
  'input',
  'filesystem',
  'watchdog',
  'memballoon',
  'rng',
  'nvram',
  'hub',
  'shmem',
  'tpm',
  'panic',
  'memory',
  'redirdev',
  'iommu',
  'vsock',
  'crypto',
  'pstore',
];

/**
 * The devices that may have an address, in scan order (A-COL-1). The console that stands for the first serial device
 * is left out; an interface of type hostdev comes once, with the interfaces.
 */
export function eachAddressedDevice(domain: Domain, visit: (device: Device) => void): void {
  for (const kind of SCAN_ORDER) {
    for (const device of domain.devices[kind]) {
      if (device.kind !== 'console' || !isMirror(domain, device)) visit(device);
    }
  }
}

function isMirror(domain: Domain, device: Device & { kind: 'console' }): boolean {
  if (device.mirrors !== undefined) return true;
  const isFirst = domain.devices.console[0] === device;
  return isFirst && domain.isHvm && (device.targetType === undefined || device.targetType === 'serial');
}
