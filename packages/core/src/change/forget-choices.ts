import { checkArguments, isFunction, isText } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { allDevices, type Controller, type Device, type DeviceKind } from '../domain/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import {
  attribute,
  child,
  detectStyle,
  elements,
  printElement,
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

/**
 * How much of an element stays: nothing, all but address and chosen model, all but the address, all but where on PCI it
 * is, everything.
 */
const Keep = { Nothing: 0, Bare: 1, Model: 2, Type: 3, All: 4 } as const;

/** So many devices are planned, in all attempts together; what cannot be told from a person's wish by then is kept. */
const MOST_PLANNED = 40_000;
const FEWEST_ATTEMPTS = 8;

/**
 * Takes out of a document what the libvirt that `planner` stands for chose itself: addresses, controllers and other
 * devices that it added, models that it filled in. What it would not choose again in the same way was somebody's wish and
 * stays, so planning the result with the same planner gives the places of the document.
 */
export function forgetChoices(xml: string, planner: Planner): ForgottenChoices {
  checkArguments('forgetChoices', { xml: [xml, isText], planner: [planner, isFunction] });
  const answer = planner(xml);
  if (!answer.ok) return answer;
  const before = answer.plan;
  const { document } = before.domain;
  const written = allDevices(before.domain).flatMap((device) => {
    const { element } = device;
    return element === undefined ? [] : [{ device, element }];
  });
  const root = implicitRoot(before);
  const keeps = new Map<XmlElement, number>(
    written.map(({ device, element }) => [
      element,
      root === undefined ? least(device, element) : keptAtFirst(device, element, root),
    ]),
  );
  const isGone = ({ element }: Device): boolean => element !== undefined && keeps.get(element) === Keep.Nothing;
  const order = new Map([...before.decisions.keys()].map((device, position) => [device, position]));
  let attempts = Math.max(FEWEST_ATTEMPTS, Math.ceil(MOST_PLANNED / Math.max(1, written.length)));
  const textOf = (): string =>
    applyEdits(
      document.source,
      written.flatMap(({ device, element }) => removals(document, device, element, keeps.get(element))),
    );
  /** What is otherwise when the text that is left is planned; undefined where it is refused. */
  const attempt = (): readonly Device[] | undefined => {
    attempts -= 1;
    const again = planner(textOf());
    return again.ok ? differing(before, again.plan, order, isGone, root) : undefined;
  };
  const all = written.map(({ device }) => device);
  const early = all.filter((device) => isController(device) && !isBehind(device, root));
  // A text without anything is most often refused since a device misses its model or its controller.
  const bare = (isSome: (device: Device) => boolean): readonly Device[] =>
    written.flatMap(({ device, element }) =>
      keeps.get(element) === Keep.Bare && isSome(device) && removesModel(device, element) ? [device] : [],
    );
  const missed = (): readonly Device[] =>
    all.filter((device) => isController(device) && !isBus(device) && isGone(device));
  // On machines with other places for virtio, a person may have asked for PCI without saying where.
  const isAnyOffPci = all.some(({ address }) => address.type === 'virtio-mmio' || address.type === 'ccw');
  const typed = new Set(isAnyOffPci ? all.filter(({ address }) => address.type === 'pci') : []);
  let raised: readonly Device[] | undefined;
  let isAcceptable = false;
  for (let wishes = attempt(); wishes?.length !== 0; wishes = attempt()) {
    const isAccepted = wishes !== undefined;
    isAcceptable ||= isAccepted;
    const candidates = isAcceptable
      ? [wishes, raised, early, all]
      : [bare(isController), bare(() => true), missed(), early, all];
    raised =
      attempts > 0 ? candidates.find((some) => some !== undefined && raise(some, keeps, isAccepted, typed)) : undefined;
    if (raised === undefined) {
      raised = [];
      for (const { element } of written) keeps.set(element, Keep.All);
    }
  }
  if (raised !== undefined) lower(written, keeps, root, typed, () => attempts > 0 && attempt()?.length === 0);
  return { ok: true, xml: textOf(), ...count(written, keeps) };
}

/**
 * Forgets what was kept beside a wish without need, such as a controller that comes again with the disk whose address stays:
 * whole halves at once, then smaller parts.
 */
