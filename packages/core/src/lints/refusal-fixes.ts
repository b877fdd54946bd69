import type { Diagnostic, DiagnosticCode, Fix } from '../diagnostics/index.ts';
import type { Domain } from '../domain/index.ts';
import { allDevices, type Device, deviceLabel, freeDiskName, pciAddressOf } from '../domain/index.ts';
import type { TextEdit } from '../text/index.ts';
import {
  attribute,
  child,
  detectStyle,
  removeAttribute,
  removeElement,
  setAttribute,
  type XmlAttribute,
  type XmlElement,
} from '../xml/index.ts';
import { counted } from './look.ts';

/** A refused domain, and what is looked up in it for each of its refusals: there may be thousands. */
interface Refused {
  readonly domain: Domain;
  /** The device that each element of a device is. */
  readonly devices: ReadonlyMap<XmlElement, Device>;
  /** Names that disks have, and those that fixes give them. */
  readonly targets: Set<string>;
}

/** What a refusal speaks of. */
interface Subject extends Refused {
  readonly diagnostic: Diagnostic;
  /** The innermost element at the place. */
  readonly element: XmlElement;
  /** The attribute at the place, if the place is one. */
  readonly attribute: XmlAttribute | undefined;
}

type Propose = (subject: Subject) => readonly Fix[];

/**
 * Ways out of libvirt's refusals. Safe where there is no other one, or where it does not matter which one: a refused
 * document has no guest that could notice. Where something would be lost that was written for a reason, it is not.
 */
const WAYS_OUT: Partial<Readonly<Record<DiagnosticCode, Propose>>> = {
  RP2001: dropAddress(false),
  RP2003: dropAttribute(false),
  RP2006: dropAttribute(false),
  RP2007: writeValue('index', '0', false),
  RP2008: dropAddress(true),
  RP2009: correctRoot,
  RP2013: renameDisk,
  RP2021: dropAddress(false),
  RP2022: dropAddress(false),
  RP2023: dropAddress(false),
  RP2024: dropAddress(false),
  RP2026: dropAddress(false),
  RP2027: dropAddress(false),
  RP2030: dropAttribute(false),
  RP2036: dropModelName,
  RP2041: dropAttribute(false),
  RP2044: dropDevice,
  RP2050: dropAddress(true),
  RP2055: dropAddress(false),
  RP2057: dropDevice,
  RP2059: dropAddress(false),
  RP2062: dropDevice,
  RP2037: dropModelName,
  RP2043: dropController,
  RP2038: dropAttribute(true),
  RP2048: dropAddress(true),
  RP2049: dropAddress(true),
  RP2053: dropAddress(true),
  RP2058: dropAddress(true),
  RP2066: dropAddress(true),
  RP2300: writeMachine,
  RP2314: dropAttribute(false),
  RP2316: moveDisk,
  RP2400: dropAddress(false),
  RP2440: dropSetting,
  RP2450: dropExpress,
  RP3002: writeValue('domain', '0x0000', true),
  RP3003: dropAddress(false),
  RP3004: dropAddress(false),
  RP3007: dropAddress(false),
  RP3008: correctSlot,
  RP3010: dropOneOfTwo,
  RP3014: dropAddress(true),
  RP3015: dropAddress(true),
  RP3017: dropAddress(false),
  RP3022: dropAddress(false),
};

/** The diagnostics of a domain, with the ways out that are known. */
export function proposeFixes(diagnostics: readonly Diagnostic[], domain: Domain): readonly Diagnostic[] {
  const devices = new Map<XmlElement, Device>();
  for (const device of allDevices(domain)) if (device.element !== undefined) devices.set(device.element, device);
  const refused: Refused = { domain, devices, targets: new Set(domain.devices.disk.map(({ target }) => target)) };
  return diagnostics.map((diagnostic) => proposeFor(diagnostic, refused));
}

function proposeFor(diagnostic: Diagnostic, refused: Refused): Diagnostic {
  const propose = WAYS_OUT[diagnostic.code];
  if (propose === undefined || diagnostic.span === undefined) return diagnostic;
  const { start } = diagnostic.span;
  const element = elementAt(refused.domain.element, start);
  const at = element.attributes.find(({ valueSpan }) => valueSpan.start === start);
  const fixes = propose({ ...refused, diagnostic, element, attribute: at });
  return fixes.length === 0 ? diagnostic : { ...diagnostic, fixes };
}

