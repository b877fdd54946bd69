import { type Device, hostTypeOf, isMinusOne } from '../domain/index.ts';
import { inForce, type Release, type ReleaseRange, SETTING_DATES } from '../profiles/index.ts';
import type { PciAddress } from '../topology/index.ts';
import { attribute, attributeValue, child, type ElementSpec, elements, textOf, type XmlElement } from '../xml/index.ts';
import { isEmpty, partPath, type WrittenFor, withOwnParts } from './canonical-parts.ts';
import { withOwnValues } from './canonical-values.ts';
import { sameValue } from './same-value.ts';
import { valueRule } from './value-rules.ts';
import { canonicalForm, videoMemory } from './written-form.ts';

/** In which order libvirt writes what an element holds (W-ORDER); what is not named keeps its order and its place among the others. */
interface Order {
  readonly attributes?: readonly string[];
  /** `…` stands for what is not named. */
  readonly children?: readonly string[];
}

const LAST = ['…', 'alias', 'address'];

const INTERFACE_PARTS: readonly string[] = [
  ...['mac', 'source', 'vlan', 'virtualport', 'ip', 'route', 'bandwidth', 'port', '…', 'target', 'guest', 'model'],
  ...['driver', 'backend', 'filterref', 'tune', 'teaming', 'link', 'mtu', 'coalesce', 'boot', 'alias', 'rom'],
  ...['acpi', 'address'],
];

/** Of what has a character device in it. */
const CHARACTER: Order = {
  children: ['certificate', 'database', 'source', 'protocol', 'log', 'target', 'boot', ...LAST],
};
const CHARACTER_SOURCE: Order = { attributes: ['mode', 'path', 'host', 'service', '…'] };
const ROM: Order = { attributes: ['enabled', 'bar', 'file'] };
const VIRTIO = ['iommu', 'ats', 'packed', 'page_per_vq'];
const HOST: Order = { attributes: ['name', 'port', 'transport', 'socket'] };
const RATE: Order = { attributes: ['average', 'peak', 'floor', 'burst'] };
const OFFLOADS = ['csum', 'gso', 'tso4', 'tso6', 'ecn', 'ufo', 'mrg_rxbuf'];
const AUDIO_STREAM: Order = {
  attributes: [
    ...['mixingEngine', 'fixedSettings', 'voices', 'bufferLength', 'name', 'streamName', 'latency', 'dev'],
    ...['bufferCount', 'tryPoll', 'serverName', 'clientName', 'connectPorts', 'exactName'],
  ],
};

