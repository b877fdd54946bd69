import { type Controller, type Device, deviceLabel } from '../src/domain/index.ts';
import {
  CATALOGUE,
  type Diagnostic,
  describeDiagnostic,
  type Plan,
  type PlanOptions,
  type ProfileName,
  planDomain,
} from '../src/index.ts';
import { formatPciAddress, parsePciAddress } from '../src/topology/index.ts';

/** What a document under test consists of; everything may be left out. */
export interface DomainParts {
  readonly arch?: string;
  readonly machine?: string;
  /** Elements before `<devices>`, such as `<cpu>`. */
  readonly before?: readonly string[];
  readonly devices?: readonly string[];
}

/** A domain document, one line per part. */
export function domain({ arch = 'x86_64', machine = 'pc', before = [], devices = [] }: DomainParts): string {
  const lines = [
    "<domain type='qemu'>",
    '  <name>test</name>',
    "  <memory unit='KiB'>1048576</memory>",
    ...before.map((part) => `  ${part}`),
    '  <os>',
    `    <type arch='${arch}' machine='${machine}'>hvm</type>`,
    '  </os>',
    '  <devices>',
    ...devices.map((device) => `    ${device}`),
    '  </devices>',
    '</domain>',
  ];
  return `${lines.join('\n')}\n`;
}

type Parts = Omit<DomainParts, 'machine' | 'arch'>;

export const i440fx = (parts: Parts = {}): string => domain({ ...parts, machine: 'pc' });
export const q35 = (parts: Parts = {}): string => domain({ ...parts, machine: 'q35' });
export const armVirt = (parts: Parts = {}): string => domain({ ...parts, arch: 'aarch64', machine: 'virt' });
export const pseries = (parts: Parts = {}): string => domain({ ...parts, arch: 'ppc64', machine: 'pseries' });
export const s390x = (parts: Parts = {}): string => domain({ ...parts, arch: 's390x', machine: 's390-ccw-virtio' });

/** `<address>` of a place written as lspci does: `at('03:00.0')`. */
export function at(place: string, multifunction?: 'on' | 'off'): string {
  const address = parsePciAddress(place);
  if (address === undefined) throw new Error(`no address: ${place}`);
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const fields = `domain='0x0' bus='${hex(address.bus)}' slot='${hex(address.slot)}' function='${hex(address.function)}'`;
  return `<address type='pci' ${fields}${multifunction === undefined ? '' : ` multifunction='${multifunction}'`}/>`;
}

/** The address of a device: a place as {@link at} takes it, or a whole element. */
type Where = string | undefined;

const placed = (where: Where): string => (where === undefined ? '' : where.startsWith('<') ? where : at(where));

const element = (name: string, attributes: string, content: string): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;

export const nic = (model = 'virtio', where?: Where): string =>
  element('interface', " type='user'", `<model type='${model}'/>${placed(where)}`);

export const disk = (target: string, bus?: string, where?: Where): string =>
  element(
    'disk',
    ` type='file' device='${target.startsWith('fd') ? 'floppy' : 'disk'}'`,
    `<source file='/images/${target}.img'/><target dev='${target}'${bus === undefined ? '' : ` bus='${bus}'`}/>${placed(where)}`,
  );

export interface ControllerParts {
  readonly index?: number;
  readonly model?: string;
  readonly where?: Where;
  /** `<target>`, `<master>` and the like. */
  readonly content?: string;
}

export const controller = (type: string, { index, model, where, content = '' }: ControllerParts = {}): string =>
  element(
    'controller',
    ` type='${type}'${index === undefined ? '' : ` index='${index}'`}${model === undefined ? '' : ` model='${model}'`}`,
    `${content}${placed(where)}`,
  );

export const pci = (index: number, model: string, where?: Where): string => controller('pci', { index, model, where });
export const rootPort = (index: number, where?: Where): string => pci(index, 'pcie-root-port', where);

export const video = (model: string, where?: Where): string =>
  element('video', '', `<model type='${model}'/>${placed(where)}`);
