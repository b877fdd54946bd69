import { PCI_FIELD_LIMITS, type PciAddress } from '../../topology/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../../xml/index.ts';
import { type DeviceAddress, NO_ADDRESS, type PciDeviceAddress, type ZpciIds } from '../device-address.ts';
import { hexadecimalDigits, numberAttribute, parseDecimal, parseNumber } from './numbers.ts';
import { countedPart, type Reading, reportAt } from './reading.ts';

/** The device's own `<address>`; a faulty one is reported and counts as none. */
export function readAddress(device: XmlElement, reading: Reading): DeviceAddress {
  const element = child(device, 'address');
  if (element === undefined) return NO_ADDRESS;
  const type = attributeValue(element, 'type');
  switch (type) {
    case 'pci':
      return readPciAddress(element, reading);
    case 'drive':
      return {
        type,
        controller: number(element, 'controller', reading),
        bus: number(element, 'bus', reading),
        target: number(element, 'target', reading),
        unit: number(element, 'unit', reading),
      };
    case 'virtio-serial':
      return {
        type,
        controller: number(element, 'controller', reading),
        bus: number(element, 'bus', reading),
        port: number(element, 'port', reading),
      };
    case 'ccid':
      return { type, controller: number(element, 'controller', reading), slot: number(element, 'slot', reading) };
    case 'usb':
      return readUsbAddress(element, reading);
    case 'spapr-vio':
      return readSpaprAddress(element, reading);
    case 'ccw':
      return readCcwAddress(element, reading);
    case 'isa':
      return readIsaAddress(element, reading);
    case 'dimm':
      return readDimmAddress(element, reading);
    case 'virtio-mmio':
    case 'unassigned':
      return { type };
    // libvirt gives this type itself and reads it from nobody.
    case 'virtio-s390':
      reportAt(reading, 'RP2004', element, 'type', { field: 'type', value: type, known: 'pci, ccw and others' });
      return NO_ADDRESS;
    case undefined:
      reportAt(reading, 'RP2005', element, undefined, { element: 'address', attribute: 'type' });
      return NO_ADDRESS;
    default:
      reportAt(reading, 'RP2004', element, 'type', {
        field: 'type',
        value: type,
        known: 'pci, drive, usb, ccw and others',
      });
      return NO_ADDRESS;
  }
}

const decimal = { max: 0xffff_ffff, decimal: true } as const;

function number(element: XmlElement, name: string, reading: Reading): number {
  return numberAttribute(element, name, reading, decimal) ?? 0;
}

/** What is beyond the domains that there are is refused where the device is placed; of a host they have 32 bits. */
const WIDE_LIMITS = { ...PCI_FIELD_LIMITS, domain: 0xffff_ffff } as const;

/** The PCI address of the host in a device's `<source>`: written as one of the guest, with a wider domain (T-ADDR-1). */
export function readHostAddress(device: XmlElement, reading: Reading): PciAddress | undefined {
  const source = child(device, 'source');
  const address = source && countedPart(source, 'address', reading);
  // The host's own 0000:00:00.0 would read as an empty address; it is the host bridge and nobody passes it through.
  return address === undefined ? undefined : readPciAddress(address, reading, true).at;
}

/** A PCI address (T-ADDR-1, T-ADDR-2). */
function readPciAddress(element: XmlElement, reading: Reading, isOfHost = false): PciDeviceAddress {
  const fields = { domain: 0, bus: 0, slot: 0, function: 0 };
  let isReadable = true;
  for (const name of ['domain', 'bus', 'slot', 'function'] as const) {
    const written = attributeValue(element, name);
    if (written === undefined) continue;
    const value = parseNumber(written, reading.facts.binaryNumbers);
    if (value === undefined || value > 0xffff_ffff) {
      reportAt(reading, 'RP2002', element, name, { field: name, value: written });
      isReadable = false;
    } else {
      fields[name] = value;
    }
  }
  const multifunction = attributeValue(element, 'multifunction');
  if (multifunction !== undefined && multifunction !== 'on' && multifunction !== 'off') {
    reportAt(reading, 'RP2004', element, 'multifunction', {
      field: 'multifunction',
      value: multifunction,
      known: 'on, off',
    });
    isReadable = false;
  }
  const zpci = readZpci(element, reading);
  const ids = zpci === undefined ? {} : { zpci };
  const isEmpty = fields.domain === 0 && fields.bus === 0 && fields.slot === 0;
  // One of the host is not assigned.
  if (isReadable && isEmpty && fields.function > 0 && isOfHost) return { type: 'pci', at: fields };
  const shared: Pick<PciDeviceAddress, 'multifunction'> =
    multifunction === 'on' || multifunction === 'off' ? { multifunction } : {};
  if (!isReadable || isEmpty) return { type: 'pci', ...shared, ...ids };
  for (const name of ['domain', 'bus', 'slot', 'function'] as const) {
    const max = (reading.facts.wideDomains ? WIDE_LIMITS : PCI_FIELD_LIMITS)[name];
    if (fields[name] <= max) continue;
    const values = {
      field: name,
      value: `0x${fields[name].toString(16)}`,
      max: name === 'function' ? '7' : `0x${max.toString(16).toUpperCase()}`,
    };
    reportAt(reading, 'RP2001', element, name, values);
    return { type: 'pci', ...ids };
  }
  return {
    type: 'pci',
    at: fields,
    ...shared,
    ...ids,
  };
}

