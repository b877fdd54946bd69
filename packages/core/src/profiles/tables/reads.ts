import type { DeviceKind } from '../../domain/index.ts';
import type { ReleaseRange } from '../releases.ts';
import { SETTING_DATES } from './setting-dates.ts';
import { VIRTIO_NAMES } from './virtio-names.ts';

/** An element that libvirt reads of some models alone; of the others its values are passed over. */
export interface ReadRow {
  /** The element, from the device down. */
  readonly place: string;
  /** The attribute of the element around it that names the model, as it is written: `model`, `model/type`. */
  readonly by: string;
  readonly models: readonly string[];
  /** Of all but these models it is read. */
  readonly isOfOthers?: true;
  /** Attributes that are read of every model. */
  readonly always?: readonly string[];
  /** Sorts of the device for which the model does not matter. */
  readonly except?: readonly string[];
}

/** The protocols of network disks that take cookies. */
export const COOKIE_PROTOCOLS: readonly string[] = ['http', 'https'];

/** As the live 7.0, 9.0, 11.3 and 12.9 told (E-PARSE). */
export const READS: readonly ReadRow[] = [
  {
    place: 'interface/driver',
    by: 'model/type',
    models: VIRTIO_NAMES,
    always: ['iommu', 'ats', 'packed', 'page_per_vq'],
    except: ['hostdev'],
  },
  { place: 'controller/master', by: 'model', models: ['none'], isOfOthers: true },
  { place: 'controller/acpi', by: 'model', models: ['none'], isOfOthers: true },
  { place: 'memballoon/master', by: 'model', models: ['none'], isOfOthers: true },
  { place: 'memballoon/acpi', by: 'model', models: ['none'], isOfOthers: true },
  { place: 'sound/codec', by: 'model', models: ['ich6', 'ich9'] },
  { place: 'disk/source/ssl', by: 'protocol', models: ['https', 'ftps'] },
  { place: 'disk/source/cookies', by: 'protocol', models: COOKIE_PROTOCOLS },
  { place: 'disk/source/identity', by: 'protocol', models: ['ssh'] },
  { place: 'disk/source/knownHosts', by: 'protocol', models: ['ssh'] },
  { place: 'disk/source/reconnect', by: 'protocol', models: ['nbd'], except: ['vhostuser'] },
  { place: 'interface/source/reconnect', by: 'reconnect/enabled', models: ['yes'], always: ['enabled'] },
  ...['readahead', 'timeout'].map((part) => ({
    place: `disk/source/${part}`,
    by: 'protocol',
    models: ['http', 'https', 'ftp', 'ftps'],
  })),
];

/** Devices whose `<boot>` is read. */
export const BOOT_DEVICES: readonly (ReleaseRange & { readonly kind: DeviceKind })[] = [
  { kind: 'disk' },
  { kind: 'interface' },
  { kind: 'hostdev' },
  { kind: 'redirdev' },
  { kind: 'filesystem', ...SETTING_DATES.allButFirst },
];

/** What a model of a display had to say not to be passed over where a later one followed (D-VIDEO). */
export const SAID_BY_MODELS: readonly string[] = ['type', 'ram', 'vram', 'heads'];

export interface ReadEachRow extends ReleaseRange {
  readonly place: string;
  /** Reading ends with the first that has one of these attributes: what follows is passed over (D-VIDEO). */
  readonly upTo?: readonly string[];
}

/** Elements of which each is read; of others the first is sure to be. */
export const READ_EACH: readonly (string | ReadEachRow)[] = [
  { place: 'video/model', ...SETTING_DATES.first, upTo: SAID_BY_MODELS },
  { place: 'video/model', ...SETTING_DATES.second },
  ...[
    'serial/target',
    'parallel/target',
    'console/target',
    'channel/target',
    'interface/driver',
    'hostdev/source/vendor',
    'hostdev/source/product',
  ].map((place) => ({ place, ...SETTING_DATES.first })),
  ...['disk', 'controller'].flatMap((device) => [
    `${device}/driver/iothreads/iothread`,
    `${device}/driver/iothreads/iothread/queue`,
  ]),
  'os/boot',
  'disk/source/host',
  'disk/source/cookies/cookie',
  'filesystem/idmap/uid',
  'filesystem/idmap/gid',
  'graphics/channel',
  'graphics/listen',
  'interface/ip',
  'interface/portForward',
  'interface/portForward/range',
  'interface/vlan/tag',
  'sound/codec',
  'redirfilter/usbdev',
];
