import type { Device, DeviceKind, DeviceOf, Filesystem, Interface, Memory } from '../domain/index.ts';
import { allDevices, isArch, numaCellElements, pciAddressOf } from '../domain/index.ts';
import { inForce, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';
import { row, settingAt } from './settings.ts';

const isPowerOfTwo = (text: string): boolean => /^\d+$/.test(text) && Number.isInteger(Math.log2(Number(text)));

const isVirtiofs = ({ driver }: Filesystem): boolean => driver === 'virtiofs';
const isVirtioNic = ({ model }: Interface): boolean => model?.startsWith('virtio') ?? false;
/** libvirt looks at the model as it is written, not at its own choice. */
const isWrittenVirtio = (nic: Interface): boolean => settingAt(nic, 'model@type')?.startsWith('virtio') ?? false;
const isPasst = (nic: Interface): boolean => nic.type === 'vhostuser' && settingAt(nic, 'backend@type') === 'passt';
const notOf =
  (...types: readonly string[]) =>
  (_: string, { type }: Interface): boolean =>
    !types.includes(type);
const ofMemory =
  (...models: readonly string[]) =>
  (_: string, { model }: Memory): boolean =>
    models.includes(model);
const VIRTIO_OPTIONS = ['iommu', 'ats', 'packed'];
const QUEUE_SIZES = ['rx_queue_size', 'tx_queue_size'];

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

const CHARACTER_KINDS = ['serial', 'parallel', 'console', 'channel'] as const;
const CONNECTED_KINDS = [...CHARACTER_KINDS, 'redirdev'] as const;
const FOREIGN_CONSOLES = ['xen', 'uml', 'lxc', 'openvz'];

const ACCELERATIONS = ['accel2d', 'accel3d', 'rendernode'];

/** What `<graphics>` itself says has to be what the first `<listen>` below it says, where that one is of the same type. */
function isForeignListen(device: DeviceOf<'graphics'>, type: 'address' | 'socket', written: string): boolean {
  if (device.type === 'sdl' || device.type === 'desktop') return false;
  const first = settingAt(device, `listen@${type}`);
  return first !== undefined && first !== written && settingAt(device, 'listen@type') === type;
}

/** Settings of devices, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
const ROWS: readonly Check[] = [
  row('filesystem', '@type', (type) => type !== 'mount', 'QEMU has only type mount'),
  row(
    'filesystem',
    '@accessmode',
    (mode, fs) => isVirtiofs(fs) && mode !== 'passthrough',
    'virtiofs has only passthrough',
  ),
  row(
    'filesystem',
    '@accessmode',
    (mode, { driver }) => driver === 'handle' && mode !== 'passthrough',
    'driver handle has only passthrough',
  ),
  row('filesystem', '@fmode', (_, fs) => settingAt(fs, '@accessmode') !== 'mapped', 'it goes with accessmode mapped'),
  row('filesystem', '@dmode', (_, fs) => settingAt(fs, '@accessmode') !== 'mapped', 'it goes with accessmode mapped'),
  row('filesystem', '@multidevs', (value, fs) => isVirtiofs(fs) && value !== 'default', 'virtiofs does not have it'),
  row('filesystem', '@model', (_, fs) => isVirtiofs(fs), 'virtiofs has one model'),
  row('filesystem', 'driver@wrpolicy', (_, fs) => isVirtiofs(fs), 'virtiofs does not have it'),
  row('filesystem', 'driver@type', (type) => type === 'handle', 'QEMU no longer has it', SETTING_DATES.last),
  row('filesystem', 'space_hard_limit', () => true, 'QEMU has no limits', SETTING_DATES.lastTwo),
  row('filesystem', 'space_soft_limit', () => true, 'QEMU has no limits', SETTING_DATES.lastTwo),
  row(
    'filesystem',
    '@accessmode',
    (mode, { driver }) => driver === 'mtp' && mode !== 'passthrough',
    'driver mtp has only passthrough',
  ),
  row(
    'filesystem',
    'source@socket',
    (_, fs) => isVirtiofs(fs) && settingAt(fs, 'source@dir') === undefined,
    'this libvirt takes folders alone',
    SETTING_DATES.first,
  ),
  row('filesystem', 'readonly', (_, fs) => isVirtiofs(fs), 'virtiofs cannot be read-only', SETTING_DATES.firstTwo),

  ...VIRTIO_OPTIONS.map((name) =>
    row('interface', `driver@${name}`, (_, nic) => !isVirtioNic(nic), 'only virtio devices have it'),
  ),
  row(
    'interface',
    'driver@page_per_vq',
    (_, nic) => !isVirtioNic(nic),
    'only virtio devices have it',
    SETTING_DATES.allButFirst,
  ),
  row(
    'interface',
    'driver@name',
    (name, nic) => isWrittenVirtio(nic) && nic.type !== 'hostdev' && !['qemu', 'vhost'].includes(name),
    'it is qemu or vhost',
  ),
  ...QUEUE_SIZES.map((name) =>
    row(
      'interface',
      `driver@${name}`,
      (size, nic) => isWrittenVirtio(nic) && size !== '0' && !isPowerOfTwo(size),
      'it is a power of two',
    ),
  ),
  row(
    'interface',
    'mtu@size',
    notOf('bridge', 'network', 'ethernet', 'vhostuser'),
    'interfaces of this type have no MTU',
  ),
  row('interface', 'coalesce', notOf('bridge', 'network'), 'interfaces of this type do not coalesce'),
  row(
    'interface',
    'port@isolated',
    (value, { type }) => value === 'yes' && type !== 'bridge' && type !== 'network',
    'only a bridge isolates ports',
  ),
  row('interface', 'virtualport', notOf('bridge', 'network', 'direct', 'hostdev'), 'interfaces of this type have none'),
  row(
    'interface',
    'vlan',
    notOf('bridge', 'network', 'hostdev', 'vhostuser'),
    'interfaces of this type have no VLAN',
    SETTING_DATES.last,
  ),
  row(
    'interface',
    'virtualport',
    (_, nic) => settingAt(nic, 'virtualport@type') === undefined && nic.type !== 'network',
    'it needs a type',
  ),
  row(
    'interface',
    'virtualport@type',
    (type, nic) => type === '802.1Qbh' && settingAt(nic, 'virtualport/parameters@profileid') === undefined,
    'it needs a profileid',
  ),
  row('interface', '@type', (type, nic) => type === 'vdpa' && nic.model !== 'virtio', 'its model has to be virtio'),
  row(
    'interface',
    'source/reconnect@enabled',
    (value, nic) => value === 'yes' && settingAt(nic, 'source/reconnect@timeout') === undefined,
    'it needs a timeout',
  ),
  row(
    'interface',
    'target@managed',
    (value, { type }) => value === 'no' && type !== 'ethernet',
    'only interfaces of type ethernet have it',
  ),
  row(
    'interface',
    'teaming@type',
    (value, { type }) => value === 'transient' && type !== 'hostdev' && type !== 'network',
    'a transient member is of type hostdev',
  ),
  row(
    'interface',
    'teaming@type',
    (value, nic) => value === 'persistent' && nic.model !== 'virtio',
    'a persistent member is of model virtio',
  ),
  row(
    'interface',
    'ip',
    (_, nic) => !['user', 'vdpa'].includes(nic.type) && !isPasst(nic),
    'interfaces of this type have no address of the guest',
  ),
  row(
    'interface',
    'ip',
    (_, { type }) => type === 'vdpa',
    'interfaces of this type have no address of the guest',
    SETTING_DATES.lastTwo,
  ),
  row(
    'interface',
    '@type',
    (type, nic) => ['vhostuser', 'vdpa'].includes(type) && !isVirtioNic(nic),
    'its model has to be virtio',
  ),
  row(
    'interface',
    '@type',
    (type, nic) => type === 'vhostuser' && !isWrittenVirtio(nic),
    'its model has to be virtio',
    SETTING_DATES.untilVhostUserModel,
  ),

  row(
    'memory',
    'uuid',
    (_, { model }, { machine }) => model === 'nvdimm' && machine.family !== 'pseries',
    'pSeries alone has one',
    SETTING_DATES.allButFirst,
  ),
  row(
    'memory',
    '@discard',
    (value, { model }) => value === 'yes' && ['nvdimm', 'virtio-pmem'].includes(model),
    'this model does not discard',
  ),
  row('memory', 'target/node', ofMemory('virtio-pmem'), 'this model has no NUMA node'),

  row(
    'serial',
    'target/model@name',
    (name, serial) => SERIAL_TYPES[name] !== undefined && SERIAL_TYPES[name] !== serial.targetType,
    'the target is of another type',
  ),
  row(
    'serial',
    'target/model@name',
    (name, _, { machine }) => name === 'pl011' && !isArch(machine.arch, 'arm'),
    'ARM alone has it',
  ),
  row(
    'serial',
    'target/model@name',
    (name, _, { machine }) => name === '16550a' && !['riscv64', 'loongarch64'].includes(machine.arch),
    'RISC-V and LoongArch alone have it',
  ),
  row('console', 'target@type', (type) => FOREIGN_CONSOLES.includes(type), 'QEMU has no such console'),
  row(
    'console',
    'target@type',
    (type, _, { machine }) => type.startsWith('sclp') && !isArch(machine.arch, 's390'),
    's390x alone has it',
  ),
  ...(['serial', 'parallel'] as const).map((kind) =>
    row(kind, '@type', (type) => type === 'spicevmc', 'it is for virtio channels'),
  ),
  row(
    'console',
    '@type',
    (type, { mirrors }) => type === 'spicevmc' && mirrors?.element === undefined,
    'it is for virtio channels',
  ),
  row(
    'channel',
    '@type',
    (type, { targetType }) => type === 'spicevmc' && targetType !== 'virtio',
    'it is for virtio channels',
  ),
  row(
    'channel',
    'source/reconnect@enabled',
    (value, device) =>
      value === 'yes' &&
      device.targetType === 'virtio' &&
      settingAt(device, '@type') === 'unix' &&
      settingAt(device, 'source@path') === undefined,
    'who is connected to does not reconnect',
  ),
  row(
    'rng',
    'backend/source/reconnect@enabled',
    (value, device) => value === 'yes' && settingAt(device, 'backend/source@mode') === 'bind',
    'who is connected to does not reconnect',
  ),
  ...CONNECTED_KINDS.flatMap((kind) => [
    row(
      kind,
      'source/reconnect@enabled',
      (value, device) => value === 'yes' && settingAt(device, 'source@mode') === 'bind',
      'who is connected to does not reconnect',
    ),
    row(
      kind,
      'source/reconnect@enabled',
      (value, device) => value === 'yes' && settingAt(device, 'source/reconnect@timeout') === undefined,
      'it needs a timeout',
    ),
    row(
      kind,
      'source/reconnect@timeout',
      (value, device) => value === '0' && settingAt(device, 'source/reconnect@enabled') === 'yes',
      'it is at least 1',
    ),
  ]),
  ...['ram', 'vram64', 'vgamem'].map((name) =>
    row('video', `model@${name}`, (_, { model }) => model !== 'qxl' && model !== 'none', 'only qxl has it'),
  ),
  row(
    'video',
    'model@heads',
    (heads, { model }) => Number(heads) > 1 && !['qxl', 'virtio'].includes(model ?? ''),
    'this model has one head',
    SETTING_DATES.allButFirst,
  ),
  row(
    'video',
    'model/acceleration@accel3d',
    (value, { model }) => value === 'yes' && model !== 'virtio' && model !== 'vbox',
    'only virtio has it',
    SETTING_DATES.allButLast,
  ),
  row(
    'video',
    'model/acceleration',
    (_, device) => ACCELERATIONS.every((name) => settingAt(device, `model/acceleration@${name}`) === undefined),
    'it says what is accelerated',
  ),
  row(
    'video',
    'model/acceleration@rendernode',
    (_, device) => settingAt(device, 'driver@name') !== 'vhostuser',
    'it goes with driver vhostuser',
  ),
  row(
    'graphics',
    '@listen',
    (written, device) => isForeignListen(device, 'address', written),
    'its <listen> has another address',
  ),
  row(
    'graphics',
    '@socket',
    (written, device) => isForeignListen(device, 'socket', written),
    'its <listen> has another socket',
  ),
  row(
    'graphics',
    'listen@type',
    (type, device) => type === 'network' && settingAt(device, 'listen@network') === undefined,
    'it names no network',
    SETTING_DATES.allButFirst,
  ),
  row(
    'shmem',
    'size',
    (size) => /^\d+$/.test(size) && !isPowerOfTwo(size),
    'it is a power of two',
    SETTING_DATES.lastTwo,
  ),
  row(
    'hostdev',
    '@sgio',
    (sgio, { type }) => type === 'scsi' && sgio === 'unfiltered',
    'unfiltered is no longer supported',
    SETTING_DATES.allButFirst,
  ),
  row('hostdev', '@model', (_, { type }) => type === 'usb', 'a USB device has no model'),
  row('hostdev', '@sgio', (_, { type }) => type !== 'scsi', 'only SCSI devices have it'),
  row('hostdev', '@rawio', (_, { type }) => type !== 'scsi', 'only SCSI devices have it'),
  row('hostdev', '@mode', (mode) => mode === 'capabilities', 'QEMU has only mode subsystem'),
  row(
    'hostdev',
    '@display',
    (value, { type }, { devices }) => value === 'on' && type === 'mdev' && devices.graphics.length === 0,
    'the guest has no graphics',
  ),
  row(
    'hostdev',
    'boot',
    (_, { type, model }) => type === 'scsi_host' || (type === 'mdev' && model !== 'vfio-ccw'),
    'devices of this type are not booted from',
  ),
  row(
    'hostdev',
    'source/address@uuid',
    (uuid, { type }) => type === 'mdev' && uuid.replaceAll('-', '').length !== 32,
    'it is no UUID',
  ),
  row(
    'hostdev',
    'source@wwpn',
    (name, { type }) => type === 'scsi_host' && !/^naa\.[0-9a-f]{16}$/i.test(name),
    'it is no name of a port',
  ),
  row(
    'audio',
    '@type',
    (type, _, { devices }) => type === 'spice' && !devices.graphics.some((one) => one.type === 'spice'),
    'the guest has no SPICE',
  ),
  row(
    'audio',
    '@type',
    (type, device) =>
      type === 'oss' && (settingAt(device, 'input') === undefined || settingAt(device, 'output') === undefined),
    'it needs <input> and <output>',
    SETTING_DATES.first,
  ),
  row('audio', '@id', (id) => Number(id) === 0, 'numbers begin with 1', SETTING_DATES.allButFirst),
  row('graphics', '@type', (type) => type === 'desktop', 'QEMU has no such display'),
  row('graphics', '@type', (type) => type === 'rdp', 'this QEMU has none', SETTING_DATES.firstTwo),
  row(
    'graphics',
    '@type',
    (type, _, { devices }) => type === 'egl-headless' && devices.graphics.some((one) => one.type === 'sdl'),
    'it goes with VNC and SPICE',
  ),
  row(
    'tpm',
    '@model',
    (model, _, { machine }) => ['tpm-spapr', 'spapr-tpm-proxy'].includes(model) && !isArch(machine.arch, 'ppc64'),
    'PPC64 alone has it',
  ),
  row('tpm', 'backend@type', (_, __, { machine }) => !TPM_ARCHES.includes(machine.arch), 'this QEMU has no TPM'),
  row(
    'tpm',
    'backend@type',
    (_, __, { machine }) => machine.arch === 'riscv64',
    'this QEMU has no TPM',
    SETTING_DATES.first,
  ),
  row('tpm', 'backend@type', (type) => type === 'external', 'this QEMU lacks it', SETTING_DATES.second),
  row(
    'tpm',
    '@model',
    (model, _, { machine }) => model === 'tpm-crb' && !isArch(machine.arch, 'x86'),
    'x86 alone has it',
  ),
  row(
    'tpm',
    '@model',
    (model, _, { machine }) => model === 'tpm-tis' && isArch(machine.arch, 'ppc64'),
    'PPC64 does not have it',
  ),
  row(
    'tpm',
    'backend@type',
    (type, { model }) => model === 'spapr-tpm-proxy' && type !== 'passthrough',
    'a proxy passes a TPM of the host through',
    SETTING_DATES.allButFirst,
  ),
  row('vsock', 'cid@address', (cid) => Number(cid) < 3, 'guests begin with 3'),
  row('shmem', 'server', (_, { model }) => model === 'ivshmem-plain', 'ivshmem-plain has none'),
  row('shmem', 'msi', (_, device) => settingAt(device, 'server') === undefined, 'it goes with a server'),
  row('shmem', 'size', (_, { model }) => model === 'ivshmem-doorbell', 'the server knows it'),
  row('shmem', '@name', (name) => name.includes('/'), 'it is no path'),
  row(
    'shmem',
    'model@type',
    (type, device) => type === 'ivshmem-doorbell' && settingAt(device, 'server') === undefined,
    'it goes with a server',
  ),
  row(
    'input',
    '@bus',
    (bus, { type }) => type === 'passthrough' && bus !== 'virtio',
    'a passed-through input is on virtio',
  ),
  row('input', '@model', (_, { bus }) => bus !== 'virtio', 'only virtio inputs have one', SETTING_DATES.allButFirst),
  row(
    'controller',
    'driver@queues',
    (_, { type, model }) => type !== 'nvme' && !(model?.startsWith('virtio') ?? false),
    'virtio-scsi alone has them',
  ),
  row(
    'controller',
    'driver@iothread',
    (_, { type, model }) => type === 'scsi' && !(model?.startsWith('virtio') ?? false),
    'virtio-scsi alone has one',
  ),
];

/** What a memory device needs of its guest: room to grow, slots, a NUMA node of its own. */
function checkMemory(checking: Checking): void {
  const { domain, facts } = checking;
  const { memory } = domain.devices;
  const [first] = memory;
  if (first === undefined) return;
  const maximum = child(domain.element, 'maxMemory');
  const fillsCells = facts.profile.switches.numaCellForHotplug;
  const cpu = child(domain.element, 'cpu');
  const hasCells = cpu !== undefined && child(cpu, 'numa') !== undefined;
  const looksForCells = inForce(SETTING_DATES.allButFirst, facts.profile.release);
  const complain = (device: Device, need: string): void => refuse(checking, 'RP2443', device, { need });
  if (maximum === undefined) complain(first, '<maxMemory>');
  else if ((domain.memorySlots ?? 0) === 0 && !(fillsCells && memory.every(({ model }) => model === 'virtio-mem')))
    complain(first, 'slots in <maxMemory>');
  else if (domain.numaCells.length === 0 && !fillsCells && domain.machine.family !== 'pseries')
    complain(first, 'a guest with NUMA cells');
  for (const device of memory) {
    const node = settingAt(device, 'target/node');
    const isPlaced = device.model === 'dimm' || device.model === 'nvdimm' || device.model === 'virtio-mem';
    if (node === undefined && isPlaced && hasCells) complain(device, '<node> in its <target>');
    else if (
      looksForCells &&
      node !== undefined &&
      domain.numaCells.length > 0 &&
      !domain.numaCells.includes(Number(node))
    )
      complain(device, `a NUMA cell ${node}`);
    const needsPath = device.model === 'nvdimm' || device.model === 'virtio-pmem';
    if (needsPath && settingAt(device, 'source/path') === undefined) complain(device, '<path> in its <source>');
    if (device.model === 'virtio-mem' && settingAt(device, 'target/block') === undefined)
      complain(device, '<block> in its <target>');
  }
}

/** The guest's memory can be seen by another process. */
function sharesMemory({ domain }: Checking): boolean {
  const backing = child(domain.element, 'memoryBacking');
  const access = backing === undefined ? undefined : child(backing, 'access');
  if (access?.attributes.some(({ name, value }) => name === 'mode' && value === 'shared')) return true;
  const cells = numaCellElements(domain.element);
  const isShared = ({ attributes }: XmlElement): boolean =>
    attributes.some(({ name, value }) => name === 'memAccess' && value === 'shared');
  return cells.length > 0 && cells.every(([, cell]) => isShared(cell));
}

const needsSharing =
  <Kind extends DeviceKind>(kind: Kind, concerns: (device: Device) => boolean) =>
  (checking: Checking): void => {
    if (sharesMemory(checking) || isArch(checking.domain.machine.arch, 's390')) return;
    const users: readonly Device[] = checking.domain.devices[kind];
    for (const device of users) {
      if (concerns(device))
        refuse(checking, 'RP2443', device, { need: "<memoryBacking> with <access mode='shared'/>" });
    }
  };

/** A file system is a folder; virtiofs may be a socket. */
function hasSource(device: Filesystem): boolean {
  if (settingAt(device, 'source@dir') !== undefined) return true;
  return isVirtiofs(device) && settingAt(device, 'source@socket') !== undefined;
}

function checkFilesystems(checking: Checking): void {
  for (const device of checking.domain.devices.filesystem) {
    if (!hasSource(device))
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it names a folder' }, 'source');
  }
}

/** Each virtiofs has a tag of its own. */
function checkVirtiofsTags(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of checking.domain.devices.filesystem) {
    if (!isVirtiofs(device)) continue;
    if (seen.has(device.target)) {
      refuse(checking, 'RP2440', device, { setting: 'target dir', reason: 'another has it' }, 'target', 'dir');
    }
    seen.add(device.target);
  }
}