const ORDERS: Readonly<Record<string, Order>> = {
  controller: {
    attributes: ['type', 'index', 'model', 'ports', 'vectors'],
    children: ['model', 'target', 'serial', 'driver', 'boot', '…', 'alias', 'master', 'address', 'pcihole64'],
  },
  disk: {
    attributes: ['type', 'device', 'model', 'rawio', 'sgio', 'snapshot'],
    children: [
      ...['driver', 'auth', 'source', 'backingStore', 'backenddomain', 'geometry', 'blockio', 'mirror', 'target'],
      ...['iotune', 'readonly', 'shareable', 'transient', 'serial', 'wwn', 'vendor', 'product', 'encryption', 'boot'],
      ...LAST,
    ],
  },
  'disk/driver': {
    attributes: [
      ...['name', 'type', 'cache', 'error_policy', 'rerror_policy', 'io', 'ioeventfd', 'event_idx', 'copy_on_read'],
      ...['discard', 'iothread', 'detect_zeroes', 'discard_no_unref', 'queues', 'queue_size', ...VIRTIO],
    ],
  },
  'disk/geometry': { attributes: ['cyls', 'heads', 'secs', 'trans'] },
  'disk/blockio': { attributes: ['logical_block_size', 'physical_block_size', 'discard_granularity'] },
  'disk/source/host': HOST,
  'hostdev/source/host': HOST,
  'hostdev/source/address': { attributes: ['domain', 'bus', 'target', 'unit', '…'] },
  ...Object.fromEntries(
    ['hostdev/source/auth', 'disk/auth', 'disk/source/auth'].map((path) => [
      `${path}/secret`,
      { attributes: ['type', '…'] },
    ]),
  ),
  'interface/bandwidth/inbound': RATE,
  'interface/bandwidth/outbound': RATE,
  'interface/virtualport/parameters': {
    attributes: ['managerid', 'typeid', 'typeidversion', 'instanceid', 'interfaceid', 'profileid'],
  },
  'interface/vlan/tag': { attributes: ['id', 'nativeMode'] },
  'interface/filterref/parameter': { attributes: ['name', 'value'] },
  'interface/target': { attributes: ['dev', 'managed'] },
  audio: { attributes: ['id', 'type', '…'] },
  shmem: { attributes: ['name', 'role'], children: ['model', 'size', 'server', 'msi', ...LAST] },
  'video/model/resolution': { attributes: ['x', 'y'] },
  sound: { children: ['codec', 'audio', 'driver', ...LAST] },
  'interface/driver': {
    attributes: [
      ...['name', 'txmode', 'ioeventfd', 'event_idx', 'queues', 'rx_queue_size', 'tx_queue_size', 'rss'],
      ...['rss_hash_report', ...VIRTIO],
    ],
  },
  'interface/driver/host': { attributes: OFFLOADS },
  'interface/driver/guest': { attributes: OFFLOADS },
  'controller/driver': {
    attributes: ['queues', 'cmd_per_lun', 'max_sectors', 'ioeventfd', 'iothread', ...VIRTIO],
  },
  'filesystem/driver': { attributes: ['type', 'format', 'name', 'wrpolicy', 'queue', ...VIRTIO] },
  'filesystem/binary': { attributes: ['path', 'xattr'] },
  'filesystem/binary/lock': { attributes: ['posix', 'flock'] },
  ...Object.fromEntries(
    ['video', 'rng', 'memballoon', 'input', 'vsock', 'crypto', 'sound', 'memory'].map((kind) => [
      `${kind}/driver`,
      { attributes: ['name', ...VIRTIO] },
    ]),
  ),
  'video/model/acceleration': { attributes: ['accel3d', 'accel2d', 'rendernode'] },
  'audio/input': AUDIO_STREAM,
  'audio/output': AUDIO_STREAM,
  'audio/input/settings': { attributes: ['frequency', 'channels', 'format'] },
  'audio/output/settings': { attributes: ['frequency', 'channels', 'format'] },
  ...Object.fromEntries(
    ['serial', 'parallel', 'console', 'channel'].map((kind) => [`${kind}/log`, { attributes: ['file', 'append'] }]),
  ),
  'disk/source': {
    attributes: [
      'type',
      'managed',
      'protocol',
      'name',
      'query',
      'pool',
      'volume',
      'mode',
      '…',
      'tls',
      'tlsHostname',
      'startupPolicy',
    ],
    children: ['…', 'auth', 'encryption'],
  },
  'disk/backingStore': { children: ['format', 'source', 'backingStore'] },
  memballoon: { attributes: ['model', 'autodeflate', 'freePageReporting'], children: ['stats', ...LAST, 'driver'] },
  vsock: { children: ['cid', ...LAST, 'driver'] },
  'tpm/backend': { attributes: ['type', 'version', '…'] },
  'video/driver': { attributes: [...VIRTIO, 'name'] },
  'iommu/driver': { attributes: ['intremap', 'caching_mode', 'eim', 'iotlb', 'aw_bits', '…'] },
  'disk/target': { attributes: ['dev', 'bus', 'tray', 'rotation_rate', 'removable'] },
  hostdev: {
    attributes: ['mode', 'type', 'managed', 'sgio', 'rawio', 'model', 'display', 'ramfb'],
    children: ['driver', 'source', 'teaming', 'readonly', 'shareable', 'boot', 'rom', 'acpi', ...LAST],
  },
  video: { children: ['driver', 'model', ...LAST] },
  'video/model': {
    attributes: ['type', 'ram', 'vram', 'vram64', 'vgamem', 'heads', 'primary', 'blob'],
    children: ['acceleration', 'resolution'],
  },
  interface: { children: INTERFACE_PARTS },
  // The driver is VFIO, not the card's.
  'host interface': { children: ['mac', 'driver', ...INTERFACE_PARTS.filter((name) => name !== 'driver')] },
  'interface/source': { attributes: ['network', 'portgroup', 'bridge', 'dev', 'address', '…', 'port'] },
  'interface/rom': ROM,
  'hostdev/rom': ROM,
  filesystem: {
    attributes: ['type', 'accessmode', 'model', 'multidevs', 'fmode', 'dmode'],
    children: [
      'driver',
      'binary',
      'idmap',
      'source',
      'target',
      'readonly',
      '…',
      'alias',
      'address',
      'space_hard_limit',
      'space_soft_limit',
    ],
  },
  graphics: {
    attributes: [
      ...['type', 'socket', 'port', 'tlsPort', 'autoport', 'websocket', 'display', 'xauth', 'fullscreen', 'listen'],
      ...['keymap', 'defaultMode', 'sharePolicy', 'powerControl', 'passwd', 'passwdValidTo', 'connected'],
    ],
    children: [
      ...['listen', 'channel', 'image', 'jpeg', 'zlib', 'playback', 'streaming', 'mouse', 'clipboard'],
      ...['filetransfer', 'gl'],
    ],
  },
  rng: { children: ['rate', 'backend', ...LAST] },
  'rng/rate': { attributes: ['bytes', 'period'] },
  'rng/backend': CHARACTER,
  'hostdev/source': { attributes: ['protocol', 'name'], children: ['vendor', 'product', 'adapter', 'address'] },
  'input/source': { attributes: ['dev', 'grab', 'grabToggle', 'repeat'] },
  'shmem/msi': { attributes: ['vectors', 'ioeventfd'] },
  'vsock/cid': { attributes: ['auto', 'address'] },
  'channel/target': { attributes: ['type', 'name', 'address', '…'] },
  'channel/source': { ...CHARACTER_SOURCE, children: ['clipboard', 'mouse'] },
  ...Object.fromEntries(
    ['serial', 'parallel', 'console', 'redirdev', 'smartcard', 'rng/backend'].map((path) => [
      `${path}/source`,
      CHARACTER_SOURCE,
    ]),
  ),
  serial: CHARACTER,
  parallel: CHARACTER,
  console: CHARACTER,
  channel: CHARACTER,
  redirdev: CHARACTER,
  smartcard: { ...CHARACTER, attributes: ['mode', 'type'] },
  'serial/target': { attributes: ['type', 'port'] },
  'parallel/target': { attributes: ['type', 'port'] },
  'console/target': { attributes: ['type', 'port'] },
};

