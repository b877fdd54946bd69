import type { Device, Domain } from '../domain/index.ts';
import type { TextEdit } from '../text/index.ts';
import {
  appendChildren,
  attribute,
  child,
  type ElementSpec,
  elements,
  lineStart,
  printElement,
  removeAttribute,
  removeElement,
  setAttribute,
  type XmlElement,
  type XmlStyle,
} from '../xml/index.ts';
import { sameValue } from './same-value.ts';
import { addressRule, type Replacement, valueRule } from './value-rules.ts';
import { writtenForm } from './written-form.ts';

/** The edits of one document, as they are collected. */
export interface Patch {
  readonly domain: Domain;
  readonly style: XmlStyle;
  readonly edits: TextEdit[];
  /** Disks that name no bus go on without one. */
  readonly leavesBuses: boolean;
  /** Where to note what is replaced; nobody wants to know where it is absent. */
  readonly replaced?: Replacement[];
}

/** Makes a device's element say what the plan says. */
export function completeElement(patch: Patch, element: XmlElement, device: Device): void {
  const spec = specOf(patch, element, device);
  mergeInto({ patch, device }, element, spec, spec.name);
  if (device.address.type !== 'none' || device.kind === 'console') return;
  if (device.kind === 'graphics' || device.kind === 'audio') return;
  for (const address of elements(element, 'address')) {
    patch.edits.push(removeElement(patch.domain.document, address));
    noteElement({ patch, device }, address);
  }
}

function specOf({ leavesBuses }: Patch, element: XmlElement, device: Device): ElementSpec {
  const whole = writtenForm(device);
  if (hidesDriver(device, element)) return { ...whole, children: without(whole.children, 'model') };
  return device.kind === 'disk' && leavesBuses ? withoutBus(whole) : whole;
}

const without = (parts: readonly ElementSpec[] = [], name: string): readonly ElementSpec[] =>
  parts.filter((part) => part.name !== name);

/** Without a model libvirt reads nothing of the driver of an interface; with the model that it chooses it would. */
function hidesDriver(device: Device, element: XmlElement): boolean {
  if (device.kind !== 'interface' || device.type === 'hostdev') return false;
  const model = child(element, 'model');
  return child(element, 'driver') !== undefined && (model === undefined || !attribute(model, 'type')?.value);
}

/** A bus that is written would put the disk into another place of libvirt's list (V-NOBUS). */
function withoutBus(spec: ElementSpec): ElementSpec {
  const isOther = ([name]: readonly [string, string]): boolean => name !== 'bus';
  const children = (spec.children ?? []).map((part) =>
    part.name === 'target' ? { ...part, attributes: part.attributes.filter(isOther) } : part,
  );
  return { ...spec, children };
}

interface Merge {
  readonly patch: Patch;
  readonly device: Device;
}

function noteElement({ patch, device }: Merge, element: XmlElement, becomes?: string): void {
  if (patch.replaced === undefined) return;
  const was = patch.domain.document.source.slice(element.span.start, element.span.end);
  const rule = addressRule(device);
  patch.replaced.push({ device, element, was, rule, ...(becomes === undefined ? {} : { becomes }) });
}

/**
 * Adds what an element lacks; what it says otherwise is corrected only where libvirt replaces it. `path` leads from the
 * device to the element.
 */
function mergeInto(merge: Merge, element: XmlElement, spec: ElementSpec, path: string): void {
  const { patch, device } = merge;
  for (const [name, value] of spec.attributes) {
    const written = attribute(element, name);
    if (written === undefined && isDefault(spec.name, name, value)) continue;
    if (written !== undefined && sameValue(name, written.value, value)) continue;
    const rule = valueRule(device, path, name, written?.value);
    if (rule === undefined) continue;
    patch.edits.push(setAttribute(element, name, value, patch.style));
    if (written !== undefined)
      patch.replaced?.push({ device, element, attribute: name, was: written.value, becomes: value, rule });
  }
  if (spec.name === 'address') dropStaleAttributes(merge, element, spec);
  const missing: ElementSpec[] = [];
  for (const part of spec.children ?? []) {
    const written = child(element, part.name);
    if (written !== undefined && part.name === 'address' && isOfAnotherType(written, part)) {
      const newText = printElement(part, patch.style, indentOf(patch, written));
      patch.edits.push({ span: written.span, newText });
      noteElement(merge, written, newText);
    } else if (written !== undefined) mergeInto(merge, written, part, `${path}/${part.name}`);
    else if (part.name !== 'target' || part.attributes.length > 0) missing.push(part);
  }
  if (missing.length > 0) patch.edits.push(appendChildren(patch.domain.document, element, missing));
}

// The attributes of another type of address mean nothing in this one.
function isOfAnotherType(written: XmlElement, { attributes }: ElementSpec): boolean {
  const type = attribute(written, 'type')?.value;
  return type !== undefined && attributes.some(([name, value]) => name === 'type' && value !== type);
}

/** Attributes that mean the same when they are absent, so that a document that is complete stays as it is. */
const DEFAULTS: ReadonlyMap<string, readonly [attribute: string, value: string]> = new Map([
  ['disk', ['device', 'disk']],
  ['interface', ['type', 'user']],
  ['hostdev', ['mode', 'subsystem']],
  ['redirdev', ['bus', 'usb']],
  ['address', ['domain', '0x0000']],
]);

function isDefault(element: string, attributeName: string, value: string): boolean {
  const row = DEFAULTS.get(element);
  return row !== undefined && row[0] === attributeName && row[1] === value;
}

// T-ADDR-2: what stood beside an empty address is dropped when the address is stored.
function dropStaleAttributes({ patch, device }: Merge, element: XmlElement, spec: ElementSpec): void {
  const isStored = spec.attributes.some(([name]) => name === 'domain');
  if (isStored && !spec.children?.some(({ name }) => name === 'zpci'))
    for (const ids of elements(element, 'zpci')) patch.edits.push(removeElement(patch.domain.document, ids));
  const stale = attribute(element, 'multifunction');
  if (stale === undefined || spec.attributes.some(([name]) => name === 'multifunction')) return;
  if (!isStored) return;
  patch.edits.push(removeAttribute(element, stale));
  patch.replaced?.push({ device, element, attribute: stale.name, was: stale.value, rule: 'T-ADDR-2' });
}

function indentOf(patch: Patch, element: XmlElement): string {
  return lineStart(patch.domain.document.source, element.span.start)?.indent ?? '';
}