/** A character device has one source; UDP has one for each direction, and needs the one that it sends to. */
function checkSources(checking: Checking): void {
  for (const device of CONNECTED_KINDS.flatMap((kind): readonly Device[] => checking.domain.devices[kind])) {
    if (device.element === undefined) continue;
    const isUdp = settingAt(device, '@type') === 'udp';
    const sources = elements(device.element, 'source');
    const modes = sources.map((source) => attributeValue(source, 'mode'));
    if (isUdp && sources.length > 0 && modes.every((mode) => mode === 'bind')) {
      const reason = 'udp needs one with mode connect';
      refuse(checking, 'RP2440', device, { setting: 'source', reason }, 'source');
    }
    const most = isUdp ? 2 : 1;
    if (sources.length <= most) continue;
    refuse(
      checking,
      'RP2440',
      device,
      { setting: 'source', reason: `there is ${most === 1 ? 'one' : 'one of each mode'}` },
      'source',
    );
  }
}

/** What a random number generator reads is a character device, too. */
const EGD_PARTS: Readonly<Record<string, readonly string[]>> = {
  dev: ['path'],
  file: ['path'],
  pipe: ['path'],
  unix: ['path'],
  tcp: ['host', 'service'],
  udp: ['service'],
};

function checkEgdSources(checking: Checking): void {
  for (const device of checking.domain.devices.rng) {
    if (settingAt(device, 'backend@model') !== 'egd') continue;
    const type = settingAt(device, 'backend@type') ?? '';
    const missing = EGD_PARTS[type]?.find((part) => settingAt(device, `backend/source@${part}`) === undefined);
    if (missing !== undefined)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: `its source names no ${missing}` }, 'backend');
  }
}

