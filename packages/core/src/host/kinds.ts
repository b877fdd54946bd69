import type { HostKind, NotOffered } from './host.ts';

export const KIND_NAMES: readonly HostKind[] = ['gpu', 'nic', 'nvme', 'accelerator', 'nvswitch', 'cx8-dma', 'vmd'];

interface KindRow {
  readonly kind: HostKind;
  /** Four digits of the class; all six where the last two matter. */
  readonly classes: readonly string[];
  readonly vendors?: readonly string[];
  readonly devices?: readonly string[];
}

/** By class, then vendor; the first row that fits (H-KIND). Classes are compared whole, never as masks. */
const KINDS: readonly KindRow[] = [
  { kind: 'cx8-dma', classes: ['080100'], vendors: ['15b3'] },
  { kind: 'nvswitch', classes: ['0680'], vendors: ['10de'] },
  { kind: 'gpu', classes: ['0300', '0302', '0380'] },
  { kind: 'gpu', classes: ['1200'], vendors: ['1002', '10de'] },
  { kind: 'accelerator', classes: ['1200', '0b40'] },
  { kind: 'nic', classes: ['0200', '0207', '0280', '0c06'] },
  { kind: 'nvme', classes: ['0108'] },
  {
    kind: 'vmd',
    classes: ['0104'],
    vendors: ['8086'],
    devices: ['201d', '28c0', '467f', '4c3d', '7d0b', '9a0b', 'a77f', 'ad0b', 'b06f'],
  },
];

/** The consoles of boards, and devices that QEMU emulates. */
const CONSOLE_VENDORS = ['102b', '1a03', '1013', '1234', '1b36'];
const CONSOLE_IDS = ['1002:515e', '1002:4752'];
const EMULATED_VENDORS = ['1af4', '1b36'];

/** What a device is; undefined where no row fits. `id` is `vendor:device`. */
export function kindOf(classId: string, id: string | null): HostKind | undefined {
  const [vendor = '', device = ''] = (id ?? '').split(':');
  return KINDS.find(
    (row) =>
      row.classes.some((one) => classId.startsWith(one)) &&
      (row.vendors?.includes(vendor) ?? true) &&
      (row.devices?.includes(device) ?? true),
  )?.kind;
}

/** Why a device of a kind is not offered by its class and ids. */
export function notOfferedBy(classId: string | null, id: string | null): NotOffered | undefined {
  const [vendor = ''] = (id ?? '').split(':');
  if (classId?.startsWith('0300') === true && (CONSOLE_VENDORS.includes(vendor) || CONSOLE_IDS.includes(id ?? '')))
    return 'console';
  return EMULATED_VENDORS.includes(vendor) ? 'emulated' : undefined;
}

/** Bridges that lead to conventional PCI by their ids (H-PARITY); where nothing else says so. */
export const PCIE_TO_PCI_IDS: readonly string[] = ['1a03:1150', '8086:244e', '104c:8240', '10b5:8112', '12d8:e111'];

interface NameRow {
  readonly text: RegExp;
  readonly kind: HostKind | undefined;
  readonly notOffered?: NotOffered;
}

/** What a name tells where there is no class (H-LSPCI-T): the first row that fits. */
const NAMES: readonly NameRow[] = [
  { text: /\b(?:virtio|qemu|red hat)\b.*\bnetwork\b/i, kind: 'nic', notOffered: 'emulated' },
  { text: /\b(?:virtio|qemu|red hat)\b/i, kind: undefined },
  { text: /\b(?:aspeed|matrox|cirrus)\b.*(?:graphics|vga|mga)/i, kind: 'gpu', notOffered: 'console' },
  { text: /nvswitch/i, kind: 'nvswitch' },
  { text: /audio|usb|type-c|ucsi|bridge|pci(?:e|-e)? switch|upstream|downstream|dma|serial|smbus/i, kind: undefined },
  { text: /\bnvme\b|non-volatile memory/i, kind: 'nvme' },
  { text: /connectx|mellanox|ethernet|infiniband|omni-path|network|\bnic\b|elastic fabric|\bmt\d{5}\b/i, kind: 'nic' },
  { text: /\bnvidia\b/i, kind: 'gpu' },
  { text: /instinct|radeon|\bvega\b|\bnavi\b|aldebaran|arcturus|\bmi\d{2,3}[ax]?\b/i, kind: 'gpu' },
];

/** A guess by the text that lspci prints for a function. */
export function kindByName(name: string): { readonly kind?: HostKind; readonly notOffered?: NotOffered } {
  const row = NAMES.find(({ text }) => text.test(name));
  return {
    ...(row?.kind === undefined ? {} : { kind: row.kind }),
    ...(row?.notOffered === undefined ? {} : { notOffered: row.notOffered }),
  };
}
