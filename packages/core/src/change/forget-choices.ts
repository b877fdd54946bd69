import type { Diagnostic } from '../diagnostics/index.ts';
import { allDevices, type Controller, type Device, type DeviceKind } from '../domain/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import {
  attribute,
  child,
  elements,
  removeAttribute,
  removeElement,
  type XmlDocument,
  type XmlElement,
} from '../xml/index.ts';
import type { Planner } from './edited-document.ts';

/** A document without what its libvirt had chosen, and how much that was; or why the libvirt refuses it. */
export type ForgottenChoices =
  | {
      readonly ok: true;
      readonly xml: string;
      readonly addresses: number;
      readonly models: number;
      /** Elements that this libvirt adds by itself. */
      readonly elements: number;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** How much of an element stays: nothing, all but address and chosen model, all but the address, everything. */
const Keep = { Nothing: 0, Bare: 1, Model: 2, All: 3 } as const;

/** Where the choices of a libvirt cannot be told from a person's within so many attempts, the rest is kept. */
const MOST_ATTEMPTS = 400;

/**
 * Takes out of a document what the libvirt that `planner` stands for chose itself: addresses, controllers and other
 * devices that it added, models that it filled in. What it would not choose again in the same way was somebody's wish and
 * stays, so planning the result with the same planner gives the places of the document.
 */
export function forgetChoices(xml: string, planner: Planner): ForgottenChoices {
  const answer = planner(xml);
  if (!answer.ok) return answer;
  const before = answer.plan;
  const { document } = before.domain;
  const written = allDevices(before.domain).flatMap((device) => {
    const { element } = device;
    return element === undefined ? [] : [{ device, element }];
  });
  const keeps = new Map<XmlElement, number>(written.map(({ device, element }) => [element, least(device, element)]));
  const isGone = ({ element }: Device): boolean => element !== undefined && keeps.get(element) === Keep.Nothing;
  const order = new Map([...before.decisions.keys()].map((device, position) => [device, position]));
  for (let attempt = 0; ; attempt += 1) {
    const edits = written.flatMap(({ device, element }) => removals(document, device, element, keeps.get(element)));
    const text = applyEdits(document.source, edits);
    const again = planner(text);
    const wishes = again.ok ? differing(before, again.plan, order, isGone) : written.map(({ device }) => device);
    if (again.ok && wishes.length === 0) return { ok: true, xml: text, ...count(written, keeps) };
    const isRaised = attempt < MOST_ATTEMPTS && raise(wishes, keeps, again.ok);
    if (!isRaised) for (const { element } of written) keeps.set(element, Keep.All);
  }
}

interface Written {
  readonly device: Device;
  readonly element: XmlElement;
}

/** Children of a controller that libvirt writes itself. */
const OWN_CHILDREN = ['address', 'model', 'target', 'alias', 'master'];
/** Devices that a machine brings, where they are written without more than libvirt writes. */
const IMPLIED: readonly DeviceKind[] = ['input', 'audio', 'watchdog', 'memballoon', 'panic', 'iommu', 'video', 'hub'];
/** Classes whose model libvirt fills in as an attribute, and as an element. */
const MODEL_ATTRIBUTE: readonly DeviceKind[] = ['controller', 'disk', 'panic', 'tpm'];
const MODEL_ELEMENT: readonly DeviceKind[] = ['interface'];

function least(device: Device, element: XmlElement): number {
  if (device.kind === 'controller') {
    const isPlain = elements(element).every(({ name }) => OWN_CHILDREN.includes(name));
    const isSized = ['ports', 'vectors'].some((name) => attribute(element, name) !== undefined);
    return isPlain && !isSized && attribute(child(element, 'target') ?? element, 'hotplug') === undefined
      ? Keep.Nothing
      : Keep.Bare;
  }
  return IMPLIED.includes(device.kind) && !saysNone(device) ? Keep.Nothing : Keep.Bare;
}

// model='none' is a wish: without it the device would be there.
const saysNone = (device: Device): boolean => 'model' in device && device.model === 'none';

function removals(
  document: XmlDocument,
  device: Device,
  element: XmlElement,
  keep: number = Keep.All,
): readonly TextEdit[] {
  if (keep === Keep.All) return [];
  if (keep === Keep.Nothing) return [removeElement(document, element)];
  const address = child(element, 'address');
  const edits =
    address === undefined || (device.kind === 'hostdev' && device.address.type === 'unassigned')
      ? []
      : [removeElement(document, address)];
  if (device.kind === 'controller') {
    const target = child(element, 'target');
    if (
      target !== undefined &&
      device.target.hotplug === undefined &&
      device.target.node === undefined &&
      device.target.busNr === undefined
    )
      edits.push(removeElement(document, target));
  }
  if (keep === Keep.Model) return edits;
  const written = attribute(element, 'model');
  const isPci = device.kind === 'controller' && device.type === 'pci';
  if (written !== undefined && MODEL_ATTRIBUTE.includes(device.kind) && !isPci && !saysNone(device))
    edits.push(removeAttribute(element, written));
  const model = MODEL_ELEMENT.includes(device.kind) ? child(element, 'model') : undefined;
  if (model !== undefined) edits.push(removeElement(document, model));
  return edits;
}

/**
 * The devices of the first plan that the second has otherwise: those that are missing; else those elsewhere off PCI; else
 * the first one that is elsewhere on PCI, since all that follow it may only be pushed along.
 */
function differing(
  before: Plan,
  after: Plan,
  order: ReadonlyMap<Device, number>,
  isGone: (device: Device) => boolean,
): readonly Device[] {
  const moved: Device[] = [];
  const missing: Device[] = [];
  for (const kind of Object.keys(before.domain.devices) as DeviceKind[]) {
    const [left, right]: readonly (readonly Device[])[] = [before.domain.devices[kind], after.domain.devices[kind]];
    const partners = kind === 'controller' ? byName(right ?? []) : undefined;
    for (const [position, device] of (left ?? []).entries()) {
      const partner = partners?.get(controllerName(device as Controller)) ?? (partners ? undefined : right?.[position]);
      if (partner === undefined || modelOf(partner) !== modelOf(device)) missing.push(device);
      else if (addressText(partner.address) !== addressText(device.address)) moved.push(device);
    }
    if ((right?.length ?? 0) > (left?.length ?? 0)) missing.push(...(left ?? []));
  }
  const outOfOrder = missing.length === 0 ? firstOutOfOrder(before, after, isGone) : undefined;
  if (outOfOrder !== undefined) return [outOfOrder];
  const wanted = missing.filter(({ element }) => element !== undefined);
  if (wanted.length > 0) return wanted;
  const elsewhere = moved.filter((device) => !order.has(device));
  if (elsewhere.length > 0) return elsewhere;
  const [first] = moved.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  return first === undefined ? missing : [first];
}

// Controllers get their addresses in the order of the list, and a controller of the document stands where it is written.
function firstOutOfOrder(before: Plan, after: Plan, isGone: (device: Device) => boolean): Device | undefined {
  const names = after.domain.devices.controller.map(controllerName);
  return before.domain.devices.controller.find(
    (controller, position) => names[position] !== controllerName(controller) && isGone(controller),
  );
}

function byName(devices: readonly Device[]): ReadonlyMap<string, Device> {
  return new Map(devices.map((device) => [controllerName(device as Controller), device]));
}

const controllerName = ({ type, index, masterStartPort }: Controller): string =>
  `${type} ${index} ${masterStartPort ?? ''}`;

const modelOf = (device: Device): string | undefined => ('model' in device ? device.model : undefined);

/** Keeps more of the devices that are otherwise; false where nothing is left to keep. */
function raise(devices: readonly Device[], keeps: Map<XmlElement, number>, isAccepted: boolean): boolean {
  let isRaised = false;
  for (const { element } of devices) {
    const keep = element === undefined ? undefined : keeps.get(element);
    if (element === undefined || keep === undefined || keep === Keep.All) continue;
    keeps.set(element, isAccepted ? keep + 1 : Math.max(keep, Keep.Bare) + 1);
    isRaised = true;
  }
  return isRaised;
}

function count(written: readonly Written[], keeps: ReadonlyMap<XmlElement, number>) {
  const of = (isCounted: (keep: number, one: Written) => boolean): number =>
    written.filter((one) => isCounted(keeps.get(one.element) ?? Keep.All, one)).length;
  return {
    addresses: of((keep, { element }) => keep !== Keep.All && child(element, 'address') !== undefined),
    models: of((keep, { device, element }) => keep === Keep.Bare && removesModel(device, element)),
    elements: of((keep) => keep === Keep.Nothing),
  };
}

const removesModel = (device: Device, element: XmlElement): boolean =>
  (MODEL_ATTRIBUTE.includes(device.kind) &&
    !(device.kind === 'controller' && device.type === 'pci') &&
    attribute(element, 'model') !== undefined) ||
  (MODEL_ELEMENT.includes(device.kind) && child(element, 'model') !== undefined);
