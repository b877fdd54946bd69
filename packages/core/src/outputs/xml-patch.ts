import { checkArguments, isPlan } from '../basics/index.ts';
import { type Device, type DeviceKind, type Domain, orderDisks, type PciDeviceAddress } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { editedText, type TextEdit } from '../text/index.ts';
import type { PciAddress } from '../topology/index.ts';
import {
  appendChildren,
  attributeValue,
  child,
  detectStyle,
  type ElementSpec,
  elements,
  insertAfter,
  insertBefore,
  lineStart,
  printElement,
  type XmlElement,
} from '../xml/index.ts';
import { writtenKinds, writtenRank } from './device-order.ts';
import { completeElement, type Patch } from './merge-element.ts';
import type { Replacement } from './value-rules.ts';
import { canonicalForm, writtenAddress } from './written-form.ts';

/** The user's document with the answer in it: nothing else is touched. */
export function patchXml(plan: Plan): string {
  checkArguments('patchXml', { plan: [plan, isPlan] });
  return editedText(plan.domain.document.source, patchEdits(plan));
}

/** The edits that put the answer into the user's document; empty when everything is there already. */
export function patchEdits(plan: Plan): readonly TextEdit[] {
  checkArguments('patchEdits', { plan: [plan, isPlan] });
  return [...completions(plan), ...insertionEdits(plan.domain)];
}

function completions({ domain }: Plan, replaced?: Replacement[]): readonly TextEdit[] {
  const patch: Patch = {
    domain,
    style: detectStyle(domain.document, domain.devicesElement ?? domain.element),
    edits: [],
    leavesBuses: leavesBuses(domain),
    ...(replaced === undefined ? {} : { replaced }),
  };
  for (const devices of Object.values(domain.devices)) {
    for (const device of devices) if (device.element !== undefined) completeElement(patch, device.element, device);
  }
  return patch.edits;
}

/** Whether disks would be in another order if each had its bus written. */
function leavesBuses({ devices: { disk } }: Domain): boolean {
  if (disk.every(({ isBusWritten }) => isBusWritten)) return false;
  const asWritten = [...disk].sort((a, b) => (a.element?.span.start ?? 0) - (b.element?.span.start ?? 0));
  const later = orderDisks(asWritten, false);
  return disk.some((one, place) => later[place] !== one);
}

/** What of the document the plan replaces, in the order of the text, each with the rule by which libvirt does it. */
export function replacements(plan: Plan): readonly Replacement[] {
  const replaced: Replacement[] = [];
  completions(plan, replaced);
  const withDecision = replaced.map((one) => {
    const decision = one.device.address.type === 'pci' ? plan.decisions.get(one.device) : undefined;
    const isAddress = one.element.name === 'address' && one.becomes !== undefined;
    return decision === undefined || !isAddress ? one : { ...one, rule: decision.rule };
  });
  return withDecision.sort((a, b) => a.element.span.start - b.element.span.start);
}

interface Insertion {
  readonly anchor: XmlElement;
  readonly where: 'before' | 'after';
  readonly specs: ElementSpec[];
}

/**
 * The edits that write down the devices of a domain that the document lacks. Every one goes behind the one before it in
 * libvirt's list, so that the document has the list's order.
 */
export function insertionEdits(domain: Domain): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const kinds = writtenKinds(unwrittenKinds(domain));
  if (kinds.length === 0) return edits;
  const written = writtenElements(domain);
  const insertions: Insertion[] = [];
  const appended: ElementSpec[] = [];
  for (const kind of kinds) collectInsertions(domain.devices[kind], written, insertions, appended);
  for (const { anchor, where, specs } of insertions) {
    const insert = where === 'after' ? insertAfter : insertBefore;
    edits.push(insert(domain.document, anchor, specs));
  }
  if (appended.length === 0) return edits;
  const parent = domain.devicesElement;
  const children = parent === undefined ? [{ name: 'devices', attributes: [], children: appended }] : appended;
  edits.push(appendChildren(domain.document, parent ?? domain.element, children));
  return edits;
}

