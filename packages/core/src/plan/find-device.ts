import { checkArguments, closeMatches, isPlan, isText } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { allDevices, type Controller, type Device, type DeviceKind, deviceLabel } from '../domain/index.ts';
import { formatPciAddress, type PciAddress, parsePciAddress } from '../topology/index.ts';
import { attributeValue, child, type XmlElement } from '../xml/index.ts';
import { addressText } from './address-text.ts';
import type { Plan } from './plan.ts';
import { deviceIds } from './topology-view.ts';

/** What a user means by a name. */
export type Subject =
  | { readonly type: 'device'; readonly device: Device }
  | { readonly type: 'address'; readonly address: PciAddress }
  /** All PCI controllers of a model. */
  | { readonly type: 'model'; readonly model: string; readonly controllers: readonly Controller[] };

/** What a name stands for; else RP5020 to RP5022. */
export type FoundSubject =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * Finds what is meant by `vda`, `net0`, `52:54:00:4e:21:01`, an alias, `pci.3`, `scsi0`, `03:00.0`, `pcie-root-port`, or
 * by the label or id that outputs print. Capitals do not count. RP5020: nothing has that name; RP5021: several have it;
 * RP5022: the address is on no bus.
 */
export function findSubject(plan: Plan, text: string): FoundSubject {
  checkArguments('findSubject', { plan: [plan, isPlan], text: [text, isText] });
  const wanted = normal(text);
  const named = devicesByName(plan);
  const address = parsePciAddress(text);
  if (address !== undefined) return addressSubject(plan, address, named);
  for (const names of named) {
    const devices = names.get(wanted) ?? [];
    const [device] = devices;
    if (device !== undefined)
      return devices.length === 1 ? found({ type: 'device', device }) : ambiguous(text, devices);
  }
  const model = wanted.replace(/s$/, '');
  const controllers = plan.domain.devices.controller.filter(
    (controller) => controller.type === 'pci' && (controller.model === model || controller.model === `pcie-${model}`),
  );
  const [first] = controllers;
  if (first?.model !== undefined) return found({ type: 'model', model: first.model, controllers });
  return unknown(text, named);
}

const found = (subject: Subject): FoundSubject => ({ ok: true, subject });
const normal = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** Devices by each of their names; the names that belong to one device alone before those that may be shared. */
type NamedDevices = readonly ReadonlyMap<string, readonly Device[]>[];

function devicesByName(plan: Plan): NamedDevices {
  const strong = new Map<string, Device[]>();
  const weak = new Map<string, Device[]>();
  const ids = deviceIds(plan);
  const put = (names: Map<string, Device[]>, device: Device, list: readonly (string | undefined)[]): void => {
    for (const name of new Set(list.map((one) => (one === undefined ? '' : normal(one))))) {
      if (name === '') continue;
      const devices = names.get(name);
      if (devices === undefined) names.set(name, [device]);
      else devices.push(device);
    }
  };
  const positions = new Map<DeviceKind, number>();
  for (const device of allDevices(plan.domain)) {
    const position = positions.get(device.kind) ?? 0;
    positions.set(device.kind, position + 1);
    put(strong, device, [ids.get(device), deviceLabel(device), ...ownNames(device)]);
    put(weak, device, weakNames(device, position));
  }
  return [strong, weak];
}

function ownNames(device: Device): readonly (string | undefined)[] {
  const alias = device.element === undefined ? undefined : child(device.element, 'alias');
  const names = [alias === undefined ? undefined : attributeValue(alias, 'name')];
  switch (device.kind) {
    case 'disk':
      return [...names, device.target, device.bus === 'virtio' ? `virtio-disk${device.targetNumber}` : undefined];
    case 'interface':
      return [
        ...names,
        device.mac,
        device.element && macAsWritten(device.element),
        device.host && formatPciAddress(device.host),
      ];
    case 'hostdev':
      return [...names, device.host === undefined ? device.source : formatPciAddress(device.host)];
    case 'filesystem':
      return [...names, device.target];
    case 'channel':
      return [...names, device.targetName];
    case 'shmem':
      return [...names, device.name];
    case 'controller':
      return [...names, ...controllerNames(device)];
    default:
      return names;
  }
}

function controllerNames({ type, index }: Controller): readonly string[] {
  const names = [`${type} ${index}`, `${type}.${index}`, `${type}${index}`, `controller ${type} ${index}`];
  if (index === 0) names.push(...(type === 'pci' ? ['pcie.0', 'root'] : [type]));
  return type === 'pci' ? [...names, `bus ${index}`, `bus-${index}`] : names;
}

/** What libvirt calls the devices of a class when it starts a guest, and what people do. */
const CLASS_NAMES: Partial<Readonly<Record<DeviceKind, readonly string[]>>> = {
  interface: ['net', 'nic'],
  filesystem: ['fs'],
  memballoon: ['balloon'],
  redirdev: ['redir'],
};

function macAsWritten(element: XmlElement): string | undefined {
  const mac = child(element, 'mac');
  return mac === undefined ? undefined : attributeValue(mac, 'address');
}

function weakNames(device: Device, position: number): readonly (string | undefined)[] {
  const classes = [device.kind, ...(CLASS_NAMES[device.kind] ?? [])];
  const numbered = classes.flatMap((name) => [`${name}${position}`, `${name} ${position}`]);
  const model =
    'model' in device && !(device.kind === 'controller' && device.type === 'pci') ? device.model : undefined;
  const label = deviceLabel(device).replace(/ \([^()]*\)$/, '');
  return [...numbered, ...classes, label, model];
}

function addressSubject(plan: Plan, address: PciAddress, named: NamedDevices): FoundSubject {
  const text = formatPciAddress(address);
  const last = plan.buses.length - 1;
  if (address.domain === 0 && address.bus <= last) return found({ type: 'address', address });
  // Not a place in the guest: then perhaps the host's device is meant.
  const [device] = named[0]?.get(text) ?? [];
  if (device !== undefined) return found({ type: 'device', device });
  const values = {
    address: text,
    buses: last < 0 ? 'no PCI bus' : last === 0 ? 'bus 00 only' : `buses 00 to ${hex(last)}`,
  };
  return { ok: false, diagnostic: createDiagnostic('RP5022', { values }) };
}

const hex = (bus: number): string => bus.toString(16).padStart(2, '0');

const MANY = 8;

function ambiguous(name: string, devices: readonly Device[]): FoundSubject {
  const shown = devices.slice(0, MANY).map((device) => `${deviceLabel(device)} at ${addressText(device.address)}`);
  const more = devices.length > MANY ? `, and ${devices.length - MANY} more` : '';
  const values = { name, count: devices.length, devices: `${shown.join(', ')}${more}` };
  return { ok: false, diagnostic: createDiagnostic('RP5021', { values }) };
}

function unknown(name: string, named: NamedDevices): FoundSubject {
  const names = named.flatMap((one) => [...one.keys()]);
  const near = [...new Set(closeMatches(normal(name), names))].slice(0, 4);
  const instead = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return { ok: false, diagnostic: createDiagnostic('RP5020', { values: { name, near: instead } }) };
}