/** The innermost element at an offset, or the outermost one there that `isWanted`. */
function elementAt(root: XmlElement, offset: number, isWanted?: (element: XmlElement) => boolean): XmlElement {
  let found = root;
  for (;;) {
    const inner = childAt(found, offset);
    if (inner === undefined || isWanted?.(found) === true) return found;
    found = inner;
  }
}

/** By halving: the nodes of an element are in the order of the text. */
function childAt({ children }: XmlElement, offset: number): XmlElement | undefined {
  let [low, high] = [0, children.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const node = children[middle];
    if (node !== undefined && node.span.end <= offset) low = middle + 1;
    else high = middle;
  }
  const node = children[low];
  return node?.kind === 'element' && node.span.start <= offset ? node : undefined;
}

function dropAddress(safe: boolean): Propose {
  return ({ element, ...refused }) => {
    const address = element.name === 'address' ? element : child(element, 'address');
    if (address === undefined) return [];
    const title = `remove the address of ${ownerOf(refused, address)}, so that it is placed again`;
    return [{ title, edits: [removeElement(refused.domain.document, address)], safe }];
  };
}

/**
 * Of two that want one place the one moves that has nothing behind it: with a port or bridge all that is behind it gets
 * another path, and every bus after it another number.
 */
function dropOneOfTwo(subject: Subject): readonly Fix[] {
  const { diagnostic, domain, element } = subject;
  const holderSpan = diagnostic.related[0]?.span;
  const holder = holderSpan === undefined ? undefined : elementAt(domain.element, holderSpan.start);
  if (!isPciController(subject, element)) return dropAddress(true)(subject);
  if (holder === undefined || isPciController(subject, holder)) return dropAddress(false)(subject);
  return dropAddress(true)({ ...subject, element: holder });
}

function isPciController(refused: Refused, element: XmlElement): boolean {
  const device = deviceAt(refused, element);
  return device?.kind === 'controller' && device.type === 'pci';
}

function dropAttribute(safe: boolean): Propose {
  return ({ element, attribute: written, ...refused }) => {
    if (written === undefined) return [];
    const title = `remove ${written.name}='${written.value}' from ${ownerOf(refused, element)}`;
    return [{ title, edits: [removeAttribute(element, written)], safe }];
  };
}

function writeValue(name: string, value: string, safe: boolean): Propose {
  return ({ element, ...refused }) => {
    if (attribute(element, name) === undefined) return [];
    const edits = [setAttribute(element, name, value, detectStyle(refused.domain.document, element))];
    return [{ title: `set ${name}='${value}' on ${ownerOf(refused, element)}`, edits, safe }];
  };
}

/** Without PCI Express its other controllers have to go as well, and with them the addresses on their buses. */
function dropExpress({ domain, element }: Subject): readonly Fix[] {
  const foreign = domain.devices.controller.filter(
    ({ type, model }) => type === 'pci' && (model?.startsWith('pcie-') || model === 'dmi-to-pci-bridge'),
  );
  // The SATA controller of the ICH9, which nothing is connected to.
  const chipset = domain.devices.controller.filter(
    ({ type, index, address }) =>
      type === 'sata' &&
      address.type === 'pci' &&
      address.at?.slot === 0x1f &&
      !domain.devices.disk.some(
        (disk) => disk.address.type === 'drive' && disk.bus === 'sata' && index === disk.address.controller,
      ),
  );
  const owners = [...foreign, ...chipset].flatMap((one) => one.element ?? []);
  if (!owners.includes(element) && !owners.some((one) => child(one, 'address') === element)) return [];
  const buses = new Set<number | undefined>(
    foreign.flatMap(({ index, model }) => (model === 'pcie-root' ? [] : [index])),
  );
  const addresses = allDevices(domain).flatMap(({ element: owner, address }) => {
    if (owner === undefined || !buses.has(pciAddressOf(address)?.bus) || owners.includes(owner)) return [];
    return child(owner, 'address') ?? [];
  });
  const count = addresses.length === 1 ? 'address' : `${addresses.length} addresses`;
  const behind = addresses.length === 0 ? '' : `, and the ${count} behind ${owners.length === 1 ? 'it' : 'them'}`;
  const title = `remove ${counted(owners.length, 'controller')} of q35 and the like${behind}`;
  const edits = [...owners, ...addresses].map((one) => removeElement(domain.document, one));
  return [{ title, edits: inTextOrder(edits), safe: false }];
}

const inTextOrder = (edits: readonly TextEdit[]): readonly TextEdit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start);

