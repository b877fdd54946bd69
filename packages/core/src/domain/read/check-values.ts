import { closeMatches } from '../../basics/index.ts';
import { attributeValue, child, elements, type XmlAttribute, type XmlElement } from '../../xml/index.ts';
import { BINARY } from './numbers.ts';
import { type Reading, reportAt } from './reading.ts';
import type { ElementFacts, NeedFacts, SettingFacts } from './setting-facts.ts';

/** What tells the sorts of a device apart, and the sort of one without it. */
export const DEVICE_SORTS: ReadonlyMap<string, readonly [place: string, without: string]> = new Map(
  Object.entries<readonly [string, string]>({
    disk: ['type', 'file'],
    controller: ['type', 'ide'],
    interface: ['type', 'user'],
    hostdev: ['type', ''],
    graphics: ['type', ''],
    audio: ['type', 'none'],
    serial: ['type', 'pty'],
    parallel: ['type', 'pty'],
    console: ['type', 'pty'],
    channel: ['type', 'pty'],
    redirdev: ['type', 'pty'],
    smartcard: ['mode', ''],
    memory: ['model', ''],
    iommu: ['model', ''],
    filesystem: ['driver/type', 'path'],
    tpm: ['backend/type', ''],
    rng: ['backend/model', ''],
    input: ['type', ''],
    sound: ['model', ''],
    os: ['bootmenu/enable', ''],
  }),
);

function sortOf(device: XmlElement): string {
  const row = DEVICE_SORTS.get(device.name);
  if (row === undefined) return '';
  const [place, without] = row;
  return writtenAt(device, place) ?? without;
}

/** The attribute at `type`, or at `driver/type` of the element inside. */
function writtenAt(device: XmlElement, place: string): string | undefined {
  const [outer = '', inner] = place.split('/');
  const holder = inner === undefined ? device : child(device, outer);
  return holder === undefined ? undefined : attributeValue(holder, inner ?? outer);
}

/** Reports every value of a device, or of `<os>`, that libvirt does not know, at any depth (E-PARSE). */
export function checkValues(device: XmlElement, reading: Reading): void {
  const facts = reading.facts.values.get(device.name);
  if (facts !== undefined) checkElement(device, facts, sortOf(device), reading);
}

/** Whether the element is one that libvirt does not read of this device. */
function isPassedOver({ parent }: XmlElement, { read }: ElementFacts, sort: string): boolean {
  if (read === undefined || parent === undefined || read.except.has(sort)) return false;
  return read.models.has((writtenAt(parent, read.by) ?? '').toLowerCase()) === read.isOfOthers;
}

function checkElement(element: XmlElement, facts: ElementFacts, sort: string, reading: Reading): void {
  const isPassed = isPassedOver(element, facts, sort);
  for (const attribute of element.attributes) {
    if (isPassed && facts.read?.always.has(attribute.name) !== true) continue;
    const rows = facts.settings.get(attribute.name);
    const row = rows?.find(({ sorts }) => sorts === undefined || sorts.has(sort));
    if (row !== undefined) checkSetting(element, attribute, row, reading);
  }
  if (!isPassed && !standsForSerial(element)) {
    for (const need of facts.needs) if (need.sorts?.has(sort) !== false) checkNeed(element, need, reading);
  }
  if (isPassed || facts.children.size === 0) return;
  const seen = new Set<string>();
  for (const node of element.children) {
    if (node.kind !== 'element') continue;
    const inner = facts.children.get(node.name);
    // Of elements of one name the first is sure to be read.
    if (inner === undefined || (seen.has(node.name) && inner.isEachRead !== true)) continue;
    seen.add(node.name);
    if (inner.sourceOf === undefined) checkElement(node, inner, sort, reading);
    else if (inner.sourceOf === sort) checkElement(node, inner, attributeValue(element, 'type') ?? '', reading);
  }
}

/**
 * The first console of a guest with a serial device stands for it, unless it is of another target, and what it has itself
 * is not looked at (I-CONSOLE).
 */
