import type { Release } from '../releases.ts';

export interface RequiredRow {
  /** The element, from the device down. */
  readonly place: string;
  /** What has to be there: elements below, an attribute, or both (`source@bridge`). */
  readonly needs: string;
  /** Sorts of the device that need it; absent: all. */
  readonly sorts?: readonly string[];
  /** Up to this release it may lack; since which later one it may not is not known more exactly. */
  readonly after?: Release;
  /** Of elements of one name any may have it, not the first alone; since a release, the first alone. */
  readonly isInAny?: true | { readonly before: Release };
  /** Elements that do as well. */
  readonly orElse?: string;
}

const need = (place: string, needs: string, sorts?: readonly string[], after?: Release): RequiredRow => ({
  place,
  needs,
  ...(sorts === undefined ? {} : { sorts }),
  ...(after === undefined ? {} : { after }),
});

const inAny = (row: RequiredRow): RequiredRow => ({ ...row, isInAny: true });
const onceInAny = (row: RequiredRow): RequiredRow => ({ ...row, isInAny: { before: '9.0' } });

const CHARACTER_DEVICES = ['serial', 'parallel', 'console', 'channel', 'redirdev', 'smartcard'];

/**
 * What libvirt refuses a device for lacking, as the live ones of 7.0, 9.0, 11.3 and 12.9 told (E-PARSE); what the sort of
 * a device depends on is asked for where it is read.
 */
