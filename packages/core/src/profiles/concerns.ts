import type { Device, DeviceKind, Domain, MachineFamily } from '../domain/index.ts';
import { elements, type XmlElement } from '../xml/index.ts';

/**
 * Whether a change can make the answer to a completed document another one: true where that cannot be excluded at a
 * glance. It is asked of the answer of the later release.
 */
export type Concern = (domain: Domain) => boolean;

function count(domain: Domain, kind: DeviceKind, isMeant: (device: Device) => boolean = () => true): number {
  const devices: readonly Device[] = domain.devices[kind];
  return devices.filter(isMeant).length;
}

/** Documents with devices of a class: one, or as many as are named. */
export const having =
  (kind: DeviceKind, isMeant?: (device: Device) => boolean, atLeast = 1): Concern =>
  (domain) =>
    count(domain, kind, isMeant) >= atLeast;

/** Documents that write a device of one of these classes, and of one of these models if any are named. */
export const writing =
  (kinds: readonly DeviceKind[], models?: readonly string[]): Concern =>
  (domain) =>
    kinds.some((kind) => count(domain, kind, (device) => isWritten(device) && isOfModel(device, models)) > 0);

const isWritten = ({ element }: Device): boolean => element !== undefined;
const isOfModel = (device: Device, models: readonly string[] | undefined): boolean =>
  models === undefined || models.includes(('model' in device ? device.model : undefined) ?? '');

/** Machines of other families. */
export const otherThan =
  (...families: readonly MachineFamily[]): Concern =>
  ({ machine }) =>
    !families.includes(machine.family);

/** Documents for which all of these hold. */
export const both =
  (...concerns: readonly Concern[]): Concern =>
  (domain) =>
    concerns.every((concern) => concern(domain));

/** PCI controllers were added. */
export const growing: Concern = having(
  'controller',
  (device) => device.kind === 'controller' && device.type === 'pci' && !isWritten(device) && device.index > 0,
);

/** At least two devices have USB ports, whose order may be another one. */
export const usingUsbPorts: Concern = ({ devices }) =>
  Object.values<readonly Device[]>(devices)
    .flat()
    .filter(({ address }) => address.type === 'usb').length > 1;

/** Documents in whose text one of the values stands between quotes; a character written by its number hides it. */
export const quoting =
  (values: readonly string[]): Concern =>
  ({ document: { source } }) =>
    source.includes('&#') || values.some((value) => source.includes(`'${value}'`) || source.includes(`"${value}"`));

/** Documents in whose text a number is written as 0b101, as far as that can be seen at a glance. */
export const countingInTwos: Concern = ({ document: { source } }) => /['"\s+-]0b[01]|&#/i.test(source);

/** Documents in whose text a number is written as -1, as far as that can be seen at a glance. */
export const writingMinusOne: Concern = ({ document: { source } }) => /-0*(?:x0*)?1['"]|&#/i.test(source);

const hasTwoAlike = (element: XmlElement): boolean => {
  const names = elements(element).map(({ name }) => name);
  return new Set(names).size < names.length;
};

/** Documents in which a part of a device, or of its source, is written twice, of which the last counted once (V-LASTPART). */
export const writingTwice: Concern = ({ devices }) =>
  Object.values<readonly Device[]>(devices)
    .flat()
    .some(({ element }) => element !== undefined && [element, ...elements(element, 'source')].some(hasTwoAlike));
