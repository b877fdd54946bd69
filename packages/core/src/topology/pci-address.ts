/** A place in one PCI domain: `bus` is the index of the controller whose bus is meant, not the guest's bus number. */
export interface PciAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

/** What each field of an address may hold in a document (T-ADDR-1). */
export const PCI_FIELD_LIMITS = { domain: 0xffff, bus: 0xff, slot: 0x1f, function: 7 } as const;

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');

/** `0000:03:00.0`: hexadecimal without prefix, as messages and lspci print it (T-ADDR-4). */
export function formatPciAddress(address: PciAddress): string {
  return `${hex(address.domain, 4)}:${hex(address.bus, 2)}:${hex(address.slot, 2)}.${address.function.toString(16)}`;
}

// 0000:03:00.0, 03:00.0, 03:00, pci:0000.06.00.0 (virsh attach-disk); every part is hexadecimal.
const SPELLINGS = [
  /^(?:(?<domain>[0-9a-f]{1,4}):)?(?<bus>[0-9a-f]{1,2}):(?<slot>[0-9a-f]{1,2})(?:\.(?<fn>[0-7]))?$/i,
  /^pci:(?<domain>[0-9a-f]{1,4})\.(?<bus>[0-9a-f]{1,2})\.(?<slot>[0-9a-f]{1,2})\.(?<fn>[0-7])$/i,
];

/** Reads an address as people write it; undefined when it is none. A missing domain or function counts as 0. */
export function parsePciAddress(text: string): PciAddress | undefined {
  for (const spelling of SPELLINGS) {
    const groups = spelling.exec(text.trim())?.groups;
    if (groups === undefined) continue;
    const address = {
      domain: Number.parseInt(groups['domain'] ?? '0', 16),
      bus: Number.parseInt(groups['bus'] ?? '0', 16),
      slot: Number.parseInt(groups['slot'] ?? '0', 16),
      function: Number.parseInt(groups['fn'] ?? '0', 16),
    };
    if (address.slot <= PCI_FIELD_LIMITS.slot) return address;
  }
  return undefined;
}

/** Total order by domain, bus, slot, function. */
export function comparePciAddresses(a: PciAddress, b: PciAddress): number {
  return a.domain - b.domain || a.bus - b.bus || a.slot - b.slot || a.function - b.function;
}
