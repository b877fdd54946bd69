import { isArch } from '../../basics/index.ts';
import type {
  Channel,
  Controller,
  Device,
  DeviceOf,
  Filesystem,
  HostDevice,
  Interface,
  Memory,
  Video,
} from '../../domain/index.ts';
import { attributeByPath, attributeValue, child, elements, textOf, type XmlElement } from '../../xml/index.ts';
import type { ReleaseRange } from '../releases.ts';
import {
  isCount,
  isIpv4,
  isNumber,
  isSet,
  isUuid,
  MOST_COUNT,
  type SettingRow,
  setting,
  settingAt,
} from '../settings.ts';
import { hasIoThread, mappedThreads, mappingRows, namesOneSecret } from './disk-settings.ts';
import { SETTING_DATES } from './setting-dates.ts';
import { VIRTIO_NAMES } from './virtio-names.ts';

const isPowerOfTwo = (text: string): boolean => isNumber(text) && Number.isInteger(Math.log2(Number(text)));

const isExternal = (fs: Filesystem): boolean => settingAt(fs, 'source@socket') !== undefined;
const isVirtiofs = ({ driver }: Filesystem): boolean => driver === 'virtiofs';
const isVirtioNic = ({ model }: Interface): boolean => model?.startsWith('virtio') ?? false;
/** libvirt looks at the model as it is written, not at its own choice. */
const isWrittenVirtio = (nic: Interface): boolean =>
  VIRTIO_NAMES.includes((settingAt(nic, 'model@type') ?? '').toLowerCase());
/** An interface of a vhost-user process that libvirt itself starts. */
export const isPasst = (nic: Interface): boolean =>
  nic.type === 'vhostuser' && settingAt(nic, 'backend@type') === 'passt';
const isUserPasst = (nic: Interface): boolean => nic.type === 'user' && settingAt(nic, 'backend@type') === 'passt';
const notOf =
  (...types: readonly string[]) =>
  (_: string, { type }: Interface): boolean =>
    !types.includes(type);
const ofMemory =
  (...models: readonly string[]) =>
  (_: string, { model }: Memory): boolean =>
    models.includes(model);
const VIRTIO_OPTIONS = ['iommu', 'ats', 'packed'];
const isPort = (text: string): boolean => /^[ \t\r\n]*[-+]?\d+$/.test(text) && Number(text) <= 0xffff_ffff;

const QUEUE_SIZES = ['rx_queue_size', 'tx_queue_size'];

/** Of the others the source is not looked at for how it connects again. */
const isSocket = (device: Device, holder: string): boolean =>
  /^(?:tcp|unix)$/.test(settingAt(device, `${holder.slice(0, -1)}@type`) ?? '');

/** Target types of serial devices by the model of the port. */
const SERIAL_TYPES: Readonly<Record<string, string>> = {
  'isa-serial': 'isa-serial',
  'usb-serial': 'usb-serial',
  'pci-serial': 'pci-serial',
  'spapr-vty': 'spapr-vio-serial',
  pl011: 'system-serial',
  '16550a': 'system-serial',
  sclpconsole: 'sclp-serial',
  sclplmconsole: 'sclp-serial',
  'isa-debugcon': 'isa-debug',
};

/** Architectures whose QEMU has TPMs, as far as Debian's were asked. */
const TPM_ARCHES = ['i686', 'x86_64', 'aarch64', 'armv6l', 'armv7l', 'ppc64', 'ppc64le', 'riscv64', 'loongarch64'];

const PCR_BANKS: readonly string[] = ['sha1', 'sha256', 'sha384', 'sha512'];

/** The banks of an emulated TPM; of others libvirt reads none. */
function banksOf(tpm: Device): readonly XmlElement[] {
  const backend = tpm.element === undefined ? undefined : child(tpm.element, 'backend');
  const banks = backend === undefined ? undefined : child(backend, 'active_pcr_banks');
  return banks === undefined || settingAt(tpm, 'backend@type') !== 'emulator' ? [] : elements(banks);
}

/** Without a version the TIS of x86 is of 1.2. */
function isOldTpm(tpm: Device, arch: string): boolean {
  const version = settingAt(tpm, 'backend@version');
  if (version !== undefined) return version === '1.2';
  return isArch(arch, 'x86') && (settingAt(tpm, '@model') ?? 'tpm-tis') === 'tpm-tis';
}

const CHARACTER_KINDS = ['serial', 'parallel', 'console', 'channel'] as const;
/** Devices that are connected to something outside of the guest. */
export const CONNECTED_KINDS = [...CHARACTER_KINDS, 'redirdev'] as const;
/** Devices with sources that connect again, and what is before the place of the source. */
const RECONNECTING = [
  ...CONNECTED_KINDS.map((kind) => [kind, ''] as const),
  ['smartcard', ''],
  ['rng', 'backend/'],
] as const;
/** Sources that are a named channel. */
const CHANNEL_SOURCES = ['spiceport', 'dbus'];
/** Whether the path is one that libvirt itself makes for a channel of this name: it makes another one, and a server. */
function hasMadePath(device: Channel): boolean {
  const [, last] = /\/domain-[^/]+\/([^/]*)$/.exec(settingAt(device, 'source@path') ?? '') ?? [];
  return last !== undefined && last === (settingAt(device, 'target@name') ?? last);
}
const FOREIGN_CONSOLES = ['xen', 'uml', 'lxc', 'openvz'];

/** Who logs in at an iSCSI server, and with which secret. */
function isNamedSecret(device: Device): boolean {
  const [user, type, usage, uuid] = ['@username', '/secret@type', '/secret@usage', '/secret@uuid'].map((place) =>
    settingAt(device, `source/auth${place}`),
  );
  return user !== undefined && type === 'iscsi' && namesOneSecret(usage, uuid);
}

/** Of the addresses in all its sources the first is read. */
function lacksUuid(device: XmlElement): boolean {
  const [address] = elements(device, 'source').flatMap((source) => elements(source, 'address'));
  return address !== undefined && attributeValue(address, 'uuid') === undefined;
}

/** What names a device of the host, by its type. */
const HOST_PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['pci', ['address']],
  ['usb', ['address', 'vendor', 'product']],
]);

function hasForeignParts(device: HostDevice): boolean {
  const parts = HOST_PARTS.get((device.kind === 'interface' ? device.hostType : device.type) ?? '');
  const [source] = sourcesOf(device);
  return source !== undefined && parts !== undefined && elements(source).some(({ name }) => !parts.includes(name));
}

