import {
  type Controller,
  type Device,
  type DeviceOf,
  type Domain,
  deviceLabel,
  hostDevicesOf,
  NO_ADDRESS,
  type UsbAddress,
} from '../../domain/index.ts';
import type { UsbClass } from '../../profiles/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';

/** Ports on the root hub of each controller model (X-USB-1). */
const ROOT_PORTS: Readonly<Record<string, number>> = {
  '': 2,
  'piix3-uhci': 2,
  'piix4-uhci': 2,
  'vt82c686b-uhci': 2,
  ehci: 6,
  'ich9-ehci1': 6,
  'pci-ohci': 3,
  'nec-xhci': 4,
  'qemu-xhci': 4,
};
const PORTS_PER_HUB = 8;
const MAX_DEPTH = 4;

type Hub = DeviceOf<'hub'>;

/** A hub's ports, the root hub of a bus included. */
interface HubPorts {
  readonly count: number;
  readonly used: Set<number>;
  readonly hubs: Map<number, HubPorts>;
  /** All ports below are in use. */
  next: number;
  /** Once the hub's own ports are in use: the hubs on them that may have free ones, by port. */
  open?: (readonly [port: number, hub: HubPorts])[];
}

/** X-USB-1: ports of USB devices; hubs are added when there are too few. */
export function assignUsbPorts(completion: Completion): boolean {
  const devices = usbDevices(completion);
  if (!completion.newlyDefined && !devices.every(hasPort)) return true;
  if (!addHubs(completion, devices)) return false;
  const buses = createBuses(completion);
  const { hub: hubs } = completion.domain.devices;
  const usbHubs = hubs.filter(({ type }) => type === 'usb');
  return (
    usbHubs.filter(hasPort).every((hub) => attachHub(completion, buses, hub, hub.address)) &&
    devices
      .filter(hasPort)
      .filter(({ kind }) => kind !== 'hub')
      .every((device) => markGiven(completion, buses, device, device.address)) &&
    usbHubs.filter((hub) => !hasPort(hub)).every((hub) => placeHub(completion, buses, hub)) &&
    devices
      .filter((device) => device.kind !== 'hub' && wantsPort(completion, device))
      .every((device) => placeDevice(completion, buses, device))
  );
}

const hasPort = <One extends Device>(device: One): device is One & { readonly address: UsbAddress } =>
  device.address.type === 'usb' && device.address.port !== undefined;

function wantsPort(completion: Completion, device: Device): boolean {
  if (device.address.type === 'none') return true;
  return completion.facts.profile.switches.usbHubs === 'many' && device.address.type === 'usb' && !hasPort(device);
}

const CLASSES: Readonly<Record<UsbClass, (devices: Domain['devices'], domain: Domain) => readonly Device[]>> = {
  hub: ({ hub }) => hub.filter(({ type }) => type === 'usb'),
  hostdev: (_, domain) => hostDevicesOf(domain, 'usb'),
  disk: ({ disk }) => disk.filter(({ bus }) => bus === 'usb'),
  nic: (devices) => devices.interface.filter(({ model }) => model === 'usb-net'),
  ccid: ({ controller }) => controller.filter(({ type }) => type === 'ccid'),
  input: ({ input }) => input.filter(({ bus }) => bus === 'usb'),
  serial: ({ serial }) => serial.filter(({ targetType }) => targetType === 'usb-serial'),
  sound: ({ sound }) => sound.filter(({ model }) => model === 'usb'),
  mtp: ({ filesystem }) => filesystem.filter(({ driver }) => driver === 'mtp'),
  redirdev: ({ redirdev }) => redirdev.filter(({ bus }) => bus === 'usb'),
};

function usbDevices({ domain, facts }: Completion): readonly Device[] {
  const { usbPortOrder } = facts.profile.switches;
  // An interface may be of two classes.
  return [...new Set(usbPortOrder.flatMap((name) => CLASSES[name](domain.devices, domain)))];
}

function rootPorts({ model = '', ports }: Controller): number {
  const isXhci = model === 'nec-xhci' || model === 'qemu-xhci';
  return isXhci && ports !== undefined ? ports : (ROOT_PORTS[model] ?? 0);
}

function usbControllers(completion: Completion): readonly Controller[] {
  return completion.domain.devices.controller.filter(({ type, model }) => type === 'usb' && model !== 'none');
}

// Step 1. False when there is no controller to plug into (since 4.2).
function addHubs(completion: Completion, devices: readonly Device[]): boolean {
  const { usbHubs, usbNeedsController } = completion.facts.profile.switches;
  const controllers = usbControllers(completion);
  const [first] = devices;
  if (usbNeedsController && first !== undefined && controllers.length === 0) {
    refuseDevice(completion, 'RP2015', first, {}, 'address');
    return false;
  }
  const { hub } = completion.domain.devices;
  const hubCount = hub.filter(({ type }) => type === 'usb').length;
  const ports = controllers.reduce((sum, controller) => sum + rootPorts(controller), 0) + PORTS_PER_HUB * hubCount;
  const missing = devices.length - ports;
  if (missing <= 0) return true;
  // A hub gives eight ports and takes one.
  const count = usbHubs === 'one' ? 1 : Math.ceil((missing + 1) / (PORTS_PER_HUB - 1));
  for (let n = 0; n < count; n += 1) hub.push({ kind: 'hub', impliedBy: 'V-76', address: NO_ADDRESS, type: 'usb' });
  return true;
}