/** The ports of serial devices that are said to be ISA. */
function checkIsaPorts(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of checking.domain.devices.serial) {
    const port = settingAt(device, 'target@port');
    // Looked at before the type is filled in.
    if (port === undefined || settingAt(device, 'target@type') !== 'isa-serial') continue;
    const number = String(Number(port));
    if (seen.has(number))
      refuse(checking, 'RP2440', device, { setting: 'target port', reason: 'another has it' }, 'target', 'port');
    seen.add(number);
  }
}

/** QEMU has one smart card, in the first place. */
function checkSmartcardPlaces(checking: Checking): void {
  for (const device of checking.domain.devices.smartcard) {
    const { address } = device;
    if (address.type === 'ccid' && (address.controller !== 0 || address.slot !== 0))
      refuse(checking, 'RP2440', device, { setting: 'address', reason: 'there is one, at 0' }, 'address');
  }
}

function checkSmartcardLimit(checking: Checking): void {
  const [, second] = checking.domain.devices.smartcard;
  if (second !== undefined) refuse(checking, 'RP2044', second, { what: 'smart card', max: 1 });
}

function checkSmartcards(checking: Checking): void {
  for (const device of checking.domain.devices.smartcard) {
    const { element, mode } = device;
    if (element === undefined) continue;
    const count = elements(element, 'certificate').length;
    if (mode === 'host-certificates' && count !== 3)
      refuse(checking, 'RP2440', device, { setting: 'mode', reason: 'it goes with three <certificate>' }, 'mode');
    if (mode === 'passthrough' && settingAt(device, '@type') === undefined)
      refuse(checking, 'RP2440', device, { setting: 'mode', reason: 'it goes with a type' }, 'mode');
  }
}