export const sound = (model: string, where?: Where): string => element('sound', ` model='${model}'`, placed(where));
export const balloon = (model = 'virtio', where?: Where): string =>
  element('memballoon', ` model='${model}'`, placed(where));
export const input = (type: string, bus: string, where?: Where): string =>
  element('input', ` type='${type}' bus='${bus}'`, placed(where));
export const passthroughInput = (): string =>
  "<input type='passthrough' bus='virtio'><source evdev='/dev/input/event1'/></input>";
export const rng = (where?: Where): string =>
  element('rng', " model='virtio'", `<backend model='random'>/dev/urandom</backend>${placed(where)}`);
export const watchdog = (model = 'i6300esb', where?: Where): string =>
  element('watchdog', ` model='${model}'`, placed(where));
export const shmem = (name: string, where?: Where): string =>
  element('shmem', ` name='${name}'`, `<model type='ivshmem-plain'/><size unit='M'>4</size>${placed(where)}`);
export const filesystem = (target: string, where?: Where): string =>
  element(
    'filesystem',
    " type='mount' accessmode='passthrough'",
    `<source dir='/srv'/><target dir='${target}'/>${placed(where)}`,
  );
export const hostdev = (host: string, where?: Where): string =>
  element(
    'hostdev',
    " mode='subsystem' type='pci' managed='yes'",
    `<source>${at(host).replace(" type='pci'", '')}</source>${placed(where)}`,
  );
export const scsiHostdev = (): string =>
  "<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/></source></hostdev>";
export const channel = (name: string): string =>
  `<channel type='unix'><target type='virtio' name='${name}'/></channel>`;
export const graphics = (type = 'vnc'): string => `<graphics type='${type}'/>`;
export const vsock = (): string => "<vsock model='virtio'><cid auto='yes'/></vsock>";

/** A USB 2 set of four controllers; `where` gives the slot of a set placed by hand. */
export function usb2Set(index = 0): readonly string[] {
  const companion = (number: number): string =>
    controller('usb', { index, model: `ich9-uhci${number}`, content: `<master startport='${(number - 1) * 2}'/>` });
  return [controller('usb', { index, model: 'ich9-ehci1' }), companion(1), companion(2), companion(3)];
}

/** A document with these words for QEMU's command line. */
export const withArguments = (xml: string, ...words: readonly string[]): string =>
  xml
    .replace('<domain', "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'")
    .replace(
      '</domain>',
      `<qemu:commandline>${words.map((word) => `<qemu:arg value='${word}'/>`).join('')}</qemu:commandline></domain>`,
    );

/** Switches off what every x86 machine adds by itself. */
export const NO_USB = "<controller type='usb' model='none'/>";
export const NO_BALLOON = "<memballoon model='none'/>";
export const BARE = [NO_USB, NO_BALLOON];

/** `count` times the same thing. */
export const many = <Thing>(count: number, make: (position: number) => Thing): readonly Thing[] =>
  Array.from({ length: count }, (_, position) => make(position));

export type Options = Omit<PlanOptions, 'profile'>;

/** The plan of a document that is accepted; throws with the reasons of one that is not. */
export function planned(xml: string, profile: ProfileName, options: Options = {}): Plan {
  const result = planDomain(xml, { ...options, profile });
  if (!result.ok) throw new Error(result.diagnostics.map(describe).join('; '));
  return result.plan;
}

const describe = (diagnostic: Diagnostic): string => `${diagnostic.code} ${describeDiagnostic(diagnostic).message}`;

/** The kinds of the errors of a document that is refused; empty for one that is accepted. */
export function refusals(xml: string, profile: ProfileName, options: Options = {}): readonly string[] {
  const result = planDomain(xml, { ...options, profile });
  if (result.ok) return [];
  return result.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => CATALOGUE[code].kind);
}

