import { checkArguments, isPlan } from '../basics/index.ts';
import {
  type Device,
  deviceLabel,
  hostDevices,
  type MachineFamily,
  pciAddressOf,
  type Video,
} from '../domain/index.ts';
import { factsOf, movedDevices, type Plan, qemuBusNames, qemuIds, usbId } from '../plan/index.ts';
import { BOARD_DEVICES, type Facts, inForce, qemuDriver, qemuOption, SETTING_DATES } from '../profiles/index.ts';
import type { PciAddress } from '../topology/index.ts';
import { attributeValue, child, type XmlElement } from '../xml/index.ts';

/** By what QEMU gets a planned PCI device. */
export interface QemuMeans {
  readonly device: Device;
  /** By `-device`, by an old option such as `-usb`, or with the machine. */
  readonly how: 'device' | 'option' | 'machine';
  /** QEMU's driver; absent where the machine or an option brings the device, or where QEMU has none for the model. */
  readonly driver?: string;
  /** What a virtio model says where the QEMU has no drivers for the models. */
  readonly disableLegacy?: boolean;
  readonly disableModern?: boolean;
  /** `-vga cirrus` */
  readonly option?: string;
}

/** How a planned PCI device gets into QEMU, with everything that places it. */
export interface QemuDevice extends QemuMeans {
  readonly label: string;
  /** libvirt's alias. */
  readonly id?: string;
  /** QEMU's name of the bus that the device is on; absent for a host bridge. */
  readonly bus?: string;
  readonly at?: PciAddress;
  readonly multifunction?: boolean;
  /** The bus that a PCI controller provides. */
  readonly provides?: string;
  readonly chassisNr?: number;
  readonly chassis?: number;
  readonly port?: number;
  readonly busNr?: number;
  readonly numaNode?: number;
  /** Of a pSeries host bridge. */
  readonly index?: number;
  readonly hotplug?: boolean;
  /** GT/s and lanes of a port's link (V-LINK). */
  readonly speed?: number;
  readonly width?: number;
  /** Of a USB companion: the bus of the EHCI controller that it belongs to. */
  readonly masterBus?: string;
  readonly firstPort?: number;
  /** The zPCI device beside it on s390x. */
  readonly zpci?: { readonly id: string; readonly uid: number; readonly fid: number };
}

/**
 * The PCI devices of a plan as QEMU takes them, in the order of libvirt's command line: PCI controllers as listed, other
 * controllers, devices. Devices that are not on PCI are left out.
 */
export function planQemuDevices(plan: Plan): readonly QemuDevice[] {
  checkArguments('planQemuDevices', { plan: [plan, isPlan] });
  const context: Context = { plan, buses: qemuBusNames(plan), ids: qemuIds(plan), zpci: zpciIds(plan) };
  const { places } = movedDevices(plan);
  return qemuMeans(plan).map((means) => ({ ...qemuDevice(context, means), ...places.get(means.device) }));
}

/** The same devices in the same order, with nothing but what QEMU gets them by. */
export function qemuMeans(plan: Plan): readonly QemuMeans[] {
  const facts = factsOf(plan);
  return orderedDevices(plan).flatMap((device): readonly QemuMeans[] => {
    const at = pciAddressOf(device.address);
    if (at === undefined && !isHostBridge(device)) return [];
    return [{ device, ...means(plan, facts, device, at) }];
  });
}

interface Context {
  readonly plan: Plan;
  /** QEMU's name of each bus, by controller index. */
  readonly buses: ReadonlyMap<number, string>;
  readonly ids: ReadonlyMap<Device, string>;
  readonly zpci: ReadonlyMap<Device, { readonly uid: number; readonly fid: number }>;
}

/** The order of libvirt's command line, as recorded; controllers by type first. */
const CONTROLLER_ORDER = ['pci', 'usb', 'scsi', 'ide', 'sata', 'virtio-serial', 'ccid', 'nvme'] as const;
const CLASS_ORDER = [
  'memory',
  'disk',
  'filesystem',
  'interface',
  'serial',
  'tpm',
  'input',
  'video',
  'sound',
  'watchdog',
  'hostdev',
  'memballoon',
  'rng',
  'crypto',
  'shmem',
  'panic',
  'pstore',
  'vsock',
  'iommu',
] as const;

