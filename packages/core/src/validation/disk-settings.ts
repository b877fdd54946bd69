import type { Disk } from '../domain/index.ts';
import { DISK_SETTINGS, imageFormat, isRemovable, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';
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

const isPort = (text: string): boolean => /^[ \t\r\n]*\+?\d+$/.test(text) && Number(text) <= 0xffff;

/** Protocols whose source is named `pool/image`. */
const SPLIT_NAMES = ['rbd', 'gluster'];

function checkNetworkSources(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    if (disk.sourceType !== 'network') continue;
    const protocol = settingAt(disk, 'source@protocol') ?? '';
    const name = settingAt(disk, 'source@name');
    const complain = (setting: string, reason: string): void =>
      refuse(checking, 'RP2440', disk, { setting, reason }, 'source');
    if (SPLIT_NAMES.includes(protocol) && name !== undefined && !/^[^/]+\/./.test(name))
      complain('source name', `${protocol} wants pool/image`);
    if (name === undefined && protocol !== 'nbd' && protocol !== '') complain('source name', 'it is missing');
    const source = sourceOf(disk);
    const hosts = source === undefined ? [] : elements(source, 'host');
    if (protocol === 'nfs' && hosts.length !== 1) complain('source host', 'nfs needs exactly one');
    for (const host of hosts) {
      const port = attributeValue(host, 'port');
      const over = attributeValue(host, 'transport') ?? 'tcp';
      if (port !== undefined && over !== 'unix' && !isPort(port))
        complain('source host port', 'it has to be from 0 to 65535');
      if (over !== 'unix' && attributeValue(host, 'socket') !== undefined)
        complain('source host socket', `transport ${over} has none`);
      if (protocol === 'nfs' && over !== 'tcp') complain('source host transport', 'nfs is over tcp');
      const needed = over === 'unix' ? 'socket' : 'name';
      if (attributeValue(host, needed) === undefined) complain(`source host ${needed}`, `transport ${over} needs one`);
    }
  }
}

function checkVolumes(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const pool = settingAt(disk, 'source@pool');
    const volume = settingAt(disk, 'source@volume');
    if (disk.sourceType !== 'volume' || (pool === undefined) === (volume === undefined)) continue;
    refuse(checking, 'RP2440', disk, { setting: 'source', reason: 'it needs both pool and volume' }, 'source');
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
  { when: SETTING_DATES.all, run: checkNetworkSources },
  { when: SETTING_DATES.all, run: checkVolumes },
];
