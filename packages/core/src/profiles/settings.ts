import type { Device, DeviceKind, DeviceOf, Domain } from '../domain/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import type { ReleaseRange } from './releases.ts';
import { SETTING_DATES } from './tables/setting-dates.ts';

/** A setting that libvirt takes of some devices of a kind and refuses of others (RP2440). */
export interface SettingRow extends ReleaseRange {
  readonly kind: DeviceKind;
  readonly where: SettingPlace;
  /** libvirt refuses the value (of an element: its text). */
  readonly isWrong: (value: string, device: Device, domain: Domain) => boolean;
  /** Its name in messages. */
  readonly setting: string;
  /** The end of a sentence about the device. */
  readonly reason: string;
}

/** Where a setting is written, from the device down: some elements, and an attribute of the last one. */
export interface SettingPlace {
  readonly elements: readonly string[];
  readonly attribute: string | undefined;
}

/**
 * A row of the tables of settings. `place` is where the setting is written: `driver@io`, `readonly`, `@sgio`. In force
 * since 7.0, the oldest libvirt that was asked, where no release is given.
 */
export function setting<Kind extends DeviceKind>(
  kind: Kind,
  place: string,
  isWrong: (value: string, device: DeviceOf<Kind>, domain: Domain) => boolean,
  reason: string,
  dates: ReleaseRange = {},
): SettingRow {
  const where = readPlace(place);
  return {
    ...SETTING_DATES.all,
    ...dates,
    kind,
    where,
    isWrong: (value, device, domain) => isWrong(value, device as DeviceOf<Kind>, domain),
    setting: settingPath(where).join(' '),
    reason,
  };
}

/** The names of a place, from the device down. */
export const settingPath = ({ elements, attribute }: SettingPlace): readonly string[] =>
  attribute === undefined ? elements : [...elements, attribute];

/** What a device says at a place; of an element its text. Undefined where nothing is written. */
export function settingAt({ element }: Device, place: string): string | undefined {
  return element === undefined ? undefined : settingBelow(element, readPlace(place));
}

/** Whether a serial device says itself that it is on ISA; the type that is filled in does not count. */
export const isWrittenAsIsa = (device: Device): boolean => settingAt(device, 'target@type') === 'isa-serial';

/** The digits of a UUID: white space, hyphens and case mean nothing. */
export const plainUuid = (text: string): string => text.replaceAll(/[- \t\r\n]/g, '').toLowerCase();

/** Whether libvirt reads a UUID there: hyphens and white space may be before each pair of digits. */
export const isUuid = (text: string): boolean => /^(?:[- \t\r\n]*[\da-f]{2}){16}[ \t\r\n]*$/i.test(text);

/** Whether libvirt reads a whole number there, of any size: blanks before it and a plus sign mean nothing, blanks behind are refused. */
export const isNumber = (text: string): boolean => /^[ \t\r\n]*\+?\d+$/.test(text);

/** The most of an unsigned number of 32 bits. Reasons spell it out: the page leaves plain texts alone for later. */
export const MOST_COUNT = 0xffff_ffff;
/** Whether an unsigned number of 32 bits is there. */
export const isCount = (text: string): boolean => isNumber(text) && Number(text) <= MOST_COUNT;

/** Whether a number is there that says something: 0 counts as not written. */
export const isSet = (number: string): boolean => Number(number) !== 0;

/** Whether C reads an IPv4 address there: four numbers or fewer, the last of which fills the rest; hexadecimal, too. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  const most = 256 ** (5 - parts.length) - 1;
  return parts.length <= 4 && parts.every((part, at) => partOf(part) <= (at === parts.length - 1 ? most : 255));
}

function partOf(part: string): number {
  if (/^0[0-7]+$/.test(part)) return Number.parseInt(part, 8);
  return /^(?:0x[\da-f]+|0|[1-9]\d*)$/i.test(part) ? Number(part) : Number.NaN;
}

const places = new Map<string, SettingPlace>();

/** Places are few, and written in this code. */
function readPlace(place: string): SettingPlace {
  const known = places.get(place);
  if (known !== undefined) return known;
  const [path = '', attribute] = place.split('@');
  const read = { elements: path === '' ? [] : path.split('/'), attribute };
  places.set(place, read);
  return read;
}

/** What is written at a place, from `above` down. */
export function settingBelow(above: XmlElement, where: SettingPlace): string | undefined {
  const { elements, attribute } = where;
  let holder: XmlElement | undefined = above;
  for (const name of elements) holder = holder && child(holder, name);
  if (holder === undefined) return undefined;
  return attribute === undefined ? textOf(holder) : attributeValue(holder, attribute);
}
