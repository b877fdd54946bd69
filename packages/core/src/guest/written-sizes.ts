import { type Device, type Domain, pciController } from '../domain/index.ts';
import type { Bar } from '../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 1e3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 1e6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 1e9,
  t: 2 ** 40,
  tib: 2 ** 40,
  tb: 1e12,
};

/** Bytes of an element such as `<memory unit='GiB'>8</memory>`; undefined where it is absent or no size. */
function sizeOf(element: XmlElement | undefined): number | undefined {
  if (element === undefined) return undefined;
  const text = textOf(element).trim();
  const unit = UNITS[(attributeValue(element, 'unit') ?? 'KiB').toLowerCase()];
  return /^\d+$/.test(text) && unit !== undefined ? Number(text) * unit : undefined;
}

/** The most memory that the guest can come to have, in bytes; undefined where the document does not say. */
export function memorySize({ element }: Domain): number | undefined {
  return sizeOf(child(element, 'maxMemory')) ?? sizeOf(child(element, 'memory'));
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
  const model = child(element, 'model');
  const [ram, vram] = ['ram', 'vram'].map((name) => kibibytes(model, name));
  // A QXL display has two parts, others have one.
  return attributeValue(model ?? element, 'type') === 'qxl'
    ? resized(bars, 'mem32', [ram, vram])
    : attributeValue(model ?? element, 'type') === 'vga'
      ? resized(bars, 'pref32', [vram])
      : bars;
}

function kibibytes(element: XmlElement | undefined, name: string): number | undefined {
  const text = element === undefined ? undefined : attributeValue(element, name);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 1024 : undefined;
}

/** The first BARs of a kind with these sizes, each rounded up to a power of two. */
function resized(bars: readonly Bar[], kind: Bar['kind'], sizes: readonly (number | undefined)[]): readonly Bar[] {
  const left = [...sizes];
  return bars.map((bar) => {
    const size = bar.kind === kind ? left.shift() : undefined;
    return size === undefined || size === 0 ? bar : { kind, size: 2 ** Math.ceil(Math.log2(size)) };
  });
}