/** Elements of which all attributes are known; libvirt drops others. */
const KNOWN_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  disk: ['type', 'device', 'model', 'rawio', 'sgio', 'snapshot'],
  'disk/target': ['dev', 'bus', 'tray', 'removable', 'rotation_rate', 'dpofua'],
  interface: ['type', 'managed', 'trustGuestRxFilters'],
  'interface/mac': ['address', 'type', 'check'],
  'interface/model': ['type'],
  'interface/link': ['state'],
  'interface/mtu': ['size'],
  filesystem: ['type', 'accessmode', 'fmode', 'dmode', 'multidevs', 'model'],
  video: [],
  serial: ['type'],
  parallel: ['type'],
  console: ['type'],
  channel: ['type'],
  redirdev: ['bus', 'type'],
  smartcard: ['mode', 'type'],
  memory: ['model', 'access', 'discard'],
  hub: ['type'],
  iommu: ['model'],
  nvram: [],
  'parallel/target': ['port'],
  'console/target': ['type', 'port'],
  'serial/target': ['port'],
  memballoon: ['model', 'autodeflate', 'freePageReporting'],
  panic: ['model'],
  rng: ['model'],
  shmem: ['name', 'role'],
  sound: ['model', 'multichannel', 'streams'],
  tpm: ['model'],
  vsock: ['model'],
  watchdog: ['model', 'action'],
  audio: [
    'id',
    'type',
    'timerPeriod',
    'driver',
    'tryMMap',
    'exclusive',
    'dspPolicy',
    'path',
    'serverName',
    'runtimeDir',
  ],
  // A bus that is none is not written.
  input: ['type', 'model'],
  'controller/target': ['chassisNr', 'chassis', 'port', 'busNr', 'index', 'hotplug', 'memReserve'],
  'hostdev/source/address': ['domain', 'bus', 'slot', 'function'],
};

