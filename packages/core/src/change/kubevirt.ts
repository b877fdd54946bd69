import { areOptions, checkArguments, isFlag, isFunction, isNumber, isText } from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { canonicalXml } from '../outputs/index.ts';
import type { Plan } from '../plan/index.ts';
import { applyEdits, type TextEdit } from '../text/index.ts';
import {
  appendChildren,
  attribute,
  attributeValue,
  child,
  type ElementSpec,
  elements,
  findDomain,
  insertAfter,
  parseXml,
  removeAttribute,
  removeElement,
  textOf,
  type XmlDocument,
  type XmlElement,
} from '../xml/index.ts';
import type { Planner } from './edited-document.ts';

/** KubeVirt's formulas for ports that are kept free (I-KV-FORMULA), from the oldest to the newest. */
export const KUBEVIRT_FORMULAS = ['v1', 'v2', 'v3'] as const;
/** The formulas by which KubeVirt reserves ports, one a version. */
export type KubevirtFormula = (typeof KUBEVIRT_FORMULAS)[number];

/** What decides about the places that KubeVirt reserves. */
export interface KubevirtSettings {
  /** The newest by default. */
  readonly formula?: KubevirtFormula;
  /** The annotation `kubevirt.io/pci-interface-slot-count`; only v3 reads it. */
  readonly slotCount?: number;
  /** The annotation `kubevirt.io/placePCIDevicesOnRootComplex`. */
  readonly rootComplex?: boolean;
}

/** One definition: what KubeVirt gives to libvirt, and libvirt's answer. */
export interface KubevirtPass {
  /** 1, 2 or 3, as I-KV-PASSES numbers them: without placeholders there is no 1. */
  readonly number: number;
  readonly xml: string;
  readonly plan: Plan;
}

/** What the formula counts, and what it gives. */
export interface KubevirtCounts {
  readonly interfaces: number;
  /** In bytes. */
  readonly memory: number;
  readonly portsInUse: number;
  readonly placeholders: number;
  readonly extraPorts: number;
}

/** What becomes of a document when KubeVirt starts it; or why it cannot. */
export type KubevirtStart =
  | {
      readonly ok: true;
      readonly counts: KubevirtCounts;
      readonly passes: readonly KubevirtPass[];
      /** The document of the last pass. */
      readonly xml: string;
      readonly plan: Plan;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * The definitions of one start, from the domain that KubeVirt's converter writes (I-KV-PASSES): ports are kept free by
 * placeholder interfaces, which are gone in the end, and by extra root ports.
 */
export function simulateKubevirt(converted: string, planner: Planner, settings: KubevirtSettings = {}): KubevirtStart {
  checkArguments('simulateKubevirt', {
    converted: [converted, isText],
    planner: [planner, isFunction],
    settings: [settings, areOptions<KubevirtSettings>({ formula: isText, slotCount: isNumber, rootComplex: isFlag })],
  });
  const read = readParts(converted);
  if (!read.ok) return read;
  const isPlanned = plansPorts(read.domain);
  const counts = countPorts(read.domain, isPlanned ? settings : undefined);
  const placed = settings.rootComplex === true && isPlanned ? placeOnRoot(read) : converted;
  const passes: KubevirtPass[] = [];
  const define = (number: number, xml: string) => {
    const answer = planner(xml);
    if (answer.ok) passes.push({ number, xml, plan: answer.plan });
    return answer;
  };
  let document = placed;
  if (counts.placeholders > 0) {
    const first = define(
      1,
      edited(placed, (parts) => addPlaceholders(parts, counts.placeholders)),
    );
    if (!first.ok) return first;
    const interfaces = interfaceTexts(placed);
    document = edited(readBack(first.plan), (parts) => withInterfaces(parts, interfaces));
  }
  const second = define(2, document);
  if (!second.ok) return second;
  // With placeholders the second answer is not read back.
  if (isPlanned) {
    const base = counts.placeholders > 0 ? document : readBack(second.plan);
    const third = define(
      3,
      edited(base, (parts) => addPorts(parts, counts.extraPorts)),
    );
    if (!third.ok) return third;
  }
  const last = passes[passes.length - 1] as KubevirtPass;
  return { ok: true, counts, passes, xml: last.xml, plan: last.plan };
}

interface Parts {
  readonly document: XmlDocument;
  readonly domain: XmlElement;
  readonly devices: XmlElement;
}

function readParts(
  xml: string,
): (Parts & { readonly ok: true }) | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  const { document, diagnostics } = parseXml(xml);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  const found = findDomain(document);
  if (!found.ok) return { ok: false, diagnostics: [found.diagnostic] };
  // Without devices there is nothing to plan; the planner says what else is wrong.
  return { ok: true, document, domain: found.domain, devices: child(found.domain, 'devices') ?? found.domain };
}

