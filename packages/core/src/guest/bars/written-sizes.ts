import { unitBytes } from '../../basics/index.ts';
import { type Device, type Domain, pciController, readQemuArguments } from '../../domain/index.ts';
import type { Bar, FirmwareWindowsRow } from '../../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../../xml/index.ts';

/** Bytes of an element such as `<memory unit='GiB'>8</memory>`; undefined where it is absent or no size. */
function sizeOf(element: XmlElement | undefined): number | undefined {
  if (element === undefined) return undefined;
  const text = textOf(element).trim();
  const unit = unitBytes(attributeValue(element, 'unit') ?? 'KiB');
  return /^\d+$/.test(text) && unit !== undefined ? Number(text) * unit : undefined;
}

/** The most memory that the guest can come to have, in bytes; undefined where the document does not say. */
export function memorySize({ element }: Domain): number | undefined {
  return sizeOf(child(element, 'maxMemory')) ?? sizeOf(child(element, 'memory'));
}

/** Room that QEMU leaves so that memory in each slot of `<maxMemory>` can begin at a multiple of 1 GiB, in bytes (G-LIM-BAR64). */
export function slotRoom({ element }: Domain): number {
  const most = child(element, 'maxMemory');
  const slots = Number(most === undefined ? 0 : (attributeValue(most, 'slots') ?? 0));
  return Number.isInteger(slots) && slots > 0 ? (slots + 1) * 2 ** 30 : 0;
}

/** The memory that the guest starts with, in bytes; undefined where the document does not say. */
export function memoryAtStart({ element }: Domain): number | undefined {
  return sizeOf(child(element, 'memory'));
}

/** `<pcihole64>` of the root, in bytes. */
export function writtenHole64(domain: Domain): number | undefined {
  const root = pciController(domain, 0)?.element;
  return root === undefined ? undefined : sizeOf(child(root, 'pcihole64'));
}

/** `<cpu><maxphysaddr mode='emulate' bits='46'/>`; undefined where the document does not say. */
export function writtenAddressBits({ element }: Domain): number | undefined {
  const cpu = child(element, 'cpu');
  const width = cpu === undefined ? undefined : child(cpu, 'maxphysaddr');
  const bits = Number(width === undefined ? Number.NaN : attributeValue(width, 'bits'));
  return Number.isInteger(bits) && bits >= 32 && bits <= 64 ? bits : undefined;
}

/** The BARs with the sizes that the document gives: memory of displays, shared memory. */
export function writtenBars({ kind, element }: Device, bars: readonly Bar[]): readonly Bar[] {
  if (element === undefined) return bars;
  if (kind === 'shmem') return resized(bars, 'pref64', [sizeOf(child(element, 'size'))]);
  if (kind !== 'video') return bars;
  const model = child(element, 'model') ?? element;
  const row = DISPLAY_MEMORY.find(({ type }) => type === attributeValue(model, 'type'));
  if (row === undefined) return bars;
  const sized = resized(
    bars,
    row.bars,
    row.sizes.map((name) => kibibytes(model, name)),
  );
  const more = row.more === undefined ? undefined : kibibytes(model, row.more);
  return more === undefined || more === 0 ? sized : [...sized, { kind: 'pref64', size: powerOfTwo(more) }];
}

/** Displays whose BARs follow from attributes of `<model>`, in KiB: `sizes` of the first BARs, `more` of one besides. */
interface DisplayMemoryRow {
  readonly type: string;
  readonly bars: Bar['kind'];
  readonly sizes: readonly string[];
  readonly more?: string;
}

/** G-LIM-MMIO32. */
const DISPLAY_MEMORY: readonly DisplayMemoryRow[] = [
  { type: 'qxl', bars: 'mem32', sizes: ['ram', 'vram'], more: 'vram64' },
  { type: 'vga', bars: 'pref32', sizes: ['vram'] },
  { type: 'bochs', bars: 'pref32', sizes: ['vram'] },
  { type: 'vmvga', bars: 'pref32', sizes: ['vram'] },
];

const powerOfTwo = (size: number): number => 2 ** Math.ceil(Math.log2(size));

function kibibytes(element: XmlElement, name: string): number | undefined {
  const text = attributeValue(element, name);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1024 : undefined;
}

/** The first BARs of a kind with these sizes, each rounded up to a power of two. */
function resized(bars: readonly Bar[], kind: Bar['kind'], sizes: readonly (number | undefined)[]): readonly Bar[] {
  const left = [...sizes];
  return bars.map((bar) => {
    const size = bar.kind === kind ? left.shift() : undefined;
    return size === undefined || size === 0 ? bar : { kind, size: powerOfTwo(size) };
  });
}

/** OVMF's window in bytes, as `-fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=…` of the document sets it. */
export function writtenWindow(domain: Domain, { kind }: FirmwareWindowsRow): number | undefined {
  if (kind !== 'OVMF') return undefined;
  const found = readQemuArguments(domain).others.findLast(
    ({ option, value = '' }) => option === 'fw_cfg' && /(?:^|,)(?:name=)?opt\/ovmf\/X-PciMmio64Mb(?:,|$)/.test(value),
  );
  const size = /(?:^|,)string=(\d+)(?:,|$)/.exec(found?.value ?? '')?.[1];
  return size === undefined ? undefined : Number(size) * 2 ** 20;
}
