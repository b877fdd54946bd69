import { isArch } from '../basics/index.ts';
import {
  type Controller,
  type Device,
  foreignPciParts,
  hostDevices,
  hostTypeOf,
  parseNumber,
} from '../domain/index.ts';
import { ADDRESS_TYPES, DRIVE_BUSES, machineFacts, REFUSALS, rowsInForceBy, settingAt } from '../profiles/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { child } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

/** Buses of disks whose addresses are not looked at. */
const ANY_ADDRESS = ['sd', 'xen', 'uml'];

function checkDiskAddresses(checking: Checking): void {
  // The address of a virtio disk is looked at where PCI addresses are given.
  const { supportsPci } = machineFacts(checking.facts, checking.domain.machine);
  for (const disk of checking.domain.devices.disk) {
    const { type } = disk.address;
    if (disk.bus === 'virtio' && !supportsPci) continue;
    // Cards take any address, and virtio a device of its own bus.
    if (type === 'none' || ANY_ADDRESS.includes(disk.bus) || (disk.bus === 'virtio' && type === 'virtio-mmio'))
      continue;
    const isDrive = DRIVE_BUSES.includes(disk.bus) || disk.bus === 'nvme';
    if (isDrive !== (type === 'drive')) refuse(checking, 'RP2022', disk, { bus: disk.bus, type }, 'address');
  }
}

function checkUsbDiskAddresses(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const { type } = disk.address;
    if (disk.bus === 'usb' && type !== 'usb' && type !== 'none' && type !== 'drive') {
      refuse(checking, 'RP2022', disk, { bus: disk.bus, type }, 'address');
    }
  }
}

/** Models of SCSI controllers that take target 0 alone, with any unit. */
const ONE_TARGET_MODELS = ['lsilogic'];

function checkScsiPlaces(checking: Checking): void {
  const { disk, controller } = checking.domain.devices;
  for (const device of disk) if (device.bus === 'scsi') checkScsiPlace(checking, device, controller);
}

function checkScsiPlace(checking: Checking, device: Device, controllers: readonly Controller[]): void {
  const { address } = device;
  if (address.type !== 'drive') return;
  if (address.bus !== 0) refuse(checking, 'RP2055', device, { what: `bus ${address.bus}`, model: 'SCSI' }, 'address');
  const model = controllers.find(({ type, index }) => type === 'scsi' && index === address.controller)?.model ?? '';
  if (ONE_TARGET_MODELS.includes(model) && address.target !== 0) {
    refuse(checking, 'RP2055', device, { what: `target ${address.target}`, model }, 'address');
  }
}

/** A drive address of any other device but a disk and a hub counts as a place on SCSI. */
function checkOtherScsiPlaces(checking: Checking): void {
  const { controller } = checking.domain.devices;
  for (const device of checking.addressedBy('drive')) {
    if (device.kind !== 'disk' && device.kind !== 'hub') checkScsiPlace(checking, device, controller);
  }
  // One that stands for a serial device has the address of that; its own is read before.
  for (const device of checking.domain.devices.console) {
    if (device.mirrors === undefined || settingAt(device, 'address@type') !== 'drive') continue;
    const bus = parseNumber(settingAt(device, 'address@bus') ?? '0') ?? 0;
    if (bus !== 0) refuse(checking, 'RP2055', device, { what: `bus ${bus}`, model: 'SCSI' }, 'address');
  }
}

function checkHostDeviceAddresses(checking: Checking): void {
  for (const device of checking.domain.devices.hostdev) {
    const { type } = device.address;
    if (device.mode !== 'subsystem' || type === 'none') continue;
    const wanted = hostAddressTypes(device);
    if (wanted !== undefined && !wanted.includes(type)) refuse(checking, 'RP2021', device, { type }, 'address');
  }
}

function hostAddressTypes(device: Device & { kind: 'hostdev' }): readonly string[] | undefined {
  if (device.type === 'scsi_host') return ['pci', 'ccw'];
  if (device.type !== 'mdev') return undefined;
  if (device.model === 'vfio-pci') return ['pci'];
  return device.model === 'vfio-ccw' ? ['ccw'] : undefined;
}