/** Attributes of a controller that only some types have. */
const CONTROLLER_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  usb: ['ports'],
  'virtio-serial': ['ports', 'vectors'],
  xenbus: ['maxGrantFrames', 'maxEventChannels'],
};

/** Children that only PCI controllers have. */
const PCI_CHILDREN: readonly string[] = ['model', 'target', 'pcihole64'];

/** The element of a device as libvirt's inactive dump has it, as far as {@link canonicalForm} and {@link ORDERS} know. */
export function canonicalElement(device: Device, element: XmlElement, context: WrittenFor): ElementSpec {
  const whole = merged(device, element, withDetails(device, element), device.kind);
  const all = withOwnParts(device, withOwnValues(device, whole), context);
  const isHostInterface = device.kind === 'interface' && device.type === 'hostdev';
  return withoutLater(inOrder(all, isHostInterface ? 'host interface' : device.kind), device.kind, context.release);
}

/** Attributes and parts that a libvirt before does not read, and so does not write. */
const LATER: readonly (ReleaseRange & { readonly path: string; readonly attribute?: string })[] = [
  ...['interface', 'hostdev', 'disk', 'controller', 'filesystem', 'video', 'sound', 'input', 'rng', 'memballoon']
    .concat('watchdog', 'shmem', 'vsock', 'crypto')
    .map((kind) => ({ path: `${kind}/acpi`, ...SETTING_DATES.allButFirst })),
  { path: 'controller/target', attribute: 'memReserve', ...SETTING_DATES.lastTwo },
  { path: 'video/model', attribute: 'blob', ...SETTING_DATES.lastTwo },
  { path: 'graphics', attribute: 'powerControl', ...SETTING_DATES.allButFirst },
  { path: 'hostdev/source', attribute: 'guestReset', ...SETTING_DATES.allButFirst },
  { path: 'disk/target', attribute: 'rotation_rate', ...SETTING_DATES.allButFirst },
  ...['disk/encryption', 'disk/source/encryption', 'disk/backingStore/source/encryption'].map((path) => ({
    path,
    attribute: 'engine',
    ...SETTING_DATES.allButFirst,
  })),
  { path: 'vsock/driver', ...SETTING_DATES.allButFirst },
  ...['disk', 'interface', 'controller', 'filesystem', 'video', 'rng', 'memballoon', 'input'].map((kind) => ({
    path: `${kind}/driver`,
    attribute: 'page_per_vq',
    ...SETTING_DATES.allButFirst,
  })),
  ...['rss', 'rss_hash_report'].map((attribute) => ({
    path: 'interface/driver',
    attribute,
    ...SETTING_DATES.allButFirst,
  })),
  { path: 'disk/driver', attribute: 'queue_size', ...SETTING_DATES.allButFirst },
  { path: 'filesystem/binary/sandbox', ...SETTING_DATES.allButFirst },
  { path: 'filesystem/binary/thread_pool', ...SETTING_DATES.allButFirst },
  { path: 'disk/source', attribute: 'tlsHostname', ...SETTING_DATES.allButFirst },
  { path: 'disk/driver', attribute: 'discard_no_unref', ...SETTING_DATES.lastTwo },
  { path: 'disk/driver/iothreads', ...SETTING_DATES.lastTwo },
  { path: 'disk/source/reconnect', attribute: 'delay', ...SETTING_DATES.lastTwo },
  { path: 'disk/source/knownHosts', ...SETTING_DATES.lastTwo },
  { path: 'disk/source/dataStore', ...SETTING_DATES.lastTwo },
  { path: 'disk/backingStore/source/dataStore', ...SETTING_DATES.lastTwo },
  { path: 'disk/throttlefilters', ...SETTING_DATES.lastTwo },
  { path: 'controller/driver/iothreads', ...SETTING_DATES.lastTwo },
  { path: 'filesystem/idmap', ...SETTING_DATES.lastTwo },
  { path: 'filesystem/binary/openfiles', ...SETTING_DATES.lastTwo },
  { path: 'hostdev/driver', attribute: 'model', ...SETTING_DATES.lastTwo },
  { path: 'sound', attribute: 'multichannel', ...SETTING_DATES.lastTwo },
  { path: 'audio', attribute: 'runtimeDir', ...SETTING_DATES.lastTwo },
  ...['timerPeriod', 'tryMMap', 'exclusive', 'dspPolicy'].map((attribute) => ({
    path: 'audio',
    attribute,
    ...SETTING_DATES.allButFirst,
  })),
];

