import { checkArguments, isListOf, isObject, isShape, isText } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import type { DeviceAddress, PciTarget } from '../domain/index.ts';
import { formatPciAddress, parsePciAddress } from '../topology/index.ts';
import { IDENTITY_NAMES, type Identity } from './identity.ts';
import { LOCK_FORMAT_VERSION, type Lock, type LockedController, type LockedDevice } from './lock.ts';

type Json = Readonly<Record<string, unknown>>;

export const isLock = isShape('a lock, as createLock or readLock returns it', {
  devices: isListOf(isObject),
  arch: isText,
  family: isText,
  machine: isText,
  profile: isText,
});

/** The lock as text: JSON, stable, one line for each device, so that changes read well in version control. */
export function printLock(lock: Lock): string {
  checkArguments('printLock', { lock: [lock, isLock] });
  const { devices, ...head } = lock;
  const lines = Object.entries({ formatVersion: LOCK_FORMAT_VERSION, ...head }).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  );
  const rows = devices.map((device) => `    ${JSON.stringify(deviceJson(device))}`).join(',\n');
  return `{\n${lines.join('')}  "devices": [\n${rows}\n  ]\n}\n`;
}

function deviceJson({ address, ...device }: LockedDevice): Json {
  return { ...device, address: addressJson(address) };
}

function addressJson(address: DeviceAddress): Json {
  switch (address.type) {
    case 'pci':
      return { ...address, ...(address.at === undefined ? {} : { at: formatPciAddress(address.at) }) };
    case 'dimm':
      return { ...address, ...(address.base === undefined ? {} : { base: `0x${address.base.toString(16)}` }) };
    default:
      return { ...address };
  }
}

/** A lock, or why a text is none (RP3070). */
export type LockReading =
  | { readonly ok: true; readonly lock: Lock }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Reads what {@link printLock} has written; unknown fields are passed over. */
export function readLock(text: string): LockReading {
  checkArguments('readLock', { text: [text, isText] });
  const json = parseJson(text);
  if (json === undefined) return refuse('it is not a JSON object');
  const version = json['formatVersion'];
  if (typeof version !== 'string' || version.split('.')[0] !== LOCK_FORMAT_VERSION.split('.')[0]) {
    return refuse(`its formatVersion is ${JSON.stringify(version) ?? 'missing'}, not ${LOCK_FORMAT_VERSION}`);
  }
  const [profile, arch, machine, family] = ['profile', 'arch', 'machine', 'family'].map((name) => textAt(json, name));
  if (profile === undefined || arch === undefined || machine === undefined || family === undefined) {
    return refuse('profile, arch, machine or family is missing');
  }
  const rows = json['devices'];
  if (!Array.isArray(rows)) return refuse('it has no list of devices');
  const devices: LockedDevice[] = [];
  for (const [position, row] of rows.entries()) {
    const device = readDevice(row);
    if (device === undefined) return refuse(`entry ${position + 1} of its devices is not one`);
    devices.push(device);
  }
  return { ok: true, lock: { profile, arch, machine, family, devices } };
}

function refuse(problem: string): LockReading {
  return { ok: false, diagnostic: createDiagnostic('RP3070', { values: { problem } }) };
}

