import { diskTargetNumber } from '../../basics/index.ts';
import type { Device, Disk, Domain } from '../../domain/index.ts';
import { attributeByPath, attributeValue, child, elements, textOf, type XmlElement } from '../../xml/index.ts';
import { isCount, isNumber, isSet, isUuid, type SettingRow, setting, settingAt } from '../settings.ts';
import { COOKIE_PROTOCOLS } from './reads.ts';
import { SETTING_DATES } from './setting-dates.ts';
import { VIRTIO_NAMES } from './virtio-names.ts';

const isOn = (value: string): boolean => value === 'on';

/** The setting is of these buses alone. */
const onlyOn =
  (...buses: readonly string[]) =>
  (_: string, { bus }: Disk): boolean =>
    !buses.includes(bus);

/** Buses on which a disk has a drive address, made of its name. */
export const DRIVE_BUSES: readonly string[] = ['ide', 'sata', 'scsi', 'fdc'];

/** A drive whose medium can be taken out. */
export const isRemovable = ({ device }: Disk): boolean => device === 'cdrom' || device === 'floppy';

/** The format of the image, as written; of an image below a disk's own, too. */
export const imageFormat = (disk: Disk): string =>
  (disk.element?.name === 'disk'
    ? settingAt(disk, 'driver@type')
    : disk.element && attributeByPath(disk.element, 'format', 'type')?.value) ?? '';

/** Without one of its parts a geometry is passed over. */
const hasGeometry = (disk: Disk): boolean =>
  ['cyls', 'heads', 'secs'].every((part) => isSet(settingAt(disk, `geometry@${part}`) ?? '0'));

/** The protocol of a network disk; of another what is written is not read. */
const protocolOf = (disk: Disk): string | undefined =>
  disk.sourceType === 'network' ? settingAt(disk, 'source@protocol') : undefined;

/** The cookies of a disk, where libvirt reads them. */
function cookiesOf(disk: Disk): readonly { readonly name: string; readonly value: string }[] {
  const isRead = COOKIE_PROTOCOLS.includes(protocolOf(disk) ?? '');
  const source = isRead ? disk.element && child(disk.element, 'source') : undefined;
  const cookies = source && child(source, 'cookies');
  if (cookies === undefined) return [];
  return elements(cookies, 'cookie').map((one) => ({ name: attributeValue(one, 'name') ?? '', value: textOf(one) }));
}

const COOKIE_NAME = /^[^\0-\x20"(),/:;<=>?@[\\\]{}]+$/;
/** Quotes around a value are no part of it. */
const COOKIE_VALUE = /^(?:"[^\0-\x20",;\\]*"|[^\0-\x20",;\\]+)$/;

function secretsAt(disk: Disk['element'], place: string): readonly XmlElement[] {
  let holder = disk;
  for (const name of place.split('/')) holder = holder && child(holder, name);
  return holder === undefined ? [] : elements(holder, 'secret');
}

function isPassphrase(secret: XmlElement): boolean {
  const [type, usage, uuid] = ['type', 'usage', 'uuid'].map((name) => attributeValue(secret, name));
  return type === 'passphrase' && namesOneSecret(usage, uuid);
}

/** Whether a secret is named by its usage or by its UUID, and not by both. */
export const namesOneSecret = (usage: string | undefined, uuid: string | undefined): boolean =>
  uuid === undefined ? usage !== undefined : usage === undefined && isUuid(uuid);

/** The I/O threads that share the queues of a disk or a controller. */
export function mappedThreads({ element }: Device): readonly XmlElement[] {
  const driver = element && child(element, 'driver');
  const threads = driver && child(driver, 'iothreads');
  return threads === undefined ? [] : elements(threads, 'iothread');
}

/** Whether the guest has each throttle group that the disk names. */
function areGroupsKnown(disk: Disk, domain: Domain): boolean {
  const groups = child(domain.element, 'throttlegroups');
  const known = groups === undefined ? [] : elements(groups, 'throttlegroup').map((one) => child(one, 'group_name'));
  const names = known.map((name) => name && textOf(name));
  return groupsOf(disk).every((group) => names.includes(group));
}