function standsForSerial(element: XmlElement): boolean {
  const { parent } = element;
  if (element.name !== 'console' || parent === undefined) return false;
  const target = child(element, 'target');
  if (((target && attributeValue(target, 'type')) ?? 'serial') !== 'serial') return false;
  // In this order, since only the first console has all children looked at.
  return child(parent, 'console') === element && child(parent, 'serial') !== undefined;
}

function checkNeed(element: XmlElement, { path, attribute, isInAny }: NeedFacts, reading: Reading): void {
  if (isInAny === true && hasAnywhere(element, path, attribute)) return;
  let holder = element;
  for (const name of path) {
    const next = child(holder, name);
    if (next === undefined) {
      reportAt(reading, 'RP2005', holder, undefined, { element: holder.name, attribute: `<${name}>` });
      return;
    }
    holder = next;
  }
  if (attribute === undefined || attributeValue(holder, attribute) !== undefined) return;
  reportAt(reading, 'RP2005', holder, undefined, { element: holder.name, attribute });
}

function hasAnywhere(element: XmlElement, path: readonly string[], attribute: string | undefined): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return attribute === undefined || attributeValue(element, attribute) !== undefined;
  return elements(element, name).some((one) => hasAnywhere(one, rest, attribute));
}

const NUMBERS = {
  int: { min: -0x8000_0000n, max: 0x7fff_ffffn },
  uint: { min: 0n, max: 0xffff_ffffn },
  positive: { min: 1n, max: 0xffff_ffffn },
  size: { min: 0n, max: 0xffff_ffff_ffff_ffffn },
  // A negative one is taken as its complement.
  ulong: { min: -0xffff_ffff_ffff_ffffn, max: 0xffff_ffff_ffff_ffffn },
} as const;

/** Longer values are no slips of the pen, and comparing them is slow. */
const LONGEST_SLIP = 64;

function checkSetting(element: XmlElement, { name, value }: XmlAttribute, facts: SettingFacts, reading: Reading): void {
  if (facts.words.has(value)) return;
  const { number } = facts;
  if (number !== undefined) {
    const parsed = parseInteger(value, facts.anyBase === true, reading.facts.binaryNumbers);
    const { min, max } = NUMBERS[number];
    // Where no negative number is taken, the sign of -0 is one.
    const isSigned = min >= 0n && value.trimStart().startsWith('-');
    if (parsed === undefined) reportAt(reading, 'RP2002', element, name, { field: name, value });
    else if (isSigned || parsed < min || parsed > max)
      reportAt(reading, 'RP2029', element, name, { field: name, value, min: String(min), max: String(max) });
    return;
  }
  const since = facts.later.get(value);
  if (since !== undefined) {
    reportAt(reading, 'RP4006', element, name, { place: `${element.name} ${name}`, value, since });
    return;
  }
  const words = [...facts.words].filter((word) => word !== '');
  const near = value.length > LONGEST_SLIP ? [] : closeMatches(value, words);
  const known = [...near, ...words.filter((word) => !near.includes(word))].join(', ');
  reportAt(reading, 'RP2004', element, name, { field: name, value, known });
}

/** A whole number as C reads it, a sign included; undefined for anything else. */
function parseInteger(text: string, anyBase: boolean, hasBinary: boolean): bigint | undefined {
  const match = /^\s*([-+]?)(\d[\da-fA-FxX]*)$/.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = ''] = match;
  const value = parseDigits(digits, anyBase, hasBinary);
  return value === undefined || sign !== '-' ? value : -value;
}

function parseDigits(digits: string, anyBase: boolean, hasBinary: boolean): bigint | undefined {
  if (!anyBase) return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
  if (/^0[xX][\da-fA-F]+$/.test(digits)) return BigInt(digits);
  if (hasBinary && BINARY.test(digits)) return BigInt(digits);
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return /^(?:0|[1-9]\d*)$/.test(digits) ? BigInt(digits) : undefined;
}
