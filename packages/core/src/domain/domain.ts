import type { XmlDocument, XmlElement } from '../xml/index.ts';
import type { Controller, Device, DeviceKind, DeviceOf, Hostdev, Interface } from './device.ts';
import { pciAddressOf } from './device-address.ts';
import type { Machine } from './machine-type.ts';

/** One list per device class, in libvirt's order (A-LIST-1 to A-LIST-6), which is the order of everything that follows. */
export type DeviceLists = { readonly [Kind in DeviceKind]: DeviceOf<Kind>[] };

/** The part of a domain that matters to placement. */
export interface Domain {
  readonly document: XmlDocument;
  /** The `<domain>` element. */
  readonly element: XmlElement;
  /** The first `<devices>`, where new devices go; absent when the document writes none. */
  readonly devicesElement?: XmlElement;
  /** Every `<devices>`: libvirt reads all of them. */
  readonly devicesElements: readonly XmlElement[];
  readonly machine: Machine;
  /** Fully virtualised: `<os><type>` is hvm. */
  readonly isHvm: boolean;
  readonly hasAcpi: boolean;
  /** False where `<features>` turns the PS/2 controller off. */
  readonly hasPs2: boolean;
  readonly vcpus: number;
  /** Ids of the guest's NUMA cells. */
  readonly numaCells: readonly number[];
  /** `<maxMemory slots=…>`. */
  readonly memorySlots?: number;
  readonly devices: DeviceLists;
}

/** An interface of type hostdev is listed among the host devices, before the others (A-LIST-6). */
export type HostDevice = Hostdev | Interface;

/** The host devices in libvirt's order (A-LIST-6). */
export function hostDevices(domain: Domain): readonly HostDevice[] {
  const interfaces = domain.devices.interface.filter((device) => device.type === 'hostdev');
  return interfaces.length === 0 ? domain.devices.hostdev : [...interfaces, ...domain.devices.hostdev];
}

/** The type of the device on the host. */
export const hostTypeOf = (device: HostDevice): string | undefined =>
  device.kind === 'hostdev' ? device.type : device.hostType;

/** The host devices of a type that are given to the guest, in libvirt's order (A-LIST-6). */
export function hostDevicesOf(domain: Domain, type: string): readonly HostDevice[] {
  return hostDevices(domain).filter(
    (device) => hostTypeOf(device) === type && (device.kind === 'interface' || device.mode === 'subsystem'),
  );
}

/** The PCI controller with an index, if the domain has it. */
export function pciController(domain: Domain, index: number): Controller | undefined {
  return domain.devices.controller.find((device) => device.type === 'pci' && device.index === index);
}

/** The expander that each bus below one belongs to, by the bus number of libvirt. */
export function expandersAbove(domain: Domain): ReadonlyMap<number, Controller> {
  const onBus = new Map<number, Controller[]>();
  const above = new Map<number, Controller>();
  for (const controller of domain.devices.controller) {
    if (controller.type !== 'pci') continue;
    if (controller.model?.endsWith('-expander-bus') === true) above.set(controller.index, controller);
    const bus = pciAddressOf(controller.address)?.bus;
    if (bus === undefined) continue;
    const list = onBus.get(bus);
    if (list === undefined) onBus.set(bus, [controller]);
    else list.push(controller);
  }
  // A map is walked in the order of its entries, the new ones included.
  for (const [bus, expander] of above) {
    for (const { index } of onBus.get(bus) ?? []) if (!above.has(index)) above.set(index, expander);
  }
  return above;
}

/** A-ROOT: the model of the PCI controller 0, if it is a root. */
export function rootModel(domain: Domain): 'pci-root' | 'pcie-root' | undefined {
  const model = pciController(domain, 0)?.model;
  return model === 'pci-root' || model === 'pcie-root' ? model : undefined;
}

/** Empty lists, one for each class. */
export function emptyDeviceLists(): DeviceLists {
  return {
    disk: [],
    controller: [],
    filesystem: [],
    interface: [],
    smartcard: [],
    serial: [],
    parallel: [],
    console: [],
    channel: [],
    input: [],
    tpm: [],
    graphics: [],
    sound: [],
    audio: [],
    video: [],
    hostdev: [],
    redirdev: [],
    hub: [],
    watchdog: [],
    memballoon: [],
    rng: [],
    nvram: [],
    panic: [],
    shmem: [],
    memory: [],
    iommu: [],
    vsock: [],
    crypto: [],
    pstore: [],
  };
}

/** All devices, class by class. */
export function allDevices(domain: Domain): readonly Device[] {
  const all: Device[] = [];
  // A loop, since flat() takes six times as long and every check of all devices asks this.
  for (const kind in domain.devices) {
    const devices: readonly Device[] = domain.devices[kind as DeviceKind];
    for (const device of devices) all.push(device);
  }
  return all;
}