function createBuses(completion: Completion): Map<number, HubPorts> {
  const buses = new Map<number, HubPorts>();
  for (const controller of usbControllers(completion)) {
    const count = rootPorts(controller);
    if (count > 0) buses.set(controller.index, newHub(count));
  }
  return new Map([...buses].sort(([a], [b]) => a - b));
}

const newHub = (count: number): HubPorts => ({ count, used: new Set(), hubs: new Map(), next: 1 });

function portPath(address: UsbAddress): number[] {
  return (address.port ?? '').split('.').map(Number);
}

function refuse(completion: Completion, device: Device, problem: string): false {
  const address = device.address.type === 'usb' ? device.address : undefined;
  const values = { device: deviceLabel(device), bus: address?.bus ?? 0, port: address?.port ?? '', problem };
  refuseDevice(completion, 'RP2024', device, values, 'address');
  return false;
}

// The hub that a path leads to, and the last number of the path.
function followPath(
  buses: ReadonlyMap<number, HubPorts>,
  address: UsbAddress,
): { readonly hub: HubPorts; readonly port: number } | string {
  let hub = buses.get(address.bus);
  if (hub === undefined) return `there is no USB bus ${address.bus}`;
  const [port = Number.NaN, ...hubs] = portPath(address).reverse();
  for (const step of hubs.reverse()) {
    hub = hub.hubs.get(step);
    if (hub === undefined) return `there is no hub on the way`;
  }
  return { hub, port };
}

function attachHub(
  completion: Completion,
  buses: ReadonlyMap<number, HubPorts>,
  device: Hub,
  address: UsbAddress,
): boolean {
  const place = followPath(buses, address);
  if (typeof place === 'string') return refuse(completion, device, place);
  if (place.hub.used.has(place.port)) return refuse(completion, device, 'the port is taken');
  if (completion.facts.profile.switches.usbHubs === 'many' && isOutOfRange(place.hub, place.port)) {
    return refuse(completion, device, `the hub has ${place.hub.count} ports`);
  }
  place.hub.used.add(place.port);
  place.hub.hubs.set(place.port, newHub(PORTS_PER_HUB));
  return true;
}

const isOutOfRange = (hub: HubPorts, port: number): boolean => port < 1 || port > hub.count;

function markGiven(
  completion: Completion,
  buses: ReadonlyMap<number, HubPorts>,
  device: Device,
  address: UsbAddress,
): boolean {
  const place = followPath(buses, address);
  if (typeof place === 'string') return refuse(completion, device, place);
  if (isOutOfRange(place.hub, place.port)) {
    const isChecked = completion.facts.profile.switches.checksUsbPortRange;
    return isChecked ? refuse(completion, device, `the hub has ${place.hub.count} ports`) : true;
  }
  if (place.hub.used.has(place.port)) return refuse(completion, device, 'the port is taken');
  place.hub.used.add(place.port);
  return true;
}

// X-USB-2: the lowest free port of the root, then the hubs in port order, depth first. Ports are only taken, and a hub
// without a free one gets no further hubs, so each search goes on where the last ended.
function freePort(hub: HubPorts, path: readonly number[] = []): readonly number[] | undefined {
  while (hub.used.has(hub.next)) hub.next += 1;
  if (hub.next <= hub.count) return [...path, hub.next];
  if (path.length + 1 >= MAX_DEPTH) return undefined;
  hub.open ??= [...hub.hubs].sort(([a], [b]) => b - a);
  for (let last = hub.open.at(-1); last !== undefined; last = hub.open.at(-1)) {
    const [port, inner] = last;
    const found = freePort(inner, [...path, port]);
    if (found !== undefined) return found;
    hub.open.pop();
  }
  return undefined;
}

function choosePort(
  completion: Completion,
  buses: ReadonlyMap<number, HubPorts>,
  device: Device,
): UsbAddress | undefined {
  const named = device.address.type === 'usb' ? device.address.bus : undefined;
  if (named !== undefined && !buses.has(named)) {
    refuse(completion, device, `there is no USB bus ${named}`);
    return undefined;
  }
  for (const [bus, root] of buses) {
    if (named !== undefined && bus !== named) continue;
    const path = freePort(root);
    if (path !== undefined) return { type: 'usb', bus, port: path.join('.') };
  }
  refuse(completion, device, 'no USB port is free');
  return undefined;
}

function placeHub(completion: Completion, buses: ReadonlyMap<number, HubPorts>, device: Hub): boolean {
  const address = choosePort(completion, buses, device);
  if (address === undefined) return false;
  device.address = address;
  return attachHub(completion, buses, device, address);
}

function placeDevice(completion: Completion, buses: ReadonlyMap<number, HubPorts>, device: Device): boolean {
  const address = choosePort(completion, buses, device);
  if (address === undefined) return false;
  device.address = address;
  return markGiven(completion, buses, device, address);
}