/** The place that a source without one stands for. */
const HOST_BRIDGE = { domain: 0, bus: 0, slot: 0, function: 0 };

function checkDuplicateHostDevices(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of hostDevices(checking.domain)) {
    const host = device.host ?? (hostTypeOf(device) === 'pci' ? HOST_BRIDGE : undefined);
    if (host === undefined) continue;
    const address = formatPciAddress(host);
    if (seen.has(address)) refuse(checking, 'RP2057', device, { address });
    seen.add(address);
  }
}

function checkUnassigned(checking: Checking): void {
  for (const device of checking.addressedBy('unassigned')) {
    if (device.kind !== 'hostdev') refuse(checking, 'RP2049', device, {}, 'address');
  }
}

function checkCcwMachine(checking: Checking): void {
  refuseCcw(checking, () => true);
  const { family, name } = checking.domain.machine;
  for (const console of family === 's390-ccw' ? [] : ownAddresses(checking, 'ccw'))
    refuse(checking, 'RP2050', console, { machine: name }, 'address');
}

/** The path of a pseudoterminal tells nothing. */
const isPty = (...devices: readonly { readonly sourceType: string }[]): boolean =>
  devices.every(({ sourceType }) => sourceType === 'pty');

/**
 * Consoles that stand for a serial device have that one's address. Of those that have its source their own of this type is
 * looked at; others are passed over.
 */
function ownAddresses({ domain }: Checking, type: string): readonly Device[] {
  return domain.devices.console.filter(
    (console) =>
      console.mirrors?.element !== undefined &&
      (console.mirrors.sourceKey === console.sourceKey || isPty(console, console.mirrors)) &&
      settingAt(console, 'address@type') === type,
  );
}

function checkCcwParts(checking: Checking): void {
  // The USB controller of the PIIX3 is not looked at.
  const isChipset = ({ model }: Controller): boolean =>
    model === 'piix3-uhci' && checking.domain.machine.family === 'i440fx';
  refuseCcw(checking, (device) => device.kind === 'vsock' || (device.kind === 'controller' && !isChipset(device)));
}

function refuseCcw(checking: Checking, isMeant: (device: Device) => boolean): void {
  const { family, name } = checking.domain.machine;
  if (family === 's390-ccw') return;
  for (const device of checking.addressedBy('ccw')) {
    if (isMeant(device)) refuse(checking, 'RP2050', device, { machine: name }, 'address');
  }
}

function checkMemoryAddresses(checking: Checking): void {
  for (const device of checking.domain.devices.memory) {
    const isVirtio = device.model === 'virtio-mem' || device.model === 'virtio-pmem';
    const { type } = device.address;
    const isCcw = type === 'ccw' && isArch(checking.domain.machine.arch, 's390');
    if (isVirtio && type !== 'pci' && !isCcw) refuse(checking, 'RP2058', device, { type }, 'address');
  }
}

const MAX_SPAPR_REGISTER = 0xffff_ffff;

function checkSpaprRange(checking: Checking): void {
  for (const device of checking.addressedBy('spapr-vio')) {
    const reg = device.address.type === 'spapr-vio' ? device.address.reg : undefined;
    if (reg !== undefined && reg > MAX_SPAPR_REGISTER)
      refuse(checking, 'RP2059', device, { reg: `0x${reg.toString(16)}` }, 'address');
  }
}

function checkVideoAddresses(checking: Checking): void {
  for (const video of checking.domain.devices.video) {
    const isBare = video.model === 'ramfb' || video.model === 'none';
    if (isBare && video.address.type !== 'none')
      refuse(checking, 'RP2048', video, { model: video.model ?? '' }, 'address');
  }
}

/** ROM settings of interfaces and host devices make sense on PCI only; those of other devices are passed over. */
function checkRoms(checking: Checking): void {
  const { hostdev, interface: interfaces } = checking.domain.devices;
  for (const device of [...interfaces, ...hostdev]) {
    if (device.element === undefined || ['none', 'pci', 'unassigned'].includes(device.address.type)) continue;
    const rom = child(device.element, 'rom');
    const isSet = rom?.attributes.some(({ name }) => ['bar', 'enabled', 'file'].includes(name)) ?? false;
    if (isSet) refuse(checking, 'RP2056', device);
  }
}

