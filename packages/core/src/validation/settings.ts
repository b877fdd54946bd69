import type { Device, DeviceKind, DeviceOf, Domain } from '../domain/index.ts';
import { type ReleaseRange, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

type Dates = Pick<ReleaseRange, 'since' | 'until' | 'after'>;

/**
 * A setting that libvirt takes of some devices of a kind and refuses of others (RP2440). `place` is where it is written,
 * from the device down: `driver@io`, `readonly`, `@sgio`. `isWrong`: libvirt refuses the value (of an element: its text).
 * `reason` is the end of a sentence about the device. In force since 7.0, the oldest libvirt that was asked, where no
 * release is given.
 */
export function row<Kind extends DeviceKind>(
  kind: Kind,
  place: string,
  isWrong: (value: string, device: DeviceOf<Kind>, domain: Domain) => boolean,
  reason: string,
  dates: Dates = {},
): Check {
  const where = readPlace(place);
  const path = [...where.elements, ...(where.attribute === undefined ? [] : [where.attribute])];
  const values = { setting: path.join(' '), reason };
  const run = (checking: Checking): void => {
    const { domain } = checking;
    const devices: readonly DeviceOf<Kind>[] = domain.devices[kind];
    for (const device of devices) {
      const value = valueAt(device, where);
      if (value !== undefined && isWrong(value, device, domain)) refuse(checking, 'RP2440', device, values, ...path);
    }
  };
  return { when: { rule: 'E-PARSE', ...SETTING_DATES.all, ...dates }, run, row: values };
}

/** What a device says at a place; of an element its text. Undefined where nothing is written. */
export function settingAt(device: Device, place: string): string | undefined {
  return valueAt(device, readPlace(place));
}

interface Place {
  readonly elements: readonly string[];
  readonly attribute: string | undefined;
}

function readPlace(place: string): Place {
  const [path = '', attribute] = place.split('@');
  return { elements: path === '' ? [] : path.split('/'), attribute };
}

function valueAt(device: Device, { elements, attribute }: Place): string | undefined {
  let holder: XmlElement | undefined = device.element;
  for (const name of elements) holder = holder && child(holder, name);
  if (holder === undefined) return undefined;
  return attribute === undefined ? textOf(holder) : attributeValue(holder, attribute);
}