/** An element and all in it as {@link ORDERS} has them. */
function inOrder(spec: ElementSpec, path: string): ElementSpec {
  const order = ORDERS[path] ?? (path.includes('/') ? undefined : { children: LAST });
  const children = spec.children?.map((one) => inOrder(one, partPath(path, one.name)));
  return {
    ...spec,
    attributes: ordered(spec.attributes, order?.attributes, ([name]) => name),
    ...(children && { children: ordered(children, order?.children, ({ name }) => name) }),
  };
}

function withoutLater(spec: ElementSpec, path: string, release: Release): ElementSpec {
  const rows = LATER.filter((row) => row.path.startsWith(path) && !inForce(row, release));
  if (rows.length === 0) return spec;
  const isLater = (name: string): boolean => rows.some((row) => row.path === path && row.attribute === name);
  return {
    ...spec,
    attributes: spec.attributes.filter(([name]) => !isLater(name)),
    ...(spec.children && {
      children: spec.children
        .filter(({ name }) => !rows.some((row) => row.path === `${path}/${name}` && row.attribute === undefined))
        .flatMap((one) => {
          const kept = withoutLater(one, `${path}/${one.name}`, release);
          return isEmpty(kept) && !isEmpty(one) ? [] : kept;
        }),
    }),
  };
}

/** What libvirt writes without being told, besides what placement decides. */
function withDetails(device: Device, element: XmlElement): ElementSpec {
  const spec = canonicalForm(device);
  const children = spec.children ?? [];
  switch (device.kind) {
    case 'hostdev': {
      if (device.mode !== 'subsystem') return spec;
      const isManaged = attributeValue(element, 'managed') === undefined;
      const attributes = isManaged ? [...spec.attributes, ['managed', 'no'] as const] : spec.attributes;
      if (device.type !== 'pci') return { ...spec, attributes };
      return {
        ...spec,
        attributes,
        children: [{ name: 'source', attributes: [], children: [hostAddress(device.host)] }, ...children],
      };
    }
    case 'disk': {
      const isVolume = device.sourceType === 'volume' && child(element, 'source') !== undefined;
      const attributes = [['name', 'qemu'] as const, ...(isVolume ? [] : RAW)];
      const readonly = device.device === 'cdrom' ? [{ name: 'readonly', attributes: [] }] : [];
      return { ...spec, children: [...children, { name: 'driver', attributes }, ...readonly] };
    }
    case 'video': {
      if (device.model === undefined || device.model === 'none') return spec;
      const primary = device.primary ? [['primary', 'yes'] as const] : [];
      const attributes = [
        ['type', device.model] as const,
        ...videoMemory(device.model),
        ['heads', '1'] as const,
        ...primary,
      ];
      return { ...spec, children: children.map((one) => (one.name === 'model' ? { ...one, attributes } : one)) };
    }
    default:
      return spec;
  }
}

/** The place of a device on the host, as libvirt spells it. */
function hostAddress(at: PciAddress = { domain: 0, bus: 0, slot: 0, function: 0 }): ElementSpec {
  const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
  return {
    name: 'address',
    attributes: [
      ['domain', hex(at.domain, 4)],
      ['bus', hex(at.bus, 2)],
      ['slot', hex(at.slot, 2)],
      // As it is written by libvirt, which takes it for one digit.
      ['function', `0x${at.function}`],
    ],
  };
}

const RAW = [['type', 'raw']] as const;

const SOURCES = ['source'];

/** Parts of which a device may have several; of any other name libvirt keeps one. */
const REPEATED: Readonly<Record<string, readonly string[]>> = {
  channel: SOURCES,
  console: SOURCES,
  graphics: ['channel', 'listen'],
  interface: ['ip', 'portForward', 'route'],
  parallel: SOURCES,
  redirdev: SOURCES,
  serial: SOURCES,
  smartcard: ['certificate', 'source'],
  sound: ['codec'],
};

