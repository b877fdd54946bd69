import { type Disk, imagesBelow } from '../domain/index.ts';
import {
  BACKING_SETTINGS,
  DATA_STORE_SETTINGS,
  DISK_SETTINGS,
  imageFormat,
  inForce,
  isRemovable,
  rowsInForce,
  SETTING_DATES,
  settingAt,
  settingBelow,
  settingPath,
} from '../profiles/index.ts';
import { attributeValue, child, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';
import { networkFaults } from './network-source.ts';
import { settingChecks } from './settings.ts';

/** Which parts of a drive's address are 0 for each bus. */
const ZERO_PARTS: readonly { readonly bus: string; readonly parts: readonly ('bus' | 'target')[] }[] = [
  { bus: 'ide', parts: ['target'] },
  { bus: 'sata', parts: ['bus', 'target'] },
  { bus: 'fdc', parts: ['bus', 'target'] },
];

/** V-DISKADDR: parts of a drive address that the disk's bus does not have. */
function checkDrivePlaces(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const { address } = disk;
    if (address.type !== 'drive') continue;
    for (const part of ZERO_PARTS.find(({ bus }) => bus === disk.bus)?.parts ?? []) {
      if (address[part] === 0) continue;
      const values = { setting: `address ${part}`, reason: `it is 0 on bus ${disk.bus}` };
      refuse(checking, 'RP2440', disk, values, 'address', part);
    }
  }
}

/** The attribute of `<source>` that names the image, by type of disk. */
const SOURCE_NAMES: Readonly<Record<string, string>> = { file: 'file', block: 'dev', dir: 'dir' };

const sourceOf = ({ element }: Disk): XmlElement | undefined =>
  element === undefined ? undefined : child(element, 'source');

/** True where the disk names an image; of types not listed the parts are asked for where they are read. */
export function hasImage(disk: Disk): boolean {
  const source = sourceOf(disk);
  const name = SOURCE_NAMES[disk.sourceType];
  if (source === undefined || name === undefined || disk.device === 'lun') return source !== undefined;
  return (attributeValue(source, name) ?? '') !== '';
}

function checkSources(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    if (!isRemovable(disk) && !hasImage(disk)) refuse(checking, 'RP2441', disk);
  }
}

function checkDirectories(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    if (disk.sourceType !== 'dir' || sourceOf(disk) === undefined || imageFormat(disk) === 'fat') continue;
    const reason = 'a disk of type dir needs format fat';
    refuse(checking, 'RP2440', disk, { setting: 'driver type', reason }, 'driver', 'type');
  }
}

interface Image {
  readonly disk: Disk;
  /** The disk as which its source is looked at. */
  readonly image: Disk;
  /** Where it is written, from the disk down. */
  readonly path: readonly string[];
}

/** Each image of a guest: the disks' own, and those below them. */
function* images({ domain, facts }: Checking): Generator<Image> {
  const readsDataStores = inForce(SETTING_DATES.lastTwo, facts.profile.release);
  for (const disk of domain.devices.disk) {
    yield { disk, image: disk, path: [] };
    for (const { element, type, path } of disk.element === undefined ? [] : imagesBelow(disk.element, readsDataStores))
      yield { disk, image: { ...disk, element, sourceType: type }, path };
  }
}

const placeOf = ({ path }: Image, setting: string): string =>
  path.length === 0 ? setting : `${path.at(-1)} ${setting}`.trimEnd();

function checkImagesBelow(checking: Checking): void {
  const { domain, facts } = checking;
  const { release } = facts.profile;
  for (const one of images(checking)) {
    const { disk, image, path } = one;
    if (path.length === 0 || image.element === undefined) continue;
    const rows = image.element.name === 'dataStore' ? DATA_STORE_SETTINGS : BACKING_SETTINGS;
    for (const { where, isWrong, setting, reason } of rowsInForce(rows, release)) {
      const value = settingBelow(image.element, where);
      if (value !== undefined && isWrong(value, image, domain))
        refuse(checking, 'RP2440', disk, { setting: placeOf(one, setting), reason }, ...path, ...settingPath(where));
    }
  }
}

function checkNetworkSources(checking: Checking): void {
  const { release } = checking.facts.profile;
  for (const one of images(checking)) {
    const source = one.image.sourceType === 'network' ? sourceOf(one.image) : undefined;
    for (const { setting, reason } of source === undefined ? [] : networkFaults(source, release)) {
      const values = { setting: placeOf(one, `source ${setting}`), reason };
      refuse(checking, 'RP2440', one.disk, values, ...one.path, 'source');
    }
  }
}

function checkVolumes(checking: Checking): void {
  for (const one of images(checking)) {
    const { disk, image, path } = one;
    const pool = settingAt(image, 'source@pool');
    const volume = settingAt(image, 'source@volume');
    if (image.sourceType !== 'volume' || (pool === undefined) === (volume === undefined)) continue;
    const values = { setting: placeOf(one, 'source'), reason: 'it needs both pool and volume' };
    refuse(checking, 'RP2440', disk, values, ...path, 'source');
  }
}

/** A virtio disk passes SCSI commands on in an older QEMU alone. */
function checkVirtioLuns(checking: Checking): void {
  if (checking.facts.capabilities.has('virtio-blk-pci.scsi')) return;
  const reason = 'virtio passes no SCSI commands on; a lun is on bus scsi';
  for (const disk of checking.domain.devices.disk) {
    if (disk.device === 'lun' && disk.bus === 'virtio')
      refuse(checking, 'RP2440', disk, { setting: 'device', reason }, 'device');
  }
}

export const DISK_CHECKS: readonly Check[] = [
  ...settingChecks(DISK_SETTINGS),
  { when: SETTING_DATES.all, run: checkDrivePlaces },
  { when: SETTING_DATES.lastTwo, run: checkVirtioLuns },
  { when: SETTING_DATES.all, run: checkSources },
  { when: SETTING_DATES.all, run: checkDirectories },
  { when: SETTING_DATES.all, run: checkImagesBelow },
  { when: SETTING_DATES.all, run: checkNetworkSources },
  { when: SETTING_DATES.all, run: checkVolumes },
];
