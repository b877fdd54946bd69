import type { MachineFamily } from '../../domain/index.ts';
import type { Firmware } from '../../profiles/index.ts';

/** How a family of machines shows PCI to its guest. */
export interface GuestMachineRow {
  readonly family: MachineFamily;
  /** The machine type's version stands behind this. */
  readonly versioned: readonly string[];
  /** What starts the guest where the document names no UEFI, and where it does; absent: guests with UEFI are not known. */
  readonly firmware: Firmware;
  readonly efi?: Firmware;
  /** The guest has ACPI tables with UEFI only, else a device tree. */
  readonly acpiNeedsEfi: boolean;
  /** How functions are numbered (G-BUS-NUM, G-BUS-ROOTS, G-BUS-ZPCI). */
  readonly domains: 'one' | 'by host bridge' | 'by function';
  /** The guest sees expander buses without ACPI as well (G-BUS-VIRT). */
  readonly expandersWithoutAcpi: boolean;
  /** The QEMUs that guests were booted with; others are taken to behave as their neighbours (G-UNSURE). */
  readonly measured: readonly string[];
  /** When a guest controls the hotplug of conventional bridges itself (G-SLOT-SHPC, G-SLOT-OTHERS). */
  readonly shpc: 'with ACPI' | 'without ACPI' | 'always' | 'never';
}

/** The machines whose guests are known; measured with their firmware, Linux and udev. */
export const GUEST_MACHINES: readonly GuestMachineRow[] = [
  {
    measured: ['5.2', '7.2', '10.0', '11.1'],
    ...{ family: 'i440fx', versioned: ['pc-i440fx-'], firmware: 'SeaBIOS', efi: 'OVMF' },
    ...{ acpiNeedsEfi: false, domains: 'one', expandersWithoutAcpi: true, shpc: 'without ACPI' },
  },
  {
    measured: ['5.2', '7.2', '10.0', '11.1'],
    ...{ family: 'q35', versioned: ['pc-q35-'], firmware: 'SeaBIOS', efi: 'OVMF' },
    ...{ acpiNeedsEfi: false, domains: 'one', expandersWithoutAcpi: true, shpc: 'with ACPI' },
  },
  {
    measured: ['7.2', '10.0', '11.1'],
    ...{ family: 'arm-virt', versioned: ['virt-'], firmware: 'device tree', efi: 'AAVMF' },
    ...{ acpiNeedsEfi: true, domains: 'one', expandersWithoutAcpi: false, shpc: 'always' },
  },
  {
    measured: ['7.2', '11.1'],
    ...{ family: 'riscv-virt', versioned: ['virt-'], firmware: 'device tree' },
    ...{ acpiNeedsEfi: true, domains: 'one', expandersWithoutAcpi: false, shpc: 'never' },
  },
  {
    measured: ['7.2', '11.1'],
    ...{ family: 'pseries', versioned: ['pseries-'], firmware: 'SLOF' },
    ...{ acpiNeedsEfi: true, domains: 'by host bridge', expandersWithoutAcpi: false, shpc: 'never' },
  },
  {
    measured: ['7.2', '11.1'],
    ...{ family: 's390-ccw', versioned: ['s390-ccw-virtio-'], firmware: 'no firmware' },
    ...{ acpiNeedsEfi: true, domains: 'by function', expandersWithoutAcpi: false, shpc: 'never' },
  },
];