function orderedDevices({ domain }: Plan): readonly Device[] {
  const { devices } = domain;
  // Loops, since all that asks what a guest sees begins here.
  const ordered: Device[] = [];
  for (const type of CONTROLLER_ORDER) for (const one of devices.controller) if (one.type === type) ordered.push(one);
  for (const kind of CLASS_ORDER) {
    const list: readonly Device[] = kind === 'hostdev' ? hostDevices(domain) : devices[kind];
    for (const one of list) if (kind !== 'interface' || !isHostInterface(one)) ordered.push(one);
  }
  return ordered;
}

/** Such an interface is among the host devices. */
const isHostInterface = (device: Device): boolean => device.kind === 'interface' && device.type === 'hostdev';

// A further host bridge has no PCI address.
function isHostBridge(device: Device): boolean {
  return device.kind === 'controller' && device.type === 'pci' && device.model === 'pci-root' && device.index > 0;
}

function qemuDevice(context: Context, means: QemuMeans): QemuDevice {
  const { device } = means;
  const at = pciAddressOf(device.address);
  const id = context.ids.get(device);
  const isPci = device.kind === 'controller' && device.type === 'pci';
  const provides = isPci ? context.buses.get(device.index) : undefined;
  const bus = at === undefined ? undefined : context.buses.get(at.bus);
  return {
    ...means,
    label: deviceLabel(device),
    ...(id === undefined ? {} : { id }),
    ...(bus === undefined ? {} : { bus }),
    ...(at === undefined ? {} : { at }),
    ...multifunction(device),
    ...(provides === undefined ? {} : { provides }),
    ...controllerProperties(context, device),
    ...zpciDevice(context, device),
  };
}

function multifunction({ address }: Device): Pick<QemuDevice, 'multifunction'> {
  const isPlain = address.type !== 'pci' || address.multifunction === undefined;
  return isPlain ? {} : { multifunction: address.multifunction === 'on' };
}

function means(plan: Plan, facts: Facts, device: Device, at: PciAddress | undefined): Omit<QemuMeans, 'device'> {
  const { family } = plan.domain.machine;
  const [sort, model, virtioModel] = driverKey(plan, device);
  if (at?.bus === 0 && isBoardDevice(family, sort, at)) return { how: 'machine' };
  const option = isFirst(plan, device) ? qemuOption(facts, device.kind === 'video' ? 'video' : sort, model) : undefined;
  if (option !== undefined) return { how: 'option', option };
  if (device.kind === 'controller' && device.type === 'pci') {
    const driver = device.modelName ?? facts.profile.pciControllers.get(device.model ?? '')?.modelName;
    return { how: 'device', ...(driver === undefined ? {} : { driver }) };
  }
  return { how: 'device', ...qemuDriver(facts, sort, model, virtioModel) };
}

const isBoardDevice = (family: MachineFamily, sort: string, { slot, function: fn }: PciAddress): boolean =>
  BOARD_DEVICES.some((row) => row.at[0] === slot && row.at[1] === fn && row.family === family && row.device === sort);

// Only the first display, and USB controller 0, can be what an old option brings.
function isFirst({ domain }: Plan, device: Device): boolean {
  if (device.kind === 'video') return domain.devices.video[0] === device;
  return device.kind === 'controller' && device.index === 0 && domain.machine.family !== 'q35';
}

/** Class, model and virtio model under which the driver table lists a device. */
function driverKey(plan: Plan, device: Device): readonly [device: string, model: string, virtioModel?: string] {
  const model = 'model' in device ? (device.model ?? '') : '';
  switch (device.kind) {
    case 'controller':
      return [`controller ${device.type}`, model, model];
    case 'disk':
      return [device.sourceType === 'vhostuser' ? 'disk vhostuser' : `disk ${device.bus}`, '', model];
    case 'interface':
      return device.type === 'hostdev' ? hostdevKey(device, device.hostType ?? 'pci') : ['interface', model, model];
    case 'hostdev':
      return device.type === 'scsi_host' ? ['hostdev scsi_host', '', model] : hostdevKey(device, device.type);
    case 'video':
      return [writtenVideo(plan, device) ?? `video ${videoSort(plan, device)}`, model];
    case 'filesystem':
      return [device.driver === 'virtiofs' ? 'filesystem virtiofs' : 'filesystem', '', model];
    case 'input':
      return [`input ${device.type}`, '', model];
    case 'vsock':
    case 'rng':
    case 'memballoon':
      return [device.kind, '', model];
    default:
      return [device.kind, model, model];
  }
}