function lower(
  written: readonly Written[],
  keeps: Map<XmlElement, number>,
  root: number | undefined,
  typed: ReadonlySet<Device>,
  holds: () => boolean,
): void {
  const rest = (part: readonly Written[], most: number = Keep.Nothing): void => {
    const [first] = part;
    if (first === undefined || tries(part, most) || part.length === 1) return;
    const middle = part.length >> 1;
    rest(part.slice(0, middle), most);
    rest(part.slice(middle), most);
  };
  const tries = (part: readonly Written[], most: number | ((one: Written) => number)): boolean => {
    const old = part.map(({ element }) => keeps.get(element) ?? Keep.All);
    for (const one of part) {
      const kept = typeof most === 'number' ? most : most(one);
      keeps.set(one.element, Math.max(kept, least(one.device, one.element)));
    }
    if (holds()) return true;
    for (const [at, { element }] of part.entries()) keeps.set(element, old[at] ?? Keep.All);
    return false;
  };
  const isKept = ({ device, element }: Written): boolean => (keeps.get(element) ?? Keep.All) > least(device, element);
  const isGone = ({ element }: Written): boolean => keeps.get(element) === Keep.Nothing;
  // The text has the controllers of its person first, in their order. So all from one of them on may be libvirt's own.
  const start = ({ element }: Written): number => element.span.start;
  const ends = [0, ...written.filter(({ device }) => isController(device) && !isBus(device)).map(start)];
  const cuts = ends
    .toSorted((a, b) => a - b)
    .flatMap((end) => [Keep.Nothing, Keep.Bare].map((kept) => ({ end, kept })));
  const states = OTHERS.flatMap((other) => cuts.map((cut) => ({ ...cut, other })));
  states.some(({ end, kept, other }) =>
    tries(written, (one) => {
      if (!isController(one.device)) return other(one.device, typed) ?? keeps.get(one.element) ?? Keep.All;
      if (isRoot(one.device)) return kept;
      return isBus(one.device) || start(one) > end ? Keep.Nothing : Keep.Model;
    }),
  );
  // What libvirt may have added comes first, and together: it is its own rather than a model or an address is.
  const isAdded = (one: Written): boolean => isKept(one) && least(one.device, one.element) === Keep.Nothing;
  tries(
    written.filter((one) => isAdded(one) && isBehind(one.device, root)),
    Keep.Nothing,
  );
  // One virtio device with an address of virtio-mmio stands for all: rather one whose model libvirt does not choose.
  rest(
    written.filter((one) => isKept(one) && isController(one.device) && !isBus(one.device)),
    Keep.Bare,
  );
  // A root that a person wrote stays though its buses came later.
  tries(
    written.filter((one) => isAdded(one) && isBehind(one.device, root) && !isRoot(one.device)),
    Keep.Nothing,
  );
  rest(written.filter((one) => isAdded(one) && isBus(one.device)));
  rest(written.filter(isAdded));
  rest(written.filter(isKept));
  // A device that machines bring has its place off PCI from one that a person wrote, rather than that one from it.
  for (const brought of written.filter((one) => isAdded(one) && !isController(one.device) && isOnMmio(one.device))) {
    const others = written.filter((one) => one !== brought && isOnMmio(one.device) && !isGone(one));
    others.some((other) => tries([brought, other], (one) => (one === other ? Keep.All : Keep.Nothing)));
  }
  // What could not go with others kept may go now.
  for (const one of written.filter(isKept)) {
    const most = keeps.get(one.element) ?? Keep.All;
    for (let less = least(one.device, one.element); less < most; less = nextOf(one.device, less, typed))
      if (tries([one], less)) break;
  }
}

/** What of devices that are no controllers a person may have written: no address, none on PCI, what was found so far. */
const OTHERS: readonly ((device: Device, typed: ReadonlySet<Device>) => number | undefined)[] = [
  () => Keep.Model,
  ({ address }) => (address.type === 'pci' ? Keep.Model : Keep.All),
  (device, typed) => (typed.has(device) ? Keep.Type : undefined),
  () => undefined,
];

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

/**
 * The root that a libvirt wrote by itself, as the first controller that it added to those of the text: controllers before
 * it are the person's or the machine's, controllers behind it came with the devices that need them.
 */
function implicitRoot({ domain }: Plan): number | undefined {
  const root = domain.devices.controller.find(({ type, index }) => type === 'pci' && index === 0);
  if (root?.element === undefined || elements(root.element).length > 0) return undefined;
  return root.element.span.start;
}

/** What is tried first: a controller before the root is taken for written, unless it is one that machines bring. */
function keptAtFirst(device: Device, element: XmlElement, root: number): number {
  if (device.kind !== 'controller' || element.span.start >= root || isBrought(device)) return least(device, element);
  // Most machines refuse USB without a model that fits.
  return Math.max(device.type === 'usb' ? Keep.Model : Keep.Bare, least(device, element));
}

