import type { MachineFamily } from '../../domain/index.ts';

/** From which version on, and before which, a row holds; versions of QEMU or of the machine type, as 7.2. */
export interface VersionRange {
  readonly since?: string;
  readonly until?: string;
}

/** What decides about slots and indexes, and changed with QEMU or with the machine type. */
export interface BehaviourRow {
  readonly behaviour: Behaviour;
  readonly family?: MachineFamily;
  readonly machine?: VersionRange;
  readonly qemu?: VersionRange;
  readonly rule: string;
}

/**
 * `acpi-behind-bridges`: QEMU's ACPI tables describe the slots behind bridges. `all-functions`: they describe every
 * function of a slot, not only function 0. `stops-at-gap`: on a PCI Express bus they end at the first empty slot.
 * `index-on-closed-buses`: an acpi index needs no ACPI slot on a bus that takes no devices while the guest runs.
 * `bridge-shpc`: a pci-bridge has a hotplug controller of its own. `bios-tables`: without ACPI the firmware supplies
 * tables of its own.
 */
export type Behaviour =
  | 'acpi-behind-bridges'
  | 'all-functions'
  | 'stops-at-gap'
  | 'index-on-closed-buses'
  | 'bridge-shpc'
  | 'bios-tables';

/** A behaviour is in force where one of its rows fits. */
export const BEHAVIOURS: readonly BehaviourRow[] = [
  // Older machines: measured with pc-i440fx-1.7 (fixtures/boots/pc-1.7.xml).
  { behaviour: 'acpi-behind-bridges', family: 'i440fx', machine: { since: '2.0' }, rule: 'G-SLOT-ACPI' },
  { behaviour: 'acpi-behind-bridges', family: 'q35', machine: { since: '6.1' }, rule: 'G-SLOT-ACPI' },
  { behaviour: 'all-functions', qemu: { since: '8.0' }, rule: 'G-SLOT-MF' },
  { behaviour: 'stops-at-gap', qemu: { until: '8.0' }, rule: 'G-SLOT-GAP' },
  { behaviour: 'index-on-closed-buses', family: 'i440fx', qemu: { since: '8.0' }, rule: 'G-NAME-ONBOARD' },
  { behaviour: 'index-on-closed-buses', family: 'q35', qemu: { since: '8.0' }, rule: 'G-NAME-ONBOARD' },
  // Not with 10.0, and with 11.1; those between were not booted.
  { behaviour: 'index-on-closed-buses', family: 'arm-virt', qemu: { since: '10.1' }, rule: 'G-NAME-ONBOARD' },
  // Machine types of 2.9 alone lack it.
  { behaviour: 'bridge-shpc', machine: { until: '2.9' }, rule: 'G-SLOT-SHPC' },
  { behaviour: 'bridge-shpc', machine: { since: '2.10' }, rule: 'G-SLOT-SHPC' },
  // SeaBIOS 1.17 came with QEMU 11.
  { behaviour: 'bios-tables', family: 'q35', qemu: { until: '11.0' }, rule: 'G-SLOT-NOACPI' },
];