const GUESTFWD_PARTS = ['address', 'port'];

function checkForwards(checking: Checking): void {
  for (const device of checking.domain.devices.channel) {
    if (device.targetType !== 'guestfwd') continue;
    for (const part of GUESTFWD_PARTS) {
      if (settingAt(device, `target@${part}`) === undefined)
        refuse(checking, 'RP2440', device, { setting: 'target', reason: `guestfwd needs ${part}` }, 'target');
    }
  }
}

function checkHostScsi(checking: Checking): void {
  for (const device of checking.domain.devices.hostdev) {
    const isLocal = device.type === 'scsi' && settingAt(device, 'source@protocol') === undefined;
    if (isLocal && settingAt(device, 'source/address') === undefined)
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it has an adapter and an address' }, 'source');
  }
}

/** One host device for one guest: USB, SCSI and mediated ones by what their source says. */
function checkHostDevices(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of checking.domain.devices.hostdev) {
    if (device.type === 'pci' || device.source === '') continue;
    const key = `${device.type} ${device.source}`;
    if (seen.has(key))
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'another device has it' }, 'source');
    seen.add(key);
  }
}

const VHOSTUSER_PARTS = ['type', 'path', 'mode'];

/** A vhost-user interface has a socket, unless passt makes it one. */
const checkVhostUser =
  (knowsPasst: boolean) =>
  (checking: Checking): void => {
    for (const device of checking.domain.devices.interface) {
      if (device.type !== 'vhostuser' || (knowsPasst && isPasst(device))) continue;
      const missing = VHOSTUSER_PARTS.find((part) => settingAt(device, `source@${part}`) === undefined);
      if (missing !== undefined)
        refuse(checking, 'RP2440', device, { setting: 'type', reason: `its source names no ${missing}` }, 'source');
    }
  };

