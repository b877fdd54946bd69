import { type Device, featureOf } from '../domain/index.ts';
import { DEVICE_SETTINGS, isPasst, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeValue, elements } from '../xml/index.ts';
import { CHARACTER_SETTING_CHECKS } from './character-settings.ts';
import { type Check, type Checking, refuse } from './check.ts';
import { HOST_SETTING_CHECKS } from './host-device-settings.ts';
import { INTERFACE_CHECKS } from './interface-settings.ts';
import { MEMORY_SETTING_CHECKS } from './memory-settings.ts';
import { settingChecks } from './settings.ts';

/** In its first source, or in any (V-LASTPART). */
function namesInSource({ facts }: Checking, { element }: Device, part: string): boolean {
  const sources = element === undefined ? [] : elements(element, 'source');
  const read = facts.profile.switches.lastParts ? sources : sources.slice(0, 1);
  return read.some((source) => attributeValue(source, part) !== undefined);
}

/** A file system is a folder; virtiofs may be a socket. */
function checkFilesystems(checking: Checking): void {
  for (const device of checking.domain.devices.filesystem) {
    const isSocket = device.driver !== 'mtp' && namesInSource(checking, device, 'socket');
    if (!isSocket && !namesInSource(checking, device, 'dir'))
      refuse(checking, 'RP2440', device, { setting: 'source', reason: 'it has to name a folder' }, 'source');
  }
}

/** Each virtiofs has a tag of its own. */
function checkVirtiofsTags(checking: Checking): void {
  const seen = new Set<string>();
  for (const device of checking.domain.devices.filesystem) {
    if (device.driver !== 'virtiofs') continue;
    if (seen.has(device.target)) {
      refuse(checking, 'RP2440', device, { setting: 'target dir', reason: 'another one has it' }, 'target', 'dir');
    }
    seen.add(device.target);
  }
}

/** A vhost-user interface has a socket, unless passt makes it one; `parts` of its source have to be written. */
const checkVhostUser =
  (knowsPasst: boolean, parts: readonly string[]) =>
  (checking: Checking): void => {
    for (const device of checking.domain.devices.interface) {
      if (device.type !== 'vhostuser' || (knowsPasst && isPasst(device))) continue;
      const missing = parts.find((part) => !namesInSource(checking, device, part));
      if (missing !== undefined)
        refuse(checking, 'RP2440', device, { setting: 'type', reason: `its source names no ${missing}` }, 'source');
    }
  };

function audioId(device: Device, place: string): number | undefined {
  const id = settingAt(device, place);
  return id === undefined ? undefined : Number(id);
}

/** Numbers of audio backends: each once, and those that devices name exist. */
function checkAudio(checking: Checking): void {
  const { audio, sound, graphics } = checking.domain.devices;
  const known = new Set<number>();
  for (const device of audio) {
    const id = audioId(device, '@id');
    if (id === undefined) continue;
    if (known.has(id)) refuse(checking, 'RP2440', device, { setting: 'id', reason: 'another one has it' }, 'id');
    known.add(id);
  }
  for (const device of [...sound, ...graphics]) {
    const id = audioId(device, 'audio@id');
    const isImplied = audio.some(({ element }) => element === undefined) && id === 1;
    if (device.kind === 'graphics' && device.type === 'dbus') {
      const backend = id === undefined ? undefined : audio.find((one) => audioId(one, '@id') === id);
      if (backend !== undefined && settingAt(backend, '@type') !== 'dbus')
        refuse(checking, 'RP2440', device, { setting: 'audio', reason: 'it has to be of type dbus' }, 'audio');
    }
    if (device.kind === 'graphics' && device.type !== 'vnc') continue;
    if (id !== undefined && !known.has(id) && !isImplied)
      refuse(checking, 'RP2440', device, { setting: 'audio', reason: `there is no audio ${id}` }, 'audio');
  }
}

/** An index for the guest's firmware is one of a PCI device. */
function checkAcpiIndexes(checking: Checking): void {
  for (const { device, element } of checking.parts('acpi')) {
    const { kind, address } = device;
    if (address.type === 'none' || address.type === 'pci' || kind === 'console') continue;
    if (attributeValue(element, 'index') === undefined) continue;
    refuse(checking, 'RP2440', device, { setting: 'acpi index', reason: 'only PCI devices have one' }, 'acpi');
  }
}

const MOST_WITHOUT_EIM = 255;

/** Remapping of interrupts and what builds on it. */
function checkIommuOptions(checking: Checking): void {
  const { iommu } = checking.domain.devices;
  if (iommu.length === 0) return;
  const ioapic = featureOf(checking.domain.element, 'ioapic');
  const splits = checking.facts.profile.switches.autoIntelIommu;
  const driver = (ioapic && attributeValue(ioapic, 'driver')) ?? (splits ? 'qemu' : '');
  for (const device of iommu) {
    const written = settingAt(device, 'driver@intremap');
    // Where libvirt adds an IOMMU for many processors, it turns on what one that is there lacks for them.
    const remaps = written === 'on' || (written === undefined && splits && checking.domain.vcpus > MOST_WITHOUT_EIM);
    if (remaps && driver !== 'qemu')
      refuse(checking, 'RP2443', device, { need: "<ioapic driver='qemu'/> in <features>" });
    if (settingAt(device, 'driver@eim') === 'on' && !remaps)
      refuse(checking, 'RP2440', device, { setting: 'driver eim', reason: 'it needs intremap' }, 'driver', 'eim');
  }
}

/** Parts that a device has once. */
function checkSingleParts(checking: Checking): void {
  for (const device of checking.domain.devices.rng) {
    if (device.element !== undefined && elements(device.element, 'backend').length > 1)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: 'only one is possible' }, 'backend');
  }
  for (const device of [...checking.domain.devices.crypto, ...checking.domain.devices.tpm]) {
    if (device.element !== undefined && elements(device.element, 'backend').length > 1)
      refuse(checking, 'RP2440', device, { setting: 'backend', reason: 'only one is possible' }, 'backend');
  }
  for (const device of checking.domain.devices.controller) {
    for (const part of ['model', 'target']) {
      if (device.element !== undefined && elements(device.element, part).length > 1)
        refuse(checking, 'RP2440', device, { setting: part, reason: 'only one is possible' }, part);
    }
  }
  for (const device of checking.domain.devices.shmem) {
    if (settingAt(device, '@name') === undefined)
      refuse(checking, 'RP2440', device, { setting: 'shmem', reason: 'it needs a name' });
  }
}

export const SETTING_CHECKS: readonly Check[] = [
  ...settingChecks(DEVICE_SETTINGS),
  ...MEMORY_SETTING_CHECKS,
  ...CHARACTER_SETTING_CHECKS,
  ...HOST_SETTING_CHECKS,
  ...INTERFACE_CHECKS,
  { when: SETTING_DATES.firstTwo, run: checkVhostUser(false, ['type', 'path', 'mode']) },
  { when: SETTING_DATES.lastTwo, run: checkVhostUser(true, ['path']) },
  { when: SETTING_DATES.allButFirst, run: checkVirtiofsTags },
  { when: SETTING_DATES.allButFirst, run: checkAudio },
  { when: SETTING_DATES.allButFirst, run: checkAcpiIndexes },
  { when: SETTING_DATES.all, run: checkIommuOptions },
  { when: SETTING_DATES.all, run: checkSingleParts },
  { when: SETTING_DATES.all, run: checkFilesystems },
];
