import type { Device, DeviceKind, DeviceOf, Domain } from '../domain/index.ts';
import { inForce, type ReleaseRange, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import { type Checking, refuse } from './check.ts';

/** A setting that libvirt takes of some devices of a kind and refuses of others. */
export interface SettingRow extends ReleaseRange {
  readonly kinds: readonly DeviceKind[];
  /** Where it is written, from the device down: `driver@io`, `readonly`, `@sgio`. */
  readonly place: string;
  /** True where libvirt refuses the value (of an element: its text). */
  readonly isWrong: (value: string, device: Device, domain: Domain) => boolean;
  /** Why, as the end of a sentence about the device. */
  readonly reason: string;
}

type Dates = Pick<ReleaseRange, 'since' | 'until' | 'after'>;

/** A row of one kind; in force since 7.0, the oldest libvirt that was asked, where no release is given. */
export function row<Kind extends DeviceKind>(
  kind: Kind,
  place: string,
  isWrong: (value: string, device: DeviceOf<Kind>, domain: Domain) => boolean,
  reason: string,
  dates: Dates = {},
): SettingRow {
  const isOfKind = (device: Device): device is DeviceOf<Kind> => device.kind === kind;
  return {
    kinds: [kind],
    place,
    isWrong: (value, device, domain) => isOfKind(device) && isWrong(value, device, domain),
    reason,
    ...SETTING_DATES.all,
    ...dates,
  };
}

/** What a device says at a place; of an element its text. Undefined where nothing is written. */
export function settingAt(device: Device, place: string): string | undefined {
  const [path = '', name] = place.split('@');
  const holder = partAt(device.element, path);
  if (holder === undefined) return undefined;
  return name === undefined ? textOf(holder) : attributeValue(holder, name);
}

function partAt(element: XmlElement | undefined, path: string): XmlElement | undefined {
  if (path === '') return element;
  return path.split('/').reduce<XmlElement | undefined>((part, name) => part && child(part, name), element);
}

/** A check of all rows of a table that are in force. */
export function checkSettings(rows: readonly SettingRow[]) {
  return (checking: Checking): void => {
    const { domain, facts } = checking;
    for (const { kinds, place, isWrong, reason, ...dates } of rows) {
      if (!inForce(dates, facts.profile.release)) continue;
      for (const kind of kinds) {
        for (const device of domain.devices[kind]) {
          const value = settingAt(device, place);
          if (value === undefined || !isWrong(value, device, domain)) continue;
          const setting = place.replace('@', place.startsWith('@') ? '' : ' ').replaceAll('/', ' ');
          refuse(checking, 'RP2440', device, { setting, reason }, ...place.split(/[/@]/).filter((name) => name !== ''));
        }
      }
    }
  };
}