/** The classes with devices that nobody wrote. */
function unwrittenKinds({ devices }: Domain): readonly DeviceKind[] {
  const kinds: DeviceKind[] = [];
  for (const kind in devices) {
    const list: readonly Device[] = devices[kind as DeviceKind];
    if (list.some(({ element }) => element === undefined)) kinds.push(kind as DeviceKind);
  }
  return kinds;
}

/** What stands in `<devices>`, or in all of them. */
function writtenElements({ devicesElements }: Domain): readonly XmlElement[] {
  return devicesElements.flatMap((parent) => elements(parent));
}

function collectInsertions(
  list: readonly Device[],
  written: readonly XmlElement[],
  insertions: Insertion[],
  appended: ElementSpec[],
): void {
  let current = firstInsertion(list, written);
  for (const device of list) {
    if (device.element !== undefined) {
      current = { anchor: device.element, where: 'after', specs: [] };
      continue;
    }
    if (current === undefined) {
      appended.push(canonicalForm(device));
      continue;
    }
    if (current.specs.length === 0) insertions.push(current);
    current.specs.push(canonicalForm(device));
  }
}

/** The edit that writes one more element into `<devices>`: behind the last of its name, else where W-ORDER has it. */
export function elementInsertion(domain: Domain, spec: ElementSpec): TextEdit {
  const { document, devicesElement } = domain;
  const written = writtenElements(domain);
  const same = written.findLast(({ name }) => name === spec.name);
  if (same !== undefined) return insertAfter(document, same, [spec]);
  const place = placeInOrder(written, spec.name);
  if (place?.where === 'after') return insertAfter(document, place.anchor, [spec]);
  if (place?.where === 'before') return insertBefore(document, place.anchor, [spec]);
  if (devicesElement !== undefined) return appendChildren(document, devicesElement, [spec]);
  return appendChildren(document, domain.element, [{ name: 'devices', attributes: [], children: [spec] }]);
}

/** The edits that give a written device another PCI address; none for one that nobody wrote. */
export function placedAt(plan: Plan, device: Device, at: PciAddress): readonly TextEdit[] {
  const zpci = device.address.type === 'pci' ? device.address.zpci : undefined;
  return addressEdits(plan, device, { type: 'pci', at, ...(zpci === undefined ? {} : { zpci }) });
}

/** The edits that write an address into the element of a device, in place of the one that it has. */
export function addressEdits(plan: Plan, { element }: Device, place: PciDeviceAddress): readonly TextEdit[] {
  const { document } = plan.domain;
  if (element === undefined) return [];
  const written = child(element, 'address');
  const multifunction = written === undefined ? undefined : attributeValue(written, 'multifunction');
  const isSwitch = multifunction === 'on' || multifunction === 'off';
  const spec = writtenAddress(isSwitch ? { ...place, multifunction } : place);
  if (spec === undefined) return [];
  if (written === undefined) return [appendChildren(document, element, [spec])];
  const indent = lineStart(document.source, written.span.start)?.indent ?? '';
  return [{ span: written.span, newText: printElement(spec, detectStyle(document, written), indent) }];
}

// Where the first of a class goes: before the first that is written; else behind the classes that come before it.
function firstInsertion(list: readonly Device[], written: readonly XmlElement[]): Insertion | undefined {
  const first = list.find(({ element }) => element !== undefined)?.element;
  if (first !== undefined) return { anchor: first, where: 'before', specs: [] };
  const place = placeInOrder(written, list[0]?.kind ?? '');
  return place === undefined ? undefined : { ...place, specs: [] };
}

function placeInOrder(written: readonly XmlElement[], kind: string): Pick<Insertion, 'anchor' | 'where'> | undefined {
  const rank = writtenRank(kind);
  const before = written.findLast(({ name, uri }) => {
    const place = uri === '' ? writtenRank(name) : -1;
    return place >= 0 && place < rank;
  });
  if (before !== undefined) return { anchor: before, where: 'after' };
  const [next] = written;
  return next === undefined ? undefined : { anchor: next, where: 'before' };
}