function checkZpci(checking: Checking): void {
  if (checking.facts.capabilities.has('zpci')) return;
  for (const device of checking.addressedBy('pci')) {
    const zpci = device.address.type === 'pci' ? device.address.zpci : undefined;
    if (zpci?.uid !== undefined || zpci?.fid !== undefined) refuse(checking, 'RP2071', device, {}, 'address', 'zpci');
  }
  for (const console of ownAddresses(checking, 'pci')) {
    const ids = ['uid', 'fid'].map((name) => settingAt(console, `address/zpci@${name}`));
    if (ids.some((id) => id !== undefined)) refuse(checking, 'RP2071', console, {}, 'address', 'zpci');
  }
}

function checkForeignBuses(checking: Checking): void {
  for (const controller of checking.domain.devices.controller) {
    const { type, model, index, address } = controller;
    // Of the others the bus is found by libvirt, whatever is written.
    if (type !== 'pci' || model !== 'pci-bridge') continue;
    if ((foreignPciParts(address)?.bus ?? 0) < Math.max(index, 1)) continue;
    refuse(checking, 'RP2400', controller, { type: controller.address.type, help: 'Remove its address.' }, 'address');
  }
}

function checkPanicAddresses(checking: Checking): void {
  for (const panic of checking.domain.devices.panic) {
    const { type } = panic.address;
    const wanted = panic.model === 'pvpanic' ? 'pci' : panic.model === 'isa' ? 'isa' : 'none';
    if (type !== 'none' && type !== wanted) refuse(checking, 'RP2066', panic, { type, wanted }, 'address');
  }
}

/** What the rows of ADDRESS_TYPES go by. */
function sortOf(device: Device): string | undefined {
  switch (device.kind) {
    case 'serial':
      return device.targetType;
    case 'hostdev':
    case 'interface':
      return hostTypeOf(device);
    case 'input':
      return device.bus;
    case 'iommu':
    case 'watchdog':
      return device.model;
    default:
      return undefined;
  }
}

function checkAddressTypes(checking: Checking): void {
  const rows = rowsInForceBy(ADDRESS_TYPES, checking.facts.profile.release, ({ kind }): Device['kind'] => kind);
  for (const device of checking.addressed) {
    const { type } = device.address;
    const sort = sortOf(device);
    const row = rows.get(device.kind)?.find((one) => one.sort === undefined || one.sort === sort);
    if (row === undefined || row.type === type) continue;
    if (row.isWritten === true && settingAt(device, '@bus') === undefined) continue;
    const help =
      row.type === undefined ? 'Remove its address.' : `Remove its address, or write one of type ${row.type}.`;
    refuse(checking, 'RP2400', device, { type, help }, 'address');
  }
}

export const ADDRESS_CHECKS: readonly Check[] = [
  { when: REFUSALS['disk-addresses'], run: checkDiskAddresses },
  { when: REFUSALS['usb-disk-addresses'], run: checkUsbDiskAddresses },
  { when: REFUSALS['scsi-places'], run: checkScsiPlaces },
  { when: REFUSALS['host-scsi-places'], run: checkOtherScsiPlaces },
  { when: REFUSALS['host-device-addresses'], run: checkHostDeviceAddresses },
  { when: REFUSALS['duplicate-host-devices'], run: checkDuplicateHostDevices },
  { when: REFUSALS.unassigned, run: checkUnassigned },
  { when: REFUSALS['ccw-machine'], run: checkCcwMachine },
  { when: REFUSALS['ccw-parts'], run: checkCcwParts },
  { when: REFUSALS['memory-addresses'], run: checkMemoryAddresses },
  { when: REFUSALS.zpci, run: checkZpci },
  { when: REFUSALS['spapr-range'], run: checkSpaprRange },
  { when: REFUSALS['video-addresses'], run: checkVideoAddresses },
  { when: REFUSALS.roms, run: checkRoms },
  { when: REFUSALS['panic-addresses'], run: checkPanicAddresses },
  { when: REFUSALS['address-types'], run: checkAddressTypes },
  { when: REFUSALS['foreign-buses'], run: checkForeignBuses },
];