export const REQUIRED: readonly RequiredRow[] = [
  need('os/boot', '@dev'),
  need('os/firmware/feature', '@enabled', undefined, '7.0'),
  need('os/firmware/feature', '@name', undefined, '7.0'),
  need('os/acpi/table', '@type'),

  need('hub', '@type'),

  need('disk/source', '@protocol', ['network']),
  need('disk/source', '@type', ['vhostuser'], '7.0'),
  need('disk/source', '@path', ['vhostuser'], '7.0'),
  need('disk/source', '@dev', ['vhostvdpa'], '9.0'),
  need('disk/source', '@type', ['nvme']),
  need('disk/source', '@namespace', ['nvme']),
  need('disk/source', 'address', ['nvme']),
  need('disk/source/reservations', '@managed'),
  need('disk/source/cookies/cookie', '@name'),
  need('disk/source/knownHosts', '@path', ['network'], '9.0'),
  need('disk/source/identity', '@username', ['network'], '9.0'),
  need('disk/source/dataStore', '@type', undefined, '9.0'),
  ...['disk', 'controller'].flatMap((device) => [
    need(`${device}/driver/iothreads/iothread`, '@id', undefined, '9.0'),
    need(`${device}/driver/iothreads/iothread/queue`, '@id', undefined, '9.0'),
  ]),
  need('disk/boot', '@order'),
  ...['disk', 'disk/source'].flatMap((place) => [
    need(`${place}/auth`, '@username'),
    need(`${place}/auth`, 'secret@type', ['network']),
    need(`${place}/auth`, 'secret', ['file', 'block', 'dir', 'volume', 'nvme']),
    need(`${place}/encryption`, '@format'),
    need(`${place}/encryption/secret`, '@type'),
  ]),

  ...[
    need('interface', 'source@bridge', ['bridge']),
    need('interface', 'source@network', ['network']),
    need('interface', 'source@name', ['internal']),
    need('interface', 'source@dev', ['direct', 'vdpa']),
    need('interface', 'source@address', ['client', 'mcast', 'udp']),
    need('interface', 'source@port', ['server', 'client', 'mcast', 'udp']),
    need('interface', 'source/local@address', ['udp']),
    need('interface', 'source/local@port', ['udp']),
  ].map(onceInAny),
  need('interface', 'source@switchid', ['vds'], '7.0'),
  { ...inAny(need('interface', 'source/address@type', ['hostdev'])), orElse: 'source/vendor' },
  need('interface/boot', '@order'),
  need('interface/vlan/tag', '@id'),
  need('interface/portForward', '@proto', undefined, '7.0'),
  ...['uid', 'gid'].flatMap((ids) =>
    ['start', 'target', 'count'].map((part) => need(`filesystem/idmap/${ids}`, `@${part}`, ['virtiofs'], '9.0')),
  ),
  need('filesystem/boot', '@order', undefined, '7.0'),

  need('hostdev', 'source', ['pci', 'usb', 'scsi', 'scsi_host', 'mdev']),
  need('hostdev', '@model', ['mdev']),
  inAny(need('hostdev', 'source/address@uuid', ['mdev'])),
  need('hostdev', 'source@protocol', ['scsi_host']),
  need('hostdev', 'source@wwpn', ['scsi_host']),
  need('hostdev/boot', '@order'),

  ...CHARACTER_DEVICES.flatMap((device) => [
    need(device, 'source@path', ['dev', 'file', 'pipe']),
    need(device, 'source@channel', ['spiceport']),
    need(device, 'source@host', ['tcp']),
    need(device, 'source@service', ['tcp']),
    inAny(need(device, 'source@service', ['udp'])),
  ]),
  ...['serial', 'parallel', 'console', 'redirdev', 'smartcard'].map((device) => need(device, 'source@path', ['unix'])),
  ...['serial', 'parallel', 'console', 'channel'].map((device) => need(device, 'source@channel', ['dbus'])),
  need('channel', 'target@type'),
  need('redirdev', '@type'),
  need('redirdev/boot', '@order'),
  need('smartcard', '@mode'),
  need('redirfilter/usbdev', '@allow'),

  need('graphics', '@type'),
  need('graphics/listen', '@type', ['vnc', 'spice', 'rdp']),
  need('graphics/channel', '@name', ['spice']),
  need('graphics/channel', '@mode', ['spice']),
  need('graphics/image', '@compression', ['spice']),
  need('graphics/jpeg', '@compression', ['spice']),
  need('graphics/zlib', '@compression', ['spice']),
  need('graphics/playback', '@compression', ['spice']),
  need('graphics/streaming', '@mode', ['spice']),
  need('graphics/mouse', '@mode', ['spice']),
  need('graphics/clipboard', '@copypaste', ['spice']),
  need('graphics/filetransfer', '@enable', ['spice']),
  need('graphics/gl', '@enable', ['spice', 'sdl', 'dbus']),
  need('graphics/audio', '@id', ['vnc', 'dbus'], '7.0'),
  need('video/model/resolution', '@x'),
  need('video/model/resolution', '@y'),
  need('sound/audio', '@id'),
  need('sound/codec', '@type'),
  ...['channel', 'serial'].flatMap((device) => [
    need(`${device}/source/clipboard`, '@copypaste', ['qemu-vdagent'], '7.0'),
    need(`${device}/source/mouse`, '@mode', ['qemu-vdagent'], '7.0'),
  ]),
  need('audio', '@id'),
  need('audio', '@type'),

  need('input/source', '@evdev', ['passthrough'], '7.0'),
  need('input/source', '@dev', ['evdev'], '7.0'),

  inAny(need('filesystem', 'target@dir')),

  need('rng', 'backend@model'),
  need('rng/backend', '@type', ['egd']),
  need('tpm', 'backend@type'),
  need('tpm/backend/source', '@path', ['emulator'], '9.0'),
  need('tpm/backend', 'source@type', ['external'], '7.0'),
  need('tpm/backend', 'source@path', ['external'], '7.0'),
  need('lease', 'key'),
  need('lease', 'lockspace', undefined, '7.0'),
  need('lease', 'target@path'),
  need('memory', '@model'),
  need('memory', 'target/size'),
  need('crypto', '@type', undefined, '9.0'),
  need('crypto', 'backend@model', undefined, '9.0'),
  need('pstore', '@backend', undefined, '9.0'),
  need('pstore', 'size', undefined, '9.0'),
];
