import type { DeviceKind } from '../domain/index.ts';

/** W-ORDER: the order of the elements inside `<devices>` as libvirt writes them. */
export const WRITTEN_ORDER: readonly string[] = [
  'emulator',
  'disk',
  'controller',
  'lease',
  'filesystem',
  'interface',
  'smartcard',
  'serial',
  'parallel',
  'console',
  'channel',
  'input',
  'tpm',
  'graphics',
  'sound',
  'audio',
  'video',
  'hostdev',
  'redirdev',
  'redirfilter',
  'hub',
  'watchdog',
  'memballoon',
  'rng',
  'nvram',
  'panic',
  'shmem',
  'memory',
  'iommu',
  'vsock',
  'crypto',
  'pstore',
];

/** The classes of a domain's devices in written order. */
export function writtenKinds(kinds: readonly DeviceKind[]): readonly DeviceKind[] {
  return [...kinds].sort((a, b) => WRITTEN_ORDER.indexOf(a) - WRITTEN_ORDER.indexOf(b));
}
