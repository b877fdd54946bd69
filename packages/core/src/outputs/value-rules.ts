import { type Device, type DeviceAddress, isMinusOne } from '../domain/index.ts';
import type { XmlElement } from '../xml/index.ts';

/** A value of the document in whose place the plan has another. */
export interface Replacement {
  readonly device: Device;
  readonly element: XmlElement;
  /** Absent: the element itself. */
  readonly attribute?: string;
  readonly was: string;
  /** Absent: it is taken away. */
  readonly becomes?: string;
  /** The rule of the specification by which libvirt does it. */
  readonly rule: string;
}

type ValueRow = readonly [rule: string, replaces?: (written: string) => boolean];

const anything = (): boolean => true;

/**
 * Every attribute outside of addresses that may be written into a device of the document, with the rule that decides its
 * value. `replaces`: which values of the user libvirt replaces by it; the others stay.
 */
const VALUES: Readonly<Record<string, ValueRow>> = {
  'audio id': ['V-70'],
  'audio type': ['V-70'],
  'channel type': ['D-1'],
  'console type': ['I-CONSOLE', anything],
  'console/target type': ['I-CONSOLE', anything],
  'console/target port': ['I-CONSOLE', anything],
  'controller type': ['D-1'],
  'controller index': ['A-IDX'],
  'controller model': ['D-SCSI', anything],
  'controller/model name': ['A-SUB-1'],
  'controller/target chassisNr': ['A-SUB-2', isMinusOne],
  'controller/target chassis': ['A-SUB-2', isMinusOne],
  'controller/target port': ['A-SUB-2', isMinusOne],
  'controller/target busNr': ['A-SUB-2', isMinusOne],
  'controller/target index': ['A-SUB-2'],
  'controller/target hotplug': ['A-SUB-2'],
  'controller/target speed': ['V-LINK'],
  'controller/target width': ['V-LINK'],
  'controller/master startport': ['D-1'],
  'disk device': ['D-1'],
  'disk model': ['V-77'],
  'disk/target dev': ['D-1', anything],
  'disk/target bus': ['D-1'],
  'hostdev mode': ['D-1'],
  'hostdev/source name': ['W-ORDER', anything],
  'input bus': ['D-1'],
  'interface type': ['D-NET'],
  'interface/model type': ['D-NET', anything],
  'iommu model': ['V-72'],
  'panic model': ['D-1'],
  'parallel type': ['D-1'],
  'parallel/target type': ['D-1'],
  'parallel/target port': ['D-1', anything],
  'redirdev bus': ['D-1'],
  'serial type': ['D-1'],
  'serial/target type': ['D-SERIAL', anything],
  'serial/target port': ['D-1', anything],
  'serial/target/model name': ['D-SERIAL'],
  'shmem/model type': ['D-1'],
  'tpm model': ['D-1'],
  'video/model type': ['D-VIDEO', anything],
  'vsock model': ['D-1'],
  'watchdog action': ['D-1'],
};

/** The rows by path, then by attribute: a name made of both would have to be looked for anew each time. */
const BY_PATH = new Map<string, Map<string, ValueRow>>();
for (const [name, row] of Object.entries(VALUES)) {
  const [path = '', attribute = ''] = name.split(' ');
  BY_PATH.set(path, (BY_PATH.get(path) ?? new Map<string, ValueRow>()).set(attribute, row));
}

/** Which rule gives an address of each type; PCI addresses have a decision of their own. */
const ADDRESS_RULES: Readonly<Record<DeviceAddress['type'], string>> = {
  none: 'T-ADDR-1',
  unassigned: 'T-ADDR-1',
  pci: 'T-ADDR-2',
  drive: 'X-DRIVE',
  'virtio-serial': 'X-VSER-2',
  ccid: 'X-CCID',
  usb: 'X-USB-2',
  isa: 'X-ISA',
  'spapr-vio': 'X-SPAPR',
  ccw: 'X-CCW',
  dimm: 'X-DIMM',
  'virtio-mmio': 'X-MMIO',
  'virtio-s390': 'X-S390',
};

/** The rule that gives a device the address that it has. */
export function addressRule({ kind, address }: Device): string {
  return kind === 'console' ? 'I-CONSOLE' : ADDRESS_RULES[address.type];
}

/**
 * The rule by which an attribute gets its value; undefined for one that has to stay as it is: nobody decides about it, or
 * the user has written it and libvirt keeps that. `path` begins with the device, as `serial/target`.
 */
export function valueRule(
  device: Device,
  path: string,
  attribute: string,
  written: string | undefined,
): string | undefined {
  if (path.includes('/address')) return addressRule(device);
  const row = BY_PATH.get(path)?.get(attribute);
  return row === undefined || (written !== undefined && row[1]?.(written) !== true) ? undefined : row[0];
}
