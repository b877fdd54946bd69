import type { MachineFamily } from '../../domain/index.ts';

/** The makers of x86 processors, which firmware tells apart. */
export type ProcessorVendor = 'AMD' | 'Intel';

/** What firmware knows of the guest's processor. */
export interface ProcessorRow {
  readonly vendor: ProcessorVendor | 'ARM' | 'RISC-V';
  /** Address bits that newer firmware takes for a value that QEMU made up, and does not rely on. */
  readonly isMadeUp: (bits: number) => boolean;
  /** A range of addresses that memory and BARs keep out of, in bytes. */
  readonly reserved?: { readonly start: number; readonly end: number };
}

const GIB = 2 ** 30;
const TIB = 2 ** 40;

/** G-LIM-BITS. */
export const PROCESSORS: readonly ProcessorRow[] = [
  { vendor: 'AMD', isMadeUp: (bits) => bits < 40, reserved: { start: 1012 * GIB, end: TIB } },
  { vendor: 'Intel', isMadeUp: (bits) => bits === 40 || bits <= 36 },
];

/** Processors of `virt`, which no firmware looks at. */
export const OTHER_PROCESSORS: readonly (ProcessorRow & { readonly family: MachineFamily; readonly bits: number })[] = [
  // The model of a document that names none.
  { family: 'arm-virt', vendor: 'ARM', bits: 40, isMadeUp: () => false },
  { family: 'riscv-virt', vendor: 'RISC-V', bits: 56, isMadeUp: () => false },
];

/**
 * Where a firmware puts 64-bit BARs. `host bridge`: in the window that QEMU gives the host bridge. `fixed`: in a window of so many bytes. `upwards`: from the end of memory on. `downwards`: below the top of the addresses,
 * of which it uses `most` bits at most; `upwards` where it does not rely on the bits. `share`: in a window of
 * 2^(bits - `shift`) below the top; in `fallback` bytes where it does not rely on the bits. More than `most` bits count
 * as so many, more than 40 as 40 without pages of 1 GiB.
 */
export type HighWindow =
  | { readonly kind: 'fixed'; readonly size: number }
  | { readonly kind: 'host bridge' }
  | { readonly kind: 'upwards' }
  | { readonly kind: 'downwards'; readonly most: Readonly<Record<string, number>> }
  | { readonly kind: 'share'; readonly shift: number; readonly most: number; readonly fallback: number };

/** How a firmware gives the buses of a guest room for BARs (05 section 6). Sizes in bytes. */
export interface FirmwareWindowsRow {
  readonly kind: 'SeaBIOS' | 'OVMF' | 'AAVMF' | 'device tree';
  /** The first version that it holds for. */
  readonly version: string;
  /** The last one that was measured; of one between it and the next row's it is not known. */
  readonly lastSeen: string;
  /** The QEMUs of Debian that were seen to start guests with it; of one between two rows' it is not known. */
  readonly seenWith: readonly string[];
  readonly title: string;
  readonly highWindow: HighWindow;
  /** The root buses get their room one after the other, by number; else what is largest is first. */
  readonly rootsInOrder: boolean;
  /** A window of a bridge is as large as what is in it, or a multiple of the largest BAR. */
  readonly roundsToLargest: boolean;
  /** Prefetchable BARs of 32 bits get room with those that are not prefetchable, beside ones of 64 bits. */
  readonly splitsPrefetchable: boolean;
  /** Windows of memory come in units of this size. */
  readonly unit: number;
  /** Room below 4 GiB that every open port gets. */
  readonly emptyMem: number;
  /** Prefetchable room that every open port gets at least (G-LIM-HPBAR). */
  readonly emptyPref: number;
  /** That room is 2^(address bits - 11): always, or with memory above 4 GiB, where the firmware relies on the bits. */
  readonly widePref: 'always' | 'with high memory' | 'never';
  /** An empty port with hotplug off gets its room all the same (G-HPOFF). */
  readonly servesClosedPorts: boolean;
  /** So much that finds no room above 4 GiB Linux moves below: windows of 2 MiB behind eight ports were seen. */
  readonly spill: number;
  /**
   * Room below 4 GiB, of a guest with no more than `memory` there. It begins at the end of that, and not before `at`.
   * So much was `seen` to fit, and more than `fits` is lost; what is between was not tried.
   */
  readonly below4G: Readonly<
    Partial<
      Record<
        MachineFamily,
        readonly { readonly memory: number; readonly at: number; readonly fits?: number; readonly seen: number }[]
      >
    >
  >;
  /** No BAR above 4 GiB that is larger was seen to boot; absent: all that fit. */
  readonly largestBar?: number;
  /** A device may get I/O ports in the window of a bridge beside it, where that has none behind it (G-LIM-IO). */
  readonly mixesPorts: boolean;
  /** Where that room ends. */
  readonly lowEnd: number;
  /** What was seen to make room for large BARs: a larger `<pcihole64>`, OVMF's X-PciMmio64Mb, more address bits. */
  readonly cures: { readonly hole64: boolean; readonly fwCfg: boolean; readonly bits: boolean };
}

