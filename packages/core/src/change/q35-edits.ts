import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import {
  allDevices,
  type Controller,
  type Device,
  type Disk,
  type Domain,
  deviceLabel,
  hostDevices,
  osTypeOf,
  pciAddressOf,
} from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { TextEdit } from '../text/index.ts';
import {
  appendChildren,
  attributeValue,
  child,
  detectStyle,
  type ElementSpec,
  elements,
  removeElement,
  setAttribute,
  type XmlElement,
  type XmlStyle,
} from '../xml/index.ts';

/** The changes that make an i440fx document one of a q35 machine. */
export interface Q35Edits {
  readonly edits: readonly TextEdit[];
  readonly diagnostics: readonly Diagnostic[];
  /** New names of disks by their old ones. */
  readonly renamedDisks: ReadonlyMap<string, string>;
}

/** What is being changed. */
interface Change {
  readonly domain: Domain;
  readonly style: XmlStyle;
  readonly edits: TextEdit[];
  readonly diagnostics: Diagnostic[];
  readonly renamedDisks: Map<string, string>;
}

/** What to do with a controller of the document. */
interface ControllerRow {
  readonly type: string;
  readonly models?: readonly string[];
  /** Only where the domain writes no other controller of the type. */
  readonly alone?: true;
  /** `remove` it, since the machine brings its own or has none; or give it another model. */
  readonly action: 'remove' | { readonly model: string };
}

const PIIX_USB = ['piix3-uhci', 'piix4-uhci'];

/** The first row that fits is taken; controllers of no row stay as they are, without their PCI address. */
const CONTROLLER_ROWS: readonly ControllerRow[] = [
  { type: 'pci', models: ['pci-root'], action: { model: 'pcie-root' } },
  // Bridges are added where the plan needs some.
  { type: 'pci', action: 'remove' },
  // Its disks go to SATA.
  { type: 'ide', action: 'remove' },
  // I-USB: q35 brings a USB 2 set or xHCI; USB devices keep bus and port.
  { type: 'usb', models: PIIX_USB, alone: true, action: 'remove' },
  { type: 'usb', models: PIIX_USB, action: { model: 'qemu-xhci' } },
];

/** Makes the edits; `plan` is that of the document as it is. */
export function q35Edits(plan: Plan, machine: string): Q35Edits {
  const { domain } = plan;
  const style = detectStyle(domain.document, domain.devicesElement ?? domain.element);
  const change: Change = { domain, style, edits: [], diagnostics: [], renamedDisks: new Map() };
  setMachine(change, machine);
  const regrouped = regroupFunctions(change);
  for (const controller of domain.devices.controller) changeController(change, controller);
  moveIdeDisks(change);
  for (const device of allDevices(domain)) {
    if (device.kind !== 'controller' && !regrouped.has(device)) dropPciAddress(change, device.element);
  }
  warnOfTheRest(change);
  return { edits: change.edits, diagnostics: change.diagnostics, renamedDisks: change.renamedDisks };
}

function setMachine({ domain, style, edits }: Change, machine: string): void {
  const type = osTypeOf(domain.element);
  if (type !== undefined) edits.push(setAttribute(type, 'machine', machine, style));
}

function dropPciAddress({ domain, edits }: Change, element: XmlElement | undefined): void {
  const address = element === undefined ? undefined : child(element, 'address');
  if (address !== undefined && attributeValue(address, 'type') === 'pci') {
    edits.push(removeElement(domain.document, address));
  }
}

function changeController(change: Change, controller: Controller): void {
  const { element, type, model = '' } = controller;
  if (element === undefined) return;
  const { controller: all } = change.domain.devices;
  const isAlone = all.every((other) => other === controller || other.type !== type || other.element === undefined);
  const row = CONTROLLER_ROWS.find(
    (one) => one.type === type && (one.models?.includes(model) ?? true) && (one.alone !== true || isAlone),
  );
  if (model === 'pci-expander-bus') {
    const values = { device: deviceLabel(controller) };
    change.diagnostics.push(createDiagnostic('RP3082', { span: element.startTag, values }));
  }
  if (row?.action === 'remove') {
    change.edits.push(removeElement(change.domain.document, element));
    return;
  }
  if (row !== undefined) {
    change.edits.push(setAttribute(element, 'model', row.action.model, change.style));
    // Hotplug of a pci-root, which a pcie-root cannot be told.
    const target = type === 'pci' ? child(element, 'target') : undefined;
    if (target !== undefined) change.edits.push(removeElement(change.domain.document, target));
  }
  dropPciAddress(change, element);
}

