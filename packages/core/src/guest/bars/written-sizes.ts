import { unitBytes } from '../../basics/index.ts';
import { type Device, type Domain, numaCellElements, pciController, readQemuArguments } from '../../domain/index.ts';
import type { Bar, FirmwareWindowsRow } from '../../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../../xml/index.ts';

/** Bytes of an element such as `<memory unit='GiB'>8</memory>`; undefined where it is absent or no size. */
function sizeOf(element: XmlElement | undefined, unit = 'KiB'): number | undefined {
  return element === undefined ? undefined : bytesOf(textOf(element), attributeValue(element, 'unit') ?? unit);
}

function bytesOf(text: string, unit: string): number | undefined {
  const bytes = unitBytes(unit);
  return /^\d+$/.test(text.trim()) && bytes !== undefined ? Number(text) * bytes : undefined;
}

/** The memory of a guest, in bytes. */
export interface GuestMemory {
  /** What it starts with. */
  readonly start: number;
  /** What may come later: the rest of `<maxMemory>`, and a GiB for each slot, so that memory can begin at a multiple of that (G-LIM-BAR64). */
  readonly later: number;
}

/** libvirt takes the cells of NUMA for what the guest starts with; `<memory>` has what is in slots, too. */
export function guestMemory({ element, devices }: Domain): GuestMemory {
  const cells = numaCellElements(element).map(
    ([, cell]) => bytesOf(attributeValue(cell, 'memory') ?? '', attributeValue(cell, 'unit') ?? 'KiB') ?? 0,
  );
  const inCells = cells.reduce((sum, one) => sum + one, 0);
  const inSlots = devices.memory.reduce((sum, one) => {
    const target = one.element === undefined ? undefined : child(one.element, 'target');
    return sum + ((target === undefined ? undefined : sizeOf(child(target, 'size'))) ?? 0);
  }, 0);
  const start = inCells > 0 ? inCells : Math.max(0, (sizeOf(child(element, 'memory')) ?? 0) - inSlots);
  const most = child(element, 'maxMemory');
  if (most === undefined) return { start, later: 0 };
  const slots = Number(attributeValue(most, 'slots') ?? 0);
  return { start, later: Math.max(0, (sizeOf(most) ?? start) - start) + slots * 2 ** 30 };
}

/** `<pcihole64>` of the root, in bytes. */
export function writtenHole64(domain: Domain): number | undefined {
  const root = pciController(domain, 0)?.element;
  return root === undefined ? undefined : sizeOf(child(root, 'pcihole64'));
}

/** What `<cpu><maxphysaddr/>` says of the width of addresses. */
export interface WrittenBits {
  readonly bits?: number;
  /** The host's, */
  readonly isHosts: boolean;
  /** and no more than this. */
  readonly limit: number;
}

/** `<maxphysaddr mode='emulate' bits='46'/>`, or `mode='passthrough' limit='46'`. */
export function writtenAddressBits({ element }: Domain): WrittenBits {
  const cpu = child(element, 'cpu');
  const width = cpu === undefined ? undefined : child(cpu, 'maxphysaddr');
  if (width === undefined) return { isHosts: false, limit: 64 };
  const number = (name: string): number | undefined => {
    const value = Number(attributeValue(width, name));
    return Number.isInteger(value) && value >= 32 && value <= 64 ? value : undefined;
  };
  const bits = number('bits');
  return {
    ...(bits === undefined ? {} : { bits }),
    isHosts: attributeValue(width, 'mode') === 'passthrough',
    limit: number('limit') ?? 64,
  };
}

/** The BARs with the sizes that the document gives: memory of displays, shared memory. */
export function writtenBars({ kind, element }: Device, bars: readonly Bar[]): readonly Bar[] {
  if (element === undefined) return bars;
  if (kind === 'shmem') return resized(bars, 'pref64', [sizeOf(child(element, 'size'), 'B')]);
  if (kind !== 'video') return bars;
  const model = child(element, 'model') ?? element;
  const row = DISPLAY_MEMORY.find(({ type }) => type === attributeValue(model, 'type'));
  if (row === undefined) return bars;
  const [first, ...sizes] = row.sizes.map((name) => kibibytes(model, name));
  const shown = row.twice === undefined ? 0 : 2 * Math.min(kibibytes(model, row.twice) ?? 0, MOST_SHOWN);
  const own = bars.find((bar) => bar.kind === row.bars)?.size ?? 0;
  const sized = resized(bars, row.bars, [shown > (first ?? own) ? shown : first, ...sizes]);
  const more = row.more === undefined ? undefined : kibibytes(model, row.more);
  return more === undefined || more === 0 ? sized : [...sized, { kind: 'pref64', size: powerOfTwo(more) }];
}

/**
 * Displays whose BARs follow from attributes of `<model>`, in KiB: `sizes` of the first BARs, the first one at least
 * twice the size of `twice`; `more` of one besides.
 */
interface DisplayMemoryRow {
  readonly type: string;
  readonly bars: Bar['kind'];
  readonly sizes: readonly string[];
  readonly twice?: string;
  readonly more?: string;
}

/** More than this of the memory that is shown QEMU does not take. */
const MOST_SHOWN = 256 * 2 ** 20;

/** G-LIM-MMIO32. */
const DISPLAY_MEMORY: readonly DisplayMemoryRow[] = [
  { type: 'qxl', bars: 'mem32', sizes: ['ram', 'vram'], twice: 'vgamem', more: 'vram64' },
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
