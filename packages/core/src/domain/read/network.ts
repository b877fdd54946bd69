import { attributeValue, child, elements, type XmlElement } from '../../xml/index.ts';
import type { Hostdev, Interface } from '../device.ts';
import { NO_ADDRESS } from '../device-address.ts';
import { readAddress, readHostAddress } from './address.ts';
import { isMulticast, parseMac } from './mac.ts';
import { countedPart, isFaulty, type Reading, reportAt } from './reading.ts';

/** One `<interface>`; undefined when it cannot be one. */
export function readInterface(element: XmlElement, reading: Reading): Interface | undefined {
  const type = attributeValue(element, 'type') ?? 'user';
  if (isFaulty(reading, element, 'type')) return undefined;
  const model = readModel(element, reading);
  const mac = readMac(element, reading);
  const source = child(element, 'source');
  const network = source === undefined ? undefined : attributeValue(source, 'network');
  const hostType = type === 'hostdev' ? readHostType(element) : undefined;
  const host = hostType === 'pci' ? readHostAddress(element, reading) : undefined;
  return {
    kind: 'interface',
    element,
    address: readAddress(element, reading),
    type,
    fromHostdevPool: type === 'network' && network !== undefined && reading.facts.isHostdevNetwork(network),
    ...(model === undefined ? {} : { model: reading.facts.nicModel(model) }),
    ...(mac === undefined ? {} : { mac }),
    ...(network === undefined ? {} : { network }),
    ...(hostType === undefined ? {} : { hostType }),
    ...(host === undefined ? {} : { host }),
  };
}

/** The type of any address in any source; without one a vendor makes it a USB device (N-HOSTDEV). */
function readHostType(element: XmlElement): string | undefined {
  const sources = elements(element, 'source');
  const types = sources.flatMap((source) => elements(source, 'address').map((one) => attributeValue(one, 'type')));
  const isUsb = sources.some((source) => child(source, 'vendor') !== undefined);
  return types.find((type) => type !== undefined) ?? (isUsb ? 'usb' : undefined);
}

/** An interface's model is free text of a small alphabet. */
function readModel(element: XmlElement, reading: Reading): string | undefined {
  const part = countedPart(element, 'model', reading);
  const model = part && typeOf(part, reading);
  if (part === undefined || model === undefined) return undefined;
  if (model === '') return reading.facts.emptyNicModels ? '' : undefined;
  if (!/^[\w-]+$/.test(model)) reportAt(reading, 'RP2203', part, 'type', { model });
  return model;
}

/** By a path a prefix counts; where parts are read in turn it does not (V-LASTPART). */
function typeOf(model: XmlElement, { facts }: Reading): string | undefined {
  if (!facts.lastParts) return attributeValue(model, 'type');
  return model.attributes.find(({ name, local }) => (local ?? name) === 'type')?.value;
}

function readMac(element: XmlElement, reading: Reading): string | undefined {
  const part = child(element, 'mac');
  const written = part === undefined ? undefined : attributeValue(part, 'address');
  if (part === undefined || written === undefined) return undefined;
  const mac = parseMac(written);
  if (mac === undefined || isMulticast(mac)) {
    const problem = mac === undefined ? 'is not a MAC address' : 'is the address of a group';
    reportAt(reading, 'RP2202', part, 'address', { mac: written, problem });
  }
  return mac;
}

/** One `<hostdev>`; undefined when it cannot be one. */
export function readHostdev(element: XmlElement, reading: Reading): Hostdev | undefined {
  const mode = attributeValue(element, 'mode') ?? 'subsystem';
  const type = attributeValue(element, 'type') ?? '';
  if (isFaulty(reading, element, 'mode') || isFaulty(reading, element, 'type')) return undefined;
  if (type === '') {
    reportAt(reading, 'RP2005', element, undefined, { element: 'hostdev', attribute: 'type' });
    return undefined;
  }
  const model = attributeValue(element, 'model');
  const source = child(element, 'source');
  const host = type === 'pci' ? readHostAddress(element, reading) : undefined;
  const isPassedOver = type === 'mdev' && model === 'vfio-ap';
  const address = readAddress(element, reading);
  return {
    kind: 'hostdev',
    element,
    // It is none of the buses' devices: what is written is looked at, and passed over.
    address: isPassedOver ? NO_ADDRESS : address,
    mode,
    type,
    source: describeSource(source),
    ...(type === 'scsi' ? readIscsiName(source) : {}),
    ...(model === undefined ? {} : { model }),
    ...(host === undefined ? {} : { host }),
  };
}

function readIscsiName(source: XmlElement | undefined): { readonly iscsiName?: string } {
  if (source === undefined || attributeValue(source, 'protocol') !== 'iscsi') return {};
  const name = attributeValue(source, 'name');
  return name === undefined ? {} : { iscsiName: name };
}

function describeSource(source: XmlElement | undefined): string {
  if (source === undefined) return '';
  const parts = [
    source,
    child(source, 'address'),
    child(source, 'adapter'),
    child(source, 'vendor'),
    child(source, 'product'),
  ];
  return parts
    .flatMap((part) => part?.attributes ?? [])
    .filter(({ name }) => name !== 'type')
    .map(({ name, value }) => `${name}=${value}`)
    .join(' ');
}
