import { DEVICE_SORTS, type ElementFacts, type SettingFacts } from '../domain/index.ts';
import { documentParts, type Release, valueFacts } from '../profiles/index.ts';
import type { OpenElement } from './cursor.ts';

/** What is known of an element by where it stands. */
export interface Place {
  /** As the tables name it: `disk/source`, `/os/type`. */
  readonly name: string;
  /** The device that it is or is in. */
  readonly device?: OpenElement;
  readonly isDevice: boolean;
  /** It is `<devices>`. */
  readonly isDevices: boolean;
  readonly facts?: ElementFacts;
  /** Tells which rows of a setting hold. */
  readonly sort: string;
}

/** The place of the last element of a path; undefined outside of a `<domain>`. */
export function placeOf(path: readonly OpenElement[], release: Release): Place | undefined {
  const start = path.findIndex(({ name }) => name === 'domain');
  if (start < 0) return undefined;
  const names = path.slice(start + 1).map(({ name }) => name);
  const values = valueFacts(release);
  if (names[0] !== 'devices' || names.length < 2) {
    const isDevices = names.length === 1 && names[0] === 'devices';
    const facts = names[0] === 'os' ? factsAt(values.get('os'), names.slice(1)) : undefined;
    return {
      name: `/${names.join('/')}`,
      isDevice: false,
      isDevices,
      sort: '',
      ...(facts === undefined ? {} : { facts }),
    };
  }
  const device = path[start + 2];
  if (device === undefined) return undefined;
  const known = values.get(device.name);
  const facts = factsAt(known, names.slice(2));
  return {
    name: names.slice(1).join('/'),
    device,
    isDevice: names.length === 2,
    isDevices: false,
    // Of names that nobody knows, `constructor` would be found in any table.
    sort: known === undefined ? '' : sortOf(device),
    ...(facts === undefined ? {} : { facts }),
  };
}

function factsAt(facts: ElementFacts | undefined, names: readonly string[]): ElementFacts | undefined {
  return names.reduce<ElementFacts | undefined>((found, name) => found?.children.get(name), facts);
}

function sortOf(device: OpenElement): string {
  const row = DEVICE_SORTS.get(device.name);
  if (row === undefined) return '';
  const { part, attribute } = row.place;
  const holder = part === undefined ? device : device.children.get(part);
  return holder?.attributes.get(attribute) ?? row.without;
}

/** The row of a setting that holds at a place; undefined where any value goes. */
export function settingAt({ facts, sort }: Place, attribute: string): SettingFacts | undefined {
  return facts?.settings.get(attribute)?.find(({ sorts }) => sorts === undefined || sorts.has(sort));
}

/** The names of all attributes that may stand at a place; those that other sorts of the device read are left out. */
export function attributesAt(place: Place): readonly string[] {
  const listed = [...(place.facts?.settings.keys() ?? [])].filter((name) => settingAt(place, name) !== undefined);
  return [...new Set([...listed, ...documentParts(place.name, place.isDevice).attributes])];
}

/** The names of all elements that may stand in the element of a place, which is not `<devices>`. */
export function elementsAt({ name, isDevice, facts }: Place): readonly string[] {
  return [...new Set([...documentParts(name, isDevice).elements, ...(facts?.children.keys() ?? [])])];
}
