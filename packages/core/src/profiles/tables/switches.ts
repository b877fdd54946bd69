import type { Release } from '../releases.ts';

/** A value and the first release that has it; rows without `since` hold from the beginning. */
export interface SwitchValue<Value> {
  readonly since?: Release;
  /** The change is known only to come after this release and by `since`. */
  readonly after?: Release;
  readonly value: Value;
}

export interface Switch<Value> {
  /** The rule of the specification that the switch stands for. */
  readonly rule: string;
  /** In order of release; the last one in force holds. */
  readonly values: readonly SwitchValue<Value>[];
}

function flips(rule: string, since: Release, after?: Release): Switch<boolean> {
  return { rule, values: [{ value: false }, { since, value: true, ...(after === undefined ? {} : { after }) }] };
}

function until(rule: string, since: Release, after?: Release): Switch<boolean> {
  return { rule, values: [{ value: true }, { since, value: false, ...(after === undefined ? {} : { after }) }] };
}

function steps<const Value>(rule: string, ...values: readonly SwitchValue<Value>[]): Switch<Value> {
  return { rule, values };
}

/** Devices that take a USB port, as the order of their numbering tells them apart. */
export type UsbClass = 'hub' | 'hostdev' | 'disk' | 'nic' | 'ccid' | 'input' | 'serial' | 'sound' | 'mtp' | 'redirdev';

