import { checkArguments, isPlan } from '../basics/index.ts';
import type { Console, Controller, Device, DeviceKind, Domain, Serial } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import {
  appendChildren,
  child,
  detectStyle,
  type ElementSpec,
  elements,
  lineStart,
  printElement,
  removeElement,
  type XmlElement,
  type XmlStyle,
} from '../xml/index.ts';
import { WRITTEN_ORDER } from './device-order.ts';
import { completeElement } from './merge-element.ts';
import { canonicalForm } from './written-form.ts';

/**
 * The domain with its `<devices>` as libvirt's inactive dump has them: classes and devices in its order (W-ORDER),
 * controllers and addresses in its spelling. What else the elements hold stays as the user wrote it; comments between
 * devices, and elements that this libvirt does not know, are dropped as libvirt drops them.
 */
export function canonicalXml(plan: Plan): string {
  checkArguments('canonicalXml', { plan: [plan, isPlan] });
  const { domain } = plan;
  const { document, devicesElement } = domain;
  const near = devicesElement ?? domain.element;
  const style = { ...detectStyle(document, near), lineEnd: '\n' as const };
  const outer = lineStart(document.source, near.span.start)?.indent ?? '';
  const context: Context = { domain, style, indent: outer + style.step };
  if (devicesElement === undefined) {
    const children = Object.values(domain.devices).flat().map(canonicalForm);
    return applyEdits(document.source, [
      appendChildren(document, domain.element, [{ name: 'devices', attributes: [], children }]),
    ]);
  }
  const lines = WRITTEN_ORDER.flatMap((name) => classTexts(context, name));
  const content = `${lines.map((line) => `\n${context.indent}${line}`).join('')}\n${outer}`;
  const further = domain.devicesElements.slice(1).map((each) => removeElement(document, each));
  return applyEdits(document.source, [replaceContent(devicesElement, content), ...further]);
}

interface Context {
  readonly domain: Domain;
  readonly style: XmlStyle;
  readonly indent: string;
}

function replaceContent(element: XmlElement, content: string): TextEdit {
  const { startTag, endTag, name } = element;
  if (endTag !== undefined) return { span: { start: startTag.end, end: endTag.start }, newText: content };
  return { span: { start: startTag.end - 2, end: startTag.end }, newText: `>${content}</${name}>` };
}

function classTexts(context: Context, name: string): readonly string[] {
  const { domain } = context;
  if (isDeviceKind(domain, name)) return domain.devices[name].map((device) => deviceText(context, device));
  const written = domain.devicesElements.flatMap((devices) => elements(devices, name));
  return written.map(({ span }) => domain.document.source.slice(span.start, span.end));
}

function isDeviceKind(domain: Domain, name: string): name is DeviceKind {
  return Object.hasOwn(domain.devices, name);
}

function deviceText(context: Context, device: Device): string {
  const { domain, style, indent } = context;
  const { element } = device;
  if (element === undefined) return printElement(canonicalForm(device), style, indent);
  if (device.kind === 'controller') return controllerText(context, device, element);
  if (device.kind === 'console' && device.mirrors?.element !== undefined && isOther(device.mirrors, device)) {
    return mirrorText(context, device, device.mirrors.element);
  }
  const patch = { domain, style, edits: [], respell: true };
  completeElement(patch, element, device);
  return editedSlice(domain.document.source, element, patch.edits);
}

const isOther = (serial: Serial, console: Console): boolean => serial.sourceKey !== console.sourceKey;

// I-CONSOLE: a console that stands for a serial device has its type and source, whatever it says itself.
function mirrorText({ domain, style, indent }: Context, device: Console, serial: XmlElement): string {
  const inner = indent + style.step;
  const spec = canonicalForm(device);
  const source = elements(serial)
    .filter(({ name }) => !['target', 'address', 'alias'].includes(name))
    .map(({ span }) => domain.document.source.slice(span.start, span.end));
  const own = (spec.children ?? []).map((part) => printElement(part, style, inner));
  const head = printElement({ name: 'console', attributes: spec.attributes }, style, indent);
  return `${head.slice(0, -2)}>${[...source, ...own].map((text) => `\n${inner}${text}`).join('')}\n${indent}</console>`;
}

function editedSlice(source: string, element: XmlElement, edits: readonly TextEdit[]): string {
  const { start, end } = element.span;
  const moved = edits.map(({ span, newText }) => ({
    span: { start: span.start - start, end: span.end - start },
    newText,
  }));
  return applyEdits(source.slice(start, end), moved);
}

/** Children that only PCI controllers have. */
const PCI_CHILDREN: readonly string[] = ['model', 'target', 'pcihole64'];

/** Children that W-CTRL puts before, among and behind those that placement writes. */
const CONTROLLER_CHILDREN = ['model', 'target', 'driver', 'boot', 'alias', 'master', 'address', 'pcihole64'];

function controllerText(context: Context, device: Controller, element: XmlElement): string {
  const { domain, style, indent } = context;
  const spec = canonicalForm(device);
  const inner = indent + style.step;
  const known = new Set(spec.attributes.map(([name]) => name));
  const attributes = [
    ...spec.attributes,
    ...element.attributes.filter(({ name }) => !known.has(name)).map(({ name, value }) => [name, value] as const),
  ];
  const planned = (spec.children ?? []).map((part) => ({
    name: part.name,
    text: printElement(withOwnAttributes(part, element), style, inner),
  }));
  const names = new Set(planned.map(({ name }) => name));
  const kept = elements(element)
    .filter(({ name, uri }) => uri === '' && name !== 'address' && (!names.has(name) || name === 'driver'))
    .filter(({ name }) => device.type === 'pci' || !PCI_CHILDREN.includes(name))
    .map(({ name, span }) => ({ name, text: domain.document.source.slice(span.start, span.end) }));
  const rank = (name: string): number =>
    (CONTROLLER_CHILDREN.indexOf(name) + CONTROLLER_CHILDREN.length + 1) % (CONTROLLER_CHILDREN.length + 1);
  const children = [...planned, ...kept].sort((a, b) => rank(a.name) - rank(b.name));
  const head = printElement({ name: 'controller', attributes }, style, indent);
  if (children.length === 0) return head;
  return `${head.slice(0, -2)}>${children.map(({ text }) => `\n${inner}${text}`).join('')}\n${indent}</controller>`;
}

// Attributes that placement does not know, such as memReserve of a <target>.
function withOwnAttributes(spec: ElementSpec, parent: XmlElement): ElementSpec {
  const written = spec.name === 'address' ? undefined : child(parent, spec.name);
  if (written === undefined) return spec;
  const known = new Set(spec.attributes.map(([name]) => name));
  const own = written.attributes
    .filter(({ name }) => !known.has(name))
    .map(({ name, value }) => [name, value] as const);
  return own.length === 0 ? spec : { ...spec, attributes: [...spec.attributes, ...own] };
}