function edited(xml: string, edits: (parts: Parts) => readonly TextEdit[]): string {
  const parts = readParts(xml);
  return parts.ok ? applyEdits(xml, edits(parts)) : xml;
}

/** I-KV-SCOPE. */
function plansPorts(domain: XmlElement): boolean {
  const type = child(child(domain, 'os') ?? domain, 'type');
  const [arch, machine] = ['arch', 'machine'].map((name) =>
    type === undefined ? undefined : attributeValue(type, name),
  );
  const isKnown = arch === undefined || arch === 'x86_64' || arch === 'aarch64';
  return isKnown && (machine === undefined || machine.includes('q35') || machine.startsWith('virt'));
}

/** I-KV-FORMULA; without settings no ports are planned. */
function countPorts(domain: XmlElement, settings: KubevirtSettings | undefined): KubevirtCounts {
  const devices = child(domain, 'devices');
  const all = devices === undefined ? [] : elements(devices);
  const interfaces = all.filter(({ name }) => name === 'interface').length;
  const memory = memoryOf(domain);
  const portsInUse = all.filter(usesPort).length;
  const counted = { interfaces, memory, portsInUse };
  if (settings === undefined) return { ...counted, placeholders: 0, extraPorts: 0 };
  const { formula = 'v3', slotCount, rootComplex = false } = settings;
  const isLarge = memory > 2 ** 31;
  const v1 = rootComplex || interfaces === 0 ? 0 : Math.max(0, 4 - interfaces);
  const v2 = rootComplex ? 0 : isLarge ? Math.max(16 - portsInUse, 6) : Math.max(8 - portsInUse, 3);
  if (formula === 'v1') return { ...counted, placeholders: v1, extraPorts: 0 };
  if (formula === 'v2') return { ...counted, placeholders: v2, extraPorts: 0 };
  const placeholders = slotCount === undefined ? v1 : Math.max(0, slotCount - interfaces);
  return { ...counted, placeholders, extraPorts: rootComplex ? 0 : Math.max(0, v2 - placeholders) };
}

const NOT_COUNTED = ['pci-root', 'pcie-root', 'pcie-expander-bus'];

/** I-KV-COUNT. */
function usesPort(device: XmlElement): boolean {
  const address = child(device, 'address');
  const type = address === undefined ? undefined : attributeValue(address, 'type');
  if (type !== undefined && type !== 'pci') return false;
  switch (device.name) {
    case 'interface':
    case 'watchdog':
    case 'rng':
    case 'memballoon':
      return true;
    case 'hostdev':
      return attributeValue(device, 'type') === 'pci';
    case 'controller':
      return !NOT_COUNTED.includes(attributeValue(device, 'model') ?? '');
    case 'disk':
      return isVirtio(child(device, 'target'));
    case 'input':
      return isVirtio(device);
    default:
      return false;
  }
}

const isVirtio = (element: XmlElement | undefined): boolean =>
  element !== undefined && attributeValue(element, 'bus') === 'virtio';

/** I-KV-PLACEHOLDER: behind the real interfaces. */
function addPlaceholders({ document, devices }: Parts, count: number): readonly TextEdit[] {
  const specs = Array.from({ length: count }, (_, position): ElementSpec => {
    const target: ElementSpec = {
      name: 'target',
      attributes: [
        ['dev', `placeholder-${position}`],
        ['managed', 'no'],
      ],
    };
    const model: ElementSpec = { name: 'model', attributes: [['type', virtioModel(devices)]] };
    return { name: 'interface', attributes: [['type', 'ethernet']], children: [target, model] };
  });
  const last = elements(devices, 'interface').at(-1);
  return [last === undefined ? appendChildren(document, devices, specs) : insertAfter(document, last, specs)];
}

/** The virtio model of the guest, which its interfaces, balloon and disks share. */
function virtioModel(devices: XmlElement): string {
  const balloon = child(devices, 'memballoon');
  const models = elements(devices, 'interface').map((one) => {
    const model = child(one, 'model');
    return model === undefined ? undefined : attributeValue(model, 'type');
  });
  const all = [...models, balloon === undefined ? undefined : attributeValue(balloon, 'model')];
  return all.find((model) => model?.startsWith('virtio-')) ?? 'virtio-non-transitional';
}

