import { checkArguments, isCount, isPlan, isText, orNothing } from '../basics/index.ts';
import { allDevices, type Device, deviceLabel, parseNumber, pciAddressOf } from '../domain/index.ts';
import { addressText, attachDevices, type Plan } from '../plan/index.ts';
import type { Span } from '../text/index.ts';
import { comparePciAddresses, type PciAddress } from '../topology/index.ts';
import { attributeValue, child, elements, findDomain, parseXml, type XmlElement } from '../xml/index.ts';

/** The device whose element an offset is in; undefined where there is none. */
export function deviceAtOffset(plan: Plan, offset: number): Device | undefined {
  return allDevices(plan.domain).find(({ element }) => element !== undefined && contains(element.span, offset));
}

const contains = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** Another element that belongs to a device of the document. */
export interface DevicePlaceInText {
  /** What it is to the device: the controller whose bus it is on, or another device at the same address. */
  readonly role: 'controller' | 'holder';
  /** Of the start tag, in UTF-16 code units. */
  readonly span: Span;
}

/**
 * Where the controller of a device is written, and who else is at the place that the document gives it. Without a plan
 * addresses are those that are written; with one, also those that libvirt would give. A controller that libvirt adds is
 * written nowhere.
 */
export function definitionsAt(text: string, offset: number, plan?: Plan): readonly DevicePlaceInText[] {
  checkArguments('definitionsAt', { text: [text, isText], offset: [offset, isCount], plan: [plan, orNothing(isPlan)] });
  const all = devicesIn(text);
  const own = all.find(({ span }) => contains(span, offset));
  if (own === undefined) return [];
  const planned = plannedDevice(plan, text, own);
  const address = writtenAddress(own) ?? (planned && pciAddressOf(planned.address));
  const controller = planned === undefined || address !== undefined ? undefined : controllerOf(plan, planned)?.element;
  const found: DevicePlaceInText[] =
    controller === undefined ? [] : [{ role: 'controller', span: controller.startTag }];
  if (address === undefined) return found;
  for (const other of all) {
    if (other === own) continue;
    if (isController(other, address.bus)) found.push({ role: 'controller', span: other.startTag });
    else if (isSame(writtenAddress(other), address)) found.push({ role: 'holder', span: other.startTag });
  }
  return found;
}

/** The devices on the bus of the PCI controller that an offset is in, or on the controller of another sort. */
export function occupantsAt(text: string, offset: number, plan: Plan): readonly Span[] {
  checkArguments('occupantsAt', { text: [text, isText], offset: [offset, isCount], plan: [plan, isPlan] });
  if (plan.domain.document.source !== text) return [];
  const device = deviceAtOffset(plan, offset);
  if (device?.kind !== 'controller') return [];
  const attached =
    device.type === 'pci'
      ? allDevices(plan.domain).filter((one) => pciAddressOf(one.address)?.bus === device.index && one !== device)
      : (attachDevices(plan).byController.get(device) ?? []);
  return attached.flatMap(({ element }) => (element === undefined ? [] : [element.startTag]));
}

function devicesIn(text: string): readonly XmlElement[] {
  const found = findDomain(parseXml(text).document);
  if (!found.ok) return [];
  return elements(found.domain, 'devices').flatMap((parent) => elements(parent));
}

function plannedDevice(plan: Plan | undefined, text: string, { span }: XmlElement): Device | undefined {
  if (plan === undefined || plan.domain.document.source !== text) return undefined;
  return allDevices(plan.domain).find(({ element }) => element?.span.start === span.start);
}

function controllerOf(plan: Plan | undefined, device: Device): Device | undefined {
  if (plan === undefined) return undefined;
  return [...attachDevices(plan).byController].find(([, devices]) => devices.includes(device))?.[0];
}

function writtenAddress(device: XmlElement): PciAddress | undefined {
  const element = child(device, 'address');
  if (element === undefined || attributeValue(element, 'type') !== 'pci') return undefined;
  const field = (name: string): number | undefined => parseNumber(attributeValue(element, name) ?? '0');
  const [domain, bus, slot, fn] = ['domain', 'bus', 'slot', 'function'].map(field);
  if (domain === undefined || bus === undefined || slot === undefined || fn === undefined) return undefined;
  // Without any of them it only says that the device is on PCI.
  if (domain + bus + slot + fn === 0) return undefined;
  return { domain, bus, slot, function: fn };
}

function isController(element: XmlElement, bus: number): boolean {
  return (
    element.name === 'controller' &&
    attributeValue(element, 'type') === 'pci' &&
    parseNumber(attributeValue(element, 'index') ?? '') === bus
  );
}

const isSame = (a: PciAddress | undefined, b: PciAddress): boolean =>
  a !== undefined && comparePciAddresses(a, b) === 0;

/** The address that libvirt gives a device whose element has none. */
export interface AddressHint {
  /** Behind its start tag, in UTF-16 code units. */
  readonly offset: number;
  readonly label: string;
  /** `0000:03:00.0` */
  readonly address: string;
}

/** The PCI addresses that the document leaves to libvirt, in the order of the text. */
export function addressHints(plan: Plan): readonly AddressHint[] {
  checkArguments('addressHints', { plan: [plan, isPlan] });
  return allDevices(plan.domain)
    .flatMap((device): readonly AddressHint[] => {
      const { element, address } = device;
      if (element === undefined || pciAddressOf(address) === undefined) return [];
      const source = plan.decisions.get(device)?.source;
      if (source === undefined || source === 'document') return [];
      return [{ offset: element.startTag.end, label: deviceLabel(device), address: addressText(address) }];
    })
    .sort((a, b) => a.offset - b.offset);
}