const hasAttribute = (element: XmlElement | undefined, name: string): boolean =>
  element !== undefined && (attributeValue(element, name) ?? '') !== '';

/** What names the device of the host: USB by vendor and product or by place, SCSI by adapter and address. */
function checkHostSources(checking: Checking): void {
  for (const device of checking.domain.devices.hostdev) {
    const source = device.element === undefined ? undefined : child(device.element, 'source');
    if (source === undefined) continue;
    const address = child(source, 'address');
    const complain = (reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: 'source', reason }, 'source');
    if (device.type === 'usb') {
      const [vendor, product] = [child(source, 'vendor'), child(source, 'product')];
      if ((vendor === undefined) !== (product === undefined)) complain('it has both vendor and product');
      if (vendor !== undefined && Number(attributeValue(vendor, 'id')) === 0) complain('vendor is not 0');
      const isPlaced = hasAttribute(address, 'device') || hasAttribute(address, 'port');
      if (vendor === undefined && address !== undefined && !isPlaced) complain('its address names a device');
    }
    if (device.type !== 'scsi') continue;
    if (attributeValue(source, 'protocol') === 'iscsi') {
      if (!hasAttribute(source, 'name')) complain('iSCSI has a name');
      if (child(source, 'host') === undefined) complain('iSCSI has a host');
      continue;
    }
    const isWhole = ['bus', 'target', 'unit'].every((name) => hasAttribute(address, name));
    if (address !== undefined && !isWhole) complain('its address has bus, target and unit');
    if (child(source, 'adapter') === undefined) complain('it has an adapter');
  }
}

