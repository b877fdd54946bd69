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
  type SettingRow,
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

/** An image of a guest: a disk's own, or one below it. */
interface Image {
  readonly disk: Disk;
  /** The disk as which its source is looked at. */
  readonly image: Disk;
  /** Where it is written, from the disk down. */
  readonly path: readonly string[];
}

function checkImages(checking: Checking): void {
  const readsDataStores = inForce(SETTING_DATES.lastTwo, checking.facts.profile.release);
  for (const disk of checking.domain.devices.disk) {
    if (disk.element === undefined) continue;
    checkSource(checking, { disk, image: disk, path: [] });
    for (const { element, type, path } of imagesBelow(disk.element, readsDataStores)) {
      const image = { ...disk, element, sourceType: type };
      const rows = element.name === 'dataStore' ? DATA_STORE_SETTINGS : BACKING_SETTINGS;
      checkBelow(checking, { disk, image, path }, rows);
      checkSource(checking, { disk, image, path });
    }
  }
}

function complain(
  checking: Checking,
  { disk, path }: Image,
  setting: string,
  reason: string,
  ...at: readonly string[]
) {
  const place = path.length === 0 ? setting : `${path.at(-1)} ${setting}`.trimEnd();
  refuse(checking, 'RP2440', disk, { setting: place, reason }, ...path, ...at);
}

function checkBelow(checking: Checking, one: Image, rows: readonly SettingRow[]): void {
  const { domain, facts } = checking;
  const { element } = one.image;
  for (const { where, isWrong, setting, reason } of rowsInForce(rows, facts.profile.release)) {
    const value = element && settingBelow(element, where);
    if (value !== undefined && isWrong(value, one.image, domain))
      complain(checking, one, setting, reason, ...settingPath(where));
  }
}

function checkSource(checking: Checking, one: Image): void {
  const { image } = one;
  if (image.sourceType === 'network') {
    const source = sourceOf(image);
    const faults = source === undefined ? [] : networkFaults(source, checking.facts.profile.release);
    for (const { setting, reason } of faults) complain(checking, one, `source ${setting}`, reason, 'source');
  }
  if (image.sourceType === 'volume') {
    const [pool, volume] = ['source@pool', 'source@volume'].map((place) => settingAt(image, place));
    if ((pool === undefined) !== (volume === undefined))
      complain(checking, one, 'source', 'it needs both pool and volume', 'source');
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
  { when: SETTING_DATES.all, run: checkImages },
];
