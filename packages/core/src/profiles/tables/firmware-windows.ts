import type { MachineFamily } from '../../domain/index.ts';

/** How a firmware gives the buses of a guest room for BARs (G-LIM-BAR64). Sizes in bytes. */
export interface FirmwareWindowsRow {
  /** As users name it. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'SeaBIOS' | 'OVMF';
  /** The window of 64-bit BARs is 2^(address bits - this) (G-LIM-BAR64). */
  readonly windowShift: number;
  /** A window of a bridge is as large as what is in it, or a multiple of the largest BAR. */
  readonly roundsToLargest: boolean;
  /** Prefetchable BARs of 32 bits get room with those that are not prefetchable, beside ones of 64 bits. */
  readonly splitsPrefetchable: boolean;
  /** Windows of memory come in units of this size. */
  readonly unit: number;
  /** Room below 4 GiB that every open port gets. */
  readonly emptyMem: number;
  /** Prefetchable room that every open port gets: so much, or 2^(address bits - `shift`) (G-LIM-HPBAR). */
  readonly emptyPref: { readonly size: number } | { readonly shift: number };
  /** An empty port with hotplug off gets its room all the same (G-HPOFF). */
  readonly servesClosedPorts: boolean;
  /** Room below 4 GiB; absent where it was not measured. */
  readonly below4G: Readonly<Partial<Record<MachineFamily, number>>>;
  /** Where the numbers are from. */
  readonly evidence: string;
}

const MIB = 2 ** 20;
const MEASURED = 'measured in real guests';

/** G-LIM-BAR64, G-LIM-HPBAR, G-LIM-MMIO32. */
export const FIRMWARE_WINDOWS: readonly FirmwareWindowsRow[] = [
  {
    name: 'seabios',
    title: 'SeaBIOS 1.16.2',
    kind: 'SeaBIOS',
    windowShift: 1,
    roundsToLargest: true,
    splitsPrefetchable: false,
    unit: 2 * MIB,
    emptyMem: 2 * MIB,
    emptyPref: { size: 2 * MIB },
    servesClosedPorts: true,
    // 0xc0000000 to 0xfebfffff, measured with displays of growing memory on both machines.
    below4G: { i440fx: 1004 * MIB, q35: 1004 * MIB },
    evidence: MEASURED,
  },
  {
    name: 'ovmf',
    title: 'OVMF 2022.11 to 2025.02',
    kind: 'OVMF',
    windowShift: 3,
    roundsToLargest: false,
    splitsPrefetchable: true,
    unit: MIB,
    emptyMem: 2 * MIB,
    emptyPref: { shift: 11 },
    servesClosedPorts: false,
    below4G: {},
    evidence: MEASURED,
  },
  {
    name: 'ovmf-quarter',
    title: 'OVMF with a window of a quarter (edk2 pull request 12997)',
    kind: 'OVMF',
    windowShift: 2,
    roundsToLargest: false,
    splitsPrefetchable: true,
    unit: MIB,
    emptyMem: 2 * MIB,
    emptyPref: { shift: 11 },
    servesClosedPorts: false,
    below4G: {},
    evidence: 'not measured',
  },
];

/** Bridges that take devices while the guest runs, and so get room when they are empty (G-LIM-IO, G-HPOFF). */
export const OPEN_BRIDGES: readonly string[] = [
  'pcie-root-port',
  'pcie-switch-downstream-port',
  'pci-bridge',
  'pcie-to-pci-bridge',
];

/** Bits of an address of a QEMU processor, where the document does not say (phys-bits). */
export const DEFAULT_ADDRESS_BITS = 40;

/** The hole for 64-bit BARs that QEMU describes to the guest, in bytes, where the document does not say. */
export const DEFAULT_HOLE64: Readonly<Partial<Record<MachineFamily, number>>> = {
  i440fx: 2 * 2 ** 30,
  q35: 32 * 2 ** 30,
};