function parseJson(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isJsonObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function textAt(json: Json, name: string): string | undefined {
  const value = json[name];
  return typeof value === 'string' ? value : undefined;
}

function numberAt(json: Json, name: string): number | undefined {
  const value = json[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function readDevice(row: unknown): LockedDevice | undefined {
  if (!isJsonObject(row)) return undefined;
  const [kind, label, sort] = [textAt(row, 'kind'), textAt(row, 'label'), textAt(row, 'sort')];
  const address = isJsonObject(row['address']) ? readAddress(row['address']) : undefined;
  const controller = isJsonObject(row['controller']) ? readController(row['controller']) : undefined;
  if (kind === undefined || label === undefined || sort === undefined || address === undefined) return undefined;
  if ((kind === 'controller') !== (controller !== undefined)) return undefined;
  const identity = readIdentity(isJsonObject(row['identity']) ? row['identity'] : {});
  return { kind, label, identity, sort, address, ...(controller === undefined ? {} : { controller }) };
}

function readIdentity(json: Json): Identity {
  const entries = IDENTITY_NAMES.flatMap((name) => {
    const value = textAt(json, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function readController(json: Json): LockedController | undefined {
  const [type, index] = [textAt(json, 'type'), numberAt(json, 'index')];
  const [model, modelName] = [textAt(json, 'model'), textAt(json, 'modelName')];
  if (type === undefined || index === undefined) return undefined;
  return {
    type,
    index,
    ...(model === undefined ? {} : { model }),
    ...(modelName === undefined ? {} : { modelName }),
    target: isJsonObject(json['target']) ? readTarget(json['target']) : {},
  };
}

function readTarget(json: Json): PciTarget {
  const target: PciTarget = {};
  for (const name of ['chassisNr', 'chassis', 'port', 'busNr', 'index', 'node', 'speed', 'width'] as const) {
    const value = numberAt(json, name);
    if (value !== undefined) target[name] = value;
  }
  const hotplug = textAt(json, 'hotplug');
  if (hotplug !== undefined) target.hotplug = hotplug;
  return target;
}

/** Reads the address of one entry; undefined when it is none that a device can have. */
function readAddress(json: Json): DeviceAddress | undefined {
  const numbers = <Name extends string>(...names: readonly Name[]): Readonly<Record<Name, number>> | undefined =>
    allNumbers(json, names);
  switch (json['type']) {
    case 'none':
      return { type: 'none' };
    case 'pci':
      return readPci(json);
    case 'drive': {
      const drive = numbers('controller', 'bus', 'target', 'unit');
      return drive && { type: 'drive', ...drive };
    }
    case 'usb': {
      const [bus, port] = [numberAt(json, 'bus'), textAt(json, 'port')];
      return bus === undefined ? undefined : { type: 'usb', bus, ...(port === undefined ? {} : { port }) };
    }
    case 'virtio-serial': {
      const port = numbers('controller', 'bus', 'port');
      return port && { type: 'virtio-serial', ...port };
    }
    case 'ccid': {
      const slot = numbers('controller', 'slot');
      return slot && { type: 'ccid', ...slot };
    }
    case 'ccw': {
      // Left for later, as on a machine without a channel subsystem.
      if (json['at'] === undefined) return { type: 'ccw' };
      const at = isJsonObject(json['at']) ? allNumbers(json['at'], ['cssid', 'ssid', 'devno']) : undefined;
      return at && { type: 'ccw', at };
    }
    case 'isa':
      return { type: 'isa', ...allNumbers(json, ['iobase']), ...allNumbers(json, ['irq']) };
    case 'spapr-vio':
      return { type: 'spapr-vio', ...allNumbers(json, ['reg']) };
    case 'dimm': {
      const base = textAt(json, 'base');
      const isNumber = base !== undefined && /^0x[0-9a-f]{1,16}$/.test(base);
      return { type: 'dimm', ...allNumbers(json, ['slot']), ...(isNumber ? { base: BigInt(base) } : {}) };
    }
    case 'virtio-mmio':
      return { type: 'virtio-mmio' };
    case 'virtio-s390':
      return { type: 'virtio-s390' };
    default:
      return undefined;
  }
}

function allNumbers<Name extends string>(
  json: Json,
  names: readonly Name[],
): Readonly<Record<Name, number>> | undefined {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const value = numberAt(json, name);
    if (value === undefined) return undefined;
    found[name] = value;
  }
  return isComplete(found, names) ? found : undefined;
}

function isComplete<Name extends string>(
  found: Partial<Record<Name, number>>,
  names: readonly Name[],
): found is Record<Name, number> {
  return names.every((name) => found[name] !== undefined);
}

function readPci(json: Json): DeviceAddress | undefined {
  const at = parsePciAddress(textAt(json, 'at') ?? '');
  if (at === undefined) return json['at'] === undefined ? { type: 'pci' } : undefined;
  const multifunction = json['multifunction'];
  const zpci = isJsonObject(json['zpci']) ? json['zpci'] : undefined;
  return {
    type: 'pci',
    at,
    ...(multifunction === 'on' || multifunction === 'off' ? { multifunction } : {}),
    ...(zpci === undefined ? {} : { zpci: { ...allNumbers(zpci, ['uid']), ...allNumbers(zpci, ['fid']) } }),
  };
}