const isBrought = ({ type, index }: Controller): boolean => index === 0 && ['usb', 'sata', 'ide'].includes(type);

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
  if (keep === Keep.Type && device.address.type === 'pci') {
    if (address === undefined || address.attributes.length < 2) return [];
    const onPci = { name: 'address', attributes: [['type', 'pci']] } as const;
    return [{ span: address.span, newText: printElement(onPci, detectStyle(document, address), '') }];
  }
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
  if (keep >= Keep.Model) return edits;
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
  root: number | undefined,
): readonly Device[] {
  const moved: Device[] = [];
  const missing: Device[] = [];
  const fewer: Device[] = [];
  for (const kind of Object.keys(before.domain.devices) as DeviceKind[]) {
    const [left, right]: readonly (readonly Device[])[] = [before.domain.devices[kind], after.domain.devices[kind]];
    const partners = byName(right ?? []);
    for (const [name, device] of byName(left ?? [])) {
      const partner = partners.get(name);
      if (partner === undefined || modelOf(partner) !== modelOf(device)) missing.push(device);
      else if (placeOf(partner) !== placeOf(device)) moved.push(device);
    }
    if ((right?.length ?? 0) > (left?.length ?? 0)) fewer.push(...(left ?? []));
  }
  // Which of a class asked for one more is not known; it may go once nothing is missing.
  if (missing.length === 0) missing.push(...fewer);
  const elsewhere = moved.filter((device) => !order.has(device));
  const wanted = missing.filter(({ element }) => element !== undefined);
  const [buses, others] = [wanted.filter(isBus), wanted.filter((device) => !isBus(device))];
  // A controller behind the root is missed since the device that asked for it is elsewhere; and buses for what is on them.
  const own = others.filter((device) => !isBehind(device, root));
  const outOfOrder = missing.length === 0 ? firstOutOfOrder(before, after, isGone) : undefined;
  for (const some of [own, elsewhere, others, outOfOrder === undefined ? [] : [outOfOrder], buses])
    if (some.length > 0) return some;
  const [first] = moved.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  return first === undefined ? missing : [first];
}

// Controllers get their addresses in the order of the list. That order is the one of the text: reading sorts by index.
function firstOutOfOrder(before: Plan, after: Plan, isGone: (device: Device) => boolean): Device | undefined {
  const names = after.domain.devices.controller.map(controllerName);
  const start = ({ element }: Controller): number => element?.span.start ?? Number.POSITIVE_INFINITY;
  return [...before.domain.devices.controller]
    .sort((a, b) => start(a) - start(b))
    .find((controller, position) => names[position] !== controllerName(controller) && isGone(controller));
}

/** Devices of one class by what stays when their addresses and models are forgotten; of equal ones, one by one. */
function byName(devices: readonly Device[]): ReadonlyMap<string, Device> {
  const named = new Map<string, Device>();
  const counts = new Map<string, number>();
  for (const device of devices) {
    const name = device.kind === 'controller' ? controllerName(device) : className(device);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    named.set(`${name}#${count}`, device);
  }
  return named;
}

const className = (device: Device): string =>
  ['type', 'bus'].map((field) => (field in device ? String(device[field as keyof Device]) : '')).join(' ');

const controllerName = ({ type, index, masterStartPort }: Controller): string =>
  `${type} ${index} ${masterStartPort ?? ''}`;

/** An address with its zPCI ids. */
function placeOf({ address }: Device): string {
  const { uid, fid } = (address.type === 'pci' && address.zpci) || {};
  return `${addressText(address)} ${uid ?? ''} ${fid ?? ''}`;
}

const isController = (device: Device): device is Controller => device.kind === 'controller';

/** A controller that came after the root, if the root is libvirt's own. */
const isBehind = (device: Device, root: number | undefined): boolean =>
  isController(device) && root !== undefined && (device.element?.span.start ?? 0) >= root;

const isRoot = (device: Device): boolean => isController(device) && device.type === 'pci' && device.index === 0;

const isOnMmio = ({ address }: Device): boolean => address.type === 'virtio-mmio';

const isBus = (device: Device): boolean => device.kind === 'controller' && device.type === 'pci';

const modelOf = (device: Device): string | undefined => ('model' in device ? device.model : undefined);

const nextOf = (device: Device, keep: number, typed: ReadonlySet<Device>): number =>
  keep === Keep.Model && !typed.has(device) ? Keep.All : keep + 1;

/** Keeps more of the devices that are otherwise; false where nothing is left to keep. */
function raise(
  devices: readonly Device[],
  keeps: Map<XmlElement, number>,
  isAccepted: boolean,
  typed: ReadonlySet<Device>,
): boolean {
  let isRaised = false;
  for (const device of devices) {
    const { element } = device;
    const keep = element === undefined ? undefined : keeps.get(element);
    if (element === undefined || keep === undefined || keep === Keep.All) continue;
    keeps.set(element, nextOf(device, isAccepted ? keep : Math.max(keep, Keep.Bare), typed));
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
