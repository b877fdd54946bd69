import {
  both,
  type Concern,
  countingInTwos,
  growing,
  having,
  otherThan,
  quoting,
  usingUsbPorts,
  writing,
  writingMinusOne,
  writingTwice,
} from '../concerns.ts';
import { BOARD_NICS } from './nic-models.ts';
import type { SwitchName } from './switches.ts';

/** What a switch is about and whom its change concerns, for people who compare releases. */
export interface SwitchText {
  /** What changes for whom, in a few words. */
  readonly about: string;
  /**
   * What an upgrade does to a guest whose addresses are forgotten: addresses or controllers move, the definition is
   * accepted or refused, or only what is written changes.
   */
  readonly effect: 'moves' | 'accepts' | 'writes';
  /** The documents whose places or acceptance it can change; absent: all. */
  readonly concerns?: Concern;
}

const moves = (about: string, concerns?: Concern): SwitchText => ({ about, effect: 'moves', ...only(concerns) });
const accepts = (about: string, concerns?: Concern): SwitchText => ({ about, effect: 'accepts', ...only(concerns) });
const only = (concerns: Concern | undefined): Pick<SwitchText, 'concerns'> =>
  concerns === undefined ? {} : { concerns };
const writes = (about: string): SwitchText => ({ about, effect: 'writes' });

const offPc = otherThan('i440fx', 'q35');
const controllerOf = (type: string, atLeast?: number): Concern =>
  having('controller', (device) => device.kind === 'controller' && device.type === type, atLeast);

