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

const RANKS: ReadonlyMap<string, number> = new Map(WRITTEN_ORDER.map((name, rank) => [name, rank]));

/** The place of an element in {@link WRITTEN_ORDER}; -1 for one that has none. */
export function writtenRank(name: string): number {
  return RANKS.get(name) ?? -1;
}

/** The classes of a domain's devices in written order. */
export function writtenKinds(kinds: readonly DeviceKind[]): readonly DeviceKind[] {
  return [...kinds].sort((a, b) => writtenRank(a) - writtenRank(b));
}