/** Everything in which releases differ and that is not a row of another table. The planner asks these, never a version. */
export const SWITCHES = {
  // Placement
  forcedDmiBridge: until('V-0', 'step2'),
  keepsPortOpen: flips('A-OPEN', 'step3'),
  reserveUnit: steps<'slot' | 'function'>('T-OCC-3', { value: 'slot' }, { since: '3.0', value: 'function' }),
  autoMultifunction: flips('A-MULTI-2', '3.0'),
  chipsetErrorsAsUser: flips('T-FIT-3', '3.0'),
  growNeedsPciBridge: until('V-5', '3.1'),
  indexMax: steps<number>('V-6', { value: Number.POSITIVE_INFINITY }, { since: '3.2', value: 255 }),
  genericRootPort: flips('V-7', '3.2'),
  // No release has these two yet.
  genericSwitchPorts: steps<boolean>('V-GENERIC', { value: false }),
  portLinkSettings: steps<boolean>('V-LINK', { value: false }),
  isolationGroups: flips('V-10', '3.6'),
  multiplePhb: flips('V-11', '3.6'),
  i440fxSlot1: steps<'slot' | 'isa' | 'functions'>(
    'V-12',
    { value: 'slot' },
    { since: '3.0', value: 'isa' },
    { since: '3.9', value: 'functions' },
  ),
  growWithPcieToPci: flips('V-13', '4.3'),
  growDmiForUserBridge: until('V-14', '4.3'),
  zpci: flips('V-15', '4.10'),
  zpciIdsIndependent: flips('V-17', '6.5'),
  zpciForGrown: flips('V-24', '10.1'),
  splitAutoHot: flips('V-16', '6.3'),
  displaySlotForced: until('V-18', '7.4'),
  expanderOnArmVirt: flips('V-19', '7.7'),
  rootHotplugAttribute: flips('V-20', '7.9'),
  growsPortForBridge: flips('T-GROW-2', '12.9', '12.5'),
  integrated: steps<'none' | 'pcie' | 'both'>(
    'V-21',
    { value: 'none' },
    { since: '8.3', value: 'pcie' },
    { since: '9.1', value: 'both' },
  ),
  insertControllers: steps<'append' | 'byIndex'>('V-23', { value: 'append' }, { since: '10.1', value: 'byIndex' }),
  // Connections
  modernVirtio: steps<string>(
    'V-40',
    { value: 'virtio-pci-disable-legacy' },
    { since: '9.0', value: 'virtio-pci-non-transitional' },
  ),
  scsiModelRecorded: flips('V-79', '4.1'),
  knownNicModelsOnly: flips('N-NET', '6.5'),
  nicModelsIgnoreCase: flips('N-NET', '5.3'),
  emptyNicModels: until('N-NET', '9.0', '7.0'),
  ignoresUnassigned: flips('V-41', '6.0'),
  vhostScsi: steps<'none' | 'given' | 'placed' | 'virtio'>(
    'V-33',
    { value: 'none' },
    { since: '2.5', value: 'given' },
    { since: '4.0', value: 'placed' },
    { since: '4.1', value: 'virtio' },
  ),
  placesMdev: flips('V-8', '3.2'),
  usbNetIsUsb: flips('V-57', '10.3'),
  boardNicsOffPci: flips('N-NET', '11.9', '11.3'),
  // Machines
  armv6lIsArm: flips('M-NAME', '5.0'),
  // Defaults
  q35AutoUsb: steps<readonly (readonly [capability: string, model: string])[]>(
    'I-USB',
    {
      value: [
        ['nec-usb-xhci', 'nec-xhci'],
        ['ich9-usb-ehci1', 'ich9-ehci1'],
      ],
    },
    {
      since: '4.1',
      value: [
        ['qemu-xhci', 'qemu-xhci'],
        ['nec-usb-xhci', 'nec-xhci'],
        ['ich9-usb-ehci1', 'ich9-ehci1'],
      ],
    },
  ),
  usbDefault: steps<'base' | 'aarch64' | 'arch' | 'family'>(
    'D-USB',
    { value: 'base' },
    { since: '3.3', value: 'aarch64' },
    { since: '10.1', value: 'arch' },
    { since: '11.9', value: 'family' },
  ),
  virtTransport: steps<'mmio' | 'pciIfRoot' | 'pciIfRootPort'>(
    'X-MMIO',
    { value: 'mmio' },
    { since: '3.0', value: 'pciIfRoot' },
    { since: '5.3', value: 'pciIfRootPort' },
  ),
  riscvVirtTransport: steps<'mmio' | 'pciIfRootPort'>(
    'X-MMIO',
    { value: 'mmio' },
    { since: '5.3', value: 'pciIfRootPort' },
  ),
  primesInputsAndVideos: flips('X-PRIME', '4.2'),
  primesVirtioModels: flips('X-PRIME', '5.2'),
  primesVsock: flips('X-PRIME', '4.7'),
  ccwFeature: steps<string>(
    'X-CCW',
    { value: 'virtio-ccw' },
    { since: '4.4', value: 'virtual-css-bridge' },
    { since: '9.0', value: '' },
  ),
  scsiHostUnits: steps<'listOrder' | 'numbers' | 'modelLimits'>(
    'X-SCSIHOST',
    { value: 'listOrder' },
    { since: '4.0', value: 'numbers' },
    { since: '5.9', value: 'modelLimits' },
  ),
  serialTargetByMachine: flips('D-SERIAL', '3.10'),
  s390ConsoleVirtio: until('D-CONSOLE', '3.10'),
  videoNone: flips('V-36', '4.6'),
  ramfb: flips('V-39', '5.9'),
  defaultVideoByFeature: flips('D-VIDEO', '5.10'),
  virtioVideoOnVirt: flips('D-VIDEO', '3.8'),
  virtioVideoOnS390: flips('D-VIDEO', '4.2'),
  videoTypeOf: steps<'said' | 'path' | 'first'>(
    'D-VIDEO',
    { value: 'said' },
    { since: '9.0', after: '7.0', value: 'path' },
    { since: '11.3', after: '9.0', value: 'first' },
  ),
  vmpvscsi: flips('V-43', '6.4'),
  primesCryptoMmio: flips('X-PRIME', '10.1', '9.0'),
  numbersImpliedConsole: flips('D-1', '10.1', '9.0'),
  consoleBlocksNoPort: flips('X-VSER-2', '12.9', '11.3'),
  primesSound: flips('V-58', '10.4'),
  virtioMemCcw: flips('V-49', '11.1'),
  usbPortOrder: steps<readonly UsbClass[]>(
    'X-USB-1',
    { value: ['hub', 'hostdev', 'disk', 'ccid', 'input', 'serial', 'sound', 'redirdev'] },
    {
      since: '10.3',
      after: '9.0',
      value: ['hub', 'disk', 'nic', 'sound', 'hostdev', 'ccid', 'serial', 'input', 'mtp', 'redirdev'],
    },
  ),
  usbHubs: steps<'one' | 'many'>('V-76', { value: 'one' }, { since: '3.1', value: 'many' }),
  usbMouseYieldsToTablet: flips('I-INPUT', '5.2'),
  ps2InputsByWrittenBus: flips('I-ORDER', '11.3', '9.0'),
  scsiBuiltIn: steps<'none' | 'last' | 'first'>(
    'D-SCSI',
    { value: 'none' },
    { since: '6.10', value: 'last' },
    { since: '11.6', value: 'first' },
  ),
  scsiVirtioOnVirt: flips('D-SCSI', '11.6'),
  usbDiskModel: flips('V-77', '11.5'),
  scsiModelOfFirst: flips('D-SCSI', '12.9', '12.5'),
  vdpaVirtio: flips('V-45', '6.9'),
  vhostuserVirtio: flips('D-NET', '10.1'),
  armVirtPanicPvpanic: flips('V-53', '9.1'),
  iscsiUnit: flips('W-ORDER', '3.9', '3.0'),
  panicDefaultByMachine: flips('V-53', '9.3'),
  audioElement: flips('V-70', '7.2'),
  characterPortsWrap: steps<boolean>('D-1', { value: true }, { since: '12.9', after: '11.3', value: false }),
  serialPortsAfterGiven: flips('D-1', '9.0', '7.0'),
  numaCellForHotplug: flips('V-74', '9.6'),
  minusOneTargets: until('A-SUB-2', '9.0', '7.0'),
  binaryNumbers: flips('V-BINARY', '11.3', '9.0'),
  wideDomains: flips('T-ADDR-1', '6.5', '5.5'),
  lastParts: until('V-LASTPART', '9.0', '7.0'),
  disksSortedBeforeBus: flips('V-NOBUS', '9.0', '7.0'),
  autoIntelIommu: flips('V-72', '10.10'),
  itcoWatchdog: flips('V-71', '9.1'),
  tpmSpapr: flips('D-1', '6.1'),
  checksUsbPortRange: flips('X-USB-1', '2.5'),
  usbNeedsController: flips('X-USB-1', '4.2'),
  xhciPortLimit: flips('V-PORTS', '3.3'),
  duplicateDrives: flips('V-DISKDUP', '3.0'),
} as const satisfies Readonly<Record<string, Switch<unknown>>>;

export type SwitchName = keyof typeof SWITCHES;
/** The value of each switch at one release. */
export type SwitchValues = {
  readonly [Name in SwitchName]: (typeof SWITCHES)[Name] extends Switch<infer Value> ? Value : never;
};
