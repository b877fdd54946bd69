import { diskTargetNumber, NVME_NAME } from '../../basics/index.ts';
import { attributeValue, elements, type XmlElement } from '../../xml/index.ts';
import type { Disk } from '../device.ts';
import { imagesBelow } from '../images-below.ts';
import { readAddress, readHostAddress } from './address.ts';
import { isFaulty, type Reading, reportAt } from './reading.ts';

const BUS_BY_PREFIX: readonly (readonly [prefix: string, bus: string])[] = [
  ['hd', 'ide'],
  ['sd', 'scsi'],
  ['vd', 'virtio'],
  ['xvd', 'xen'],
  ['ubd', 'uml'],
];

/** One `<disk>` with the defaults of D-1; undefined when it cannot be one. */
export function readDisk(element: XmlElement, reading: Reading): Disk | undefined {
  const device = attributeValue(element, 'device') ?? 'disk';
  if (isFaulty(reading, element, 'device')) return undefined;
  const targets = elements(element, 'target');
  const isNamed = (one: XmlElement): boolean => attributeValue(one, 'dev') !== undefined;
  // One that names nothing was passed over for a later one (V-LASTPART).
  const target = (reading.facts.lastParts ? targets.find(isNamed) : undefined) ?? targets[0];
  const written = target === undefined ? undefined : attributeValue(target, 'dev');
  if (target === undefined || written === undefined) {
    reportAt(reading, 'RP2005', target ?? element, undefined, { element: 'target', attribute: 'dev' });
    return undefined;
  }
  const name = written.startsWith('ioemu:') ? written.slice('ioemu:'.length) : written;
  const writtenBus = attributeValue(target, 'bus');
  const isUnknown = writtenBus !== 'nvme' && NVME_NAME.test(name) && !knowsNvme(reading);
  const nvmeController = isUnknown ? undefined : NVME_NAME.exec(name)?.[1];
  if (!isNameAllowed(device, name) || (isUnknown && device !== 'cdrom')) {
    reportAt(reading, 'RP2012', target, 'dev', { name, device });
    return undefined;
  }
  const bus = writtenBus ?? defaultBus(device, name);
  if (isFaulty(reading, target, 'bus')) return undefined;
  if ((device === 'floppy') !== (bus === 'fdc')) {
    reportAt(reading, 'RP2031', target, 'bus', { device, bus });
    return undefined;
  }
  const sourceType = attributeValue(element, 'type') ?? 'file';
  if (sourceType === 'nvme') readHostAddress(element, reading);
  for (const { type, element: image } of imagesBelow(element, false)) {
    if (type === 'nvme') readHostAddress(image, reading);
  }
  const model = attributeValue(element, 'model');
  if (isFaulty(reading, element, 'model')) return undefined;
  return {
    kind: 'disk',
    element,
    address: readAddress(element, reading),
    device,
    bus,
    target: name,
    targetNumber: isUnknown ? -1 : diskTargetNumber(name),
    ...(nvmeController === undefined ? {} : { nvmeController: Number(nvmeController) }),
    sourceType,
    isBusWritten: writtenBus !== undefined,
    ...(model === undefined ? {} : { model }),
  };
}

/** V-25: before, such a name means nothing. */
function knowsNvme({ facts }: Reading): boolean {
  const buses = facts.values.get('disk')?.children.get('target')?.settings.get('bus') ?? [];
  return buses.some(({ words }) => words.has('nvme'));
}

function isNameAllowed(device: string, name: string): boolean {
  if (device === 'floppy') return name.startsWith('fd');
  return device === 'cdrom' || NVME_NAME.test(name) || BUS_BY_PREFIX.some(([prefix]) => name.startsWith(prefix));
}

function defaultBus(device: string, name: string): string {
  if (device === 'floppy') return 'fdc';
  if (NVME_NAME.test(name)) return 'nvme';
  return BUS_BY_PREFIX.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'ide';
}