/** A port alone names a USB device for the last one that was asked. */
function checkUsbPorts(checking: Checking): void {
  for (const device of checking.domain.devices.hostdev) {
    const hasPort = device.type === 'usb' && settingAt(device, 'source/address@port') !== undefined;
    if (!hasPort || settingAt(device, 'source/vendor') !== undefined) continue;
    if (settingAt(device, 'source/address@device') !== undefined) continue;
    refuse(checking, 'RP2440', device, { setting: 'source', reason: 'its address names a device' }, 'source');
  }
}

/** Numbers of audio backends: each once, and those that devices name exist. */
function checkAudio(checking: Checking): void {
  const { audio, sound, graphics } = checking.domain.devices;
  const known = new Set<string>();
  for (const device of audio) {
    const id = settingAt(device, '@id');
    if (id === undefined) continue;
    if (known.has(id)) refuse(checking, 'RP2440', device, { setting: 'id', reason: 'another has it' }, 'id');
    known.add(id);
  }
  for (const device of [...sound, ...graphics]) {
    const id = settingAt(device, 'audio@id');
    const isImplied = audio.some(({ element }) => element === undefined) && id === '1';
    if (id !== undefined && !known.has(id) && !isImplied)
      refuse(checking, 'RP2440', device, { setting: 'audio', reason: `there is no audio ${id}` }, 'audio');
  }
}

