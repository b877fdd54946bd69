import type { MachineFamily } from '../../domain/machine-type.ts';

/** A function that the chipset has, whether or not a document names it. */
export interface ChipsetFunctionRow {
  readonly family: MachineFamily;
  /** Slot and function on bus 0. */
  readonly at: readonly [slot: number, fn: number];
  /** QEMU's type of it. */
  readonly driver: string;
  readonly multifunction?: true;
  /** It is absent from a domain without ACPI. */
  readonly needsAcpi?: true;
  readonly rule: 'G-BUS-CHIPSET';
}

const rule = 'G-BUS-CHIPSET';

/** The functions that a guest always finds; of those that a document can name, the device there counts instead. */
export const CHIPSET_FUNCTIONS: readonly ChipsetFunctionRow[] = [
  { family: 'i440fx', at: [0, 0], driver: 'i440FX', rule },
  { family: 'i440fx', at: [1, 0], driver: 'PIIX3', multifunction: true, rule },
  { family: 'i440fx', at: [1, 1], driver: 'piix3-ide', rule },
  { family: 'i440fx', at: [1, 3], driver: 'PIIX4_PM', needsAcpi: true, rule },
  { family: 'q35', at: [0, 0], driver: 'mch', rule },
  { family: 'q35', at: [0x1f, 0], driver: 'ICH9-LPC', multifunction: true, rule },
  { family: 'q35', at: [0x1f, 2], driver: 'ich9-ahci', multifunction: true, rule },
  { family: 'q35', at: [0x1f, 3], driver: 'ICH9-SMB', multifunction: true, rule },
  { family: 'arm-virt', at: [0, 0], driver: 'gpex-root', rule },
  { family: 'riscv-virt', at: [0, 0], driver: 'gpex-root', rule },
];
