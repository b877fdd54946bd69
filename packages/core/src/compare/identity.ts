import type { Device, Domain } from '../domain/index.ts';
import { formatPciAddress } from '../topology/index.ts';
import { attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';

/** What a device is known by, the strongest first. */
export const IDENTITY_NAMES = ['mac', 'target', 'alias', 'index', 'host', 'name', 'port', 'serial', 'source'] as const;

/** What a device may be known by. */
export type IdentityName = (typeof IDENTITY_NAMES)[number];

/** What a device is known by, whatever its place. */
export type Identity = { readonly [Name in IdentityName]?: string };

/** Names that one device cannot have two values of: devices that differ in one are never paired by mere order. */
const PERMANENT: readonly IdentityName[] = ['mac', 'target', 'index', 'host', 'name'];

/** Something that stands for a device: a device of a plan, or an entry of a lock. */
export interface Identified {
  readonly kind: string;
  readonly identity: Identity;
  /** The model or the like: devices that nothing else tells apart are paired in order among their sort first. */
  readonly sort: string;
  /** Its address, where that is given: among nameless devices of a sort, the one that stays in its place is the same. */
  readonly place?: string;
  /** Of a drive without a medium: its device, such as `cdrom`. Nothing but the name of its target tells it from others. */
  readonly emptyDrive?: string;
}

/** Two that are one device, or one that is alone. */
export type Matched<A, B> =
  | { readonly before: A; readonly after: B }
  | { readonly before: A; readonly after?: undefined }
  | { readonly before?: undefined; readonly after: B };

/** What a device is known by in any document that has it. */
export function identityOf(device: Device): Identity {
  return { ...ownIdentity(device), ...writtenIdentity(device) };
}

/** The model, or what tells devices of one kind apart when they have no name. */
export function sortOf(device: Device): string {
  if (device.kind === 'input') return `${device.type} ${device.bus}`;
  if (device.kind === 'serial') return device.targetType ?? '';
  if ('model' in device && device.model !== undefined) return device.model;
  return 'type' in device ? device.type : '';
}

/** The devices of a domain that may have a place of their own; a console that stands for a serial device has none. */
export function placeableDevices(domain: Domain): readonly Device[] {
  return Object.values(domain.devices).flatMap(placeableOf);
}

/** The same of one list. */
export function placeableOf(devices: readonly Device[]): readonly Device[] {
  return devices[0]?.kind === 'console'
    ? devices.filter((device) => device.kind !== 'console' || device.mirrors === undefined)
    : devices;
}

/** What it is known by, whatever the document says of it besides. */
export function ownIdentity(device: Device): Identity {
  switch (device.kind) {
    case 'disk':
    case 'filesystem':
      return { target: device.target };
    case 'controller': {
      // The members of a USB 2 set share an index; the port at which a companion begins tells them apart.
      const companion = device.masterStartPort === undefined ? '' : ` ${device.masterStartPort}`;
      return { index: `${device.type} ${device.index}${companion}` };
    }
    case 'interface':
      return {
        ...(device.mac === undefined ? {} : { mac: device.mac.toLowerCase() }),
        ...(device.host === undefined ? {} : { host: formatPciAddress(device.host) }),
      };
    case 'hostdev':
      if (device.host !== undefined) return { host: formatPciAddress(device.host) };
      if (device.iscsiName !== undefined) return { host: `iscsi ${device.iscsiName.replace(/^[^/]*$/, '$&/0')}` };
      return device.source === '' ? {} : { host: `${device.type} ${device.source}` };
    case 'channel':
      return device.targetName === undefined ? {} : { name: device.targetName };
    case 'shmem':
      return { name: device.name };
    case 'serial':
    case 'parallel':
    case 'console':
      return device.targetPort === undefined ? {} : { port: `${device.targetPort}` };
    default:
      return {};
  }
}

/** Attributes of `<source>` that say what is behind a device. */
const SOURCES = ['file', 'dev', 'volume', 'name', 'dir', 'path'];

function writtenIdentity({ kind, element }: Device): Identity {
  if (element === undefined) return {};
  const alias = attributeOf(element, 'alias', 'name');
  const serial = child(element, 'serial');
  const source = kind === 'disk' ? child(element, 'source') : undefined;
  const sourceName = SOURCES.map((name) => source && attributeValue(source, name)).find((value) => value !== undefined);
  return {
    // Other aliases are given anew by libvirt at each start.
    ...(alias?.startsWith('ua-') === true ? { alias } : {}),
    ...(kind === 'disk' && serial !== undefined ? { serial: textOf(serial).trim() } : {}),
    ...(sourceName === undefined ? {} : { source: sourceName }),
  };
}

function attributeOf(element: XmlElement, name: string, attribute: string): string | undefined {
  const found = child(element, name);
  return found === undefined ? undefined : attributeValue(found, attribute);
}

/** A drive that holds nothing, such as a CD-ROM without a source: its device. */
export const emptyDriveOf = (device: Device, { source }: Identity): string | undefined =>
  device.kind === 'disk' && device.device !== 'disk' && source === undefined ? device.device : undefined;

/**
 * Pairs what is the same device: by each name in turn, the strongest first; empty drives that went to another bus;
 * nameless ones of a sort by place; the rest in order (first those without a name, then all), within a sort and then
 * within a kind, unless a permanent name says that they are two. Order of the result: that of `before`, then what is new
 * in the order of `after`.
 */
export function matchDevices<A extends Identified, B extends Identified>(
  before: readonly A[],
  after: readonly B[],
): readonly Matched<A, B>[] {
  const pairs = new Map<A, B>();
  const open = new Set(after);
  const pass = (
    keyOf: (one: Identified) => string | undefined,
    areTwo?: (a: Identity, b: Identity) => boolean,
  ): void => {
    const waiting = new Map<string, B[]>();
    for (const one of open) {
      const key = keyOf(one);
      if (key === undefined) continue;
      const group = waiting.get(key);
      if (group === undefined) waiting.set(key, [one]);
      else group.push(one);
    }
    for (const one of before) {
      const key = pairs.has(one) ? undefined : keyOf(one);
      const candidates = key === undefined ? [] : (waiting.get(key) ?? []);
      const found = candidates.find((other) => open.has(other) && areTwo?.(one.identity, other.identity) !== true);
      if (found === undefined) continue;
      pairs.set(one, found);
      open.delete(found);
    }
  };
  for (const name of IDENTITY_NAMES) {
    // Serial devices of two sorts may have one port.
    if (name === 'port') pass(sortedPortKey);
    pass(nameKey(name));
  }
  pass(driveKey, haveOneBus);
  pass(placeKey);
  pass(namelessKey);
  pass(sortKey, haveOtherNames);
  pass(kindKey, haveOtherNames);
  const matched = before.map((one): Matched<A, B> => {
    const other = pairs.get(one);
    return other === undefined ? { before: one } : { before: one, after: other };
  });
  return [...matched, ...[...open].map((one): Matched<A, B> => ({ after: one }))];
}

const nameKey =
  (name: IdentityName) =>
  ({ kind, identity }: Identified): string | undefined =>
    identity[name] === undefined ? undefined : `${kind}|${identity[name]}`;
const sortedPortKey = ({ kind, sort, identity }: Identified): string | undefined =>
  identity.port === undefined ? undefined : `${kind}|${sort}|${identity.port}`;
const driveKey = ({ emptyDrive }: Identified): string | undefined => emptyDrive;
const isNameless = ({ identity }: Identified): boolean => PERMANENT.every((name) => identity[name] === undefined);
const placeKey = (one: Identified): string | undefined =>
  isNameless(one) && one.place !== undefined ? `${sortKey(one)}|${one.place}` : undefined;
const namelessKey = (one: Identified): string | undefined => (isNameless(one) ? sortKey(one) : undefined);
const sortKey = ({ kind, sort }: Identified): string => `${kind}|${sort}`;
const kindKey = ({ kind }: Identified): string => kind;

// Asked only of what is paired by order: a name that agrees outweighs one that does not.
const haveOtherNames = (a: Identity, b: Identity): boolean =>
  PERMANENT.some((name) => a[name] !== undefined && b[name] !== undefined && a[name] !== b[name]);
// hda and sda may be one drive on another bus; hda and hdb are two.
const haveOneBus = (a: Identity, b: Identity): boolean => targetPrefix(a) === targetPrefix(b);
const targetPrefix = ({ target }: Identity): string | undefined => target?.slice(0, 2);
