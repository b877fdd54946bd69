import { unitBytes } from '../basics/index.ts';
import type { Device, Machine } from '../domain/index.ts';
import { inForce, type Release, SETTING_DATES } from '../profiles/index.ts';
import type { ElementSpec } from '../xml/index.ts';
import { childrenOf, onChild, only, withDefaults, withoutAttributes, written } from './element-spec.ts';

/** What the form of an element depends on, besides itself. */
export interface WrittenFor {
  readonly release: Release;
  readonly machine: Machine;
}

/** What only a running guest has; the inactive dump has none of it (W-LIVE). */
const LIVE_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'channel/target': ['state'],
  'disk/source': ['index'],
  'disk/backingStore': ['index'],
  'disk/backingStore/source': ['index'],
  'interface/source': ['portid'],
  'graphics/listen': ['fromConfig'],
};

/** Settings that say nothing, in an element at this place. */
const EMPTY_SETTINGS: Readonly<Record<string, readonly [attribute: string, value: string]>> = {
  'disk/driver': ['cache', 'default'],
  'video/model': ['primary', 'no'],
};

/** The unit in which a size is written, and how many bytes that is (W-SIZE). */
interface SizeUnit {
  readonly unit: string;
  readonly bytes: number;
  /** In bytes: the unit of a size that names none. */
  readonly assumed: number;
  readonly round: (value: number) => number;
}

const KIB: SizeUnit = { unit: 'KiB', bytes: 1024, assumed: 1024, round: Math.ceil };
const BYTES: SizeUnit = { unit: 'bytes', bytes: 1, assumed: 1, round: Math.ceil };

const SIZES: Readonly<Record<string, SizeUnit>> = {
  'memory/target/size': KIB,
  'memory/target/requested': KIB,
  'memory/target/block': KIB,
  'memory/target/label/size': KIB,
  'memory/source/pagesize': KIB,
  'memory/source/alignsize': KIB,
  'controller/pcihole64': KIB,
  'disk/driver/metadata_cache/max_size': BYTES,
  'disk/backingStore/format/metadata_cache/max_size': BYTES,
  'shmem/size': { unit: 'M', bytes: 1024 ** 2, assumed: 1, round: Math.floor },
};

/** The elements in a device's element as libvirt writes them, whatever device it is. */
export function withOwnParts(device: Device, spec: ElementSpec, context: WrittenFor): ElementSpec {
  return rewritten(spec, device.kind, context);
}

function rewritten(spec: ElementSpec, path: string, context: WrittenFor): ElementSpec {
  const own = OWN_FORMS[path]?.(spec, context) ?? spec;
  const live = LIVE_ATTRIBUTES[path];
  const [setting, value] = EMPTY_SETTINGS[path] ?? [];
  const size = SIZES[path];
  const children = LEAVES.has(path) ? [] : (own.children ?? []).filter((one) => !isDropped(one, path));
  return {
    ...(size === undefined ? own : inUnit(own, size)),
    ...((live ?? setting) === undefined
      ? {}
      : {
          attributes: own.attributes.filter(
            ([name, written]) => live?.includes(name) !== true && !(name === setting && written === value),
          ),
        }),
    children: children.flatMap((one) => {
      const part = rewritten(one, partPath(path, one.name), context);
      return MAY_BE_EMPTY.has(partPath(path, one.name)) && isEmpty(part) ? [] : part;
    }),
  };
}

/** The place of a part of an element. A backing store holds the next one. */
export const partPath = (path: string, name: string): string =>
  path === 'disk/backingStore' && name === 'backingStore' ? path : `${path}/${name}`;

/** Elements that are dropped when they hold nothing. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set([
  ...['coalesce', 'coalesce/rx', 'source', 'driver', 'backend', 'target'].map((part) => `interface/${part}`),
  'disk/source',
]);

export const isEmpty = ({ attributes, children = [], text = '' }: ElementSpec): boolean =>
  attributes.length === 0 && children.length === 0 && text === '';

/** A name that the user gives; others are those of a running guest. */
const OWN_ALIAS = /^ua-[a-zA-Z0-9_-]*$/;

const words = (text: string): readonly string[] => text.split(' ');

const EVERY_DEVICE = words('alias address acpi');
const CHARACTER = words('source protocol log target');

