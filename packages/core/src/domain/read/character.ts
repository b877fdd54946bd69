import { attributeValue, child, elements, type XmlElement } from '../../xml/index.ts';
import type { Channel, Console, Parallel, Serial } from '../device.ts';
import { NO_ADDRESS } from '../device-address.ts';
import { readAddress } from './address.ts';
import { numberAttribute } from './numbers.ts';
import { countedPart, type Reading } from './reading.ts';

/** One `<serial>`, `<parallel>`, `<console>` or `<channel>`. */
export function readCharacterDevice<Kind extends 'serial' | 'parallel' | 'console' | 'channel'>(
  kind: Kind,
  element: XmlElement,
  reading: Reading,
): Extract<Serial | Parallel | Console | Channel, { kind: Kind }>;
export function readCharacterDevice(
  kind: 'serial' | 'parallel' | 'console' | 'channel',
  element: XmlElement,
  reading: Reading,
): Serial | Parallel | Console | Channel {
  const target = countedPart(element, 'target', reading);
  const writtenType = target === undefined ? undefined : attributeValue(target, 'type');
  const isTypeless = kind === 'parallel' || (kind !== 'channel' && writtenType === 'none');
  const targetType = isTypeless ? undefined : writtenType;
  const targetName = target === undefined ? undefined : attributeValue(target, 'name');
  const modelElement = target === undefined ? undefined : child(target, 'model');
  const targetModel = modelElement === undefined ? undefined : attributeValue(modelElement, 'name');
  const hasPort = kind !== 'channel' && target !== undefined;
  // Where the last target counts, the ports of the others are read, too (V-LASTPART).
  const ports = hasPort ? readTargets(element, target, reading).map((one) => readPort(one, reading)) : [];
  const targetPort = ports.at(-1);
  // A channel of another address gets one of virtio-serial all the same.
  const isVirtio = kind === 'channel' && targetType === 'virtio';
  const address = readAddress(element, reading);
  const isForeign = isVirtio && address.type !== 'virtio-serial';
  return {
    kind,
    element,
    address: isForeign ? NO_ADDRESS : address,
    sourceType: attributeValue(element, 'type') ?? 'pty',
    sourceKey: sourceKey(element),
    ...(targetType === undefined ? {} : { targetType }),
    ...(targetPort === undefined ? {} : { targetPort }),
    ...(targetName === undefined ? {} : { targetName }),
    ...(targetModel === undefined ? {} : { targetModel }),
  };
}

const readTargets = (element: XmlElement, target: XmlElement, { facts }: Reading): readonly XmlElement[] =>
  facts.lastParts ? elements(element, 'target') : [target];

/** A port number; before 12.9 any of 32 bits, a sign included, and -1 means none. */
function readPort(target: XmlElement, reading: Reading): number | undefined {
  const bounds = { max: 0xffff_ffff, decimal: true, signed: true } as const;
  const written = attributeValue(target, 'port') ?? '';
  if (!reading.facts.wrapsPorts) return numberAttribute(target, 'port', reading, { ...bounds, max: 0x7fff_ffff });
  const isNegative = /^[ \t\r\n]*-\d+$/.test(written) && Number(written) >= -0x8000_0000;
  const value = isNegative ? Number(written) : numberAttribute(target, 'port', reading, bounds);
  const port = value === undefined ? undefined : value | 0;
  return port === -1 ? undefined : port;
}

function sourceKey(element: XmlElement): string {
  const sources = elements(element).filter(({ name }) => name === 'source' || name === 'protocol');
  const parts = sources.flatMap((source) => source.attributes.map(({ name, value }) => `${name}=${value}`)).sort();
  return [attributeValue(element, 'type') ?? 'pty', ...parts].join(' ');
}
