import { createDiagnostic } from '../diagnostics/index.ts';
import { type HostDevice, hostDevices, hostDevicesOf, hostTypeOf, parseNumber } from '../domain/index.ts';
import { plainUuid, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';
import { hostFaults } from './network-source.ts';

function checkHostScsi(checking: Checking): void {
  for (const device of checking.domain.devices.hostdev) {
    const isLocal = device.type === 'scsi' && settingAt(device, 'source@protocol') === undefined;
    if (isLocal && settingAt(device, 'source/address') === undefined)
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it needs an adapter and an address' }, 'source');
  }
}

/** What a host device of the definition is known by, and what another one is refused for. */
interface HostNames {
  readonly own: string;
  readonly asked: readonly string[];
}

/** One host device for one guest: USB, SCSI and mediated ones by what their source says. */
function checkHostDevices(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of hostDevices(checking.domain)) {
    const isGiven = device.kind === 'interface' || device.mode === 'subsystem';
    const names = isGiven ? hostNames(device) : undefined;
    if (names === undefined) continue;
    if (names.asked.some((name) => seen.has(name)))
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'another device has it' }, 'source');
    seen.add(names.own);
  }
}

function hostNames(device: HostDevice): HostNames | undefined {
  const type = hostTypeOf(device);
  const number = (place: string): number => parseNumber(settingAt(device, place) ?? '0') ?? Number.NaN;
  const text = (place: string): string => settingAt(device, place) ?? '';
  const one = (...parts: readonly (string | number)[]): HostNames => {
    const own = [type, ...parts].join(' ');
    return { own, asked: [own] };
  };
  switch (type) {
    case 'usb':
      if (settingAt(device, 'source') === undefined) return undefined;
      return usbNames(number('source/address@bus'), number('source/address@device'), text('source/address@port'), [
        number('source/vendor@id'),
        number('source/product@id'),
      ]);
    case 'scsi':
      if (device.kind === 'hostdev' && device.iscsiName !== undefined)
        return one(device.iscsiName, text('source/host@name'), Number(text('source/host@port')));
      return one(text('source/adapter@name'), ...['bus', 'target', 'unit'].map((at) => number(`source/address@${at}`)));
    case 'scsi_host':
      return one(text('source@wwpn'));
    case 'mdev':
      return one(plainUuid(text('source/address@uuid')));
    default:
      return undefined;
  }
}

/** One that names its place is known by it alone; any other by vendor and product, though they are not written. */
function usbNames(bus: number, device: number, port: string, ids: readonly number[]): HostNames {
  const product = `product ${ids.join(':')}`;
  const places = [`place ${bus}.${device}`, `port ${bus}-${port}`];
  const isPlaced = [bus !== 0 && device !== 0, bus !== 0 && port !== ''];
  return { own: places.find((_, index) => isPlaced[index]) ?? product, asked: [product, ...places] };
}

const hasAttribute = (element: XmlElement | undefined, name: string): boolean =>
  element !== undefined && (attributeValue(element, name) ?? '') !== '';

/** What names the device of the host: USB by vendor and product or by place, SCSI by adapter and address. */
function checkHostSources(checking: Checking): void {
  for (const device of hostDevices(checking.domain)) {
    const source = device.element === undefined ? undefined : child(device.element, 'source');
    if (source === undefined) continue;
    const address = child(source, 'address');
    const complain = (reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: 'source', reason }, 'source');
    const type = hostTypeOf(device);
    if (type === 'usb') {
      const [vendor, product] = [child(source, 'vendor'), child(source, 'product')];
      if ((vendor === undefined) !== (product === undefined)) complain('it needs both vendor and product');
      if (vendor !== undefined && Number(attributeValue(vendor, 'id')) === 0) complain('vendor must not be 0');
      for (const part of [vendor, product]) {
        if (part !== undefined && attributeValue(part, 'id') === undefined) complain(`its ${part.name} needs an id`);
      }
      const isPlaced = hasAttribute(address, 'device') || hasAttribute(address, 'port');
      if (address !== undefined && !isPlaced) complain('its address has to name a device');
      if (address !== undefined && !hasAttribute(address, 'bus')) complain('its address has to name a bus');
    }
    if (type !== 'scsi') continue;
    if (attributeValue(source, 'protocol') === 'iscsi') {
      const hosts = elements(source, 'host');
      if (attributeValue(source, 'name') === undefined) complain('iSCSI needs a name');
      if (hosts.length === 0) complain('iSCSI needs a host');
      if (hosts.length > 1) complain('iSCSI has one host');
      for (const { setting, reason } of hostFaults(source, 'iscsi'))
        refuse(checking, 'RP2440', device, { setting: `source ${setting}`, reason }, 'source');
      continue;
    }
    const isWhole = ['bus', 'target', 'unit'].every((name) => hasAttribute(address, name));
    if (address !== undefined && !isWhole) complain('its address needs bus, target and unit');
    if (!elements(source, 'adapter').some((one) => hasAttribute(one, 'name')))
      complain('it needs an adapter with a name');
  }
}

/** A port alone names a USB device for the last one that was asked. */
function checkUsbPorts(checking: Checking): void {
  for (const device of hostDevicesOf(checking.domain, 'usb')) {
    if (settingAt(device, 'source/address@port') === undefined) continue;
    if (settingAt(device, 'source/address@device') !== undefined) continue;
    refuse(checking, 'RP2440', device, { setting: 'source', reason: 'its address has to name a device' }, 'source');
  }
}

function checkUsbPlaces(checking: Checking): void {
  for (const device of hostDevicesOf(checking.domain, 'usb')) {
    if (settingAt(device, 'source/address@port') === undefined) continue;
    if (settingAt(device, 'source/address@device') !== undefined)
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it names a device or a port' }, 'source');
  }
}

const MOST_CLASS = 0xff;

/** What is given to USB redirection: one set of rules. */
function checkRedirFilters({ domain, diagnostics }: Checking): void {
  const filters = domain.devicesElements.flatMap((one) => elements(one, 'redirfilter'));
  const complain = (element: XmlElement, setting: string, reason: string): void => {
    const values = { device: 'redirfilter', setting, reason };
    diagnostics.push(createDiagnostic('RP2440', { span: element.startTag, values }));
  };
  const [, second] = filters;
  if (second !== undefined) complain(second, 'redirfilter', 'only one is possible');
  for (const rule of filters.flatMap((one) => elements(one, 'usbdev'))) {
    const kind = Number(attributeValue(rule, 'class') ?? -1);
    if (kind > MOST_CLASS || kind < -1) complain(rule, 'usbdev class', 'it has to be from 0 to 255, or -1');
    const version = attributeValue(rule, 'version');
    if (version !== undefined && !/^(?:-1|\d{1,2}\.\d{1,2})$/.test(version))
      complain(rule, 'usbdev version', 'it has to be written as 1.10 or -1');
  }
}

/** Devices of the host, and USB redirection. */
export const HOST_SETTING_CHECKS: readonly Check[] = [
  { when: SETTING_DATES.all, run: checkHostScsi },
  { when: SETTING_DATES.all, run: checkHostSources },
  { when: SETTING_DATES.allButLast, run: checkUsbPorts },
  { when: SETTING_DATES.last, run: checkUsbPlaces },
  { when: SETTING_DATES.all, run: checkRedirFilters },
  { when: SETTING_DATES.allButFirst, run: checkHostDevices },
];