/** The throttle groups that a disk names, in whichever of its lists. */
const groupsOf = ({ element }: Disk): readonly (string | undefined)[] =>
  (element === undefined ? [] : elements(element, 'throttlefilters'))
    .flatMap((filters) => elements(filters, 'throttlefilter'))
    .map((one) => attributeValue(one, 'group'));

const hasLimit = ({ element }: Disk): boolean =>
  element !== undefined &&
  elements(element, 'iotune').some((iotune) => elements(iotune).some((limit) => isSet(textOf(limit))));

const idOf = (element: XmlElement): string => String(Number(attributeValue(element, 'id')));

/** The part of a file that a disk is: the first of these, in whichever list. */
const storageSlice = ({ element }: Disk): XmlElement | undefined =>
  (element === undefined ? [] : elements(element, 'source').slice(0, 1))
    .flatMap((source) => elements(source, 'slices'))
    .flatMap((slices) => elements(slices, 'slice'))
    .find((slice) => attributeValue(slice, 'type') === 'storage');

const isSlicePart = (slice: XmlElement | undefined, part: string): boolean => {
  const written = slice === undefined ? '0' : (attributeValue(slice, part) ?? '');
  return isNumber(written) && BigInt(written.trim()) <= MOST_SIZE;
};

const MOST_SIZE = 2n ** 64n - 1n;

/** Either no thread names queues, or each queue is named once. */
function areQueuesMapped(device: Device): boolean {
  const threads = mappedThreads(device).map((thread) => elements(thread, 'queue').map(idOf));
  const named = threads.flat().map(Number);
  if (named.length === 0) return true;
  const count = Number(settingAt(device, 'driver@queues') ?? 0);
  const isWhole = new Set(named).size === named.length && named.length === count;
  return isWhole && named.every((queue) => queue < count) && threads.every((queues) => queues.length > 0);
}

/** What libvirt asks of threads that share queues. */
export const mappingRows = (kind: 'disk' | 'controller'): readonly SettingRow[] => [
  setting(
    kind,
    'driver/iothreads',
    (_, device) => mappedThreads(device).length > 0 && settingAt(device, 'driver@iothread') !== undefined,
    'the device has one itself',
    SETTING_DATES.lastTwo,
  ),
  setting(
    kind,
    'driver/iothreads',
    (_, device, domain) => {
      const ids = mappedThreads(device).map(idOf);
      return new Set(ids).size < ids.length || ids.some((id) => !hasIoThread(domain, id));
    },
    'it has to name I/O threads that the guest has, each once',
    SETTING_DATES.lastTwo,
  ),
  setting(
    kind,
    'driver/iothreads',
    (_, device) => !areQueuesMapped(device),
    'each queue, as driver queues counts them, belongs to one thread',
    SETTING_DATES.lastTwo,
  ),
];

const isLun = (_: string, { device }: Disk): boolean => device === 'lun';
// An empty drive is of any type.
const isOnVhostUser = (disk: Disk): boolean =>
  disk.sourceType === 'vhostuser' && settingAt(disk, 'source') !== undefined;
const isVhostUser = (value: string, disk: Disk): boolean => isOnVhostUser(disk) && value !== 'default';

/** What the other end of a vhost-user disk decides. */
const NOT_VHOST_USER = [
  ...['cache', 'copy_on_read', 'detect_zeroes', 'discard', 'error_policy', 'rerror_policy', 'io', 'ioeventfd'].map(
    (name) => `driver@${name}`,
  ),
  ...['encryption', 'auth', 'source/auth', 'readonly', 'serial', 'shareable', 'backingStore', 'source@startupPolicy'],
  ...['blockio@logical_block_size', 'blockio@physical_block_size', 'geometry@secs', 'iotune/total_bytes_sec'],
];

