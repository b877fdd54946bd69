import { isArch, unitBytes } from '../basics/index.ts';
import { createDiagnostic } from '../diagnostics/index.ts';
import {
  allDevices,
  type Device,
  type DeviceKind,
  type Filesystem,
  numaCellElements,
  pciAddressOf,
} from '../domain/index.ts';
import { CONNECTED_KINDS, DEVICE_SETTINGS, inForce, isPasst, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';
import { settingChecks } from './settings.ts';

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
  return device.driver === 'virtiofs' && settingAt(device, 'source@socket') !== undefined;
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
    if (device.driver !== 'virtiofs') continue;
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
      for (const part of [vendor, product]) {
        if (part !== undefined && attributeValue(part, 'id') === undefined) complain(`its ${part.name} has an id`);
      }
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
    if (!hasAttribute(child(source, 'adapter'), 'name')) complain('it has an adapter with a name');
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
    if (device.kind === 'graphics' && device.type !== 'vnc') continue;
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

/** Where the smart card of another machine is: a character device. */
const SMARTCARD_PARTS: Readonly<Record<string, readonly string[]>> = {
  ...EGD_PARTS,
  spiceport: ['channel'],
  dbus: ['channel'],
};

function checkSmartcardSources(checking: Checking): void {
  for (const device of checking.domain.devices.smartcard) {
    if (device.mode !== 'passthrough') continue;
    const missing = SMARTCARD_PARTS[settingAt(device, '@type') ?? '']?.find(
      (part) => settingAt(device, `source@${part}`) === undefined,
    );
    if (missing !== undefined)
      refuse(checking, 'RP2440', device, { setting: 'type', reason: `its source names no ${missing}` }, 'source');
  }
}

/** One end of a null modem alone. */
function checkNullModems(checking: Checking): void {
  for (const device of CONNECTED_KINDS.flatMap((kind): readonly Device[] => checking.domain.devices[kind])) {
    if (settingAt(device, '@type') !== 'nmdm') continue;
    const ends = ['master', 'slave'].filter((end) => settingAt(device, `source@${end}`) !== undefined);
    if (ends.length === 1)
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it has both master and slave' }, 'source');
  }
}

/** The block size of a virtio-mem device is a power of two, and what is asked for consists of blocks. */
function checkVirtioMem(checking: Checking): void {
  for (const device of checking.domain.devices.memory) {
    if (device.model !== 'virtio-mem') continue;
    const [size, block, requested] = ['size', 'block', 'requested'].map((part) => kibibytes(device, `target/${part}`));
    const complain = (part: string, reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: `target ${part}`, reason }, 'target', part);
    if (block !== undefined && !(Number.isInteger(Math.log2(block)) && block >= LEAST_BLOCK))
      complain('block', 'it is a power of two, of 2 MiB or more');
    else if (block !== undefined && requested !== undefined) {
      if (!(requested % block === 0)) complain('requested', 'it is a multiple of the block');
      else if (size !== undefined && requested > size) complain('requested', 'the size is less');
    }
  }
}

const LEAST_BLOCK = 2048;

/** A size in KiB, as far as it is a number; NaN for one that is none. */
function kibibytes(device: Device, place: string): number | undefined {
  const text = settingAt(device, place);
  if (text === undefined) return undefined;
  // A unit that libvirt does not know is refused as such.
  const bytes = unitBytes(settingAt(device, `${place}@unit`) || 'KiB') ?? 1;
  return text.trim() === '' ? Number.NaN : (Number(text) * bytes) / 1024;
}

/** What is given to USB redirection: one set of rules. */
function checkRedirFilters({ domain, diagnostics }: Checking): void {
  const filters = domain.devicesElements.flatMap((one) => elements(one, 'redirfilter'));
  const complain = (element: XmlElement, setting: string, reason: string): void => {
    const values = { device: 'redirfilter', setting, reason };
    diagnostics.push(createDiagnostic('RP2440', { span: element.startTag, values }));
  };
  const [, second] = filters;
  if (second !== undefined) complain(second, 'redirfilter', 'there is one');
  for (const rule of filters.flatMap((one) => elements(one, 'usbdev'))) {
    const version = attributeValue(rule, 'version');
    if (version !== undefined && !/^(?:-1|\d{1,2}\.\d{1,2})$/.test(version))
      complain(rule, 'usbdev version', 'it is written as 1.10 or -1');
  }
}

/** Parts that a device has once. */
function checkSingleParts(checking: Checking): void {
  for (const device of checking.domain.devices.rng) {
    if (device.element !== undefined && elements(device.element, 'backend').length > 1)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: 'there is one' }, 'backend');
  }
  for (const device of checking.domain.devices.crypto) {
    if (device.element !== undefined && elements(device.element, 'backend').length > 1)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: 'there is one' }, 'backend');
  }
  for (const device of checking.domain.devices.controller) {
    for (const part of ['model', 'target']) {
      if (device.element !== undefined && elements(device.element, part).length > 1)
        refuse(checking, 'RP2440', device, { setting: part, reason: 'there is one' }, part);
    }
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
  ...settingChecks(DEVICE_SETTINGS),
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkMemory },
  {
    when: { rule: 'E-PARSE', ...SETTING_DATES.all },
    run: needsSharing('filesystem', (device) => device.kind === 'filesystem' && device.driver === 'virtiofs'),
  },
  {
    when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst },
    run: needsSharing(
      'disk',
      (device) =>
        device.kind === 'disk' &&
        (device.sourceType === 'vhostvdpa' ||
          (device.sourceType === 'vhostuser' && settingAt(device, 'source') !== undefined)),
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
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSmartcardSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkRedirFilters },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkNullModems },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkVirtioMem },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkFilesystems },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSmartcards },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkForwards },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.allButFirst }, run: checkHostDevices },
];