const MIB = 2 ** 20;
const ANY = Number.POSITIVE_INFINITY;

const SEABIOS = {
  kind: 'SeaBIOS',
  roundsToLargest: true,
  splitsPrefetchable: false,
  unit: 2 * MIB,
  emptyMem: 2 * MIB,
  emptyPref: 2 * MIB,
  spill: 16 * MIB,
  servesClosedPorts: true,
  // To 0xfebfffff: measured with displays of growing memory.
  below4G: {
    i440fx: [
      { memory: 2 * GIB, at: 2 * GIB, seen: 2028 * MIB },
      { memory: 3 * GIB, at: 3 * GIB, seen: 1004 * MIB },
      { memory: ANY, at: 3.5 * GIB, seen: 492 * MIB },
    ],
    q35: [{ memory: ANY, at: 3 * GIB, seen: 1004 * MIB }],
  },
  rootsInOrder: false,
  mixesPorts: false,
  lowEnd: 0xfec00000,
  cures: { hole64: false, fwCfg: false, bits: true },
} as const;

const OVMF = {
  kind: 'OVMF',
  roundsToLargest: false,
  splitsPrefetchable: true,
  unit: MIB,
  emptyMem: 2 * MIB,
  emptyPref: 0,
  spill: 0,
  servesClosedPorts: false,
  // Displays of 256 MiB with the oldest versions, of falling size with the others.
  below4G: {
    i440fx: [{ memory: ANY, at: 2 * GIB, seen: 512 * MIB }],
    q35: [{ memory: ANY, at: 2 * GIB, seen: 512 * MIB }],
  },
  rootsInOrder: true,
  mixesPorts: true,
  lowEnd: 0xfc000000,
} as const;

/** Where it begins with more memory was not seen. */
const Q35_FROM_2_GIB = [
  { memory: 2 * GIB, at: 2 * GIB, seen: 1297 * MIB },
  { memory: ANY, at: 2 * GIB, seen: 896 * MIB },
];

const OVMF_SHARE = {
  ...OVMF,
  highWindow: { kind: 'share', shift: 3, most: 46, fallback: 32 * GIB },
  widePref: 'always',
  cures: { hole64: false, fwCfg: true, bits: true },
} as const;

/** The windows of the host bridge of a `virt` machine, from QEMU's memory map. Bytes. */
export interface HostBridgeRow {
  readonly family: MachineFamily;
  readonly arch: string;
  readonly low: { readonly start: number; readonly end: number };
  /** Behind memory, which begins at `memory`, at a multiple of its size, and at `least` at least. */
  readonly high: { readonly size: number; readonly memory: number; readonly least: number };
  /** Windows of 4 KiB of I/O ports that Linux gives; it leaves out the first one. */
  readonly ports: number;
}

/** G-LIM-VIRT. */
export const HOST_BRIDGES: readonly HostBridgeRow[] = [
  {
    family: 'arm-virt',
    arch: 'aarch64',
    low: { start: 0x10000000, end: 0x3eff0000 },
    high: { size: 512 * GIB, memory: GIB, least: 256 * GIB },
    ports: 15,
  },
  {
    family: 'riscv-virt',
    arch: 'riscv64',
    low: { start: 0x40000000, end: 0x80000000 },
    high: { size: 16 * GIB, memory: 2 * GIB, least: 0 },
    ports: 15,
  },
];

/** Linux gives all BARs of `virt` anew, with AAVMF as well. */
const LINUX = {
  highWindow: { kind: 'host bridge' },
  widePref: 'never',
  rootsInOrder: false,
  mixesPorts: false,
  roundsToLargest: false,
  splitsPrefetchable: true,
  unit: MIB,
  // What it gives ports without need it takes back when it runs short.
  emptyMem: 0,
  emptyPref: 0,
  servesClosedPorts: false,
  // Seen with a machine that has no window above memory.
  spill: 64 * MIB,
  lowEnd: Number.POSITIVE_INFINITY,
  cures: { hole64: false, fwCfg: false, bits: false },
} as const;

