import { attributeValue, child, textOf, type XmlElement } from '../../xml/index.ts';
import type { Controller, PciTarget } from '../device.ts';
import { NO_ADDRESS } from '../device-address.ts';
import { serialOf } from '../serial.ts';
import { readAddress } from './address.ts';
import {
  isMinusOne,
  type NumberBounds,
  numberAttribute,
  parseDecimal,
  parseNumber,
  withoutMinusZero,
} from './numbers.ts';
import { isFaulty, type Reading, reportAt } from './reading.ts';

/** Types of controllers without models. */
const WITHOUT_MODELS = ['fdc', 'sata', 'ccid', 'xenbus', 'isa', 'nvme'];

/** Start ports of the ICH9 companions that name no master (D-1). */
const COMPANION_PORTS: ReadonlyMap<string, number> = new Map([
  ['ich9-uhci1', 0],
  ['ich9-uhci2', 2],
  ['ich9-uhci3', 4],
]);

/** One `<controller>`; undefined when it cannot be one. */
export function readController(element: XmlElement, reading: Reading): Controller | undefined {
  const type = attributeValue(element, 'type') ?? 'ide';
  if (isFaulty(reading, element, 'type')) return undefined;
  const index = readIndex(element, reading);
  const model = readModel(element, type, reading);
  if (index === undefined || model === false) return undefined;
  if (type === 'pci' && model === undefined) {
    reportAt(reading, 'RP2005', element, undefined, { element: 'controller', attribute: 'model' });
    return undefined;
  }
  const ports = numberAttribute(element, 'ports', reading, { max: 0x7fff_ffff, decimal: true, signed: true });
  const vectors =
    type === 'virtio-serial'
      ? numberAttribute(element, 'vectors', reading, { max: 0x7fff_ffff, decimal: true, signed: true })
      : undefined;
  const modelElement = type === 'pci' ? child(element, 'model') : undefined;
  const modelName = modelElement === undefined ? undefined : attributeValue(modelElement, 'name');
  const serial = type === 'nvme' ? serialOf(element) : undefined;
  // libvirt reads neither the address nor the master of a USB controller of model none.
  const isSwitchedOff = type === 'usb' && model === 'none';
  const masterStartPort = isSwitchedOff ? undefined : readMaster(element, model);
  const address = isSwitchedOff ? NO_ADDRESS : readAddress(element, reading);
  return {
    kind: 'controller',
    element,
    address,
    type,
    index,
    target: type === 'pci' ? readTarget(element, reading) : {},
    ...(model === undefined ? {} : { model }),
    ...(modelName === undefined ? {} : { modelName }),
    ...(masterStartPort === undefined ? {} : { masterStartPort }),
    ...(serial === undefined ? {} : { serial }),
    ...(ports === undefined ? {} : { ports }),
    ...(vectors === undefined ? {} : { vectors }),
  };
}

// -1: not written; undefined: faulty.
function readIndex(element: XmlElement, reading: Reading): number | undefined {
  const written = attributeValue(element, 'index');
  if (written === undefined) return -1;
  const value = parseDecimal(withoutMinusZero(written));
  if (value !== undefined && value <= 0x7fff_ffff) return value;
  const code = written.trimStart().startsWith('-') ? 'RP2003' : 'RP2002';
  reportAt(reading, code, element, 'index', { field: 'index', value: written });
  return undefined;
}

function readModel(element: XmlElement, type: string, reading: Reading): string | undefined | false {
  const model = attributeValue(element, 'model');
  if (model === undefined) return undefined;
  if (isFaulty(reading, element, 'model')) return false;
  if (!WITHOUT_MODELS.includes(type)) return model;
  reportAt(reading, 'RP2004', element, 'model', { field: 'model', value: model, known: 'no model at all' });
  return false;
}

/** What it may be is looked at with all values; a negative number, where it is taken, is its complement. */
function readMaster(element: XmlElement, model: string | undefined): number | undefined {
  const master = child(element, 'master');
  if (master !== undefined) return Number(attributeValue(master, 'startport') ?? 0) >>> 0;
  return model === undefined ? undefined : COMPANION_PORTS.get(model);
}

/** `<target>` of a PCI controller, in the ranges of A-SUB-2. */
function readTarget(element: XmlElement, reading: Reading): PciTarget {
  const target = child(element, 'target');
  if (target === undefined) return {};
  const result: PciTarget = {};
  const number = (name: string, bounds: NumberBounds): number | undefined =>
    reading.facts.minusOneTargets && isMinusOne(attributeValue(target, name) ?? '')
      ? undefined
      : numberAttribute(target, name, reading, bounds);
  const chassisNr = number('chassisNr', { min: 1, max: 255 });
  const chassis = number('chassis', { max: 255, signed: true });
  const port = number('port', { max: 255, signed: true });
  const busNr = number('busNr', { min: 1, max: 254 });
  const index = numberAttribute(target, 'index', reading, { max: 0xffff_ffff, signed: true });
  const hotplug = attributeValue(target, 'hotplug');
  const node = child(target, 'node');
  for (const [name, known] of reading.facts.linkSettings) {
    const written = attributeValue(target, name);
    const value = known.find((one) => String(one) === written);
    if (value !== undefined) result[name] = value;
    else if (written !== undefined)
      reportAt(reading, 'RP2004', target, name, { field: name, value: written, known: known.join(', ') });
  }
  if (chassisNr !== undefined) result.chassisNr = chassisNr;
  if (chassis !== undefined) result.chassis = chassis;
  if (port !== undefined) result.port = port;
  if (busNr !== undefined) result.busNr = busNr;
  if (index !== undefined) result.index = index;
  if (hotplug === 'on' || hotplug === 'off') result.hotplug = hotplug;
  else if (hotplug !== undefined) {
    reportAt(reading, 'RP2004', target, 'hotplug', { field: 'hotplug', value: hotplug, known: 'on, off' });
  }
  if (node !== undefined && textOf(node) !== '') {
    const cell = parseNumber(withoutMinusZero(textOf(node)).trim());
    if (cell === undefined) reportAt(reading, 'RP2002', node, undefined, { field: 'node', value: textOf(node) });
    else result.node = cell;
  }
  return result;
}