/** Types of disks that may be left out at a start. */
const OPTIONAL_TYPES = ['file', 'block', 'dir', 'volume'];

const VIRTIO_OPTIONS = ['iommu', 'ats', 'packed'];
const NATIVE_CACHES: readonly (string | undefined)[] = ['none', 'directsync'];

/** The format of an image of which none is written: that of a volume is not known before a start. */
const unsaidFormat = ({ sourceType }: Disk): string => (sourceType === 'volume' ? 'unknown' : 'raw');

/** As which an image may be written to by two guests. */
const SHARED_FORMATS = ['raw', 'luks', 'fat'];

const OPEN_PROTOCOLS: readonly (string | undefined)[] = ['nbd', 'gluster', 'nfs', 'tftp', 'sheepdog', 'vxhs'];
/** The secret of each protocol that takes one alone. */
const SECRETS: Readonly<Record<string, string>> = { iscsi: 'iscsi', rbd: 'ceph' };

/** Types of images that may be folders. */
const FOLDER_TYPES = ['dir', 'volume'];

const ENGINE_FORMATS = ['luks2', 'luks-any'];
const FORMATS = ['default', 'qcow', 'luks', ...ENGINE_FORMATS];

/** A secret is known by its usage or by its uuid, not by both. */
const secretIsNamed = (place: string): SettingRow =>
  setting(
    'disk',
    `${place}/secret`,
    (_, disk) =>
      (settingAt(disk, `${place}/secret@usage`) === undefined) ===
      (settingAt(disk, `${place}/secret@uuid`) === undefined),
    'it needs a usage or a uuid',
  );

const secretHasUuid = (place: string): SettingRow =>
  setting('disk', `${place}/secret@uuid`, (uuid) => !isUuid(uuid), 'it is not a UUID');

/** Of encryption that qcow and qcow2 had themselves. */
const OLD_FORMATS = ['default', 'qcow'];

/** What libvirt asks of an encryption that is written there. */
const encryptionSettings = (place: string): readonly SettingRow[] => [
  setting('disk', `${place}/cipher`, () => true, 'QEMU reads it from the image'),
  secretIsNamed(place),
  setting(
    'disk',
    place,
    (_, disk) => secretsAt(disk.element, place).length > 1 && settingAt(disk, `${place}@engine`) !== 'librbd',
    'only one secret is possible',
    SETTING_DATES.lastTwo,
  ),
  setting('disk', `${place}/secret@type`, (type) => type !== 'passphrase', 'it has to be a passphrase'),
  setting(
    'disk',
    place,
    (_, disk) => !secretsAt(disk.element, place).slice(1).every(isPassphrase),
    'each secret is a passphrase with a usage or a uuid',
  ),
  secretHasUuid(place),
  setting(
    'disk',
    `${place}@format`,
    (format) => OLD_FORMATS.includes(format),
    'QEMU no longer encrypts so',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    `${place}@format`,
    (format, disk) => OLD_FORMATS.includes(format) && /^qcow2?$/.test(imageFormat(disk)),
    'QEMU no longer encrypts so',
    SETTING_DATES.first,
  ),
  setting(
    'disk',
    `${place}@format`,
    (format, disk) => ENGINE_FORMATS.includes(format) && settingAt(disk, `${place}@engine`) !== 'librbd',
    'QEMU itself has only luks',
  ),
  setting('disk', `${place}@format`, (format) => !FORMATS.includes(format), 'QEMU knows luks'),
  setting(
    'disk',
    `${place}@engine`,
    (engine, { sourceType }) => engine === 'librbd' && sourceType !== 'network',
    'librbd is for rbd',
    SETTING_DATES.allButFirst,
  ),
  setting('disk', `${place}@format`, (format) => format === 'luks2', 'this libvirt has only luks', SETTING_DATES.first),
  setting(
    'disk',
    `${place}@format`,
    (format) => format === 'luks-any',
    'this libvirt does not have it',
    SETTING_DATES.firstTwo,
  ),
  setting(
    'disk',
    place,
    (_, disk) =>
      settingAt(disk, `${place}@engine`) !== 'librbd' &&
      (imageFormat(disk) || unsaidFormat(disk)) !== 'raw' &&
      imageFormat(disk) !== 'qcow2',
    'only raw and qcow2 images are encrypted',
    SETTING_DATES.allButFirst,
  ),
];

