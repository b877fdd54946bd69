import type { Disk, Domain } from '../domain/index.ts';
import { SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, elements, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';
import { row, settingAt } from './settings.ts';

const isOn = (value: string): boolean => value === 'on';

/** The setting is of these buses alone. */
const onlyOn =
  (...buses: readonly string[]) =>
  (_: string, { bus }: Disk): boolean =>
    !buses.includes(bus);

const isRemovable = ({ device }: Disk): boolean => device === 'cdrom' || device === 'floppy';

const format = (disk: Disk): string => settingAt(disk, 'driver@type') ?? '';

const VIRTIO_MODELS = ['virtio', 'virtio-transitional', 'virtio-non-transitional'];
const VIRTIO_OPTIONS = ['iommu', 'ats', 'packed'];
const NATIVE_CACHES: readonly (string | undefined)[] = ['none', 'directsync'];

const ENGINE_FORMATS = ['luks2', 'luks-any'];
const FORMATS = ['default', 'qcow', 'luks', ...ENGINE_FORMATS];

/** Settings of disks, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
const ROWS: readonly Check[] = [
  row(
    'disk',
    'wwn',
    (text, { bus }) => text !== '' && bus !== 'ide' && bus !== 'scsi',
    'only IDE and SCSI disks have one',
  ),
  row('disk', 'wwn', (text) => !/^(?:(?:0x)?[0-9a-f]{16})?$/i.test(text), 'it has 16 hexadecimal digits'),
  row('disk', 'vendor', onlyOn('scsi'), 'only SCSI disks have one'),
  row('disk', 'product', onlyOn('scsi'), 'only SCSI disks have one', SETTING_DATES.firstTwo),
  row('disk', 'product', onlyOn('scsi', 'ide', 'sata'), 'only IDE, SATA and SCSI disks have one'),
  row('disk', 'vendor', (text) => text.length > 8, 'it has at most 8 characters'),
  row('disk', 'product', (text, { bus }) => bus === 'scsi' && text.length > 16, 'it has at most 16 characters'),
  row('disk', 'geometry@trans', onlyOn('ide'), 'only IDE disks have a translation'),
  row('disk', 'geometry', (_, { bus }) => bus === 'usb', 'USB disks have no geometry'),
  row(
    'disk',
    'target@removable',
    onlyOn('usb', 'scsi'),
    'only USB and SCSI disks have it',
    SETTING_DATES.sinceScsiRemovable,
  ),
  row('disk', 'target@removable', onlyOn('usb'), 'only USB disks have it', SETTING_DATES.untilScsiRemovable),
  row('disk', 'target@tray', (_, disk) => !isRemovable(disk), 'only CD-ROM and floppy drives have a tray'),
  row(
    'disk',
    'target@rotation_rate',
    onlyOn('ide', 'scsi', 'sata'),
    'only IDE, SATA and SCSI disks have it',
    SETTING_DATES.allButFirst,
  ),
  row(
    'disk',
    'driver@io',
    (io, disk) => io === 'native' && !NATIVE_CACHES.includes(settingAt(disk, 'driver@cache')),
    'native needs cache none or directsync',
  ),
  row('disk', 'driver@type', (type) => type === 'iso', 'QEMU has no format iso; raw is meant'),
  row('disk', 'driver@type', (type) => type === 'dir', 'QEMU has no format dir; a disk of type dir is meant'),
  row(
    'disk',
    'driver@type',
    (type, disk) => type === 'fat' && disk.sourceType !== 'dir' && disk.sourceType !== 'volume',
    'fat is for disks of type dir',
  ),
  row('disk', '@sgio', (_, { device }) => device !== 'lun', 'only a lun has it'),
  row('disk', '@sgio', (sgio) => sgio === 'unfiltered', 'unfiltered is no longer supported', SETTING_DATES.allButFirst),
  row('disk', '@rawio', (_, { device }) => device !== 'lun', 'only a lun has it'),
  row(
    'disk',
    'driver/metadata_cache/max_size',
    (_, disk) => format(disk) !== 'qcow2',
    'only qcow2 images have that cache',
  ),
  row('disk', 'driver@ioeventfd', onlyOn('virtio'), 'only virtio disks have it'),
  row('disk', 'driver@event_idx', onlyOn('virtio'), 'only virtio disks have it'),
  row('disk', 'driver@iothread', onlyOn('virtio'), 'only virtio disks have one', SETTING_DATES.allButFirst),
  row(
    'disk',
    'driver@iothread',
    (id, _, domain) => !hasIoThread(domain, id),
    'the guest has no such I/O thread',
    SETTING_DATES.allButFirst,
  ),
  row(
    'disk',
    'driver@discard_no_unref',
    (_, disk) => format(disk) !== 'qcow2',
    'it is for qcow2 images',
    SETTING_DATES.lastTwo,
  ),
  row('disk', 'driver@queues', onlyOn('virtio'), 'only virtio disks have it'),
  row('disk', 'driver@queue_size', onlyOn('virtio'), 'only virtio disks have it', SETTING_DATES.lastTwo),
  row('disk', 'driver@page_per_vq', onlyOn('virtio'), 'only virtio devices have it', SETTING_DATES.allButFirst),
  ...VIRTIO_OPTIONS.map((name) => row('disk', `driver@${name}`, onlyOn('virtio'), 'only virtio devices have it')),
  row('disk', '@model', (model, { bus }) => VIRTIO_MODELS.includes(model) && bus !== 'virtio', 'it is of bus virtio'),
  row(
    'disk',
    'driver@type',
    (type, disk) => type === 'fat' && disk.sourceType === 'dir' && settingAt(disk, 'readonly') === undefined,
    'a folder as a disk is <readonly/>',
  ),
  row('disk', 'source/host@port', (_, disk) => settingAt(disk, 'source@protocol') === 'nfs', 'nfs has no port'),
  row('disk', 'readonly', (_, disk) => disk.device === 'disk' && disk.bus === 'ide', 'IDE disks are written to'),
  row('disk', 'readonly', (_, disk) => disk.device === 'disk' && disk.bus === 'sata', 'SATA disks are written to'),
  row('disk', 'transient', (_, { device }) => device !== 'disk', 'only ordinary disks are'),
  row('disk', 'driver@copy_on_read', (value, disk) => isOn(value) && isRemovable(disk), 'removable disks have none'),
  row('disk', 'source@protocol', (protocol) => protocol === 'sheepdog', 'QEMU no longer has it', SETTING_DATES.lastTwo),
  ...['encryption', 'source/encryption'].flatMap((place) => [
    row(
      'disk',
      `${place}@format`,
      (format) => ['default', 'qcow'].includes(format),
      'QEMU no longer encrypts so',
      SETTING_DATES.allButFirst,
    ),
    row('disk', `${place}@format`, (format) => ENGINE_FORMATS.includes(format), 'QEMU itself has only luks'),
    row('disk', `${place}@format`, (format) => !FORMATS.includes(format), 'QEMU knows luks'),
  ]),
  row('disk', 'source/encryption', (_, disk) => settingAt(disk, 'encryption') !== undefined, 'the disk has one itself'),
  row('disk', 'source/auth', (_, disk) => settingAt(disk, 'auth') !== undefined, 'the disk has one itself'),
  row('disk', 'source@protocol', (protocol) => protocol === 'vxhs', 'QEMU no longer has it', SETTING_DATES.last),
];

/** Which parts of a drive's address are 0 for each bus. */
const ZERO_PARTS: readonly { readonly bus: string; readonly parts: readonly ('bus' | 'target')[] }[] = [
  { bus: 'ide', parts: ['target'] },
  { bus: 'sata', parts: ['bus', 'target'] },
  { bus: 'fdc', parts: ['bus', 'target'] },
];

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
    if (disk.sourceType !== 'dir' || sourceOf(disk) === undefined || format(disk) === 'fat') continue;
    const reason = 'a disk of type dir needs format fat';
    refuse(checking, 'RP2440', disk, { setting: 'driver type', reason }, 'driver', 'type');
  }
}

