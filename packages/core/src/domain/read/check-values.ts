import { closeMatches } from '../../basics/index.ts';
import {
  attribute,
  attributeByPath,
  attributeValue,
  child,
  elements,
  type XmlAttribute,
  type XmlElement,
} from '../../xml/index.ts';
import { BINARY } from './numbers.ts';
import { type Reading, reportAt } from './reading.ts';
import type { AttributePlace, ElementFacts, NeedFacts, SettingFacts } from './setting-facts.ts';

/** What tells the sorts of a device apart: an attribute of it, or of an element in it; and the sort of one without it. */
export const DEVICE_SORTS: ReadonlyMap<string, { readonly place: AttributePlace; readonly without: string }> = new Map(
  Object.entries({
    disk: { place: { attribute: 'type' }, without: 'file' },
    controller: { place: { attribute: 'type' }, without: 'ide' },
    interface: { place: { attribute: 'type' }, without: 'user' },
    hostdev: { place: { attribute: 'type' }, without: '' },
    graphics: { place: { attribute: 'type' }, without: '' },
    audio: { place: { attribute: 'type' }, without: 'none' },
    serial: { place: { attribute: 'type' }, without: 'pty' },
    parallel: { place: { attribute: 'type' }, without: 'pty' },
    console: { place: { attribute: 'type' }, without: 'pty' },
    channel: { place: { attribute: 'type' }, without: 'pty' },
    redirdev: { place: { attribute: 'type' }, without: 'pty' },
    smartcard: { place: { attribute: 'mode' }, without: '' },
    memory: { place: { attribute: 'model' }, without: '' },
    iommu: { place: { attribute: 'model' }, without: '' },
    filesystem: { place: { part: 'driver', attribute: 'type' }, without: 'path' },
    tpm: { place: { part: 'backend', attribute: 'type' }, without: '' },
    rng: { place: { part: 'backend', attribute: 'model' }, without: '' },
    input: { place: { attribute: 'type' }, without: '' },
    sound: { place: { attribute: 'model' }, without: '' },
    os: { place: { part: 'bootmenu', attribute: 'enable' }, without: '' },
  }),
);

function sortOf(device: XmlElement): string {
  const row = DEVICE_SORTS.get(device.name);
  return row === undefined ? '' : (writtenAt(device, row.place) ?? row.without);
}

function writtenAt(device: XmlElement, { part, attribute }: AttributePlace): string | undefined {
  const holder = part === undefined ? device : child(device, part);
  return holder === undefined ? undefined : attributeValue(holder, attribute);
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
  for (const written of element.attributes) {
    const name = written.local ?? written.name;
    if (isPassed && facts.read?.always.has(name) !== true) continue;
    const row = rowOf(facts.settings.get(name), sort);
    // With a prefix and without, the first that has the name is read.
    if (row === undefined || row.words.has(written.value) || attribute(element, name) !== written) continue;
    if (isUnreadOfDisplay(element, name, written, reading)) continue;
    checkSetting(element, name, written.value, row, reading);
  }
  if (!isPassed && !standsForSerial(element)) {
    for (const need of facts.needs) if (need.sorts?.has(sort) !== false) checkNeed(element, need, reading);
  }
  if (isPassed || facts.children.size === 0) return;
  const inside = facts.isSortedByType === true ? attributeValue(element, 'type') : sort;
  if (inside === undefined) return;
  let seen: ElementFacts[] | undefined;
  for (const node of element.children) {
    const inner = node.kind === 'element' ? facts.children.get(node.name) : undefined;
    if (node.kind !== 'element' || inner === undefined) continue;
    // Of elements of one name the first is sure to be read.
    const isLast =
      inner.isEachRead !== true || inner.readUpTo?.some((name) => attribute(node, name) !== undefined) === true;
    if (seen?.includes(inner) === true) continue;
    if (isLast) {
      seen ??= [];
      seen.push(inner);
    }
    if (inner.sourceOf === undefined) checkElement(node, inner, inside, reading);
    else if (inner.sourceOf === inside) checkElement(node, inner, attributeValue(element, 'type') ?? '', reading);
  }
}

function rowOf(rows: readonly SettingFacts[] | undefined, sort: string): SettingFacts | undefined {
  // A loop: this is asked of every attribute of a document.
  for (const row of rows ?? []) if (row.sorts === undefined || row.sorts.has(sort)) return row;
  return undefined;
}

/**
 * The first console of a guest with a serial device stands for it, unless it is of another target, and what it has itself
 * is not looked at (I-CONSOLE).
 */
function standsForSerial(element: XmlElement): boolean {
  const domain = element.parent?.parent;
  if (element.name !== 'console' || domain === undefined) return false;
  const target = child(element, 'target');
  if (((target && attributeValue(target, 'type')) ?? 'serial') !== 'serial') return false;
  // In this order, since only the first console has all children looked at.
  const groups = elements(domain, 'devices');
  const first = groups.find((group) => child(group, 'console') !== undefined);
  const isFirst = first !== undefined && child(first, 'console') === element;
  return isFirst && groups.some((group) => child(group, 'serial') !== undefined);
}

function checkNeed(element: XmlElement, { path, attribute, isInAny, orElse }: NeedFacts, reading: Reading): void {
  if (isInAny === true && hasAnywhere(element, path, attribute)) return;
  if (orElse !== undefined && hasAnywhere(element, orElse, undefined)) return;
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
  wrapped: { min: 0n, max: 0xffff_ffffn },
} as const;

/** Longer values are no slips of the pen, and comparing them is slow. */
const LONGEST_SLIP = 64;

/** Where each attribute of a display's models is asked for by a path (D-VIDEO), no other one is read. */
function isUnreadOfDisplay(
  { name: part, parent }: XmlElement,
  name: string,
  written: XmlAttribute,
  { facts }: Reading,
): boolean {
  if (facts.videoTypeOf !== 'path' || part !== 'model' || parent?.name !== 'video') return false;
  return attributeByPath(parent, part, name) !== written;
}

/** Looks at a value that is none of the words. */
function checkSetting(element: XmlElement, name: string, value: string, facts: SettingFacts, reading: Reading): void {
  const { number } = facts;
  if (number !== undefined) {
    const written = parseInteger(value, facts.anyBase === true, reading.facts.binaryNumbers);
    const parsed = number === 'wrapped' && written !== undefined ? complementOf(written) : written;
    const { min: least, max } = NUMBERS[number];
    const min = facts.isSigned === true ? -max : least;
    // Where no negative number is taken, the sign of -0 is one.
    const isSigned = min >= 0n && number !== 'wrapped' && value.trimStart().startsWith('-');
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

const WRAP = 2n ** 64n;
const complementOf = (number: bigint): bigint => (number < 0n && number > -WRAP ? number + WRAP : number);

/** A whole number as C reads it, a sign included; undefined for anything else. */
function parseInteger(text: string, anyBase: boolean, hasBinary: boolean): bigint | undefined {
  const match = /^[ \t\r\n]*([-+]?)(\d[\da-fA-FxX]*)$/.exec(text);
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