function dropDevice({ domain, devices, element }: Subject): readonly Fix[] {
  const owner = elementAt(domain.element, element.span.start, (one) => devices.has(one));
  const device = devices.get(owner);
  if (device === undefined) return [];
  return [{ title: `remove ${deviceLabel(device)}`, edits: [removeElement(domain.document, owner)], safe: false }];
}

/** The setting goes; an <audio> is nothing without its type. */
function dropSetting(subject: Subject): readonly Fix[] {
  const { element, attribute: written, devices } = subject;
  if (element.name === 'audio') return dropDevice(subject);
  if (written !== undefined) return dropAttribute(false)(subject);
  if (devices.has(element)) return [];
  const from = deviceAt(subject, element) === undefined ? '' : ` from ${ownerOf(subject, element)}`;
  const title = `remove <${element.name}>${from}`;
  return [{ title, edits: [removeElement(subject.domain.document, element)], safe: false }];
}

function correctRoot(subject: Subject): readonly Fix[] {
  const { diagnostic, attribute: written } = subject;
  const required = diagnostic.values['required'];
  if (written?.name !== 'model' || typeof required !== 'string') return [];
  if (required === 'pci-root') return dropExpress(subject);
  const edits = [{ span: written.valueSpan, newText: required }];
  return [{ title: `make controller pci 0 a ${required}`, edits, safe: true }];
}

/** A port has slot 0 only: whoever gives another one means this port. Elsewhere there is a choice. */
function correctSlot(subject: Subject): readonly Fix[] {
  const isPort = subject.diagnostic.values['last'] === 0;
  return [...(isPort ? writeValue('slot', '0x00', true)(subject) : []), ...dropAddress(false)(subject)];
}

function dropModelName({ element, ...refused }: Subject): readonly Fix[] {
  if (element.name !== 'model') return [];
  const edits = [removeElement(refused.domain.document, element)];
  return [{ title: `remove <model> from ${ownerOf(refused, element)}`, edits, safe: true }];
}

/** `vda`, used twice, becomes the first `vd…` that is free; used three times, the next one becomes the second. */
function renameDisk({ element, targets }: Subject): readonly Fix[] {
  const target = child(element, 'target');
  const written = target === undefined ? undefined : attribute(target, 'dev');
  const prefix = /^[a-z]{2}(?=[a-z]$)/.exec(written?.value ?? '')?.[0];
  if (written === undefined || prefix === undefined) return [];
  const name = freeDiskName(prefix, (one) => targets.has(one));
  if (name === undefined) return [];
  targets.add(name);
  const edits = [{ span: written.valueSpan, newText: name }];
  return [{ title: `call the second one ${name}`, edits, safe: false }];
}

/** Onto the bus that the refusal names, under the first name there that is free; its place on the old bus goes. */
function moveDisk({ diagnostic: { values }, domain, element, targets, devices }: Subject): readonly Fix[] {
  const owner = elementAt(domain.element, element.span.start, (one) => devices.has(one));
  const target = child(owner, 'target');
  const { other: bus = '', names } = values;
  const prefix = String(names).slice(0, 2);
  const written = target === undefined ? undefined : attribute(target, 'dev')?.value;
  const isNamed = written?.startsWith(prefix) === true;
  const name = isNamed ? written : freeDiskName(prefix, (one) => targets.has(one));
  if (target === undefined || name === undefined) return [];
  targets.add(name);
  const address = child(owner, 'address');
  const style = detectStyle(domain.document, target);
  const edits = [
    setAttribute(target, 'dev', name, style),
    setAttribute(target, 'bus', String(bus), style),
    ...(address === undefined ? [] : [removeElement(domain.document, address)]),
  ];
  return [{ title: `put it on bus ${bus} as ${name}`, edits: inTextOrder(edits), safe: false }];
}

/** What is connected to it has refusals of its own. */
function dropController(subject: Subject): readonly Fix[] {
  return deviceAt(subject, subject.element)?.kind === 'controller' ? dropDevice(subject) : [];
}

function writeMachine({ diagnostic: { values, span } }: Subject): readonly Fix[] {
  const { instead } = values;
  if (typeof instead !== 'string' || span === undefined) return [];
  return [{ title: `write machine='${instead}'`, edits: [{ span, newText: instead }], safe: false }];
}

/** The device that something written belongs to. */
function deviceAt({ domain, devices }: Refused, element: XmlElement): Device | undefined {
  return devices.get(elementAt(domain.element, element.span.start, (one) => devices.has(one)));
}

/** The same, as its user would name it. */
function ownerOf(refused: Refused, element: XmlElement): string {
  const device = deviceAt(refused, element);
  return device === undefined ? `<${element.name}>` : deviceLabel(device);
}
