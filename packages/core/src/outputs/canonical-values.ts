import { type Device, type Disk, type Hostdev, type Interface, parseNumber } from '../domain/index.ts';
import { isPasst, plainUuid } from '../profiles/index.ts';
import { child, type ElementSpec } from '../xml/index.ts';
import {
  childrenOf,
  onChild,
  only,
  withChild,
  withDefaults,
  withoutAttributes,
  withoutChildren,
  withValues,
  written,
} from './element-spec.ts';
import { DEFAULT_PORTS } from './network-ports.ts';

/** What libvirt writes of a device that placement does not decide: defaults, spellings, and what it drops (W-VALUES). */
export function withOwnValues(device: Device, spec: ElementSpec): ElementSpec {
  switch (device.kind) {
    case 'graphics':
      return graphicsValues(device.type ?? '', spec);
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
      return characterValues(spec);
    case 'redirdev':
      return characterValues(device.type === 'dbus' ? withChild(spec, USB_CHANNEL) : spec);
    case 'smartcard':
      return device.mode === 'host' ? { ...spec, attributes: only(spec, 'mode') } : characterValues(spec);
    case 'rng':
      return onChild(spec, 'backend', rngBackend);
    case 'interface':
      return interfaceValues(device, spec);
    case 'hostdev':
      return hostdevValues(device, spec);
    case 'disk':
      return diskValues(device, spec);
    case 'filesystem':
      return filesystemValues(spec);
    case 'memory':
      return device.model === 'virtio-pmem' ? withDefaults(spec, [['access', 'shared']]) : spec;
    case 'tpm':
      return onChild(spec, 'backend', (backend) => tpmBackend(backend, device.model));
    case 'video':
      return onChild(spec, 'model', videoModel);
    case 'shmem':
      return withInterrupts(spec);
    case 'vsock':
      return withCid(spec);
    default:
      return spec;
  }
}

function graphicsValues(type: string, spec: ElementSpec): ElementSpec {
  if (type === 'spice' && written(spec, 'defaultMode') === 'any')
    return graphicsValues(type, withoutAttributes(spec, 'defaultMode'));
  if (type !== 'vnc' && type !== 'spice') return spec;
  const [first] = childrenOf(spec, 'listen');
  const kind = first === undefined ? undefined : (written(first, 'type') ?? 'address');
  const path = written(spec, 'socket') ?? (first === undefined ? undefined : written(first, 'socket'));
  const portless = withoutAttributes(spec, 'port', 'tlsPort', 'autoport', 'listen', 'socket');
  if (path !== undefined || kind === 'socket' || kind === 'none') {
    if (path === undefined) return portless;
    const listen = { name: 'listen', attributes: [['type', 'socket'] as const, ['socket', path] as const] };
    return withChild(type === 'vnc' ? withValues(portless, [['socket', path]]) : portless, listen);
  }
  const ports = type === 'vnc' ? vncPorts(spec) : spicePorts(spec);
  if (ports.length === 0 && kind !== 'network') {
    return withChild(withoutChildren(portless, 'listen'), { name: 'listen', attributes: [['type', 'none']] });
  }
  const held = kind === 'address' && first !== undefined ? written(first, 'address') : undefined;
  const address = kind === 'network' ? undefined : (held ?? written(spec, 'listen'));
  const own = ports.length === 0 ? [['autoport', 'no'] as const] : ports;
  const listen = address === undefined ? [] : [['listen', address] as const];
  const at = address === undefined ? [] : [['address', address] as const];
  return withChild(withValues(portless, [...own, ...listen]), {
    name: 'listen',
    attributes: [['type', 'address'], ...at],
  });
}

function vncPorts(spec: ElementSpec): ElementSpec['attributes'] {
  const [port, auto] = [Number(written(spec, 'port') ?? -1), written(spec, 'autoport')];
  if (auto === 'yes' || (port === -1 && auto === undefined)) {
    return [
      ['port', '-1'],
      ['autoport', 'yes'],
    ];
  }
  return [...(port > 0 ? [['port', `${port}`] as const] : []), ['autoport', 'no']];
}

/** None: SPICE listens nowhere. */
function spicePorts(spec: ElementSpec): ElementSpec['attributes'] {
  if (written(spec, 'autoport') === 'yes') return [['autoport', 'yes']];
  const ports = only(spec, 'port', 'tlsPort').filter(([, value]) => Number(value) !== 0);
  return ports.length === 0 ? [] : [...ports, ['autoport', 'no']];
}

const USB_CHANNEL: ElementSpec = { name: 'source', attributes: [['channel', 'org.qemu.usbredir']] };