/** libvirt's answer as KubeVirt reads it (I-KV-LOSS). */
function readBack(plan: Plan): string {
  return edited(canonicalXml(plan), ({ document, devices }) =>
    elements(devices).flatMap((device) => {
      const address = child(device, 'address');
      const multifunction = address === undefined ? undefined : attribute(address, 'multifunction');
      const edits = address && multifunction ? [removeAttribute(address, multifunction)] : [];
      if (device.name !== 'controller' || attributeValue(device, 'type') !== 'pci') return edits;
      const [model, target] = [child(device, 'model'), child(device, 'target')];
      if (model !== undefined) edits.push(removeElement(document, model));
      for (const name of ['chassis', 'port', 'index']) {
        const lost = target === undefined ? undefined : attribute(target, name);
        // Attributes beside each other are removed in one edit each, which touch and do not overlap.
        if (target !== undefined && lost !== undefined) edits.push(removeAttribute(target, lost));
      }
      return edits;
    }),
  );
}

function interfaceTexts(xml: string): string {
  const parts = readParts(xml);
  if (!parts.ok) return '';
  return elements(parts.devices, 'interface')
    .map(({ span }) => xml.slice(span.start, span.end))
    .join('\n    ');
}

/** The document with the interfaces as they were before the first definition, so without addresses. */
function withInterfaces({ document, devices }: Parts, interfaces: string): readonly TextEdit[] {
  const present = elements(devices, 'interface');
  const [first, ...others] = present;
  if (first === undefined) return [];
  return [{ span: first.span, newText: interfaces }, ...others.map((one) => removeElement(document, one))];
}

const MOST_INDEX = 31;

function addPorts({ document, devices }: Parts, count: number): readonly TextEdit[] {
  const indexes = elements(devices, 'controller')
    .filter((one) => attributeValue(one, 'type') === 'pci')
    .map((one) => Number(attributeValue(one, 'index') ?? 0));
  const next = Math.max(0, ...indexes) + 1;
  const specs = Array.from(
    { length: count },
    (_, position): ElementSpec => ({
      name: 'controller',
      attributes: [
        ['type', 'pci'],
        ['index', `${next + position}`],
        ['model', 'pcie-root-port'],
      ],
    }),
  ).slice(0, Math.max(0, MOST_INDEX + 1 - next));
  return specs.length === 0 ? [] : [appendChildren(document, devices, specs)];
}

/** The classes in the order in which they are placed on the root complex. */
const ROOT_ORDER = ['interface', 'hostdev', 'controller', 'disk', 'input', 'watchdog', 'rng', 'memballoon'];
/** The slots of bus 0 that KubeVirt gives: 1b is left out, and 1f is the chipset's. */
const ROOT_SLOTS = Array.from({ length: 0x1f - 2 }, (_, position) => position + 2).filter((slot) => slot !== 0x1b);

/** I-KV-ROOT-COMPLEX; devices beyond the last slot stay without an address, where KubeVirt refuses the start. */
function placeOnRoot({ document, devices }: Parts): string {
  const free = [...ROOT_SLOTS];
  const specs = ROOT_ORDER.flatMap((kind) => elements(devices, kind).filter(usesPort)).flatMap((device) => {
    const address = child(device, 'address');
    if (address !== undefined && attribute(address, 'domain') !== undefined) return [];
    const slot = free.shift();
    if (slot === undefined) return [];
    const at = `0x${slot.toString(16).padStart(2, '0')}`;
    const attributes = [
      ['type', 'pci'],
      ['domain', '0x0000'],
      ['bus', '0x00'],
      ['slot', at],
      ['function', '0x0'],
    ] as const;
    return [appendChildren(document, device, [{ name: 'address', attributes }])];
  });
  return applyEdits(document.source, specs);
}

/** Bytes of the memory of a domain; 0 where it says none that is a number. */
function memoryOf(domain: XmlElement): number {
  const memory = child(domain, 'memory');
  if (memory === undefined) return 0;
  const unit = attributeValue(memory, 'unit') ?? 'KiB';
  return Number(textOf(memory).trim()) * (UNITS[unit] ?? UNITS[`${unit}iB`] ?? 1024) || 0;
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