/** The same of authentication. */
const authSettings = (place: string): readonly SettingRow[] => [
  setting('disk', `${place}@username`, (name) => name === '', 'it is empty'),
  setting(
    'disk',
    place,
    (_, disk) => OPEN_PROTOCOLS.includes(protocolOf(disk)),
    'the protocol has no authentication',
    SETTING_DATES.allButFirst,
  ),
  secretIsNamed(place),
  secretHasUuid(place),
  setting(
    'disk',
    `${place}/secret@type`,
    (type, disk) => type !== (SECRETS[protocolOf(disk) ?? ''] ?? type),
    'it belongs to another protocol',
  ),
];

/** What libvirt asks of the source of an image: of a disk's own, and of those below it. */
const SOURCE_SETTINGS: readonly SettingRow[] = [
  setting(
    'disk',
    'source@protocol',
    (protocol, { sourceType }) => protocol === 'sheepdog' && sourceType === 'network',
    'QEMU no longer has it',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'source/reconnect@enabled',
    (value, disk) =>
      value === 'yes' && disk.sourceType === 'vhostuser' && settingAt(disk, 'source/reconnect@timeout') === undefined,
    'it needs a timeout',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'source/identity',
    (_, disk) =>
      protocolOf(disk) === 'ssh' &&
      ['keyfile', 'agentsock'].every((name) => settingAt(disk, `source/identity@${name}`) === undefined),
    'ssh needs a keyfile or an agentsock',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'source/dataStore',
    (_, disk) => imageFormat(disk) !== 'qcow2',
    'only qcow2 images have one',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'source/reservations@managed',
    (managed) => managed === '',
    'it has to be yes or no',
    SETTING_DATES.first,
  ),
  setting(
    'disk',
    'source/reservations@managed',
    (managed, disk) =>
      managed === 'no' &&
      ['type', 'path', 'mode'].some((name) => !settingAt(disk, `source/reservations/source@${name}`)),
    'its source has to name type, path and mode',
  ),
  setting(
    'disk',
    'source/cookies',
    (_, disk) => cookiesOf(disk).some(({ name }, at, all) => all.findIndex((other) => other.name === name) !== at),
    'each is there once',
  ),
  setting(
    'disk',
    'source/cookies',
    (_, disk) => cookiesOf(disk).some(({ name, value }) => !COOKIE_NAME.test(name) || !COOKIE_VALUE.test(value)),
    'each needs a name and a value, without blanks and separators',
  ),
  setting(
    'disk',
    'source/reconnect@timeout',
    (timeout, disk) =>
      disk.sourceType === 'vhostuser' && settingAt(disk, 'source/reconnect@enabled') === 'yes' && !isCount(timeout),
    'it has to be from 0 to 4294967295',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'source@protocol',
    (protocol, { sourceType }) => protocol === 'none' && sourceType === 'network',
    'it names no source',
  ),
  setting(
    'disk',
    'source@protocol',
    (protocol, { sourceType }) => protocol === 'tftp' && sourceType === 'network',
    'this QEMU lacks it',
  ),
  setting(
    'disk',
    'source@namespace',
    (number, { sourceType }) => sourceType === 'nvme' && /^[ \t\r\n]*-/.test(number),
    'it has to be 1 or more',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'source/slices',
    (_, disk) => ['offset', 'size'].some((part) => !isSlicePart(storageSlice(disk), part)),
    'it needs an offset and a size',
  ),
  setting(
    'disk',
    'source@protocol',
    (protocol, { sourceType }) => protocol === 'vxhs' && sourceType === 'network',
    'QEMU no longer has it',
    SETTING_DATES.last,
  ),
  ...encryptionSettings('source/encryption'),
  ...authSettings('source/auth'),
];