/** Of a character device, or what is like one. */
function characterValues(spec: ElementSpec): ElementSpec {
  const type = written(spec, 'type');
  const own = withoutAttributes(spec, 'tty');
  if (type === 'tcp') return withChild(own, { name: 'protocol', attributes: [['type', 'raw']] });
  const plain = withoutChildren(own, 'protocol');
  if (type === 'pty') return withoutChildren(plain, 'source');
  if (type !== 'unix') return plain;
  const [source] = childrenOf(plain, 'source');
  if (source === undefined || written(source, 'path') === undefined) return withoutChildren(plain, 'source');
  return onChild(plain, 'source', (one) => withDefaults(one, [['mode', 'connect']]));
}

function rngBackend(spec: ElementSpec): ElementSpec {
  const model = written(spec, 'model');
  if (model === 'egd') return characterValues(spec);
  return model === 'random' && (spec.text ?? '') === '' ? { ...spec, text: '/dev/random' } : spec;
}

/** The types of interfaces that a filter is read of. */
const FILTERED: readonly (string | undefined)[] = ['bridge', 'ethernet', 'network'];

function interfaceValues(device: Interface, spec: ElementSpec): ElementSpec {
  const { type } = device;
  const filtered = FILTERED.includes(type) ? spec : withoutChildren(spec, 'filterref');
  const isManaged = type === 'hostdev' && written(spec, 'managed') === 'yes';
  const own = isManaged ? filtered : withoutAttributes(filtered, 'managed');
  if (type === 'hostdev') return hostInterface(device, own);
  if (type === 'direct') return onChild(own, 'source', (source) => withDefaults(source, [['mode', 'vepa']]));
  if (type === 'vhostuser' && !isPasst(device)) return onChild(own, 'source', socketSource);
  return withQueues(isVirtioNic(device) ? own : withoutVhost(own));
}

const isVirtioNic = ({ model }: Interface): boolean => model?.startsWith('virtio') === true;

/** vhost is of virtio alone. */
function withoutVhost(spec: ElementSpec): ElementSpec {
  const plain = onChild(spec, 'backend', (backend) => withoutAttributes(backend, 'vhost'));
  return onChild(plain, 'driver', (driver) => withoutAttributes(driver, 'name', 'queues'));
}

function hostInterface({ hostType }: Interface, spec: ElementSpec): ElementSpec {
  const driven = onChild(spec, 'driver', (driver) => ({ ...driver, attributes: only(driver, 'name', 'model') }));
  if (hostType === 'usb') return onChild(driven, 'source', usbSource);
  return hostType === 'pci' ? onChild(driven, 'source', (source) => onChild(source, 'address', hostPlace)) : driven;
}

/** One queue is not written. */
function withQueues(spec: ElementSpec): ElementSpec {
  return onChild(spec, 'driver', (driver) =>
    Number(written(driver, 'queues') ?? 2) > 1 ? driver : withoutAttributes(driver, 'queues'),
  );
}

function socketSource(source: ElementSpec): ElementSpec {
  const type = ['type', written(source, 'type') ?? 'unix'] as const;
  const mode = ['mode', written(source, 'mode') ?? 'client'] as const;
  return { ...source, attributes: [type, ...only(source, 'path'), mode] };
}

const PCI_DIGITS = { domain: 4, bus: 2, slot: 2, function: 1 } as const;

function hostPlace(address: ElementSpec): ElementSpec {
  const attributes = Object.entries(PCI_DIGITS).map(
    ([name, digits]) => [name, spelt(written(address, name) ?? '0', digits)] as const,
  );
  const type = only(address, 'type');
  return { ...address, attributes: [...type, ...attributes] };
}

const spelt = (value: string, digits: number): string => `0x${Number(value).toString(16).padStart(digits, '0')}`;

function hostdevValues({ mode, type, model }: Hostdev, spec: ElementSpec): ElementSpec {
  if (mode !== 'subsystem') return spec;
  if (type === 'mdev') {
    const spelled = onChild(spec, 'source', (source) => onChild(source, 'address', spelledUuid));
    return model === 'vfio-pci' ? withDefaults(spelled, [['display', 'off']]) : spelled;
  }
  if (type === 'usb') return onChild(spec, 'source', usbSource);
  return type === 'scsi' ? onChild(spec, 'source', (source) => onChild(source, 'address', plainNumbers)) : spec;
}

