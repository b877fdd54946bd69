import { checkArguments, isPlan } from '../basics/index.ts';
import type { Console, Device, DeviceKind, Domain, Machine, Serial } from '../domain/index.ts';
import { factsOf, type Plan } from '../plan/index.ts';
import { inForce, type Release, SETTING_DATES } from '../profiles/index.ts';
import { qemuMeans } from '../qemu/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import {
  appendChildren,
  detectStyle,
  type ElementSpec,
  elements,
  lineStart,
  printElement,
  removeElement,
  type XmlElement,
  type XmlStyle,
} from '../xml/index.ts';
import { canonicalElement } from './canonical-element.ts';
import { WRITTEN_ORDER } from './device-order.ts';
import { canonicalForm } from './written-form.ts';

/**
 * The domain with its `<devices>` as libvirt's inactive dump has them: classes and devices in its order (W-ORDER),
 * controllers and addresses in its spelling, and with the values that it adds to each device (W-VALUES). What else the elements
 * hold is what the user wrote; comments, and elements that this libvirt does not know, are dropped as libvirt drops them.
 */
export function canonicalXml(plan: Plan): string {
  checkArguments('canonicalXml', { plan: [plan, isPlan] });
  const { domain } = plan;
  const { document, devicesElement } = domain;
  const near = devicesElement ?? domain.element;
  const style = { ...detectStyle(document, near), lineEnd: '\n' as const, quote: "'" as const };
  const outer = lineStart(document.source, near.span.start)?.indent ?? '';
  const { release } = factsOf(plan).profile;
  const displays = new Map<Device, string>();
  if (inForce(SETTING_DATES.last, release)) {
    for (const { device, driver } of qemuMeans(plan)) {
      if (device.kind === 'video' && device.model === 'virtio' && driver !== undefined) displays.set(device, driver);
    }
  }
  const context: Context = { domain, machine: domain.machine, release, displays, style, indent: outer + style.step };
  // Those of a foreign namespace are nothing to libvirt.
  const further = elements(domain.element)
    .filter((one) => one.name === 'devices' && one !== devicesElement)
    .map((each) => removeElement(document, each));
  if (devicesElement === undefined) {
    const children = Object.values(domain.devices).flat().map(canonicalForm);
    return applyEdits(document.source, [
      appendChildren(document, domain.element, [{ name: 'devices', attributes: [], children }]),
      ...further,
    ]);
  }
  const lines = WRITTEN_ORDER.flatMap((name) => classTexts(context, name));
  const content = `${lines.map((line) => `\n${context.indent}${line}`).join('')}\n${outer}`;
  return applyEdits(document.source, [replaceContent(devicesElement, content), ...further]);
}

interface Context {
  readonly machine: Machine;
  readonly release: Release;
  readonly domain: Domain;
  /** QEMU's drivers of virtio displays, where this libvirt writes them. */
  readonly displays: ReadonlyMap<Device, string>;
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
  // A filter without rules is none.
  const kept = name === 'redirfilter' ? written.filter((one) => elements(one, 'usbdev').length > 0) : written;
  return kept.map((one) => {
    const text = keptText(domain.document.source, one);
    return name === 'redirfilter' ? text.replace(/<usbdev\b[^>]*>/g, filterRule) : text;
  });
}

/** What a rule leaves open is not written (W-VALUES). */
function filterRule(tag: string): string {
  return tag.replace(/\s+(class|vendor|product|version)=(['"])(.*?)\2/g, (_, name: string, __, value: string) =>
    value === '-1' ? '' : ` ${name}='${name === 'version' ? usbVersion(value) : usbNumber(value, name)}'`,
  );
}

const usbNumber = (value: string, name: string): string =>
  `0x${Number(value)
    .toString(16)
    .toUpperCase()
    .padStart(name === 'class' ? 2 : 4, '0')}`;

const usbVersion = (value: string): string => value.replace(/\.(\d)$/, '.$10');

/** The parts of elements that are no devices; others are dropped. */
const KEPT_PARTS: Readonly<Record<string, readonly string[]>> = {
  redirfilter: ['usbdev'],
  lease: ['lockspace', 'key', 'target'],
};

function keptText(source: string, { name, span, startTag, children }: XmlElement): string {
  // They have no attributes.
  let text = startTag.end === span.end ? '' : `<${name}>`;
  let at = text === '' ? span.start : startTag.end;
  for (const part of children) {
    if (part.kind !== 'element' || KEPT_PARTS[name]?.includes(part.name) !== false) continue;
    text += source.slice(at, part.span.start);
    at = part.span.end;
  }
  return text + source.slice(at, span.end);
}

function isDeviceKind(domain: Domain, name: string): name is DeviceKind {
  return Object.hasOwn(domain.devices, name);
}

const deviceText = (context: Context, device: Device): string => quoted(printedDevice(context, device));

/** libvirt escapes both quotes everywhere, also where XML need not. */
function quoted(text: string): string {
  const inTexts = text.replace(/>[^<>]*'[^<>]*</g, (part) => part.replaceAll("'", '&apos;'));
  return inTexts.replaceAll('"', '&quot;');
}

function printedDevice(context: Context, device: Device): string {
  const { style, indent } = context;
  const { element } = device;
  if (device.kind === 'console' && device.mirrors?.element !== undefined) {
    return printElement(mirrorSpec(device, device.mirrors, device.mirrors.element, context), style, indent);
  }
  const spec = element === undefined ? canonicalForm(device) : canonicalElement(device, element, context);
  return printElement(withDisplay(spec, context.displays.get(device)), style, indent);
}

/** QEMU's device of a virtio display, without the bus it is on. */
function withDisplay(spec: ElementSpec, driver: string | undefined): ElementSpec {
  if (spec.name !== 'video') return spec;
  const device = driver === undefined ? [] : [['device', driver.replace(/-(?:pci|ccw|device)$/, '')] as const];
  const children = (spec.children ?? []).map((one) =>
    one.name === 'model'
      ? { ...one, attributes: [...one.attributes.filter(([name]) => name !== 'device'), ...device] }
      : one,
  );
  return { ...spec, children };
}

// I-CONSOLE: a console that stands for a serial device has its type and source, whatever it says itself.
function mirrorSpec(console: Console, serial: Serial, element: XmlElement, context: Context): ElementSpec {
  const spec = canonicalForm(console);
  const source = canonicalElement(serial, element, context).children ?? [];
  const own = source.filter(({ name }) => !['target', 'address', 'alias'].includes(name));
  return { ...spec, children: [...own, ...(spec.children ?? [])] };
}