/** In any of its sources. */
const namesPolicy = (element: XmlElement): boolean =>
  elements(element, 'source').some((source) => attributeValue(source, 'startupPolicy') !== undefined);

/** In another part of `coalesce` than the first. */
function countsLaterFrames(nic: Interface): boolean {
  const coalesce = nic.element && child(nic.element, 'coalesce');
  const frames = coalesce === undefined ? [] : elements(coalesce, 'rx').flatMap((one) => elements(one, 'frames'));
  const isCounted = (max: string | undefined): boolean => (max ?? '') !== '';
  return (
    !isCounted(settingAt(nic, 'coalesce/rx/frames@max')) && frames.some((one) => isCounted(attributeValue(one, 'max')))
  );
}

/** Types of host devices of mode capabilities. */
const CAPABILITIES: readonly string[] = ['storage', 'misc', 'net'];
const ROM_TUNING = ['rom@bar', 'rom@file'];

/** What libvirt looks at where a virtio display names QEMU's device. */
const VIDEO_DEVICES: readonly (readonly [
  isWrong: (name: string, device: Video, isFirst: boolean) => boolean,
  reason: string,
])[] = [
  [(name) => !/^(?:virtio-(?:vga|gpu)(?:-gl)?|vhost-user-(?:vga|gpu))$/.test(name), 'no virtio display is called so'],
  [(name, _, isFirst) => /-vga(?:-gl)?$/.test(name) && !isFirst, 'only the first display has it'],
  [
    (name, device) => name.endsWith('-gl') && settingAt(device, 'model/acceleration@accel3d') !== 'yes',
    "it needs accel3d='yes'",
  ],
  [
    (name, device) => name.startsWith('vhost-user') !== (settingAt(device, 'driver@name') === 'vhostuser'),
    'it is of another driver',
  ],
];
const EDID_MODELS: readonly string[] = ['vga', 'bochs', 'virtio', 'none'];
/** libvirt rounds this size of kibibytes up to a power of two. */
const isBelowMiB = (kibibytes: string): boolean => isSet(kibibytes) && Number(kibibytes) <= 512;
const MOST_VIDEO_MEMORY = 2 ** 21;
const OF_SMMU = ['accel', 'ats', 'cmdqv', 'ril'];
/** Settings of the driver that a model does not have. */
const IOMMU_FOREIGN: Readonly<Record<string, readonly string[]>> = {
  intel: ['passthrough', 'xtsup', ...OF_SMMU],
  amd: ['caching_mode', 'eim', 'aw_bits', 'dma_translation', ...OF_SMMU],
  virtio: OF_SMMU,
  smmuv3: ['passthrough', 'xtsup'],
};
const HEADLESS_PARTNERS: readonly string[] = ['vnc', 'spice', 'egl-headless'];

const isForeignVideo = (_: string, { model }: Video): boolean => model !== 'virtio' && model !== 'none';

const isForeignScsi = (_: string, { type, model }: Controller): boolean =>
  type !== 'nvme' && !(type === 'scsi' && (model?.startsWith('virtio') ?? false));

const ACCELERATIONS = ['accel2d', 'accel3d', 'rendernode'];

/** The guest's memory is in files without a name. */
const isInMemfd = (domain: XmlElement): boolean =>
  attributeByPath(domain, 'memoryBacking/source', 'type')?.value === 'memfd';

const hasPassword = (device: DeviceOf<'graphics'>): boolean =>
  (device.type === 'vnc' || device.type === 'spice') && settingAt(device, '@passwd') !== undefined;

const MOST_VNC_PASSWORD = 8;

function utf8Length(text: string): number {
  const sizeOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4);
  return [...text].reduce((sum, character) => sum + sizeOf(character.codePointAt(0) ?? 0), 0);
}

/** Of other displays no `<listen>` is read. */
const LISTENING: readonly string[] = ['vnc', 'spice', 'rdp'];

const listensOf = ({ type, element }: DeviceOf<'graphics'>): readonly XmlElement[] =>
  LISTENING.includes(type) && element !== undefined ? elements(element, 'listen') : [];

/** The socket of a VNC display takes the place of its first `<listen>`. */
const isReplaced = (device: DeviceOf<'graphics'>): boolean =>
  device.type === 'vnc' && settingAt(device, '@socket') !== undefined;

const namesNoNetwork = (listen: XmlElement): boolean =>
  attributeValue(listen, 'type') === 'network' && !attributeValue(listen, 'network');

/** What `<graphics>` itself says has to be what the first `<listen>` below it says, where that one is of the same type. */
function isForeignListen(device: DeviceOf<'graphics'>, type: 'address' | 'socket', written: string): boolean {
  if (!LISTENING.includes(device.type)) return false;
  const first = settingAt(device, `listen@${type}`);
  return first !== undefined && first !== written && settingAt(device, 'listen@type') === type;
}

/** What a serial device stands for is not looked at, as long as it can be read (I-CONSOLE). */
const isMirror = (device: Device): boolean => device.kind === 'console' && device.mirrors?.element !== undefined;
/** Some seconds, and not none. */
const isDelay = (value: string, device: Device): boolean => isCount(value) && (isSet(value) || isMirror(device));
const waitsToReconnect = (device: Device, holder: string): boolean =>
  isSocket(device, holder) && settingAt(device, `${holder}source/reconnect@enabled`) === 'yes';

/** In KiB: so many bytes that they are a number of 32 bits. */
const MOST_BURST = 0x3f_ffff;

const sourcesOf = ({ element }: Device): readonly XmlElement[] =>
  element === undefined ? [] : elements(element, 'source');
/** The first path, in any source. */
const evdevOf = (input: Device): string | undefined =>
  sourcesOf(input)
    .map((source) => attributeValue(source, 'evdev'))
    .find((path) => path !== undefined);
const hasMode = (source: XmlElement): boolean =>
  ['connect', 'bind'].includes(attributeValue(source, 'mode') ?? 'connect');

/** A part of an interface, or of another part of it, that may be there once. */
function onceOnly(part: string, dates: ReleaseRange): SettingRow {
  const [name = '', holder] = part.split('/').reverse();
  const isDoubled = ({ element }: Interface): boolean => {
    const within = holder === undefined ? element : element && child(element, holder);
    return within !== undefined && elements(within, name).length > 1;
  };
  return setting('interface', part, (_, nic) => isDoubled(nic), 'only one is possible', dates);
}