const SATA_PORTS = 6;

/** D-1, X-DRIVE: an IDE disk becomes a SATA one, of the first free name whose place on the controllers is free, too. */
function moveIdeDisks(change: Change): void {
  const { disk: disks } = change.domain.devices;
  const names = new Set(disks.map(({ target }) => target));
  const places = new Set(disks.filter(({ bus }) => bus === 'sata').map(placeOf));
  let number = 0;
  for (const disk of disks) {
    if (disk.bus !== 'ide' || disk.element === undefined) continue;
    while (names.has(sdName(number)) || places.has(number)) number += 1;
    moveDisk(change, disk, disk.element, sdName(number));
    number += 1;
  }
}

function placeOf({ address }: Disk): number {
  return address.type === 'drive' ? address.controller * SATA_PORTS + address.unit : -1;
}

function moveDisk(change: Change, disk: Disk, element: XmlElement, name: string): void {
  const target = child(element, 'target');
  const address = child(element, 'address');
  change.renamedDisks.set(disk.target, name);
  if (target !== undefined) {
    change.edits.push(setAttribute(target, 'dev', name, change.style));
    change.edits.push(setAttribute(target, 'bus', 'sata', change.style));
  }
  // The place follows from the name.
  if (address !== undefined) change.edits.push(removeElement(change.domain.document, address));
}

/** `sda`, `sdz`, `sdaa`. */
function sdName(number: number): string {
  let letters = '';
  for (let rest = number; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  }
  return `sd${letters}`;
}

/** Functions of one host device that share a slot go to one root port together; the guest's driver may count on that. */
function regroupFunctions(change: Change): ReadonlySet<Device> {
  const groups = new Map<string, Device[]>();
  for (const device of hostDevices(change.domain)) {
    const at = device.element === undefined ? undefined : pciAddressOf(device.address);
    if (at === undefined || writtenAddress(device) === undefined) continue;
    const slot = `${at.bus}:${at.slot}`;
    groups.set(slot, [...(groups.get(slot) ?? []), device]);
  }
  const together = [...groups.values()].filter((group) => group.length > 1);
  for (const [position, group] of together.entries()) {
    for (const device of group) moveToPort(change, device, position + 1);
  }
  const ports = together.map(
    (_, position): ElementSpec => ({
      name: 'controller',
      attributes: [
        ['type', 'pci'],
        ['index', `${position + 1}`],
        ['model', 'pcie-root-port'],
      ],
    }),
  );
  const { domain } = change;
  if (ports.length > 0 && domain.devicesElement !== undefined) {
    change.edits.push(appendChildren(domain.document, domain.devicesElement, ports));
  }
  return new Set(together.flat());
}

function moveToPort({ edits, style }: Change, device: Device, port: number): void {
  const address = writtenAddress(device);
  if (address === undefined) return;
  edits.push(setAttribute(address, 'bus', `0x${port.toString(16).padStart(2, '0')}`, style));
  edits.push(setAttribute(address, 'slot', '0x00', style));
}

function writtenAddress({ element }: Device): XmlElement | undefined {
  const address = element === undefined ? undefined : child(element, 'address');
  return address !== undefined && attributeValue(address, 'slot') !== undefined ? address : undefined;
}

const QEMU_ELEMENTS = /:(?:commandline|override|deviceoverride)$/;

function warnOfTheRest({ domain, diagnostics }: Change): void {
  for (const element of elements(domain.element)) {
    if (!QEMU_ELEMENTS.test(element.name)) continue;
    diagnostics.push(createDiagnostic('RP3083', { span: element.startTag, values: { element: element.name } }));
  }
  if (!domain.hasAcpi) diagnostics.push(createDiagnostic('RP3084', { span: domain.element.startTag }));
}