/** All that is read of a device; `EVERY_DEVICE` besides. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  disk: [
    ...words('driver auth source backingStore backenddomain geometry blockio target iotune throttlefilters readonly'),
    ...words('shareable transient serial wwn vendor product encryption boot'),
  ],
  controller: words('model target serial driver boot master pcihole64'),
  interface: [
    ...words('mac source vlan virtualport ip route bandwidth port portForward script downscript backenddomain target'),
    ...words('guest model driver backend filterref tune teaming link mtu coalesce boot rom'),
  ],
  hostdev: words('driver source teaming readonly shareable boot rom ip route'),
  filesystem: words('driver binary idmap source target readonly boot space_hard_limit space_soft_limit'),
  graphics: words('listen channel image jpeg zlib playback streaming mouse clipboard filetransfer gl audio'),
  serial: CHARACTER,
  parallel: CHARACTER,
  console: CHARACTER,
  channel: CHARACTER,
  redirdev: [...CHARACTER, 'boot'],
  smartcard: [...CHARACTER, 'certificate', 'database'],
  input: words('source driver'),
  video: words('model driver'),
  hub: [],
  panic: [],
  watchdog: [],
  sound: words('codec audio driver'),
  memballoon: words('stats driver'),
  vsock: words('cid driver'),
  rng: words('rate backend driver'),
  memory: words('source target uuid'),
};

/** Elements of which nothing in them is read. */
const LEAVES: ReadonlySet<string> = new Set([
  ...['mac', 'model', 'target', 'link', 'mtu', 'boot', 'rom', 'acpi', 'alias', 'guest'].map(
    (name) => `interface/${name}`,
  ),
  ...['target', 'boot', 'readonly', 'shareable', 'alias', 'serial', 'wwn'].map((name) => `disk/${name}`),
  ...['model', 'alias', 'boot', 'master', 'pcihole64'].map((name) => `controller/${name}`),
  ...['boot', 'rom', 'alias', 'acpi'].map((name) => `hostdev/${name}`),
  ...['listen', 'gl', 'image', 'channel', 'clipboard', 'streaming'].map((name) => `graphics/${name}`),
  ...[
    'input/source',
    'input/driver',
    'sound/codec',
    'video/driver',
    'memballoon/stats',
    'vsock/cid',
    'filesystem/target',
  ],
]);

function isDropped({ name, attributes }: ElementSpec, path: string): boolean {
  if (path === 'disk' && name === 'mirror') return true;
  if (name === 'alias' && !path.includes('/'))
    return !attributes.some(([own, value]) => own === 'name' && OWN_ALIAS.test(value));
  if (PARTS[path]?.includes(name) === false && !EVERY_DEVICE.includes(name)) return true;
  if (path === 'interface/coalesce/rx' && name === 'frames')
    return attributes.every(([own, value]) => own !== 'max' || Number(value) === 0);
  return name === 'seclabel' && attributes.some(([own, value]) => own === 'labelskip' && value === 'yes');
}

function inUnit(spec: ElementSpec, { unit, bytes, assumed, round }: SizeUnit): ElementSpec {
  const all = bytesOf(spec, assumed);
  return all === undefined ? spec : { ...spec, attributes: [['unit', unit]], text: String(round(all / bytes)) };
}

function bytesOf(spec: ElementSpec, assumed: number): number | undefined {
  const count = Number(spec.text);
  if (spec.text === undefined || !Number.isSafeInteger(count)) return undefined;
  const unit = written(spec, 'unit');
  const bytes = unit === undefined ? assumed : unitBytes(unit);
  return bytes === undefined ? undefined : count * bytes;
}

type OwnForm = (spec: ElementSpec, context: WrittenFor) => ElementSpec;

const OWN_FORMS: Readonly<Record<string, OwnForm>> = {
  memory: alignedMemory,
  channel: withoutMadePath,
  interface: withNamedSource,
  'interface/target': withoutMadeName,
  sound: withStreams,
  'disk/target': (target) => (written(target, 'bus') === 'usb' ? target : withoutAttributes(target, 'removable')),
  'disk/source': withUnit,
  'disk/backingStore/source': withUnit,
  'disk/encryption': withEngine,
  'disk/source/encryption': withEngine,
  'disk/backingStore/source/encryption': withEngine,
  'disk/boot': withUpperCase,
  'interface/boot': withUpperCase,
  'hostdev/boot': withUpperCase,
};

/** What the source of an interface of these types says; of others libvirt writes more. */
const SOURCE_NAMES: Readonly<Record<string, readonly string[]>> = {
  network: ['network', 'portgroup'],
  direct: ['dev', 'mode'],
};