function spelledUuid(address: ElementSpec): ElementSpec {
  const uuid = plainUuid(written(address, 'uuid') ?? '').replace(/^(.{8})(.{4})(.{4})(.{4})(?=.{12}$)/, '$1-$2-$3-$4-');
  return withValues(address, [['uuid', uuid]]);
}

function usbSource(source: ElementSpec): ElementSpec {
  const id = (one: ElementSpec): ElementSpec => ({
    ...one,
    attributes: one.attributes.map(([name, value]) => [name, name === 'id' ? spelt(value, 4) : value] as const),
  });
  return onChild(onChild(onChild(source, 'vendor', id), 'product', id), 'address', plainNumbers);
}

/** Numbers that are read as in C, and written in decimal. */
const PLAIN_NUMBERS: readonly string[] = ['bus', 'target', 'unit', 'device'];

function plainNumbers(address: ElementSpec): ElementSpec {
  const plain = (value: string): string => `${parseNumber(value) ?? value}`;
  const attributes = address.attributes.map(
    ([name, value]) => [name, PLAIN_NUMBERS.includes(name) ? plain(value) : value] as const,
  );
  return { ...address, attributes };
}

function diskValues({ sourceType, element }: Disk, all: ElementSpec): ElementSpec {
  // What has no source is of no other type than a file.
  const isFile = element === undefined || child(element, 'source') === undefined;
  const type = isFile ? 'file' : (written(all, 'type') ?? 'file');
  const spec = withValues(all, [['type', type]]);
  const own = onChild(withoutChildren(spec, 'rom'), 'target', (target) =>
    written(target, 'tray') === 'closed' ? withoutAttributes(target, 'tray') : target,
  );
  if (sourceType === 'nvme') return onChild(own, 'source', (source) => onChild(source, 'address', hostPlace));
  if (sourceType === 'vhostuser') return withDefaults(own, [['snapshot', 'no']]);
  return sourceType === 'network' ? onChild(own, 'source', withPorts) : own;
}

function withPorts(source: ElementSpec): ElementSpec {
  const port = DEFAULT_PORTS[written(source, 'protocol') ?? ''];
  if (port === undefined) return source;
  return onChild(source, 'host', (host) => {
    const isSocket = written(host, 'transport') === 'unix';
    return isSocket || Number(written(host, 'port') ?? 0) !== 0 ? host : withValues(host, [['port', port]]);
  });
}

function filesystemValues(spec: ElementSpec): ElementSpec {
  // Who gives a socket has chosen the mode.
  const isServed = childrenOf(spec, 'source').some((source) => written(source, 'socket') !== undefined);
  const mode = isServed ? [] : [['accessmode', 'passthrough'] as const];
  const own = withDefaults(spec, [['type', 'mount'], ...mode]);
  const octal = (value: string): string => Number.parseInt(value, 8).toString(8).padStart(4, '0');
  const attributes = own.attributes.map(
    ([name, value]) => [name, name === 'fmode' || name === 'dmode' ? octal(value) : value] as const,
  );
  return { ...own, attributes };
}

function tpmBackend(backend: ElementSpec, model: string | undefined): ElementSpec {
  if (written(backend, 'type') === 'emulator') {
    const open = written(backend, 'version') === 'default' ? withoutAttributes(backend, 'version') : backend;
    return withDefaults(open, [['version', model === 'tpm-tis' ? '1.2' : '2.0']]);
  }
  if (written(backend, 'type') !== 'passthrough') return backend;
  return withChild(withoutAttributes(backend, 'version'), { name: 'device', attributes: [['path', '/dev/tpm0']] });
}

/** Video memory is a power of two. */
function videoModel(model: ElementSpec): ElementSpec {
  const vram = Number(written(model, 'vram') ?? 0);
  return vram === 0 ? model : withValues(model, [['vram', `${2 ** Math.ceil(Math.log2(vram))}`]]);
}

function withInterrupts(all: ElementSpec): ElementSpec {
  const isPlain = childrenOf(all, 'model').some((model) => written(model, 'type') === 'ivshmem-plain');
  const spec = isPlain ? withChild(all, { name: 'size', attributes: [['unit', 'M']], text: '4' }) : all;
  if (childrenOf(spec, 'server').length === 0) return spec;
  return onChild(withChild(spec, { name: 'msi', attributes: [] }), 'msi', (msi) =>
    withDefaults(withoutAttributes(msi, 'enabled'), [['ioeventfd', 'on']]),
  );
}

function withCid(spec: ElementSpec): ElementSpec {
  const own = withChild(spec, { name: 'cid', attributes: [['auto', 'yes']] });
  return onChild(own, 'cid', (cid) => withDefaults(cid, [['auto', 'no']]));
}
