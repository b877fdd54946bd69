import {
  areOptions,
  checkArguments,
  isDevice,
  isListOf,
  isOneOf,
  isPlan,
  isShape,
  isSome,
  isText,
} from '../basics/index.ts';
import type { Plan } from '../plan/index.ts';
import { getProfile, takesJsonDevices } from '../profiles/index.ts';
import { planQemuDevices, type QemuDevice } from './qemu-devices.ts';
import { optionText, type QemuProperty } from './qemu-option.ts';

/** A minor change adds fields, a major one may change or remove some. */
export const QEMU_FORMAT_VERSION = '1.0';

/** What {@link qemuArgs} may be told. */
export interface QemuArgsOptions {
  /** How `-device` is written: `driver,key=value`, or as JSON (QEMU 6.2 and later); as the profile's libvirt does by default. */
  readonly syntax?: 'text' | 'json';
}

/**
 * The words of QEMU's command line that make the planned PCI topology: what libvirt writes for the controllers and PCI
 * devices, without what is behind them (disk images, networks), which a plan does not know. A device that comes with the
 * machine has none; neither has one whose model QEMU has no driver for.
 */
export function qemuArgs(plan: Plan, options: QemuArgsOptions = {}): readonly string[] {
  checkArguments('qemuArgs', {
    plan: [plan, isPlan],
    options: [options, areOptions<QemuArgsOptions>({ syntax: isOneOf('text', 'json') })],
  });
  const syntax = options.syntax ?? (takesJsonDevices(getProfile(plan.profile)) ? 'json' : 'text');
  return planQemuDevices(plan).flatMap((device) => {
    if (device.option !== undefined) return device.option.split(' ');
    return deviceProperties(device).flatMap((one) => ['-device', deviceText(one, syntax)]);
  });
}

const isProperty = isSome('a name and a value', (value) => Array.isArray(value) && value.length === 2);
const isQemuDevice = isShape('a device of planQemuDevices', { device: isDevice, how: isText });

/** One `-device` value, in either syntax; the driver comes first. */
export function deviceText(properties: readonly QemuProperty[], syntax: 'text' | 'json'): string {
  checkArguments('deviceText', {
    properties: [properties, isListOf(isProperty)],
    syntax: [syntax, isOneOf('text', 'json')],
  });
  return syntax === 'json' ? JSON.stringify(Object.fromEntries(properties)) : optionText(properties);
}

/** The properties of each `-device` of a planned device, in libvirt's order: the zPCI device, then the device itself. */
export function deviceProperties(device: QemuDevice): readonly (readonly QemuProperty[])[] {
  checkArguments('deviceProperties', { device: [device, isQemuDevice] });
  const { driver, zpci, id } = device;
  if (device.how !== 'device' || driver === undefined) return [];
  const own: readonly QemuProperty[] = [
    ['driver', driver],
    ...property('disable-legacy', virtioSwitch(device.disableLegacy)),
    ...property('disable-modern', device.disableModern),
    ...property('port', device.port),
    ...property('chassis', device.chassis),
    ...property('chassis_nr', device.chassisNr),
    ...property('bus_nr', device.busNr),
    ...property('index', device.index),
    ...property('id', id),
    ...property('masterbus', device.masterBus),
    ...property('firstport', device.firstPort),
    ...property('hotplug', device.hotplug),
    ...property('x-speed', device.speed?.toString().replace('.', '_')),
    ...property('x-width', device.width),
    ...property('numa_node', device.numaNode),
    ...property('bus', device.bus),
    ...property('multifunction', device.multifunction),
    ...property('addr', slotText(device)),
  ];
  if (zpci === undefined) return [own];
  const beside: readonly QemuProperty[] = [
    ['driver', 'zpci'],
    ['uid', zpci.uid],
    ['fid', zpci.fid],
    ...property('target', id),
    ['id', zpci.id],
  ];
  return [beside, own];
}

/** `0x2` or `0x2.0x1`, as libvirt writes a slot and function. */
function slotText({ at }: QemuDevice): string | undefined {
  if (at === undefined) return undefined;
  const fn = at.function === 0 ? '' : `.0x${at.function.toString(16)}`;
  return `0x${at.slot.toString(16)}${fn}`;
}

// An on/off/auto property: text in JSON, too.
function virtioSwitch(value: boolean | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value ? 'on' : 'off';
}

function property(name: string, value: QemuProperty[1] | undefined): readonly QemuProperty[] {
  return value === undefined ? [] : [[name, value]];
}