function readZpci(element: XmlElement, reading: Reading): ZpciIds | undefined {
  // The last one holds.
  const zpci = elements(element, 'zpci').at(-1);
  if (zpci === undefined) return undefined;
  const uid = numberAttribute(zpci, 'uid', reading);
  const fid = numberAttribute(zpci, 'fid', reading);
  if (uid !== undefined && (uid < 1 || uid > 0xffff)) {
    reportAt(reading, 'RP2030', zpci, 'uid', {
      value: `0x${uid.toString(16).padStart(4, '0')}`,
      min: '0x0001',
      max: '0xffff',
    });
    return {};
  }
  return { ...(uid === undefined ? {} : { uid }), ...(fid === undefined ? {} : { fid }) };
}

function readUsbAddress(element: XmlElement, reading: Reading): DeviceAddress {
  const bus = number(element, 'bus', reading);
  const port = attributeValue(element, 'port');
  if (port === undefined) return { type: 'usb', bus };
  const numbers = port.split('.').map(parseDecimal);
  if (numbers.length > 4 || numbers.some((number) => number === undefined || number > 0xffff_ffff)) {
    reportAt(reading, 'RP2002', element, 'port', { field: 'port', value: port });
    return { type: 'usb', bus };
  }
  // The first 0 ends the path.
  const end = numbers.indexOf(0);
  const path = end < 0 ? numbers : numbers.slice(0, end);
  return { type: 'usb', bus, ...(path.length === 0 ? {} : { port: path.join('.') }) };
}

function readSpaprAddress(element: XmlElement, reading: Reading): DeviceAddress {
  const written = attributeValue(element, 'reg');
  if (written === undefined) return { type: 'spapr-vio' };
  const digits = hexadecimalDigits(written, 16);
  if (digits === undefined) {
    reportAt(reading, 'RP2002', element, 'reg', { field: 'reg', value: written });
    return { type: 'spapr-vio' };
  }
  return { type: 'spapr-vio', reg: Number.parseInt(digits, 16) };
}

function readCcwAddress(element: XmlElement, reading: Reading): DeviceAddress {
  const cssid = numberAttribute(element, 'cssid', reading, { max: 254 });
  const ssid = numberAttribute(element, 'ssid', reading, { max: 3 });
  const devno = numberAttribute(element, 'devno', reading, { max: 0xffff });
  if (cssid === undefined && ssid === undefined && devno === undefined) return { type: 'ccw' };
  if (cssid === undefined || ssid === undefined || devno === undefined) {
    reportAt(reading, 'RP2005', element, undefined, {
      element: 'address',
      attribute: 'cssid, ssid and devno together',
    });
    return { type: 'ccw' };
  }
  return { type: 'ccw', at: { cssid, ssid, devno } };
}

function readIsaAddress(element: XmlElement, reading: Reading): DeviceAddress {
  const hexadecimal = (name: string): number | undefined => {
    const written = attributeValue(element, name);
    if (written === undefined) return undefined;
    const digits = hexadecimalDigits(written, 8);
    if (digits === undefined) reportAt(reading, 'RP2002', element, name, { field: name, value: written });
    return digits === undefined ? undefined : Number.parseInt(digits, 16);
  };
  const iobase = hexadecimal('iobase');
  const irq = hexadecimal('irq');
  return { type: 'isa', ...(iobase === undefined ? {} : { iobase }), ...(irq === undefined ? {} : { irq }) };
}

function readDimmAddress(element: XmlElement, reading: Reading): DeviceAddress {
  const slot = numberAttribute(element, 'slot', reading, decimal);
  if (attributeValue(element, 'slot') === undefined)
    reportAt(reading, 'RP2005', element, undefined, { element: 'address', attribute: 'slot' });
  const written = attributeValue(element, 'base');
  const digits = written === undefined ? undefined : hexadecimalDigits(written, 16);
  if (written !== undefined && digits === undefined) {
    reportAt(reading, 'RP2002', element, 'base', { field: 'base', value: written });
    return { type: 'dimm' };
  }
  const base = digits === undefined ? undefined : BigInt(`0x${digits}`);
  return { type: 'dimm', ...(slot === undefined ? {} : { slot }), ...(base === undefined ? {} : { base }) };
}
