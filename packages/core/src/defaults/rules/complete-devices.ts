import { isArch } from '../../basics/index.ts';
import {
  type Controller,
  type Interface,
  type Machine,
  NO_ADDRESS,
  type Serial,
  serialOf,
} from '../../domain/index.ts';
import { isWrittenAsIsa, rowsInForce, SERIAL_MODELS } from '../../profiles/index.ts';
import { type Completion, offers, refuseDevice } from '../completion.ts';

/** D-NET: the model of interfaces that name none. */
export function chooseNicModels(completion: Completion): void {
  const { domain, facts } = completion;
  for (const nic of domain.devices.interface) {
    const keepsNone = nic.type === 'hostdev' || (nic.fromHostdevPool && facts.profile.switches.knownNicModelsOnly);
    if (nic.model === undefined && !keepsNone) nic.model = defaultNicModel(completion, nic);
  }
}

function defaultNicModel(completion: Completion, nic: Interface): string {
  const { machine } = completion.domain;
  const { switches } = completion.facts.profile;
  if (isArch(machine.arch, 's390')) return 'virtio';
  if (nic.type === 'vdpa' && switches.vdpaVirtio) return 'virtio';
  if (nic.type === 'vhostuser' && switches.vhostuserVirtio) return 'virtio';
  const board = boardNic(machine, switches.nicModelsIgnoreCase, switches.armv6lIsArm);
  if (board !== undefined) return board;
  const offered = [
    ['rtl8139', 'rtl8139'],
    ['e1000', 'e1000'],
    ['virtio-net', 'virtio'],
  ] as const;
  return offered.find(([capability]) => offers(completion, capability))?.[1] ?? 'rtl8139';
}

function boardNic(machine: Machine, isNewSpelling: boolean, isArmv6l: boolean): string | undefined {
  const isArm = isArch(machine.arch, 'arm') && (machine.arch !== 'armv6l' || isArmv6l);
  if (machine.family === 'arm-virt' || machine.family === 'riscv-virt' || machine.family === 'loongarch-virt')
    return 'virtio';
  if (!isArm) return undefined;
  return machine.name === 'versatilepb' ? (isNewSpelling ? 'scm91c111' : 'smc91c111') : 'lan9118';
}

/** D-USB: the model of USB controllers that name none. */
export function chooseUsbModels(completion: Completion): void {
  for (const controller of completion.domain.devices.controller) {
    if (controller.type !== 'usb' || controller.model !== undefined) continue;
    const model = defaultUsbModel(completion, controller);
    if (model === undefined) continue;
    controller.model = model;
    if (model === 'none') controller.address = NO_ADDRESS;
  }
}

type Candidates = readonly (readonly [capability: string, model: string])[];
const PIIX3: Candidates = [['piix3-usb-uhci', 'piix3-uhci']];
const OHCI: Candidates = [['pci-ohci', 'pci-ohci']];
const QEMU_XHCI: Candidates = [['qemu-xhci', 'qemu-xhci']];
const XHCI: Candidates = [...QEMU_XHCI, ['nec-usb-xhci', 'nec-xhci']];

function defaultUsbModel(completion: Completion, controller: Controller): string | undefined {
  const { machine } = completion.domain;
  const { usbDefault } = completion.facts.profile.switches;
  if (isArch(machine.arch, 's390') && (usbDefault === 'family' || controller.address.type === 'none')) return 'none';
  const candidates = usbCandidates(completion, machine, controller.element === undefined);
  return candidates.find(([capability]) => offers(completion, capability))?.[1];
}

function usbCandidates(completion: Completion, machine: Machine, isAdded: boolean): Candidates {
  const { usbDefault } = completion.facts.profile.switches;
  const isPpc64 = isArch(machine.arch, 'ppc64');
  if (isPpc64) return usbDefault !== 'base' && completion.newlyDefined ? [...XHCI, ...OHCI] : OHCI;
  switch (usbDefault) {
    case 'base':
      return PIIX3;
    case 'aarch64':
      return machine.arch === 'aarch64' ? [...XHCI, ...PIIX3] : PIIX3;
    case 'arch':
      if (isArch(machine.arch, 'x86')) return PIIX3;
      if (isArch(machine.arch, 'arm') && isAdded) return OHCI;
      return machine.family === 'loongarch-virt'
        ? QEMU_XHCI
        : [...(machine.arch === 'aarch64' ? XHCI : []), ...PIIX3, ...OHCI];
    case 'family':
      if (isArch(machine.arch, 'x86')) return PIIX3;
      if (machine.family === 'arm-virt') return XHCI;
      if (isArch(machine.arch, 'arm')) return [...XHCI, ...OHCI];
      return machine.family === 'riscv-virt' || isArch(machine.arch, 'loongarch') ? QEMU_XHCI : OHCI;
  }
}

/** V-77: the model of USB disks that name none. */
export function chooseUsbDiskModels({ domain, facts, newlyDefined }: Completion): void {
  if (!facts.profile.switches.usbDiskModel) return;
  for (const disk of domain.devices.disk) {
    if (disk.bus === 'usb') disk.model ??= disk.device === 'cdrom' && newlyDefined ? 'usb-bot' : 'usb-storage';
  }
}

/** V-78: an NVMe controller without a serial takes that of its first disk which has one. */
export function copyNvmeSerials({ domain }: Completion): void {
  for (const controller of domain.devices.controller) {
    if (controller.type !== 'nvme' || controller.serial !== undefined) continue;
    for (const { bus, address, element } of domain.devices.disk) {
      if (bus !== 'nvme' || address.type !== 'drive' || address.controller !== controller.index) continue;
      const serial = element === undefined ? undefined : serialOf(element);
      if (serial === undefined) continue;
      controller.serial = serial;
      break;
    }
  }
}

