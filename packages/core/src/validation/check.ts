import { pushTo } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic, type DiagnosticCode } from '../diagnostics/index.ts';
import {
  allDevices,
  blame,
  type Controller,
  type Device,
  type DeviceAddress,
  type Domain,
  eachAddressedDevice,
} from '../domain/index.ts';
import {
  BOOT_DEVICES,
  type Facts,
  type RefusalRow,
  type ReleaseRange,
  rowsInForce,
  type SettingRow,
} from '../profiles/index.ts';
import { child, type XmlElement } from '../xml/index.ts';

/** A definition under checks that look at its system, and what is found wrong. */
export interface SystemChecking {
  readonly domain: Domain;
  readonly facts: Facts;
  /** False for a stored definition that is read back. */
  readonly newlyDefined: boolean;
  readonly diagnostics: Diagnostic[];
}

/** A completed definition under its last checks (P-9), with what many of them ask for. */
export interface Checking extends SystemChecking {
  /** The devices that have an address, in the order in which libvirt looks at them. */
  readonly addressed: readonly Device[];
  /** Those of them whose address is of a type. */
  readonly addressedBy: (type: DeviceAddress['type']) => readonly Device[];
  readonly pciControllers: readonly Controller[];
  /** Where devices have an element of this name: the first of each. */
  readonly parts: (name: string) => readonly DevicePart[];
  /** The rows of the tables of settings by which something is wrong. */
  readonly wrongSettings: ReadonlySet<SettingRow>;
}

export interface DevicePart {
  readonly device: Device;
  readonly element: XmlElement;
}

/** What the checks of a definition look at. */
export function createChecking(system: SystemChecking, wrongSettings: ReadonlySet<SettingRow>): Checking {
  const { domain, facts, newlyDefined, diagnostics } = system;
  const devices = allDevices(domain);
  const addressed: Device[] = [];
  const byType = new Map<DeviceAddress['type'], Device[]>();
  eachAddressedDevice(domain, (device) => {
    const { type } = device.address;
    if (type === 'none') return;
    addressed.push(device);
    pushTo(byType, type, device);
  });
  const addressedBy = (type: DeviceAddress['type']): readonly Device[] => byType.get(type) ?? [];
  const pciControllers = domain.devices.controller.filter(({ type }) => type === 'pci');
  const known = new Map<string, readonly DevicePart[]>();
  const parts = (name: string): readonly DevicePart[] => {
    const found = known.get(name) ?? partsOf(devices, name);
    known.set(name, found);
    return found;
  };
  // Named one by one: a spread takes as long as some of the checks.
  return { domain, facts, newlyDefined, diagnostics, addressed, addressedBy, pciControllers, parts, wrongSettings };
}

function partsOf(devices: readonly Device[], name: string): readonly DevicePart[] {
  const parts: DevicePart[] = [];
  for (const device of devices) {
    const element = device.element && child(device.element, name);
    if (element !== undefined) parts.push({ device, element });
  }
  return parts;
}

/** The boot orders that libvirt reads. */
export function bootOrders({ facts, parts }: Checking): readonly DevicePart[] {
  const written = parts('boot');
  if (written.length === 0) return written;
  const kinds = rowsInForce(BOOT_DEVICES, facts.profile.release).map(({ kind }) => kind);
  return written.filter(({ device }) => kinds.includes(device.kind));
}

/** One thing that libvirt refuses in a finished definition, in some releases. */
export interface Check {
  /** The row of a table of profiles/tables, or the releases that were asked. */
  readonly when: ReleaseRange | RefusalRow;
  readonly run: (checking: Checking) => void;
}

const NOBODY = { label: '', span: undefined };

/** Reports a device, at the part of it that `path` names (see `deviceSpan`). */
export function refuse(
  checking: Checking,
  code: DiagnosticCode,
  device: Device | undefined,
  values: Readonly<Record<string, string | number>> = {},
  ...path: readonly string[]
): void {
  const { label, span } = device === undefined ? NOBODY : blame(checking.domain, device, ...path);
  checking.diagnostics.push(createDiagnostic(code, { span, values: { device: label, ...values } }));
}