/** An index for the guest's firmware is one of a PCI device. */
function checkAcpiIndexes(checking: Checking): void {
  for (const device of allDevices(checking.domain)) {
    if (settingAt(device, 'acpi@index') === undefined || pciAddressOf(device.address) !== undefined) continue;
    refuse(checking, 'RP2440', device, { setting: 'acpi index', reason: 'only PCI devices have one' }, 'acpi');
  }
}

/** Remapping of interrupts and what builds on it. */
function checkIommuOptions(checking: Checking): void {
  const features = child(checking.domain.element, 'features');
  const ioapic = features === undefined ? undefined : child(features, 'ioapic');
  const isSplit = ioapic !== undefined && attributeValue(ioapic, 'driver') === 'qemu';
  const splits = checking.facts.profile.switches.autoIntelIommu;
  for (const device of checking.domain.devices.iommu) {
    const remaps = settingAt(device, 'driver@intremap') === 'on';
    if (remaps && !isSplit && !splits)
      refuse(checking, 'RP2443', device, { need: "<ioapic driver='qemu'/> in <features>" });
    if (settingAt(device, 'driver@eim') === 'on' && !remaps)
      refuse(checking, 'RP2440', device, { setting: 'driver eim', reason: 'it goes with intremap' }, 'driver', 'eim');
  }
}