/** Where a device is: `1f.2` on its bus for PCI (`00:1f.2`), other types in their own notation, `-` for nowhere. */
export function addressOf({ address }: Device): string {
  switch (address.type) {
    case 'pci':
      return address.at === undefined ? 'pci ?' : formatPciAddress(address.at).replace(/^0000:/, '');
    case 'none':
      return '-';
    case 'drive':
      return `drive ${address.controller}/${address.bus}/${address.target}/${address.unit}`;
    case 'usb':
      return `usb ${address.bus}/${address.port ?? '?'}`;
    case 'virtio-serial':
      return `port ${address.controller}/${address.port}`;
    case 'ccw':
      return address.at === undefined
        ? 'ccw ?'
        : `ccw ${address.at.cssid.toString(16)}.${address.at.ssid}.${address.at.devno.toString(16).padStart(4, '0')}`;
    case 'spapr-vio':
      return `reg 0x${(address.reg ?? 0).toString(16)}`;
    case 'ccid':
      return `ccid ${address.controller}/${address.slot}`;
    case 'dimm':
      return `dimm ${address.slot ?? '?'}`;
    default:
      return address.type;
  }
}

/** Addresses of everything but controllers, by label; devices of one label are told apart as `label`, `label #2`, … */
export function addresses(plan: Plan): Readonly<Record<string, string>> {
  const seen = new Map<string, number>();
  const found: [string, string][] = [];
  for (const device of Object.values(plan.domain.devices).flat()) {
    if (device.kind === 'controller') continue;
    const label = deviceLabel(device);
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    found.push([count === 1 ? label : `${label} #${count}`, addressOf(device)]);
  }
  return Object.fromEntries(found);
}

/** The addresses of all devices of a class, in list order. */
export function addressesOf(plan: Plan, kind: Exclude<Device['kind'], 'controller'>): readonly string[] {
  return plan.domain.devices[kind].map(addressOf);
}

/** Controllers in list order: `pci 1 pcie-root-port 00:02.0`. */
export function controllers(plan: Plan): readonly string[] {
  return plan.domain.devices.controller.map(controllerText);
}

function controllerText(device: Controller): string {
  const { type, index, model } = device;
  return `${type} ${index}${model === undefined ? '' : ` ${model}`} ${addressOf(device)}`;
}

/** PCI controllers other than the root, in list order: `1 pcie-root-port 00:02.0`. */
export function pciControllers(plan: Plan): readonly string[] {
  return plan.domain.devices.controller
    .filter(({ type, index }) => type === 'pci' && index > 0)
    .map((device) => controllerText(device).replace(/^pci /, ''));
}

/** How many PCI controllers of a model there are. */
export const countModel = (plan: Plan, model: string): number =>
  plan.domain.devices.controller.filter((device) => device.type === 'pci' && device.model === model).length;

/** The PCI controller with an index. */
export function pciController(plan: Plan, index: number): Controller {
  const found = plan.domain.devices.controller.find((device) => device.type === 'pci' && device.index === index);
  if (found === undefined) throw new Error(`no PCI controller ${index}`);
  return found;
}

/** The `multifunction` values that are set, by address. */
export function multifunctions(plan: Plan): Readonly<Record<string, string>> {
  const set = Object.values(plan.domain.devices)
    .flat()
    .flatMap((device) =>
      device.address.type === 'pci' && device.address.multifunction !== undefined
        ? [[addressOf(device), device.address.multifunction] as const]
        : [],
    );
  return Object.fromEntries(set);
}

/** Slots of a bus that nothing holds. */
export function freeSlots(plan: Plan, bus: number): readonly number[] {
  const found = plan.buses[bus];
  if (found === undefined) throw new Error(`no bus ${bus}`);
  const free: number[] = [];
  for (let slot = found.firstSlot; slot <= found.lastSlot; slot += 1) {
    if ((found.usedSlots & (1 << slot)) === 0) free.push(slot);
  }
  return free;
}

/** `slots(2, 0x1f)` on bus 0: `00:02.0` … `00:1f.0`. */
export function slots(first: number, last: number, bus = 0): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, position) =>
    formatPciAddress({ domain: 0, bus, slot: first + position, function: 0 }).replace(/^0000:/, ''),
  );
}