function merged(device: Device, element: XmlElement, spec: ElementSpec, path: string): ElementSpec {
  const planned = spec.children ?? [];
  const names = new Set(planned.map(({ name }) => name));
  const seen = new Set<string>();
  const children: ElementSpec[] = [];
  for (const part of elements(element)) {
    if (part.uri !== '' || isDropped(device, part.name, path) || isEmptyNode(part, path)) continue;
    if (!isOfSource(device, part, path)) continue;
    // One that libvirt passes over for a later one.
    const isSource = path === 'hostdev' && part.name === 'source';
    if (isSource ? part !== readSource(device, element) : !seen.has(part.name) && child(element, part.name) !== part)
      continue;
    if (path === device.kind && seen.has(part.name) && !REPEATED[path]?.includes(part.name)) continue;
    const known = seen.has(part.name) ? undefined : planned.find(({ name }) => name === part.name);
    seen.add(part.name);
    if (part.name === 'address' && path === device.kind) {
      if (known !== undefined) children.push(known);
    } else if (known === undefined) children.push(copied(device, part, `${path}/${part.name}`));
    else children.push(merged(device, part, known, `${path}/${part.name}`));
  }
  for (const part of planned) {
    const isEmptyTarget = part.name === 'target' && part.attributes.length === 0;
    if (!seen.has(part.name) && !isEmptyTarget) children.push(part);
  }
  const text = spec.text ?? (children.length === 0 && names.size === 0 ? ownText(element) : '');
  return {
    name: spec.name,
    attributes: attributesOf(device, element, spec, path),
    children,
    ...(text === '' ? {} : { text }),
  };
}

/** Of an element that holds others, none. */
const ownText = (element: XmlElement): string => (elements(element).length === 0 ? textOf(element).trim() : '');

/** What says nothing where libvirt drops it then. */
const isEmptyNode = (part: XmlElement, path: string): boolean =>
  path === 'controller/target'
    ? part.name === 'node' && textOf(part) === ''
    : part.name === 'source' && part.attributes.length === 0 && part.children.length === 0;

/** Of several sources of a host device the first is read, of a mediated one the first with an address. */
function readSource(device: Device, element: XmlElement): XmlElement | undefined {
  const sources = elements(element, 'source');
  const isMediated = device.kind === 'hostdev' && device.type === 'mdev';
  return (isMediated ? sources.find((source) => child(source, 'address') !== undefined) : undefined) ?? sources[0];
}

/** Devices whose names libvirt neither reads nor writes. */
const ALIAS_LESS: readonly string[] = ['graphics', 'audio'];

/** Devices without a model of their own. */
const MODEL_LESS: readonly string[] = ['graphics', 'audio', 'hub', 'pstore'];

function isDropped(device: Device, name: string, path: string): boolean {
  if (name === 'model' && path === device.kind && MODEL_LESS.includes(path)) return true;
  if (path === 'interface' && name === 'model' && device.kind === 'interface' && device.model === undefined)
    return true;
  if (name === 'alias' && ALIAS_LESS.includes(path)) return true;
  if (path !== 'controller' || device.kind !== 'controller') return false;
  const isSwitchedOff = device.type === 'usb' && device.model === 'none';
  return (device.type !== 'pci' && PCI_CHILDREN.includes(name)) || (isSwitchedOff && name === 'master');
}

function attributesOf(device: Device, element: XmlElement, spec: ElementSpec, path: string): ElementSpec['attributes'] {
  const planned = spec.attributes.map(([name, value]) => {
    const written = attributeValue(element, name);
    const stays =
      written !== undefined &&
      written !== 'default' &&
      name !== 'primary' &&
      !sameValue(name, written, value) &&
      valueRule(device, path, name, written) === undefined;
    return [name, stays ? written : value] as const;
  });
  const isForward = path === 'channel/target' && device.kind === 'channel' && device.targetType === 'guestfwd';
  const known = new Set(planned.map(([name]) => name));
  const own = ownAttributes(element).filter(
    ([name, value]) =>
      !known.has(name) &&
      !(name === 'model' && MODEL_LESS.includes(path)) &&
      !(path === 'controller/target' && isMinusOne(value)),
  );
  const names = knownAttributes(device, path);
  const kept = own.filter(([name]) => names?.includes(name) ?? true);
  // A port has 16 bits.
  const ports = kept.map(([name, value]) => [name, name === 'port' ? String(Number(value) & 0xffff) : value] as const);
  return [...planned, ...(isForward ? ports : kept)];
}