/** Parts that a device has once. */
function checkSingleParts(checking: Checking): void {
  for (const device of checking.domain.devices.rng) {
    if (device.element !== undefined && elements(device.element, 'backend').length > 1)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: 'there is one' }, 'backend');
  }
  for (const device of checking.domain.devices.hub) {
    if (device.type === '') refuse(checking, 'RP2440', device, { setting: 'hub', reason: 'it has a type' });
  }
  for (const device of checking.domain.devices.shmem) {
    if (settingAt(device, '@name') === undefined)
      refuse(checking, 'RP2440', device, { setting: 'shmem', reason: 'it has a name' });
  }
}

export const SETTING_CHECKS: readonly Check[] = [
  ...ROWS,
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkMemory },
  {
    when: { rule: 'E-PARSE', ...SETTING_DATES.all },
    run: needsSharing('filesystem', (device) => device.kind === 'filesystem' && isVirtiofs(device)),
  },
  {
    when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst },
    run: needsSharing(
      'disk',
      (device) =>
        device.kind === 'disk' && device.sourceType === 'vhostuser' && settingAt(device, 'source') !== undefined,
    ),
  },
  {
    when: { rule: 'E-PARSE', ...SETTING_DATES.lastTwo },
    run: needsSharing('interface', (device) => device.kind === 'interface' && device.type === 'vhostuser'),
  },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.firstTwo }, run: checkVhostUser(false) },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.lastTwo }, run: checkVhostUser(true) },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkVirtiofsTags },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkSmartcardLimit },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkSmartcardPlaces },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkIsaPorts },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkEgdSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkHostScsi },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkHostSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButLast }, run: checkUsbPorts },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkAudio },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkAcpiIndexes },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkIommuOptions },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSingleParts },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkFilesystems },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSmartcards },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkForwards },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkHostDevices },
];
