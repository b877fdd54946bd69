/** Where Proxmox VE puts a device: bus 0 is pci.0 of the guest, 1 to 4 are its bridges pci.1 to pci.4. */
export interface ProxmoxSlot {
  readonly bus: number;
  readonly slot: number;
}

/** Devices that are counted: the number of the first, its place, and how many follow in the next slots. */
export interface ProxmoxSlotRow {
  /** As the configuration names it, without the number. */
  readonly device: string;
  readonly first: number;
  readonly count: number;
  readonly bus: number;
  readonly slot: number;
}

const one = (device: string, bus: number, slot: number): ProxmoxSlotRow => ({ device, first: 0, count: 1, bus, slot });
const row = (device: string, first: number, count: number, bus: number, slot: number): ProxmoxSlotRow => ({
  device,
  first,
  count,
  bus,
  slot,
});

/** The table is fixed, so that a device keeps its place whatever comes or goes beside it. */
export const PROXMOX_SLOTS: readonly ProxmoxSlotRow[] = [
  one('vga', 0, 2),
  row('vga', 1, 3, 0, 24),
  one('balloon', 0, 3),
  one('watchdog', 0, 4),
  row('scsihw', 0, 2, 0, 5),
  row('scsihw', 2, 3, 4, 1),
  one('ahci', 0, 7),
  one('agent', 0, 8),
  one('spice', 0, 9),
  row('virtio', 0, 6, 0, 10),
  row('virtio', 6, 10, 2, 1),
  row('hostpci', 0, 2, 0, 16),
  row('hostpci', 2, 2, 0, 27),
  row('hostpci', 4, 12, 2, 13),
  row('net', 0, 6, 0, 18),
  row('net', 6, 26, 1, 1),
  one('ehci', 0, 29),
  one('xhci', 1, 27),
  one('rng', 1, 29),
  one('ivshmem', 2, 11),
  one('audio', 2, 12),
  row('virtioscsi', 0, 31, 3, 1),
];

/** The bridges behind pci.0 and, for pci.4, behind pci.1, by the number of the bus that they make. */
export const PROXMOX_BRIDGES: Readonly<Record<number, ProxmoxSlot>> = {
  1: { bus: 0, slot: 30 },
  2: { bus: 0, slot: 31 },
  3: { bus: 0, slot: 5 },
  4: { bus: 1, slot: 28 },
};

/** Root ports for `pcie=1`, by number: four are always there, the others when they are needed. */
export const PROXMOX_PORTS: readonly { readonly slot: number; readonly function: number }[] = [
  ...[0, 1, 2, 3].map((number) => ({ slot: 0x1c, function: number })),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((number) => ({ slot: 0x10, function: number })),
  ...[0, 1, 2, 3].map((number) => ({ slot: 0x11, function: number })),
];