/** D-VIDEO: the model of displays that name none. */
export function chooseVideoModels(completion: Completion): void {
  for (const video of completion.domain.devices.video) {
    if (video.model !== undefined) continue;
    const model = defaultVideoModel(completion);
    if (model === undefined) refuseDevice(completion, 'RP2032', video, { machine: completion.domain.machine.name });
    else video.model = model;
  }
}

/** D-VIDEO; undefined when the QEMU offers none. */
export function defaultVideoModel(completion: Completion): string | undefined {
  const { machine } = completion.domain;
  const { switches } = completion.facts.profile;
  if (isArch(machine.arch, 'ppc64')) return 'vga';
  if (switches.virtioVideoOnVirt && (machine.family === 'arm-virt' || machine.family === 'riscv-virt')) return 'virtio';
  if (switches.virtioVideoOnS390 && isArch(machine.arch, 's390')) return 'virtio';
  if (isArch(machine.arch, 'loongarch')) return 'virtio';
  if (!switches.defaultVideoByFeature) return 'cirrus';
  if (offers(completion, 'cirrus-vga')) return 'cirrus';
  return offers(completion, 'VGA') ? 'vga' : undefined;
}

/** D-SERIAL and D-CONSOLE: target types; and D-1: port numbers. */
export function chooseCharacterTargets(completion: Completion): void {
  const { domain, facts } = completion;
  const { serialTargetByMachine, s390ConsoleVirtio } = facts.profile.switches;
  // Before 3.10 the default was isa-serial everywhere and was not written.
  const serialType = serialTargetByMachine ? serialTargetOf(domain.machine) : undefined;
  for (const serial of domain.devices.serial) {
    if (serialTargetByMachine && serial.targetType === 'isa-serial') delete serial.targetType;
    if (serialType !== undefined) serial.targetType ??= serialType;
    const model = serialModelOf(completion, serial.targetType);
    if (serial.targetModel === undefined && model !== undefined) serial.targetModel = model;
  }
  const consoleType = s390ConsoleVirtio && isArch(domain.machine.arch, 's390') ? 'virtio' : 'serial';
  for (const device of domain.devices.console) device.targetType ??= consoleType;
}

function serialModelOf({ domain, facts }: Completion, targetType: string | undefined): string | undefined {
  return rowsInForce(SERIAL_MODELS, facts.profile.release).find(
    (row) => row.targetType === targetType && (row.arches?.includes(domain.machine.arch) ?? true),
  )?.model;
}

function serialTargetOf({ arch, family }: Machine): string | undefined {
  if (isArch(arch, 'x86')) return 'isa-serial';
  if (family === 'pseries') return 'spapr-vio-serial';
  if (family === 'arm-virt' || family === 'riscv-virt') return 'system-serial';
  if (family === 'loongarch-virt') return 'system-serial';
  return isArch(arch, 's390') ? 'sclp-serial' : undefined;
}

/**
 * D-1: parallel devices without a port come after those before them, serial ones after all that have a port, wherever
 * these stand (before, as parallel ones). Those that are written as ISA come first and fill the gaps among themselves.
 */
export function numberCharacterPorts({ domain, facts }: Completion): void {
  // A console is numbered by its place, whatever port it names.
  domain.devices.console.forEach((device, position) => {
    device.targetPort = position;
  });
  const given = facts.profile.switches.serialPortsAfterGiven ? domain.devices.serial : [];
  numberIsaPorts(given);
  for (const list of [domain.devices.serial, domain.devices.parallel]) {
    let highest = -1;
    if (list === given) for (const { targetPort = -1 } of list) highest = Math.max(highest, targetPort);
    for (const device of list) {
      device.targetPort ??= highest + 1;
      highest = Math.max(highest, device.targetPort);
    }
  }
}

function numberIsaPorts(serials: readonly Serial[]): void {
  const written = serials.filter(isWrittenAsIsa);
  const taken = new Set(written.map(({ targetPort }) => targetPort));
  for (const device of written) {
    for (let port = 0; device.targetPort === undefined; port += 1) if (!taken.has(port)) device.targetPort = port;
    taken.add(device.targetPort);
  }
}

/** D-1: models of panic and TPM devices. */
export function choosePanicAndTpmModels({ domain, facts }: Completion): void {
  const { arch, family } = domain.machine;
  const { switches } = facts.profile;
  for (const panic of domain.devices.panic) {
    if (panic.model !== undefined) continue;
    if (family === 'pseries') panic.model = 'pseries';
    else if (isArch(arch, 's390')) panic.model = 's390';
    else if (switches.armVirtPanicPvpanic && family === 'arm-virt') panic.model = 'pvpanic';
    else if (isArch(arch, 'x86') || !switches.panicDefaultByMachine) panic.model = 'isa';
  }
  for (const tpm of domain.devices.tpm) {
    if (tpm.model === '') tpm.model = switches.tpmSpapr && isArch(arch, 'ppc64') ? 'tpm-spapr' : 'tpm-tis';
  }
  for (const vsock of domain.devices.vsock) vsock.model ??= 'virtio';
}

/** An iSCSI source that names no unit means unit 0; by 6.5 that is written. */
export function completeIscsiNames({ domain, facts }: Completion): void {
  if (!facts.profile.switches.iscsiUnit) return;
  for (const device of domain.devices.hostdev) {
    if (device.iscsiName !== undefined && !device.iscsiName.includes('/')) device.iscsiName = `${device.iscsiName}/0`;
  }
}