/** A virtio channel over a UNIX socket that is to be connected again. */
const isOfSocket = (device: Channel): boolean =>
  device.targetType === 'virtio' && settingAt(device, '@type') === 'unix';

/** The path of a smartcard's database: the first that is written, where one is empty. */
const databaseOf = ({ element }: Device): string =>
  (element === undefined ? [] : elements(element, 'database')).map(textOf).find((path) => path !== '') ?? '';

/** The heads of a display, by whichever of its models names them. */
const headsByPath = ({ element }: Video): string =>
  (element && attributeByPath(element, 'model', 'heads')?.value) ?? '';

const hasOtherHeads = (heads: string, { model }: Video): boolean =>
  heads !== '' && Number(heads) !== 1 && !['qxl', 'virtio', 'none'].includes(model ?? '');

/** Settings of devices, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
export const DEVICE_SETTINGS: readonly SettingRow[] = [
  setting('filesystem', '@type', (type) => type !== 'mount', 'QEMU has only type mount'),
  setting(
    'filesystem',
    '@accessmode',
    (mode, fs) => isVirtiofs(fs) && mode !== '' && mode !== 'passthrough' && !isExternal(fs),
    'virtiofs has only passthrough',
  ),
  ...['handle', 'mtp'].map((type) =>
    setting(
      'filesystem',
      '@accessmode',
      (mode, { driver }) => driver === type && mode !== '' && mode !== 'passthrough',
      `driver ${type} has only passthrough`,
    ),
  ),
  ...['@fmode', '@dmode'].map((place) =>
    setting(
      'filesystem',
      place,
      (mode, fs) => isSet(mode) && settingAt(fs, '@accessmode') !== 'mapped',
      'it needs accessmode mapped',
    ),
  ),
  setting(
    'filesystem',
    '@multidevs',
    (value, fs) => isVirtiofs(fs) && value !== 'default',
    'virtiofs does not have it',
  ),
  setting('filesystem', '@model', (_, fs) => isVirtiofs(fs), 'virtiofs has only one model'),
  setting(
    'filesystem',
    'driver@wrpolicy',
    (value, fs) => isVirtiofs(fs) && value !== 'default' && !isExternal(fs),
    'virtiofs does not have it',
  ),
  setting('filesystem', 'boot', (_, fs) => !isVirtiofs(fs), 'only virtiofs is booted from', SETTING_DATES.allButFirst),
  setting('filesystem', 'driver@type', (type) => type === 'handle', 'QEMU no longer has it', SETTING_DATES.last),
  ...['space_hard_limit', 'space_soft_limit'].map((place) =>
    setting('filesystem', place, isSet, 'QEMU has no limits', SETTING_DATES.lastTwo),
  ),
  setting(
    'filesystem',
    'source@socket',
    (_, fs) => settingAt(fs, 'source@dir') === undefined,
    'this libvirt takes folders alone',
    SETTING_DATES.first,
  ),
  setting(
    'filesystem',
    'readonly',
    (_, fs) => isVirtiofs(fs) && !isExternal(fs),
    'virtiofs cannot be read-only',
    SETTING_DATES.firstTwo,
  ),
  setting(
    'filesystem',
    'readonly',
    (_, fs) => isVirtiofs(fs) && isExternal(fs),
    'its server is another program',
    SETTING_DATES.last,
  ),

  setting(
    'interface',
    'source@dev',
    (_, { type }) => type === 'ethernet',
    'an interface of type ethernet has a target',
    SETTING_DATES.first,
  ),
  setting(
    'interface',
    'source@switchid',
    (id, { type }) => type === 'vds' && !isUuid(id),
    'it is not a UUID',
    SETTING_DATES.allButFirst,
  ),
  ...VIRTIO_OPTIONS.map((name) =>
    setting('interface', `driver@${name}`, (_, nic) => !isVirtioNic(nic), 'only virtio devices have it'),
  ),
  setting(
    'interface',
    'driver@page_per_vq',
    (_, nic) => !isVirtioNic(nic),
    'only virtio devices have it',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'interface',
    'driver@name',
    (name, nic) => isWrittenVirtio(nic) && nic.type !== 'hostdev' && !['qemu', 'vhost'].includes(name),
    'it has to be qemu or vhost',
  ),
  ...QUEUE_SIZES.map((name) =>
    setting(
      'interface',
      `driver@${name}`,
      (size, nic) => isWrittenVirtio(nic) && nic.type !== 'hostdev' && isSet(size) && !isPowerOfTwo(size),
      'it has to be a power of two',
    ),
  ),
  setting(
    'interface',
    'mtu@size',
    (size, nic) =>
      isSet(size) && !['bridge', 'network', 'ethernet', 'vhostuser'].includes(nic.type) && !isUserPasst(nic),
    'interfaces of this type have no MTU',
  ),
  setting(
    'interface',
    'coalesce/rx/frames@max',
    (max, { type }) => max !== '' && type !== 'bridge' && type !== 'network',
    'interfaces of this type do not coalesce',
  ),
  setting('interface', 'coalesce/rx/frames@max', (max) => Number(max) > MOST_COUNT, 'it has to be 4294967295 or less'),
  onceOnly('filterref', SETTING_DATES.first),
  ...['inbound', 'outbound'].map((way) =>
    setting(
      'interface',
      `bandwidth/${way}@burst`,
      (burst) => Number(burst) > MOST_BURST,
      'it has to be 4194303 or less',
      SETTING_DATES.lastTwo,
    ),
  ),
  ...['inbound', 'outbound'].map((way) => onceOnly(`bandwidth/${way}`, SETTING_DATES.firstTwo)),
  setting(
    'interface',
    'coalesce',
    (_, nic) => nic.type !== 'bridge' && nic.type !== 'network' && countsLaterFrames(nic),
    'interfaces of this type do not coalesce',
  ),
  setting(
    'interface',
    'coalesce',
    (_, nic) => (settingAt(nic, 'coalesce/rx/frames@max') ?? '') === '',
    'it needs frames to receive',
    SETTING_DATES.first,
  ),
  setting(
    'interface',
    'backend@type',
    (backend, { type }) => backend === 'passt' && type !== 'user' && type !== 'vhostuser',
    'only an interface of type user or vhostuser has it',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'interface',
    'port@isolated',
    (value, { type }) => value === 'yes' && type !== 'bridge' && type !== 'network',
    'only a bridge isolates ports',
  ),
  setting(
    'interface',
    'virtualport',
    notOf('bridge', 'network', 'direct', 'hostdev'),
    'interfaces of this type have none',
  ),
  setting('interface', 'vlan', (_, nic) => settingAt(nic, 'vlan/tag') === undefined, 'it needs a tag'),
  setting(
    'interface',
    'port@isolated',
    (isolated, nic) => isolated === 'yes' && settingAt(nic, 'virtualport@type') !== undefined,
    'a virtual port has none',
  ),
  setting(
    'interface',
    'vlan',
    notOf('bridge', 'network', 'hostdev', 'vhostuser'),
    'interfaces of this type have no VLAN',
    SETTING_DATES.last,
  ),
  setting(
    'interface',
    'virtualport',
    (_, nic) => settingAt(nic, 'virtualport@type') === undefined && nic.type !== 'network',
    'it needs a type',
  ),
  setting(
    'interface',
    'virtualport@type',
    (type, nic) =>
      type === '802.1Qbh' && nic.type !== 'network' && settingAt(nic, 'virtualport/parameters@profileid') === undefined,
    'it needs a profileid',
  ),
  setting(
    'interface',
    'source@startupPolicy',
    (_, nic) => nic.type === 'hostdev' && nic.hostType !== 'usb',
    'only USB devices have it',
  ),
  setting(
    'interface',
    '@type',
    (type, nic) => type === 'vdpa' && nic.model !== 'virtio',
    'its model has to be virtio',
    SETTING_DATES.firstTwo,
  ),
  setting(
    'interface',
    'source/reconnect@enabled',
    (value, nic) => value === 'yes' && settingAt(nic, 'source/reconnect@timeout') === undefined,
    'it needs a timeout',
  ),
  setting(
    'interface',
    'source/reconnect@enabled',
    (value, nic) => value === 'yes' && settingAt(nic, 'source@mode') === 'server',
    'a server does not reconnect',
  ),
  setting(
    'interface',
    'target@managed',
    (value, { type }) => value === 'no' && type !== 'ethernet',
    'only interfaces of type ethernet have it',
  ),
  setting(
    'interface',
    'teaming@type',
    (value, { type }) => value === 'transient' && type !== 'hostdev' && type !== 'network',
    'a transient member is of type hostdev',
  ),
  setting(
    'interface',
    'teaming@type',
    (value, nic) => value === 'persistent' && !isVirtioNic(nic),
    'a persistent member is of model virtio',
  ),
  setting(
    'interface',
    'teaming@persistent',
    (_, nic) => settingAt(nic, 'teaming@type') === 'persistent',
    'a persistent member names no other',
  ),
  setting(
    'interface',
    'teaming@type',
    (type, nic) => type === 'transient' && settingAt(nic, 'teaming@persistent') === undefined,
    'a transient member has to name the persistent one',
  ),
  setting(
    'interface',
    'ip',
    (_, nic) => !['user', 'vdpa'].includes(nic.type) && !isPasst(nic),
    'interfaces of this type have no address of the guest',
  ),
  setting(
    'interface',
    'ip',
    (_, { type }) => type === 'vdpa',
    'interfaces of this type have no address of the guest',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'interface',
    '@type',
    (type, { model }) => ['vhostuser', 'vdpa'].includes(type) && !VIRTIO_NAMES.includes(model ?? ''),
    'its model has to be virtio',
  ),
  setting(
    'interface',
    '@type',
    (type, nic) => type === 'vhostuser' && !isWrittenVirtio(nic),
    'its model has to be virtio',
    SETTING_DATES.first,
  ),

  setting(
    'memory',
    'uuid',
    (uuid, { model }, { machine }) =>
      uuid !== '' && !isUuid(uuid) && model === 'nvdimm' && machine.family === 'pseries',
    'it is not a UUID',
  ),
  setting(
    'memory',
    'uuid',
    (uuid, { model }, { machine }) => uuid !== '' && model === 'nvdimm' && machine.family !== 'pseries',
    'only pSeries has one',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'memory',
    '@discard',
    (value, { model }) => value === 'yes' && ['nvdimm', 'virtio-pmem'].includes(model),
    'this model does not discard',
  ),
  setting('memory', 'address', ofMemory('sgx-epc'), 'this model has none', SETTING_DATES.allButFirst),
  setting('memory', 'target/node', ofMemory('virtio-pmem'), 'this model has no NUMA node'),
  setting(
    'memory',
    '@access',
    (access, { model }) => access === 'private' && model === 'virtio-pmem',
    'this model is shared',
  ),
  setting(
    'memory',
    'source/nodemask',
    (mask, { model }) => ['dimm', 'virtio-mem'].includes(model) && !/^(?:\^?\d+(?:-\d+)?(?:,|$))*$/.test(mask.trim()),
    'it is not a list of nodes',
  ),
  ...[...VIRTIO_OPTIONS, 'page_per_vq'].map((name) =>
    setting(
      'memory',
      `driver@${name}`,
      (_, { model }) => !model.startsWith('virtio'),
      'only virtio devices have it',
      SETTING_DATES.last,
    ),
  ),

  setting(
    'serial',
    'target/model@name',
    (_, { targetModel = '', targetType }) =>
      SERIAL_TYPES[targetModel] !== undefined && SERIAL_TYPES[targetModel] !== targetType,
    'the target is of another type',
  ),
  setting(
    'serial',
    'target/model@name',
    (name, _, { machine }) => name === 'pl011' && !isArch(machine.arch, 'arm'),
    'ARM alone has it',
  ),
  setting(
    'serial',
    'target/model@name',
    (name, _, { machine }) => name === '16550a' && !['riscv64', 'loongarch64'].includes(machine.arch),
    'RISC-V and LoongArch alone have it',
  ),
  setting('console', 'target@type', (type) => FOREIGN_CONSOLES.includes(type), 'QEMU has no such console'),
  setting(
    'console',
    'target@type',
    (type, _, { machine }) => type.startsWith('sclp') && !isArch(machine.arch, 's390'),
    's390x alone has it',
  ),
  ...(['serial', 'parallel', 'console'] as const).map((kind) =>
    setting(kind, '@type', (type) => type === 'spicevmc', 'it is for virtio channels'),
  ),
  setting(
    'channel',
    '@type',
    (type, { targetType }) => type === 'spicevmc' && targetType !== 'virtio',
    'it is for virtio channels',
  ),
  setting(
    'channel',
    'source/reconnect@enabled',
    (value, device) => value !== 'default' && isOfSocket(device) && settingAt(device, 'source@path') === undefined,
    'a server does not reconnect',
  ),
  setting(
    'channel',
    'source/reconnect@enabled',
    (value, device) => value === 'yes' && isOfSocket(device) && hasMadePath(device),
    'its path is one that libvirt makes for a server',
    SETTING_DATES.firstTwo,
  ),
  ...[...CONNECTED_KINDS, 'smartcard' as const].map((kind) =>
    setting(
      kind,
      'protocol@type',
      (type, device) => ['tls', 'telnets'].includes(type) && settingAt(device, '@type') === 'tcp',
      'QEMU has no such protocol',
      SETTING_DATES.lastTwo,
    ),
  ),
  ...CONNECTED_KINDS.map((kind) =>
    setting(
      kind,
      'source',
      (_, device) => settingAt(device, '@type') === 'udp' && !sourcesOf(device).every(hasMode),
      'each has mode connect or bind',
    ),
  ),
  ...RECONNECTING.map(([kind, holder]) =>
    setting(
      kind,
      `${holder}source@channel`,
      (name, device) =>
        CHANNEL_SOURCES.includes(settingAt(device, `${holder.replace('/', '')}@type`) ?? '') &&
        !isMirror(device) &&
        !/^[\w.-]*$/.test(name),
      'it may have letters, digits and _.- alone',
    ),
  ),
  ...RECONNECTING.flatMap(([kind, holder]) => [
    setting(
      kind,
      `${holder}source/reconnect@enabled`,
      (value, device) =>
        value !== 'default' &&
        !isMirror(device) &&
        isSocket(device, holder) &&
        settingAt(device, `${holder}source@mode`) === 'bind',
      'a server does not reconnect',
    ),
    setting(
      kind,
      `${holder}source/reconnect@enabled`,
      (value, device) =>
        value === 'yes' &&
        isSocket(device, holder) &&
        settingAt(device, `${holder}source/reconnect@timeout`) === undefined,
      'it needs a timeout',
    ),
    setting(
      kind,
      `${holder}source/reconnect@timeout`,
      (value, device) => !isDelay(value, device) && waitsToReconnect(device, holder),
      'it has to be from 1 to 4294967295',
      SETTING_DATES.allButFirst,
    ),
    setting(
      kind,
      `${holder}source/reconnect@timeout`,
      // The sign is passed over.
      (value, device) => !isDelay(value.replace('-', ''), device) && waitsToReconnect(device, holder),
      'it has to be from 1 to 4294967295',
      SETTING_DATES.first,
    ),
  ]),
  ...['ram', 'vram64', 'vgamem'].map((name) =>
    setting(
      'video',
      `model@${name}`,
      (size, { model }) => isSet(size) && model !== 'qxl' && model !== 'none',
      'only qxl has it',
    ),
  ),
  setting('video', 'model@heads', hasOtherHeads, 'this model has one head', SETTING_DATES.allButFirst),
  setting(
    'video',
    'model',
    (_, video) => settingAt(video, 'model@heads') === undefined && hasOtherHeads(headsByPath(video), video),
    'this model has one head',
    SETTING_DATES.second,
  ),
  setting(
    'video',
    'model/acceleration@accel3d',
    (value, { model }) => value === 'yes' && !['virtio', 'vbox', 'none'].includes(model ?? ''),
    'only virtio has it',
    SETTING_DATES.allButLast,
  ),
  setting(
    'video',
    'model/acceleration',
    (_, device) => ACCELERATIONS.every((name) => settingAt(device, `model/acceleration@${name}`) === undefined),
    'it has to name what is accelerated',
  ),
  setting(
    'video',
    'model/acceleration@rendernode',
    (_, device) => device.model !== 'none' && settingAt(device, 'driver@name') !== 'vhostuser',
    'it needs driver vhostuser',
  ),
  setting(
    'video',
    'model/acceleration@accel2d',
    (value, { model }) => value === 'yes' && model !== 'none',
    'QEMU has none',
  ),
  setting(
    'video',
    'model@edid',
    (_, { model }) => !EDID_MODELS.includes(model ?? ''),
    'this model has none',
    SETTING_DATES.last,
  ),
  setting(
    'video',
    'model@blob',
    (_, { model }) => model !== 'virtio' && model !== 'none',
    'only virtio has it',
    SETTING_DATES.lastTwo,
  ),
  ...VIDEO_DEVICES.map(([isWrong, reason]) =>
    setting(
      'video',
      'model@device',
      (name, device, { devices }) =>
        settingAt(device, 'model@type') === 'virtio' && isWrong(name, device, devices.video[0] === device),
      reason,
      SETTING_DATES.last,
    ),
  ),
  setting(
    'video',
    'model@vram',
    (size, { model }) => (model === 'vga' || model === 'vmvga') && isBelowMiB(size),
    'it has to be 1024 or more',
  ),
  setting(
    'video',
    'model@vgamem',
    (size, { model }) => model === 'qxl' && isSet(size) && Number(size) < 1024,
    'it has to be 1024 or more',
  ),
  setting(
    'video',
    'model@vgamem',
    (size, { model }) => model === 'qxl' && isSet(size) && !isPowerOfTwo(size),
    'it has to be a power of two',
  ),
  ...['ram', 'vram'].map((name) =>
    setting(
      'video',
      `model@${name}`,
      (size, { model }) => model === 'qxl' && Number(size) > MOST_VIDEO_MEMORY,
      'it has to be 2 GiB or less',
    ),
  ),
  setting(
    'video',
    'model@blob',
    (blob, { model }, { element }) => blob === 'on' && model === 'virtio' && !isInMemfd(element),
    "it needs <memoryBacking> with <source type='memfd'/>",
    SETTING_DATES.lastTwo,
  ),
  ...VIRTIO_OPTIONS.map((name) =>
    setting('video', `driver@${name}`, isForeignVideo, 'only virtio devices have it', SETTING_DATES.allButFirst),
  ),
  setting('video', 'driver@page_per_vq', isForeignVideo, 'only virtio devices have it', SETTING_DATES.allButFirst),
  setting(
    'video',
    'driver@name',
    (name, device) => name === 'vhostuser' && isForeignVideo(name, device),
    'only virtio devices have it',
  ),
  setting(
    'graphics',
    '@listen',
    (written, device) => isForeignListen(device, 'address', written),
    'its <listen> has another address',
  ),
  setting(
    'graphics',
    '@socket',
    (written, device) => isForeignListen(device, 'socket', written),
    'its <listen> has another socket',
  ),
  setting(
    'graphics',
    'listen@type',
    (_, device) =>
      listensOf(device)
        .slice(isReplaced(device) ? 1 : 0)
        .some(namesNoNetwork),
    'it names no network',
    SETTING_DATES.allButFirst,
  ),
  ...['network', 'socket'].map((name) =>
    setting(
      'graphics',
      'listen',
      (_, device) =>
        listensOf(device).some(
          (listen) => attributeValue(listen, name) !== undefined && attributeValue(listen, 'type') !== name,
        ),
      `only one of type ${name} names a ${name}`,
    ),
  ),
  setting(
    'graphics',
    'listen',
    (_, device) => listensOf(device).length > 1,
    'QEMU listens at one place',
    SETTING_DATES.last,
  ),
  setting(
    'graphics',
    'listen',
    (_, device) =>
      device.type === 'rdp' &&
      listensOf(device).some((one) => ['none', 'socket'].includes(attributeValue(one, 'type') ?? '')),
    'RDP listens at an address',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'graphics',
    '@passwdValidTo',
    (time, device) => hasPassword(device) && !/^[ \t\r\n]*[-+]?\d+-\d+-\d+T\d+:\d+:\d+$/.test(time),
    'it has to be written as 2030-12-31T23:59:59',
  ),
  setting(
    'graphics',
    '@passwd',
    (password, { type }) => type === 'vnc' && utf8Length(password) > MOST_VNC_PASSWORD,
    'VNC has 8 bytes for it',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'graphics',
    '@p2p',
    (value, device) => device.type === 'dbus' && value === 'yes' && settingAt(device, '@address') !== undefined,
    'it has an address',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'hostdev',
    '@sgio',
    (sgio, { type }) => type === 'scsi' && sgio === 'unfiltered',
    'unfiltered is no longer supported',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'hostdev',
    '@model',
    (_, { type }) => ['usb', 'pci', 'scsi'].includes(type),
    'only mediated devices and SCSI hosts have one',
  ),
  setting(
    'hostdev',
    '@type',
    (type, device) => CAPABILITIES.includes(type) && settingAt(device, '@mode') !== 'capabilities',
    'mode subsystem does not have it',
  ),
  setting(
    'hostdev',
    'source',
    (_, { type, element }) => type !== 'usb' && element !== undefined && namesPolicy(element),
    'only USB devices have a startupPolicy',
  ),
  setting(
    'hostdev',
    'source',
    (_, { type, element }) => type === 'mdev' && element !== undefined && lacksUuid(element),
    'its first address needs a uuid',
  ),
  ...(['hostdev', 'interface'] as const).map((kind) =>
    setting(
      kind,
      'source',
      (_, device) => hasForeignParts(device),
      'it has other parts than those that name the device',
      SETTING_DATES.first,
    ),
  ),
  setting('hostdev', 'source@writeFiltering', (_, { type }) => type === 'pci', 'QEMU does not filter writes'),
  setting(
    'hostdev',
    'teaming@type',
    (type) => type !== 'transient',
    'a host device is a transient member',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'hostdev',
    'teaming@type',
    (_, { type }) => type !== 'pci',
    'only PCI devices have it',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'hostdev',
    'teaming@type',
    (_, device) => !settingAt(device, 'teaming@persistent'),
    'a transient member has to name the persistent one',
    SETTING_DATES.allButFirst,
  ),
  ...(['disk', 'interface', 'hostdev', 'redirdev'] as const).map((kind) =>
    setting(
      kind,
      'boot@loadparm',
      (name) => !/^[a-zA-Z0-9. ]{1,8}$/.test(name),
      'it needs 1 to 8 letters, digits, dots or blanks',
    ),
  ),
  ...['fmode', 'dmode'].map((name) =>
    setting(
      'filesystem',
      `@${name}`,
      (mode) => !/^[ \t\r\n]*\+?0*[0-7]{1,4}$/.test(mode),
      'it has to be an octal number',
    ),
  ),
  ...[
    setting(
      'hostdev',
      'source/auth',
      (_, device) => settingAt(device, 'source@protocol') === 'iscsi' && !isNamedSecret(device),
      'it needs a username and a secret of type iscsi with a usage or a uuid',
    ),
  ],
  ...(['hostdev', 'interface'] as const).map((kind) =>
    setting(
      kind,
      'rom@enabled',
      (value, device) => value === 'no' && ROM_TUNING.some((place) => settingAt(device, place) !== undefined),
      'a ROM that is off has no other settings',
    ),
  ),
  setting('hostdev', '@sgio', (_, { type }) => type !== 'scsi', 'only SCSI devices have it'),
  setting('hostdev', '@rawio', (_, { type }) => type !== 'scsi', 'only SCSI devices have it'),
  setting('hostdev', '@mode', (mode) => mode === 'capabilities', 'QEMU has only mode subsystem'),
  setting(
    'hostdev',
    '@display',
    (value, { model }, { devices }) => value === 'on' && model === 'vfio-pci' && devices.graphics.length === 0,
    'the guest has no graphics',
  ),
  setting(
    'hostdev',
    '@display',
    (value, { type }, { devices }) => value === 'on' && type === 'pci' && devices.graphics.length === 0,
    'the guest has no graphics',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'hostdev',
    '@ramfb',
    (value, device, { devices }) =>
      value === 'on' && devices.hostdev.some((one) => one !== device && settingAt(one, '@ramfb') === 'on'),
    'another device has it',
    SETTING_DATES.allButFirst,
  ),
  ...(['hostdev', 'interface'] as const).map((kind) =>
    setting(
      kind,
      'teaming@persistent',
      (_, device) => settingAt(device, 'teaming@type') === undefined,
      'it needs a type',
      kind === 'hostdev' ? SETTING_DATES.allButFirst : SETTING_DATES.all,
    ),
  ),
  setting(
    'hostdev',
    'boot',
    (_, { type, model }) => type === 'scsi_host' || (type === 'mdev' && model !== 'vfio-ccw'),
    'devices of this type are not booted from',
  ),
  setting('hostdev', 'source/auth@username', (name) => name === '', 'it is empty'),
  setting('hostdev', 'source/address@uuid', (uuid, { type }) => type === 'mdev' && !isUuid(uuid), 'it is not a UUID'),
  setting(
    'hostdev',
    'source@wwpn',
    (name, { type }) => type === 'scsi_host' && !/^naa\.[0-9a-fA-F]{16}$/.test(name),
    'it is not the name of a port',
  ),
  setting(
    'audio',
    '@type',
    (type, _, { devices }) => type === 'spice' && !devices.graphics.some((one) => one.type === 'spice'),
    'the guest has no SPICE',
  ),
  setting(
    'audio',
    '@type',
    (type, device) =>
      type === 'oss' && (settingAt(device, 'input') === undefined || settingAt(device, 'output') === undefined),
    'it needs <input> and <output>',
    SETTING_DATES.first,
  ),
  ...['input', 'output'].flatMap((stream) => [
    setting(
      'audio',
      `${stream}@fixedSettings`,
      (value, device) => value === 'yes' && settingAt(device, `${stream}@mixingEngine`) !== 'yes',
      'they need the mixing engine',
      SETTING_DATES.allButFirst,
    ),
    setting(
      'audio',
      `${stream}/settings`,
      (_, device) => settingAt(device, `${stream}@fixedSettings`) !== 'yes',
      'they need fixedSettings yes',
      SETTING_DATES.allButFirst,
    ),
  ]),
  setting('audio', '@id', (id) => Number(id) === 0, 'numbers begin with 1'),
  setting('sound', 'audio@id', (id) => Number(id) === 0, 'numbers begin with 1', SETTING_DATES.first),
  ...['caching_mode', 'eim', 'intremap', 'iotlb', 'dma_translation'].map((name) =>
    setting(
      'iommu',
      `driver@${name}`,
      (_, { model }) => model === 'virtio',
      'model virtio does not have it',
      name === 'dma_translation' ? SETTING_DATES.lastTwo : SETTING_DATES.allButFirst,
    ),
  ),
  ...['oas', 'pciBus'].map((name) =>
    setting(
      'iommu',
      `driver@${name}`,
      (number, { model }) => Number(number) >= 0 && model !== 'smmuv3',
      'only model smmuv3 has it',
      SETTING_DATES.last,
    ),
  ),
  setting(
    'iommu',
    'driver@aw_bits',
    (bits, { model }) => model === 'virtio' && isSet(bits),
    'model virtio does not have it',
    SETTING_DATES.middle,
  ),
  setting(
    'iommu',
    'driver@aw_bits',
    (bits, { model }) => model === 'virtio' && isSet(bits) && (Number(bits) < 32 || Number(bits) > 64),
    'it has to be from 32 to 64',
    SETTING_DATES.last,
  ),
  ...['caching_mode', 'iotlb', 'aw_bits'].map((name) =>
    setting(
      'iommu',
      `driver@${name}`,
      (value, { model }) => model === 'smmuv3' && value !== '0',
      'model smmuv3 does not have it',
      SETTING_DATES.all,
    ),
  ),
  ...['intremap', 'dma_translation'].map((name) =>
    setting(
      'iommu',
      `driver@${name}`,
      (_, { model }) => model === 'smmuv3',
      'model smmuv3 does not have it',
      SETTING_DATES.lastTwo,
    ),
  ),
  setting(
    'iommu',
    'driver',
    (_, device) =>
      IOMMU_FOREIGN[device.model ?? '']?.some((name) => settingAt(device, `driver@${name}`) !== undefined) ?? false,
    'its driver has a setting of another model',
    SETTING_DATES.last,
  ),
  setting(
    'sound',
    '@model',
    (model, device) => model === 'ich7' && settingAt(device, 'address') !== undefined,
    'QEMU has no ich7',
  ),
  setting('graphics', '@type', (type) => type === 'desktop', 'QEMU has no such display'),
  setting('graphics', '@type', (type) => type === 'rdp', 'this QEMU has none', SETTING_DATES.firstTwo),
  setting(
    'graphics',
    '@type',
    (type, _, { devices }) =>
      type === 'egl-headless' && devices.graphics.some((one) => !HEADLESS_PARTNERS.includes(one.type)),
    'only VNC and SPICE have it',
  ),
  setting(
    'graphics',
    '@type',
    (type, _, { devices }) =>
      type === 'egl-headless' &&
      devices.graphics.some((one) => one.type === 'spice' && settingAt(one, 'gl@enable') === 'yes'),
    'another display has OpenGL',
  ),
  setting(
    'tpm',
    '@model',
    (model, _, { machine }) => ['tpm-spapr', 'spapr-tpm-proxy'].includes(model) && !isArch(machine.arch, 'ppc64'),
    'PPC64 alone has it',
  ),
  setting(
    'tpm',
    'backend@version',
    (version) => !['default', '1.2', '2.0'].includes(version),
    'it has to be 1.2 or 2.0',
    SETTING_DATES.first,
  ),
  setting(
    'tpm',
    'backend/encryption@secret',
    (uuid, device) => settingAt(device, 'backend@type') === 'emulator' && uuid !== '' && !isUuid(uuid),
    'it is not a UUID',
  ),
  setting('tpm', 'backend@type', (_, __, { machine }) => !TPM_ARCHES.includes(machine.arch), 'this QEMU has no TPM'),
  setting(
    'tpm',
    'backend@type',
    (_, __, { machine }) => machine.arch === 'riscv64',
    'this QEMU has no TPM',
    SETTING_DATES.first,
  ),
  setting(
    'tpm',
    '@model',
    (model, _, { machine }) => model === 'tpm-crb' && !isArch(machine.arch, 'x86'),
    'x86 alone has it',
  ),
  setting(
    'tpm',
    '@model',
    (model, _, { machine }) => model === 'tpm-tis' && isArch(machine.arch, 'ppc64'),
    'PPC64 does not have it',
  ),
  setting(
    'tpm',
    'backend@type',
    (type, { model }) => model === 'spapr-tpm-proxy' && type !== 'passthrough',
    'a proxy passes a TPM of the host through',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'tpm',
    'backend/source@type',
    (type, device) => type !== 'unix' && settingAt(device, 'backend@type') === 'external',
    'an external TPM is at a unix socket',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'tpm',
    'backend/source@mode',
    (mode, device) => mode === 'bind' && settingAt(device, 'backend@type') === 'external',
    'QEMU connects to it',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'memory',
    'target',
    (_, device, { machine }) =>
      device.model === 'nvdimm' &&
      machine.family === 'pseries' &&
      !isSet(settingAt(device, 'target/label/size') ?? '0'),
    'an nvdimm of PPC64 needs a label',
  ),
  setting(
    'tpm',
    'backend@version',
    (version, device) =>
      version === '1.2' && device.model === 'tpm-crb' && settingAt(device, 'backend@type') === 'emulator',
    'a CRB is of version 2.0',
  ),
  setting(
    'tpm',
    'backend/active_pcr_banks',
    (_, device, { machine }) => banksOf(device).length > 0 && isOldTpm(device, machine.arch),
    'it needs version 2.0',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'tpm',
    'backend/active_pcr_banks',
    (_, device) => banksOf(device).some(({ name }) => !PCR_BANKS.includes(name)),
    'there is no such bank',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'channel',
    '@type',
    (type, device) =>
      type === 'unix' && device.targetType === 'guestfwd' && settingAt(device, 'source@path') === undefined,
    'it needs a path',
  ),
  setting(
    'smartcard',
    'database',
    (path, { mode }) => mode === 'host-certificates' && !path.startsWith('/'),
    'it has to be an absolute path',
    SETTING_DATES.first,
  ),
  setting(
    'smartcard',
    'database',
    (_, device) => device.mode === 'host-certificates' && !databaseOf(device).startsWith('/'),
    'it has to be an absolute path',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'controller',
    'target@memReserve',
    (_, { type, model }) => type === 'pci' && model !== 'pcie-root-port' && model !== 'pci-bridge',
    'this model reserves none',
    SETTING_DATES.lastTwo,
  ),
  setting('crypto', 'backend@model', (model) => model === 'lkcf', 'QEMU does not have it', SETTING_DATES.lastTwo),
  setting('filesystem', 'target@dir', (dir) => dir === '', 'it needs a name', SETTING_DATES.allButFirst),
  setting(
    'channel',
    'target@port',
    (port, { targetType }) => targetType === 'guestfwd' && !isPort(port),
    'it has to be a number',
  ),
  setting(
    'channel',
    'target@port',
    (port, { targetType }) => targetType === 'guestfwd' && /^[ \t\r\n]*-/.test(port),
    'it must not be negative',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'channel',
    'target@address',
    (address, { targetType }) => targetType === 'guestfwd' && !isIpv4(address),
    'it has to be an IPv4 address',
  ),
  setting(
    'rng',
    'rate@period',
    (period, device) => isSet(settingAt(device, 'rate@bytes') ?? '0') && period !== '' && !isCount(period),
    'it has to be a number up to 4294967295',
  ),
  setting('vsock', 'cid@address', (cid) => Number(cid) < 3, 'it has to be 3 or more'),
  setting(
    'video',
    'model/resolution',
    (_, { model }) => ['cirrus', 'ramfb', 'vmvga'].includes(model ?? ''),
    'this model has none',
  ),
  ...['x', 'y'].map((axis) =>
    setting(
      'video',
      `model/resolution@${axis}`,
      (size, { model }) => model !== 'none' && !isSet(size),
      'it has to be 1 or more',
    ),
  ),
  setting('shmem', 'server', (_, { model }) => model === 'ivshmem-plain', 'ivshmem-plain has none'),
  setting('shmem', 'msi', (_, device) => settingAt(device, 'server') === undefined, 'it needs a server'),
  setting('shmem', 'size', (size, { model }) => model === 'ivshmem-doorbell' && isSet(size), 'the server knows it'),
  setting('shmem', '@name', (name) => name.includes('/'), 'it must not be a path'),
  setting(
    'shmem',
    'model@type',
    (type, device) => type === 'ivshmem-doorbell' && settingAt(device, 'server') === undefined,
    'it needs a server',
  ),
  setting(
    'input',
    '@bus',
    (bus, { type }) => type === 'passthrough' && bus !== 'virtio',
    'a passed-through input is on virtio',
  ),
  setting(
    'input',
    '@type',
    (type, device) => (type === 'passthrough') === !evdevOf(device),
    'a passed-through one names a device, and no other',
    SETTING_DATES.first,
  ),
  setting(
    'input',
    '@model',
    (_, { bus }) => bus !== 'virtio',
    'only virtio inputs have one',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'controller',
    'pcihole64',
    (_, { type, model }, { machine }) =>
      type === 'pci' &&
      (model === 'pci-root' || model === 'pcie-root') &&
      !['i440fx', 'q35', 'arm-virt'].includes(machine.family),
    'the machine has no such hole',
  ),
  setting(
    'controller',
    'pcihole64',
    (_, { type, model }, { machine }) =>
      type === 'pci' && (model === 'pci-root' || model === 'pcie-root') && machine.family === 'arm-virt',
    'the machine has no such hole',
    SETTING_DATES.allButLast,
  ),
  setting(
    'controller',
    '@ports',
    (_, { type, model }) => type === 'usb' && !['nec-xhci', 'qemu-xhci', 'none'].includes(model ?? ''),
    'only xhci has a number of them',
    SETTING_DATES.last,
  ),
  setting(
    'controller',
    'driver@queues',
    (queues, controller) => isSet(queues) && isForeignScsi(queues, controller),
    'virtio-scsi alone has them',
  ),
  setting(
    'controller',
    'driver@iothread',
    (id, { type, model }) => isSet(id) && !(type === 'scsi' && (model?.startsWith('virtio') ?? false)),
    'virtio-scsi alone has one',
  ),
  setting(
    'controller',
    'driver@iothread',
    (id, _, domain) => isSet(id) && !hasIoThread(domain, id),
    'the guest has no such I/O thread',
  ),
  setting(
    'controller',
    'driver/iothreads',
    (_, controller) =>
      mappedThreads(controller).length > 0 &&
      !(controller.type === 'scsi' && (controller.model?.startsWith('virtio') ?? false)),
    'virtio-scsi alone has them',
    SETTING_DATES.lastTwo,
  ),
  ...mappingRows('controller'),
  ...['cmd_per_lun', 'max_sectors'].map((name) =>
    setting(
      'controller',
      `driver@${name}`,
      (value, controller) => isSet(value) && isForeignScsi(value, controller),
      'virtio-scsi alone has it',
    ),
  ),
  setting('controller', 'driver@ioeventfd', isForeignScsi, 'virtio-scsi alone has it'),
];