function hostdevKey({ element }: Device, type: string): readonly [string, string] {
  if (written(element, 'driver', 'name') === 'kvm') return ['hostdev kvm', ''];
  return [type === 'mdev' && attributeOf(element, 'ramfb') === 'on' ? 'hostdev ramfb' : `hostdev ${type}`, ''];
}

/** A virtio display may name its driver. */
function writtenVideo(plan: Plan, { model, element }: Video): string | undefined {
  const name = model === 'virtio' ? written(element, 'model', 'device') : undefined;
  return name !== undefined && inForce(SETTING_DATES.last, factsOf(plan).profile.release) ? `video ${name}` : undefined;
}

function videoSort({ domain }: Plan, device: Video): string {
  const place = domain.devices.video[0] === device ? 'first' : 'more';
  const model = device.element === undefined ? undefined : child(device.element, 'model');
  if (written(device.element, 'driver', 'name') === 'vhostuser') return `${place} vhostuser`;
  const isAccelerated = device.model === 'virtio' && written(model, 'acceleration', 'accel3d') === 'yes';
  return isAccelerated ? `${place} gl` : place;
}

function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element === undefined ? undefined : attributeValue(element, name);
}

function written(element: XmlElement | undefined, part: string, name: string): string | undefined {
  return attributeOf(element === undefined ? undefined : child(element, part), name);
}

function controllerProperties(context: Context, device: Device): Partial<QemuDevice> {
  if (device.kind !== 'controller') return {};
  const { target, masterStartPort } = device;
  return {
    ...(target.chassisNr === undefined ? {} : { chassisNr: target.chassisNr }),
    ...(target.chassis === undefined ? {} : { chassis: target.chassis }),
    ...(target.port === undefined ? {} : { port: target.port }),
    ...(target.busNr === undefined ? {} : { busNr: target.busNr }),
    ...(target.node === undefined ? {} : { numaNode: target.node }),
    ...(target.index === undefined ? {} : { index: target.index }),
    ...(target.hotplug === undefined ? {} : { hotplug: target.hotplug === 'on' }),
    ...(target.speed === undefined ? {} : { speed: target.speed }),
    ...(target.width === undefined ? {} : { width: target.width }),
    ...(masterStartPort === undefined
      ? {}
      : { masterBus: `${masterId(context, device.index)}.0`, firstPort: masterStartPort }),
  };
}

function masterId({ plan, ids }: Context, index: number): string {
  const master = plan.domain.devices.controller.find(
    (one) => one.type === 'usb' && one.index === index && one.masterStartPort === undefined,
  );
  return (master === undefined ? undefined : ids.get(master)) ?? usbId(index);
}

function zpciDevice({ zpci }: Context, device: Device): Pick<QemuDevice, 'zpci'> {
  const ids = zpci.get(device);
  return ids === undefined ? {} : { zpci: { id: `zpci${ids.uid}`, ...ids } };
}

/** The zPCI ids; an added bridge, which has none when it is defined, gets the lowest that are free (V-24). */
function zpciIds({ domain, decisions }: Plan): Context['zpci'] {
  const ids = new Map<Device, { readonly uid: number; readonly fid: number }>();
  const open: Device[] = [];
  for (const device of decisions.keys()) {
    const zpci = device.address.type === 'pci' ? device.address.zpci : undefined;
    if (zpci?.uid !== undefined && zpci.fid !== undefined) ids.set(device, { uid: zpci.uid, fid: zpci.fid });
  }
  if (ids.size === 0) return ids;
  const [uids, fids] = [
    new Set([...ids.values()].map(({ uid }) => uid)),
    new Set([...ids.values()].map(({ fid }) => fid)),
  ];
  for (const device of domain.devices.controller) {
    if (device.type === 'pci' && pciAddressOf(device.address) !== undefined && !ids.has(device)) open.push(device);
  }
  for (const device of open) ids.set(device, { uid: takeLowest(uids, 1), fid: takeLowest(fids, 0) });
  return ids;
}

function takeLowest(taken: Set<number>, first: number): number {
  let value = first;
  while (taken.has(value)) value += 1;
  taken.add(value);
  return value;
}