export const SWITCH_TEXTS: Readonly<Record<SwitchName, SwitchText>> = {
  forcedDmiBridge: moves('q35: a dmi-to-pci-bridge is always added'),
  keepsPortOpen: moves('q35: one root port is kept open for hotplug'),
  reserveUnit: accepts('functions of one slot may be given one by one'),
  autoMultifunction: writes("multifunction='on' is filled in where other functions of the slot are used"),
  chipsetErrorsAsUser: writes('the class of the error for a chipset place that is taken'),
  growNeedsPciBridge: accepts('a QEMU without pci-bridge gets no buses'),
  indexMax: accepts('the highest index of a PCI controller'),
  genericSwitchPorts: writes('switch ports are generic ones, where QEMU has them, and not those of Texas Instruments'),
  portLinkSettings: writes("speed and width are settings of ports without a maker's name"),
  genericRootPort: writes('root ports are pcie-root-port, where QEMU has it, and not ioh3420'),
  isolationGroups: moves('pSeries: host devices of one IOMMU group have a host bridge of their own'),
  multiplePhb: moves('pSeries: several host bridges instead of PCI bridges'),
  i440fxSlot1: accepts('i440fx: which functions of slot 1 the chipset takes'),
  growWithPcieToPci: moves('conventional devices on PCI Express machines are behind a pcie-to-pci-bridge'),
  growDmiForUserBridge: accepts('a pci-bridge of a PCI Express machine gets a dmi-to-pci-bridge'),
  zpci: writes('s390x: PCI devices have a uid and a fid'),
  zpciIdsIndependent: writes('s390x: uid and fid are chosen one by one'),
  zpciForGrown: writes('s390x: added bridges have a uid and a fid'),
  splitAutoHot: accepts("hotplug='off' of ports"),
  displaySlotForced: moves('old QEMU: the first display has its own slot'),
  expanderOnArmVirt: accepts('Arm virt: pcie-expander-bus'),
  rootHotplugAttribute: accepts("i440fx: hotplug='off' of the root"),
  growsPortForBridge: accepts(
    'a written pcie-to-pci-bridge gets a root port where none is free',
    writing(['controller'], ['pcie-to-pci-bridge']),
  ),
  integrated: moves(
    'devices that have to be on bus 0, such as a virtio IOMMU',
    (domain) => having('iommu')(domain) || having('panic')(domain),
  ),
  insertControllers: moves('added controllers stand in the order of their indexes, and get addresses in it', growing),
  modernVirtio: moves('which QEMU counts as having modern virtio'),
  scsiModelRecorded: moves('the model of a SCSI controller is chosen before it is placed'),
  knownNicModelsOnly: moves('interfaces of a pool of host devices are PCI Express'),
  nicModelsIgnoreCase: writes('names of interface models in capital letters'),
  emptyNicModels: moves('an empty interface model is a name', both(having('interface'), quoting(['']))),
  ignoresUnassigned: accepts('host devices that are not given to the guest'),
  vhostScsi: moves('vhost-scsi host devices'),
  placesMdev: accepts('mediated devices'),
  usbNetIsUsb: moves(
    'usb-net interfaces are on USB',
    having('interface', (device) => device.kind === 'interface' && device.model === 'usb-net'),
  ),
  boardNicsOffPci: moves(
    'lan9118 and scm91c111 interfaces have no place on PCI',
    having('interface', (device) => device.kind === 'interface' && BOARD_NICS.includes(device.model ?? '')),
  ),
  armv6lIsArm: moves('armv6l counts as Arm'),
  q35AutoUsb: moves('q35: the model of the USB controller that is added'),
  usbDefault: moves('the model of USB controllers that name none', offPc),
  virtTransport: moves('Arm virt: virtio devices are on PCI, not on virtio-mmio'),
  riscvVirtTransport: moves('RISC-V virt: virtio devices are on PCI, not on virtio-mmio'),
  primesInputsAndVideos: moves('virtio inputs and displays follow the other virtio devices off PCI'),
  primesVirtioModels: moves('(non-)transitional interfaces follow the other virtio devices off PCI'),
  primesVsock: moves('vsock is on CCW'),
  ccwFeature: moves('which QEMU counts as having CCW', ({ machine }) => machine.family === 's390-ccw'),
  scsiHostUnits: moves('places of SCSI host devices on their controllers'),
  serialTargetByMachine: writes('types of serial ports'),
  s390ConsoleVirtio: writes('s390x: the type of consoles'),
  videoNone: accepts('displays of model none'),
  ramfb: moves('ramfb takes no place', having('video')),
  defaultVideoByFeature: moves('the model of displays that name none'),
  virtioVideoOnVirt: moves('virt: displays that name no model are virtio'),
  virtioVideoOnS390: moves('s390x: displays that name no model are virtio'),
  vmpvscsi: accepts('SCSI controllers of model vmpvscsi'),
  primesCryptoMmio: moves('crypto devices follow the other virtio devices to virtio-mmio', having('crypto')),
  numbersImpliedConsole: writes('ports of virtio consoles beside a serial port'),
  consoleBlocksNoPort: moves(
    'ports of channels beside a virtio console of port 0',
    both(having('console'), having('channel')),
  ),
  primesSound: moves('s390x: virtio sound is on CCW', both(offPc, having('sound'))),
  virtioMemCcw: moves('s390x: virtio-mem is on CCW', both(offPc, having('memory'))),
  usbPortOrder: moves('the order in which USB devices get their ports', usingUsbPorts),
  usbHubs: moves('as many USB hubs are added as are needed'),
  ps2InputsByWrittenBus: writes('a PS/2 mouse or keyboard beside one that names no bus'),
  usbMouseYieldsToTablet: moves('no USB mouse beside a tablet'),
  scsiBuiltIn: moves('machines with a SCSI controller on their board', offPc),
  scsiVirtioOnVirt: moves(
    'virt: SCSI controllers that name no model are virtio-scsi',
    both(offPc, controllerOf('scsi')),
  ),
  usbDiskModel: writes('the model of USB disks'),
  scsiModelOfFirst: moves('SCSI controllers that name no model are like the first that does', controllerOf('scsi', 2)),
  vdpaVirtio: moves('vdpa interfaces that name no model are virtio'),
  vhostuserVirtio: moves(
    'vhostuser interfaces that name no model are virtio',
    having('interface', (device) => device.kind === 'interface' && device.type === 'vhostuser'),
  ),
  armVirtPanicPvpanic: moves('Arm virt: panic devices that name no model are pvpanic', having('panic')),
  iscsiUnit: writes('iSCSI sources that name no unit'),
  panicDefaultByMachine: accepts('panic devices that name no model, by machine', having('panic')),
  audioElement: writes('an <audio> element is added'),
  characterPortsWrap: writes('port numbers of serial devices below 0'),
  serialPortsAfterGiven: writes('ports of serial devices that name none'),
  minusOneTargets: accepts('-1 for a number of a PCI controller that is not set', writingMinusOne),
  binaryNumbers: accepts('numbers written as 0b101', countingInTwos),
  wideDomains: accepts('host devices in PCI domains above 0xFFFF', ({ devices }) =>
    [...devices.hostdev, ...devices.interface].some(({ host }) => (host?.domain ?? 0) > 0xffff),
  ),
  videoTypeOf: moves('displays whose first model has no type, but a later one has', having('video')),
  lastParts: moves('interfaces, host devices and character devices with two parts of a name', writingTwice),
  disksSortedBeforeBus: moves('disks that name no bus are a group of their own among the disks'),
  numaCellForHotplug: accepts(
    'memory hotplug without NUMA makes one cell',
    ({ memorySlots }) => memorySlots !== undefined,
  ),
  autoIntelIommu: writes('q35 with more than 255 processors gets an IOMMU'),
  itcoWatchdog: writes('q35: the watchdog of the chipset is written'),
  tpmSpapr: writes('pSeries: the model of TPMs'),
  checksUsbPortRange: accepts('USB ports beyond those of the hub'),
  usbNeedsController: accepts('USB devices without a USB controller'),
  xhciPortLimit: accepts('ports of an xHCI controller'),
  duplicateDrives: accepts('two disks at one place of a controller'),
};