function withNamedSource(nic: ElementSpec): ElementSpec {
  const names = SOURCE_NAMES[written(nic, 'type') ?? ''];
  return names === undefined
    ? nic
    : onChild(nic, 'source', (source) => ({ ...source, attributes: only(source, ...names) }));
}

/** libvirt makes up such names for each start. */
const MADE_NAME = /^(?:vnet|macvtap|macvlan)/;

function withoutMadeName(target: ElementSpec): ElementSpec {
  return MADE_NAME.test(written(target, 'dev') ?? '') ? withoutAttributes(target, 'dev') : target;
}

function withStreams(sound: ElementSpec, { release }: WrittenFor): ElementSpec {
  const isDue = inForce(SETTING_DATES.lastTwo, release) && written(sound, 'model') === 'virtio';
  return isDue ? withDefaults(sound, [['streams', '2']]) : sound;
}

function withEngine(encryption: ElementSpec, { release }: WrittenFor): ElementSpec {
  const isDue = inForce(SETTING_DATES.allButFirst, release) && written(encryption, 'format') === 'luks';
  return isDue ? withDefaults(encryption, [['engine', 'qemu']]) : encryption;
}

/** What an s390x guest is to load. */
function withUpperCase(boot: ElementSpec): ElementSpec {
  const attributes = boot.attributes.map(
    ([name, value]) => [name, name === 'loadparm' ? value.toUpperCase() : value] as const,
  );
  return { ...boot, attributes };
}

/** A LUN that an iSCSI target does not name is the first. */
function withUnit(source: ElementSpec): ElementSpec {
  if (written(source, 'protocol') !== 'iscsi') return source;
  const attributes = source.attributes.map(
    ([name, value]) => [name, name === 'name' && !value.includes('/') ? `${value}/0` : value] as const,
  );
  return { ...source, attributes };
}

const MADE_PATH = /^\/var\/lib\/libvirt\/qemu\/channel\/target\/domain-[^/]+\/(.*)$/;
/** While the folder did not matter. */
const MADE_ANYWHERE = /\/domain-[^/]+\/([^/]*)$/;

/** The path of a socket that libvirt makes for a channel; it makes another one for each start. */
function withoutMadePath(channel: ElementSpec, { release }: WrittenFor): ElementSpec {
  const [target] = childrenOf(channel, 'target');
  const name = target === undefined ? undefined : written(target, 'name');
  if (written(channel, 'type') !== 'unix' || name === undefined || channel.children === undefined) return channel;
  const isOwn = inForce(SETTING_DATES.lastTwo, release) ? MADE_PATH : MADE_ANYWHERE;
  const children = channel.children.filter(
    (one) => one.name !== 'source' || isOwn.exec(written(one, 'path') ?? '')?.[1] !== name,
  );
  return { ...channel, children };
}

/** In KiB: memory of pSeries comes in such blocks. */
const PSERIES_BLOCK = 256 * 1024;

/** Memory of pSeries is rounded up to whole blocks, an NVDIMM's without its label down. */
function alignedMemory(memory: ElementSpec, { machine }: WrittenFor): ElementSpec {
  if (machine.family !== 'pseries') return memory;
  const [target] = childrenOf(memory, 'target');
  const [size] = target === undefined ? [] : childrenOf(target, 'size');
  const bytes = size === undefined ? undefined : bytesOf(size, KIB.assumed);
  if (bytes === undefined) return memory;
  const kib = bytes / 1024;
  const labelSize = target?.children?.find(({ name }) => name === 'label')?.children?.[0];
  const label = (labelSize === undefined ? 0 : (bytesOf(labelSize, KIB.assumed) ?? 0)) / 1024;
  const isNvdimm = written(memory, 'model') === 'nvdimm';
  const blocks = isNvdimm ? Math.floor((kib - label) / PSERIES_BLOCK) : Math.ceil(kib / PSERIES_BLOCK);
  const aligned: ElementSpec = {
    name: 'size',
    attributes: [['unit', KIB.unit]],
    text: String(blocks * PSERIES_BLOCK + (isNvdimm ? label : 0)),
  };
  const inTarget = (one: ElementSpec): ElementSpec => (one === size ? aligned : one);
  const children = (memory.children ?? []).map((one) =>
    one === target ? { ...one, children: (one.children ?? []).map(inTarget) } : one,
  );
  return { ...memory, children };
}