/** Which I/O threads the guest has: those counted, or those of the ids listed. */
function hasIoThread({ element }: Domain, id: string): boolean {
  const count = Number(textOf(child(element, 'iothreads') ?? element) || 0);
  const ids = child(element, 'iothreadids');
  const listed = ids === undefined ? [] : elements(ids, 'iothread').map((each) => attributeValue(each, 'id'));
  return listed.includes(id) || (listed.length === 0 && Number(id) >= 1 && Number(id) <= count);
}

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
    const host = settingAt(disk, 'source/host');
    if (host === undefined) continue;
    const transport = settingAt(disk, 'source/host@transport') ?? 'tcp';
    if (transport === 'unix' && settingAt(disk, 'source/host@socket') === undefined)
      complain('source host socket', 'transport unix needs one');
    if (transport !== 'unix' && settingAt(disk, 'source/host@name') === undefined)
      complain('source host name', `transport ${transport} needs one`);
  }
}

function checkVolumes(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const pool = settingAt(disk, 'source@pool');
    const volume = settingAt(disk, 'source@volume');
    if (disk.sourceType !== 'volume' || (pool === undefined) === (volume === undefined)) continue;
    refuse(checking, 'RP2440', disk, { setting: 'source', reason: 'it has both pool and volume' }, 'source');
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
  ...ROWS,
  { when: { rule: 'V-DISKADDR', ...SETTING_DATES.all }, run: checkDrivePlaces },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.lastTwo }, run: checkVirtioLuns },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkDirectories },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkNetworkSources },
  { when: { rule: 'E-PARSE', ...SETTING_DATES.all }, run: checkVolumes },
];