/** Settings of disks, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
/** Beyond the largest number that libvirt counts to; older ones go on from the smallest. */
function hasTooManyLetters(name: string): boolean {
  const letters = /^(?:[fhvs]d|xvd|ubd)([a-z]+)\d*$/.exec(name)?.[1] ?? '';
  return letters.length > 7 || (letters.length === 7 && letters > 'fxshrxx');
}

export const DISK_SETTINGS: readonly SettingRow[] = [
  setting(
    'disk',
    'wwn',
    (text, { bus }) => text !== '' && bus !== 'ide' && bus !== 'scsi',
    'only IDE and SCSI disks have one',
  ),
  setting('disk', 'wwn', (text) => text === '', 'it needs 16 hexadecimal digits', SETTING_DATES.first),
  setting('disk', 'wwn', (text) => !/^(?:(?:0x)?[0-9a-f]{16})?$/i.test(text), 'it needs 16 hexadecimal digits'),
  setting('disk', 'vendor', onlyOn('scsi'), 'only SCSI disks have one'),
  setting('disk', 'product', onlyOn('scsi'), 'only SCSI disks have one', SETTING_DATES.firstTwo),
  setting('disk', 'product', onlyOn('scsi', 'ide', 'sata'), 'only IDE, SATA and SCSI disks have one'),
  setting('disk', 'vendor', (text) => text.length > 8, 'it may have 8 characters at most'),
  setting(
    'disk',
    'product',
    (text, { bus }) => bus === 'scsi' && text.length > 16,
    'it may have 16 characters at most',
  ),
  setting(
    'disk',
    'geometry@trans',
    (_, disk) => disk.bus !== 'ide' && hasGeometry(disk),
    'only IDE disks have a translation',
  ),
  setting(
    'disk',
    'geometry',
    (_, disk) => (disk.bus === 'usb' || disk.bus === 'sd') && hasGeometry(disk),
    'disks of this bus have no geometry',
  ),
  setting(
    'disk',
    'target@removable',
    (_, { bus, device }) => bus !== 'usb' && (bus !== 'scsi' || device === 'cdrom'),
    'only USB disks and SCSI disks that are no CD-ROM drives have it',
    SETTING_DATES.sinceScsiRemovable,
  ),
  setting('disk', 'target@removable', onlyOn('usb'), 'only USB disks have it', SETTING_DATES.untilScsiRemovable),
  setting(
    'disk',
    'target@tray',
    (tray, disk) => tray === 'open' && !isRemovable(disk),
    'only CD-ROM and floppy drives have a tray',
  ),
  setting(
    'disk',
    'target@tray',
    (_, disk) => !isRemovable(disk),
    'only CD-ROM and floppy drives have a tray',
    SETTING_DATES.last,
  ),
  setting(
    'disk',
    'target@rotation_rate',
    (rate, { bus }) => isSet(rate) && !['ide', 'scsi', 'sata'].includes(bus),
    'only IDE, SATA and SCSI disks have it',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'target@rotation_rate',
    (rate, { device }) => device !== 'disk' && isSet(rate),
    'only ordinary disks have it',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'shareable',
    (_, disk) => disk.device !== 'cdrom' && !SHARED_FORMATS.includes(imageFormat(disk) || unsaidFormat(disk)),
    'only raw images are shared',
  ),
  setting('disk', 'driver@type', (type, { device }) => device === 'lun' && type !== 'raw', 'a lun is raw'),
  setting(
    'disk',
    'driver@io',
    (io, disk) => io === 'native' && !NATIVE_CACHES.includes(settingAt(disk, 'driver@cache')),
    'native needs cache none or directsync',
  ),
  setting('disk', 'driver@type', (type) => type === 'iso', 'QEMU has no format iso; raw is meant'),
  setting('disk', 'driver@type', (type) => type === 'dir', 'QEMU has no format dir; a disk of type dir is meant'),
  setting(
    'disk',
    'driver@type',
    (type, disk) =>
      type === 'fat' && (!FOLDER_TYPES.includes(disk.sourceType) || settingAt(disk, 'source') === undefined),
    'fat is for disks of type dir',
  ),
  setting('disk', '@sgio', (_, { device }) => device !== 'lun', 'only a lun has it'),
  setting(
    'disk',
    '@sgio',
    (sgio) => sgio === 'unfiltered',
    'unfiltered is no longer supported',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'target@dev',
    // Where an address is made of the name, that is reported there.
    (_, disk) =>
      disk.device === 'cdrom' &&
      disk.targetNumber < 0 &&
      (settingAt(disk, 'address') !== undefined || !DRIVE_BUSES.includes(disk.bus)),
    'the name tells no number',
  ),
  setting(
    'disk',
    '@device',
    (device, { sourceType }) => device === 'lun' && sourceType === 'volume',
    'a volume is no lun yet',
    SETTING_DATES.first,
  ),
  setting('disk', '@rawio', (_, { device }) => device !== 'lun', 'only a lun has it'),
  setting(
    'disk',
    'driver/metadata_cache/max_size',
    (_, disk) => imageFormat(disk) !== 'qcow2',
    'only qcow2 images have that cache',
  ),
  setting('disk', 'driver@ioeventfd', onlyOn('virtio'), 'only virtio disks have it'),
  setting('disk', 'driver@event_idx', onlyOn('virtio'), 'only virtio disks have it'),
  setting('disk', 'driver@iothread', onlyOn('virtio'), 'only virtio disks have one', SETTING_DATES.allButFirst),
  setting('disk', 'driver@iothread', (id) => Number(id) === 0, 'it has to be 1 or more', SETTING_DATES.first),
  setting(
    'disk',
    'driver@iothread',
    (id, _, domain) => !hasIoThread(domain, id),
    'the guest has no such I/O thread',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'driver@discard_no_unref',
    (value, disk) => isOn(value) && imageFormat(disk) !== 'qcow2',
    'it is for qcow2 images',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'driver@discard_no_unref',
    (value, disk) => isOn(value) && (disk.device === 'cdrom' || settingAt(disk, 'readonly') !== undefined),
    'read-only disks have none',
    SETTING_DATES.lastTwo,
  ),
  setting('disk', 'driver@queues', (number, { bus }) => isSet(number) && bus !== 'virtio', 'only virtio disks have it'),
  setting(
    'disk',
    'driver@queue_size',
    (size, { bus }) => isSet(size) && bus !== 'virtio',
    'only virtio disks have it',
    SETTING_DATES.lastTwo,
  ),
  setting('disk', 'driver@page_per_vq', onlyOn('virtio'), 'only virtio devices have it', SETTING_DATES.allButFirst),
  ...VIRTIO_OPTIONS.map((name) => setting('disk', `driver@${name}`, onlyOn('virtio'), 'only virtio devices have it')),
  setting(
    'disk',
    '@model',
    (model, { bus }) => VIRTIO_NAMES.includes(model) && bus !== 'virtio',
    'only bus virtio has it',
  ),
  setting(
    'disk',
    'driver@type',
    (type, disk) =>
      type === 'fat' &&
      disk.sourceType === 'dir' &&
      !(disk.device === 'cdrom' && settingAt(disk, 'source@dir') === undefined) &&
      settingAt(disk, 'readonly') === undefined,
    'a folder as a disk is <readonly/>',
  ),
  setting('disk', 'source/host@port', (port, disk) => isSet(port) && protocolOf(disk) === 'nfs', 'nfs has no port'),
  setting('disk', 'readonly', (_, disk) => disk.device === 'disk' && disk.bus === 'ide', 'IDE disks are written to'),
  setting('disk', 'readonly', (_, disk) => disk.device === 'disk' && disk.bus === 'sata', 'SATA disks are written to'),
  setting(
    'disk',
    '@type',
    (type, disk) => type === 'vhostvdpa' && !NATIVE_CACHES.includes(settingAt(disk, 'driver@cache')),
    'it needs cache none or directsync',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'transient',
    (_, disk) => settingAt(disk, 'readonly') !== undefined,
    'the disk must not be read-only',
  ),
  setting('disk', 'transient', (_, { sourceType }) => sourceType !== 'file', 'its image has to be a file'),
  setting(
    'disk',
    'transient@shareBacking',
    (value, { bus }) => value === 'yes' && bus !== 'virtio' && bus !== 'scsi' && bus !== 'usb',
    'this bus does not share images',
    SETTING_DATES.allButFirst,
  ),
  setting('disk', 'transient', (_, { device }) => device !== 'disk', 'only ordinary disks are'),
  setting(
    'disk',
    'driver@copy_on_read',
    (value, disk) => isOn(value) && isRemovable(disk),
    'removable disks have none',
  ),
  setting(
    'disk',
    'source/encryption',
    (_, disk) => settingAt(disk, 'encryption') !== undefined,
    'the disk has one itself',
  ),
  setting(
    'disk',
    'target@dev',
    (name) => /^(?:[fhvs]d|xvd|ubd|nvme)/.test(name) && diskTargetNumber(name) < 0,
    'it has to be a prefix and some letters',
  ),
  setting('disk', 'target@dev', hasTooManyLetters, 'it has too many letters', SETTING_DATES.lastTwo),
  ...NOT_VHOST_USER.map((place) =>
    setting('disk', place, isVhostUser, 'vhost-user disks do not have it', SETTING_DATES.allButFirst),
  ),
  setting(
    'disk',
    '@snapshot',
    (snapshot, disk) => snapshot !== 'no' && isOnVhostUser(disk),
    'vhost-user disks have none',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'target@dev',
    (_, disk) => isOnVhostUser(disk) && disk.bus !== 'virtio',
    'vhost-user disks are on virtio',
    SETTING_DATES.allButFirst,
  ),
  setting(
    'disk',
    'source@startupPolicy',
    (_, { sourceType }) => !OPTIONAL_TYPES.includes(sourceType) && sourceType !== 'vhostuser',
    'disks of this type have none',
  ),
  setting(
    'disk',
    'source@startupPolicy',
    (policy, disk) => policy === 'requisite' && !isRemovable(disk),
    'only removable disks have it',
  ),
  setting('disk', 'driver@rerror_policy', (policy) => policy === 'enospace', 'reading takes no space'),
  setting('disk', 'driver@type', (type) => type === 'cow', 'QEMU no longer has it'),
  setting('disk', 'target@dpofua', (_, { bus }) => bus !== 'scsi', 'only SCSI disks have it', SETTING_DATES.last),
  setting(
    'disk',
    '@model',
    (model, { bus }) => model.startsWith('usb-') && bus === 'virtio',
    'only USB disks have it',
    SETTING_DATES.last,
  ),
  setting(
    'disk',
    'source@namespace',
    (number, { sourceType }) => sourceType === 'nvme' && !isSet(number),
    'it has to be 1 or more',
  ),
  setting('disk', 'serial', (text) => !/^[\w.+ -]*$/.test(text), 'it may have letters, digits and _.+- alone'),
  setting('disk', 'serial', (text, { bus }) => bus === 'sd' && text !== '', 'SD cards have none'),
  setting('disk', 'serial', (_, { bus }) => bus === 'sd', 'SD cards have none', SETTING_DATES.first),
  setting(
    'disk',
    'throttlefilters',
    (_, disk, domain) => groupsOf(disk).length > 0 && (!areGroupsKnown(disk, domain) || hasLimit(disk)),
    'it needs a throttle group of the guest, and no limits of its own beside it',
    SETTING_DATES.lastTwo,
  ),
  setting(
    'disk',
    'throttlefilters',
    (_, disk) => groupsOf(disk).some((group, at, all) => all.indexOf(group) < at),
    'each group is named once',
    SETTING_DATES.lastTwo,
  ),
  ...['encryption', 'source/encryption', 'target@removable'].map((place) =>
    setting('disk', place, isLun, 'a lun does not have it'),
  ),
  ...['serial', 'vendor', 'product'].flatMap((place) => [
    setting(
      'disk',
      place,
      (text, disk) => isLun(text, disk) && text === '',
      'a lun does not have it',
      SETTING_DATES.first,
    ),
    setting('disk', place, (text, disk) => isLun(text, disk) && text !== '', 'a lun does not have it'),
  ]),
  setting(
    'disk',
    'driver@copy_on_read',
    (value, disk) => isOn(value) && (disk.device === 'lun' || settingAt(disk, 'readonly') !== undefined),
    'luns and read-only disks have none',
  ),
  setting('disk', 'source/reservations', (_, { device }) => device !== 'lun', 'only a lun has them'),
  setting(
    'disk',
    'driver/iothreads',
    (_, disk) => disk.bus !== 'virtio' && mappedThreads(disk).length > 0,
    'only virtio disks have them',
    SETTING_DATES.lastTwo,
  ),
  ...mappingRows('disk'),
  setting('disk', 'source/auth', (_, disk) => settingAt(disk, 'auth') !== undefined, 'the disk has one itself'),
  ...encryptionSettings('encryption'),
  ...authSettings('auth'),
  setting('disk', 'source@name', (name, disk) => name === '' && protocolOf(disk) === 'iscsi', 'it is empty'),
  ...SOURCE_SETTINGS,
];