/** What `<source>` of a host device has, and the address in it, by the type of the device. */
const HOST_ATTRIBUTES: Readonly<Record<string, readonly [source: readonly string[], address: readonly string[]]>> = {
  usb: [
    ['startupPolicy', 'guestReset'],
    ['bus', 'device', 'port'],
  ],
  scsi: [
    ['protocol', 'name'],
    ['bus', 'target', 'unit'],
  ],
  scsi_host: [['protocol', 'wwpn'], []],
  mdev: [[], ['uuid']],
};

/** Undefined: not known, or they depend on more. */
function knownAttributes(device: Device, path: string): readonly string[] | undefined {
  if (device.kind === 'hostdev' && device.mode === 'subsystem') {
    if (path === 'hostdev/source') return HOST_ATTRIBUTES[device.type]?.[0];
    if (path === 'hostdev/source/address' && device.type !== 'pci') return HOST_ATTRIBUTES[device.type]?.[1];
  }
  if (device.kind === 'channel' && path === 'channel/target')
    return device.targetType === 'guestfwd' ? ['type', 'address', 'port'] : ['type', 'name', 'state'];
  if (device.kind === 'controller' && path === 'controller')
    return ['type', 'index', 'model', ...(CONTROLLER_ATTRIBUTES[device.type] ?? [])];
  return device.kind === 'hostdev' && device.type !== 'pci' ? undefined : KNOWN_ATTRIBUTES[path];
}

/** libvirt writes what it has read of an attribute with a prefix without it. */
function ownAttributes(element: XmlElement): readonly (readonly [name: string, value: string])[] {
  return element.attributes
    .filter((one) => attribute(element, one.local ?? one.name) === one)
    .filter(({ name, local = name }) => name !== 'xmlns' && !local.includes(':'))
    .map(({ name, local = name, value }) => [local, value] as const);
}

function copied(device: Device, element: XmlElement, path: string): ElementSpec {
  const children = elements(element)
    .filter((part) => part.uri === '' && !isNowhere(device, part) && isOfSource(device, part, path))
    .map((part) => copied(device, part, `${path}/${part.name}`));
  const text = children.length === 0 ? ownText(element) : '';
  const attributes = attributesOf(device, element, { name: element.name, attributes: [] }, path);
  return { name: element.name, attributes, children, ...(text === '' ? {} : { text }) };
}

/** What names a device of the host, by its type; libvirt drops the rest. */
const SOURCE_PARTS: Readonly<Record<string, readonly string[]>> = {
  usb: ['vendor', 'product', 'address'],
  mdev: ['address'],
  iscsi: ['host', 'auth', 'initiator'],
  scsi_host: [],
};

function isOfSource(device: Device, part: XmlElement, path: string): boolean {
  if (device.kind === 'interface') return path !== 'interface/source' || isPartOf(device.hostType, part);
  if (device.kind !== 'hostdev' || path !== 'hostdev/source' || device.mode !== 'subsystem') return true;
  return isPartOf(device.iscsiName === undefined ? device.type : 'iscsi', part);
}

const isPartOf = (type = '', { name }: XmlElement): boolean => SOURCE_PARTS[type]?.includes(name) ?? true;

/** libvirt drops the place of a USB device that names none. */
function isNowhere(device: Device, part: XmlElement): boolean {
  const isUsb = (device.kind === 'hostdev' || device.kind === 'interface') && hostTypeOf(device) === 'usb';
  if (!isUsb || part.name !== 'address') return false;
  return ['bus', 'device'].every((name) => Number(attributeValue(part, name) ?? 0) === 0);
}

function ordered<T>(
  list: readonly T[],
  names: readonly string[] | undefined,
  nameOf: (one: T) => string,
): readonly T[] {
  if (names === undefined) return list;
  const others = names.includes('…') ? names.indexOf('…') : names.length;
  const rank = (one: T): number => {
    const place = names.indexOf(nameOf(one));
    return place < 0 ? others : place;
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}
