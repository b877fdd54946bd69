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
import { canonicalForm, writtenForm } from './written-form.ts';

/** The edits of one document, as they are collected. */
export interface Patch {
  readonly domain: Domain;
  readonly style: XmlStyle;
  readonly edits: TextEdit[];
  /** Addresses are written anew as libvirt spells them, also where the document says the same in other words. */
  readonly respell?: boolean;
}

/** Makes a device's element say what the plan says. */
export function completeElement(patch: Patch, element: XmlElement, device: Device): void {
  mergeInto(patch, element, patch.respell === true ? canonicalForm(device) : writtenForm(device));
  if (device.address.type !== 'none' || device.kind === 'console') return;
  const isLeft = device.kind === 'graphics' || device.kind === 'audio';
  if (isLeft && patch.respell !== true) return;
  for (const address of elements(element, 'address')) patch.edits.push(removeElement(patch.domain.document, address));
}

/** Adds what an element lacks and corrects what it says otherwise; what else it has stays. */
function mergeInto(patch: Patch, element: XmlElement, spec: ElementSpec): void {
  for (const [name, value] of spec.attributes) {
    const written = attribute(element, name);
    if (written === undefined && patch.respell !== true && isDefault(spec.name, name, value)) continue;
    if (written === undefined || !sameValue(name, written.value, value)) {
      patch.edits.push(setAttribute(element, name, value, patch.style));
    }
  }
  if (spec.name === 'address') dropStaleAttributes(patch, element, spec);
  const missing: ElementSpec[] = [];
  for (const part of spec.children ?? []) {
    const written = child(element, part.name);
    if (
      written !== undefined &&
      part.name === 'address' &&
      (patch.respell === true || isOfAnotherType(written, part))
    ) {
      patch.edits.push({ span: written.span, newText: printElement(part, patch.style, indentOf(patch, written)) });
    } else if (written !== undefined) mergeInto(patch, written, part);
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
const DEFAULTS: Readonly<Record<string, string>> = {
  'disk device': 'disk',
  'interface type': 'user',
  'hostdev mode': 'subsystem',
  'redirdev bus': 'usb',
  'address domain': '0x0000',
};

function isDefault(element: string, attributeName: string, value: string): boolean {
  return DEFAULTS[`${element} ${attributeName}`] === value;
}

// T-ADDR-2: what stood beside an empty address is dropped when the address is stored.
function dropStaleAttributes(patch: Patch, element: XmlElement, spec: ElementSpec): void {
  const stale = attribute(element, 'multifunction');
  if (stale === undefined || spec.attributes.some(([name]) => name === 'multifunction')) return;
  patch.edits.push(removeAttribute(element, stale));
}

function indentOf(patch: Patch, element: XmlElement): string {
  return lineStart(patch.domain.document.source, element.span.start)?.indent ?? '';
}