/** Exponent of the room of a port: 2^(address bits - this) (G-LIM-HPBAR). */
export const WIDE_PREF_SHIFT = 11;

/** G-LIM-BAR64, G-LIM-HPBAR, G-LIM-MMIO32; of each kind the oldest first. Measured in real guests. */
export const FIRMWARE_WINDOWS: readonly FirmwareWindowsRow[] = [
  {
    ...SEABIOS,
    version: '1.14',
    lastSeen: '1.16.2',
    seenWith: ['5.2', '7.2'],
    title: 'SeaBIOS 1.14 to 1.16.2',
    highWindow: { kind: 'upwards' },
    widePref: 'never',
  },
  {
    ...SEABIOS,
    version: '1.16.3',
    lastSeen: '1.16.3',
    seenWith: ['10.0'],
    title: 'SeaBIOS 1.16.3',
    highWindow: { kind: 'downwards', most: { AMD: 46, Intel: 46 } },
    widePref: 'with high memory',
  },
  {
    ...SEABIOS,
    version: '1.17',
    lastSeen: '1.17.0',
    seenWith: ['11.1'],
    title: 'SeaBIOS 1.17',
    highWindow: { kind: 'downwards', most: { AMD: 44, Intel: 45 } },
    widePref: 'with high memory',
  },
  {
    ...OVMF,
    version: '2020.11',
    lastSeen: '2020.11',
    seenWith: ['5.2'],
    title: 'OVMF 2020.11',
    highWindow: { kind: 'fixed', size: 32 * GIB },
    widePref: 'never',
    cures: { hole64: true, fwCfg: true, bits: false },
  },
  {
    ...OVMF_SHARE,
    version: '2022.11',
    lastSeen: '2022.11',
    seenWith: ['7.2'],
    title: 'OVMF 2022.11',
    largestBar: 4 * TIB,
    // 0xc0000000 to 0xfbffffff on q35.
    below4G: {
      i440fx: [{ memory: ANY, at: 2 * GIB, seen: 1920 * MIB }],
      q35: [{ memory: ANY, at: 3 * GIB, seen: 944 * MIB, fits: 960 * MIB }],
    },
  },
  {
    ...OVMF_SHARE,
    version: '2025.02',
    lastSeen: '2025.02',
    seenWith: ['10.0'],
    title: 'OVMF 2025.02',
    mixesPorts: false,
    below4G: { i440fx: [{ memory: ANY, at: 2 * GIB, seen: 1553 * MIB }], q35: Q35_FROM_2_GIB },
  },
  {
    ...OVMF_SHARE,
    version: '2026.08',
    lastSeen: '2026.08',
    seenWith: ['11.1'],
    title: 'OVMF 2026.08',
    mixesPorts: false,
    // From 2 GiB on, on q35 too.
    below4G: { i440fx: [{ memory: ANY, at: 2 * GIB, seen: 1920 * MIB }], q35: Q35_FROM_2_GIB },
  },
  {
    ...LINUX,
    kind: 'device tree',
    version: '',
    lastSeen: '',
    seenWith: ['7.2'],
    title: 'Linux with a device tree',
    below4G: {
      'arm-virt': [{ memory: ANY, at: 0, seen: 704 * MIB }],
      'riscv-virt': [{ memory: ANY, at: 0, seen: 992 * MIB }],
    },
  },
  {
    ...LINUX,
    kind: 'AAVMF',
    version: '2022.11',
    lastSeen: '2022.11',
    seenWith: ['7.2'],
    title: 'AAVMF',
    below4G: { 'arm-virt': [{ memory: ANY, at: 0, seen: 704 * MIB }] },
    rootsInOrder: true,
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
  'arm-virt': 512 * 2 ** 30,
  'riscv-virt': 16 * 2 ** 30,
};

/** How much memory QEMU leaves below 4 GiB: all, up to `most`; else `split`. Bytes. The first row that fits the machine counts. */
export const LOW_MEMORY: readonly { readonly machines: RegExp; readonly most: number; readonly split: number }[] = [
  { machines: /^pc(?:-i440fx)?-[01]\./, most: 3.5 * GIB, split: 3.5 * GIB },
  { machines: /^pc-q35|^q35$/, most: 2.75 * GIB, split: 2 * GIB },
  { machines: /^/, most: 3.5 * GIB, split: 3 * GIB },
];