/** What libvirt asks of each image below a disk's own. */
const IMAGE_SETTINGS: readonly SettingRow[] = [
  setting('disk', '@type', (_, image) => imageFormat(image) === '', 'its image needs a format'),
  setting('disk', '@type', (_, image) => settingAt(image, 'source') === undefined, 'its image needs a source'),
  ...SOURCE_SETTINGS,
];

/** What it asks of one that another image builds on. */
export const BACKING_SETTINGS: readonly SettingRow[] = [
  ...IMAGE_SETTINGS,
  setting(
    'disk',
    '@type',
    (type, image) => type === 'dir' && imageFormat(image) !== 'fat',
    'an image of type dir needs format fat',
  ),
  setting('disk', 'format@type', (type) => type === 'iso', 'QEMU has no format iso; raw is meant'),
  setting('disk', 'format@type', (type) => type === 'dir', 'QEMU has no format dir; an image of type dir is meant'),
  setting(
    'disk',
    'format@type',
    (type, { sourceType }) => type === 'fat' && !FOLDER_TYPES.includes(sourceType),
    'fat is for images of type dir',
  ),
  setting(
    'disk',
    'format/metadata_cache/max_size',
    (_, image) => imageFormat(image) !== 'qcow2',
    'only qcow2 images have that cache',
  ),
];

/** What it asks of one that holds the data of another. */
export const DATA_STORE_SETTINGS: readonly SettingRow[] = [
  ...IMAGE_SETTINGS,
  setting('disk', 'format@type', (type) => type !== 'raw', 'it has to be raw'),
];

/** Which I/O threads the guest has: those that are listed, and the lowest other numbers up to the count. */
export function hasIoThread({ element }: Domain, id: string): boolean {
  const written = child(element, 'iothreads');
  const count = written === undefined ? 0 : Number(textOf(written));
  const lists = elements(element, 'iothreadids').flatMap((ids) => elements(ids, 'iothread'));
  const listed = new Set(lists.map((each) => Number(attributeValue(each, 'id'))));
  const number = Number(id);
  const lower = [...listed].filter((each) => each < number).length;
  return listed.has(number) || (number >= 1 && number - lower <= count - listed.size);
}
