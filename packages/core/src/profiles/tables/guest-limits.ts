import type { MachineFamily } from '../../domain/index.ts';

export const FIRMWARES = ['SeaBIOS', 'OVMF', 'AAVMF', 'device tree', 'SLOF', 'no firmware'] as const;

/** What boots a guest, as far as its limits go. */
export type Firmware = (typeof FIRMWARES)[number];

export interface IoWindowRow {
  readonly firmware: Firmware;
  readonly family: MachineFamily;
  /** How many 4 KiB windows of I/O ports fit. */
  readonly fits: number;
  readonly effect: string;
  /** So many windows in all Linux was seen to give to bridges on bus 0 where the firmware gave none. */
  readonly repairs?: number;
}

const NO_BOOT = 'the guest does not boot';
const NO_IO = 'further devices get no I/O ports from the firmware, and the guest cannot boot from them';

/** G-LIM-IO, measured with SeaBIOS 1.16 and OVMF 2022.11. */
export const IO_WINDOWS: readonly IoWindowRow[] = [
  { firmware: 'SeaBIOS', family: 'q35', fits: 14, effect: NO_BOOT },
  { firmware: 'SeaBIOS', family: 'i440fx', fits: 8, effect: NO_BOOT },
  { firmware: 'OVMF', family: 'q35', fits: 9, effect: NO_IO, repairs: 10 },
  { firmware: 'OVMF', family: 'i440fx', fits: 3, effect: NO_IO, repairs: 4 },
];

export interface IoDeviceRow {
  /** The device class, of a controller with its type. */
  readonly device: string;
  readonly models: readonly string[];
}

const ANY = ['*'];

/** Devices with I/O ports wherever they sit (G-LIM-IO); virtio has them on a conventional bus. `*` is any model. */
export const IO_DEVICES: readonly IoDeviceRow[] = [
  { device: 'interface', models: ['e1000', 'e1000e', 'rtl8139', 'pcnet', 'igb'] },
  { device: 'controller sata', models: ANY },
  { device: 'controller usb', models: ['piix3-uhci', 'piix4-uhci', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3'] },
  { device: 'controller scsi', models: ['lsilogic', 'lsisas1068', 'lsisas1078'] },
  { device: 'sound', models: ['ac97'] },
  { device: 'video', models: ['qxl'] },
];

/** Conventional bridges that take devices while the guest runs need a window even when they are empty (G-LIM-IO b). */
export const IO_BRIDGES: readonly string[] = ['pci-bridge', 'pcie-to-pci-bridge', 'pci-expander-bus'];

/** Machine and QEMU in which every hot-pluggable root port reserves a window (G-LIM-IO c). */
export const RESERVING_MACHINE = { name: 'pc-q35-6.1', qemu: '6.1' } as const;

/** G-LIM-BUS: secondary buses that firmware can number. */
export const MOST_BUSES = 255;

/** G-LIM-VEC: ports that are seen to boot with one processor, each of which takes an interrupt vector. */
export const PORTS_OF_ONE_PROCESSOR = 180;
