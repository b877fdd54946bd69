import { unitBytes } from '../basics/index.ts';
import { createDiagnostic } from '../diagnostics/index.ts';
import { type Controller, imagesBelow } from '../domain/index.ts';
import { isCount, isNumber, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, elements, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

interface Kind {
  /** libvirt looks at the sign later, so `-0` is a number. */
  readonly isSigned?: true;
  readonly mayBeEmpty: boolean;
  /** What it counts where no unit is written; a number without units counts up to {@link MOST_COUNTED}. */
  readonly unit?: 'KiB' | 'b';
  readonly most?: bigint;
}

const MOST_COUNTED = 2n ** 32n - 1n;
const MOST_BYTES = 2n ** 64n - 1n;
/** Memory is counted in KiB, and its bytes with a sign. */
const MOST_MEMORY = 2n ** 63n - 1024n;
const MEMORY = { unit: 'KiB', most: MOST_MEMORY } as const;
const BYTES = { unit: 'b', most: MOST_BYTES } as const;

/** Numbers that stand as the text of an element of the domain; `mayBeEmpty`: libvirt then takes them for not written. */
const OF_DOMAIN: readonly (Kind & { readonly name: string })[] = [
  { name: 'memory', mayBeEmpty: true, ...MEMORY },
  { name: 'currentMemory', mayBeEmpty: true, ...MEMORY },
  { name: 'maxMemory', mayBeEmpty: true, ...MEMORY },
  { name: 'vcpu', mayBeEmpty: false },
  { name: 'iothreads', mayBeEmpty: true },
];

const KINDS = ['memory', 'shmem', 'controller', 'pstore', 'filesystem', 'disk'] as const;

interface NumberPlace extends Kind {
  readonly path: readonly string[];
  readonly models?: readonly string[];
}

/** The same of devices, from the device down. */
const OF_DEVICES: Readonly<Record<(typeof KINDS)[number], readonly NumberPlace[]>> = {
  memory: [
    { path: ['target', 'size'], mayBeEmpty: false, ...MEMORY },
    { path: ['target', 'node'], mayBeEmpty: false },
    { path: ['target', 'label', 'size'], mayBeEmpty: true, ...MEMORY, models: ['nvdimm'] },
    { path: ['target', 'requested'], mayBeEmpty: true, ...MEMORY, models: ['virtio-mem'] },
    { path: ['target', 'block'], mayBeEmpty: true, ...MEMORY, models: ['virtio-mem'] },
    { path: ['source', 'pagesize'], mayBeEmpty: true, ...MEMORY, models: ['dimm', 'virtio-mem'] },
    { path: ['source', 'alignsize'], mayBeEmpty: true, ...MEMORY, models: ['nvdimm'] },
  ],
  disk: [{ path: ['driver', 'metadata_cache', 'max_size'], mayBeEmpty: true, ...BYTES }],
  pstore: [{ path: ['size'], mayBeEmpty: false, ...MEMORY }],
  filesystem: ['space_hard_limit', 'space_soft_limit'].map((name) => ({
    path: [name],
    mayBeEmpty: true,
    ...BYTES,
  })),
  shmem: [{ path: ['size'], mayBeEmpty: true, ...BYTES }],
  // `pcihole64` is of the roots of PCI alone.
  controller: [
    { path: ['pcihole64'], mayBeEmpty: true, unit: 'KiB', most: MOST_BYTES },
    { path: ['target', 'node'], mayBeEmpty: true, isSigned: true },
  ],
};

/** The same of an image below a disk's own, from the image down. */
const OF_STORES: readonly NumberPlace[] = [
  { path: ['format', 'metadata_cache', 'max_size'], mayBeEmpty: true, ...BYTES },
];

const UNITS = /^(?:b|bytes?|[kmgtpe](?:i?b)?)?$/i;

function isTooLarge(text: string, unit: string, { unit: standard, most = MOST_COUNTED }: Kind): boolean {
  // A unit that is none is refused as such.
  const bytes = standard === undefined ? 1 : (unitBytes(unit === '' ? standard : unit) ?? 1);
  // No limit is below this one, and most numbers are.
  if (Number(text) * bytes <= Number(MOST_COUNTED)) return false;
  const value = BigInt(text.replace(/[\s+]/g, ''));
  return value > MOST_BYTES || value * BigInt(bytes) > most;
}

const isRoot = ({ type, model }: Controller): boolean =>
  type === 'pci' && (model === 'pci-root' || model === 'pcie-root');

/** Numbers that are texts, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
function checkNumbers(checking: Checking): void {
  const { domain } = checking;
  const look = (element: XmlElement, kind: Kind): void => {
    const { mayBeEmpty, unit: standard, isSigned } = kind;
    const written = textOf(element);
    const text = isSigned ? written.replace(/^[ \t\r\n]*-(?=0+$)/, '') : written;
    const unit = attributeValue(element, 'unit') ?? '';
    const isFine = isNumber(text) ? !isTooLarge(text, unit, kind) : mayBeEmpty && text === '';
    if (!isFine)
      reportNumber(checking, element.span, element.name, text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
    if (standard !== undefined && !UNITS.test(unit))
      reportNumber(checking, element.startTag, `${element.name} unit`, unit.slice(0, LONGEST));
  };
  const lookBelow = (top: XmlElement, one: NumberPlace): void => {
    let holder: XmlElement | undefined = top;
    for (const name of one.path) holder = holder && child(holder, name);
    if (holder !== undefined) look(holder, one);
  };
  for (const one of OF_DOMAIN) {
    const element = child(domain.element, one.name);
    if (element !== undefined) look(element, one);
  }
  for (const kind of KINDS) {
    for (const device of domain.devices[kind]) {
      if (device.element === undefined) continue;
      for (const one of OF_DEVICES[kind]) {
        if (one.path[0] === 'pcihole64' && device.kind === 'controller' && !isRoot(device)) continue;
        if (device.kind === 'memory' && one.models?.includes(device.model) === false) continue;
        lookBelow(device.element, one);
      }
    }
  }
  for (const disk of domain.devices.disk) {
    for (const image of disk.element === undefined ? [] : imagesBelow(disk.element, false)) {
      for (const one of OF_STORES) lookBelow(image.element, one);
    }
  }
}

/** More of a text that is not a number would not help. */
const LONGEST = 40;

function reportNumber({ diagnostics }: Checking, span: XmlElement['span'], field: string, value: string): void {
  diagnostics.push(createDiagnostic('RP2002', { span, values: { field, value } }));
}

const THROTTLE = /^(?:(?:total|read|write)_(?:bytes|iops)_sec(?:_max(?:_length)?)?|size_iops_sec)$/;
/** What `<iotune>` limits: as a whole, or reading and writing each for themselves. */
const LIMITED = ['bytes_sec', 'iops_sec', 'bytes_sec_max', 'iops_sec_max'];
/** The highest of these limits that QEMU takes. */
const MOST = 10 ** 15;

/** Limits of disks, as the live 7.0, 9.0, 11.3 and 12.9 took and refused them (E-PARSE). */
function checkThrottles(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const iotune = disk.element === undefined ? undefined : child(disk.element, 'iotune');
    if (iotune === undefined) continue;
    const limits = new Map<string, number>();
    for (const limit of elements(iotune)) {
      if (!THROTTLE.test(limit.name) || limits.has(limit.name)) continue;
      const text = textOf(limit);
      const isRight = text === '' || isNumber(text);
      // As a double, which every number around the highest limit is exactly.
      limits.set(limit.name, isRight ? Number(text) : 0);
      if (!isRight) reportNumber(checking, limit.span, `iotune ${limit.name}`, text.slice(0, LONGEST));
    }
    const isSet = (name: string): boolean => (limits.get(name) ?? 0) > 0;
    const complain = (setting: string, reason: string): void =>
      refuse(checking, 'RP2440', disk, { setting: `iotune ${setting}`, reason }, 'iotune');
    for (const name of LIMITED) {
      if (isSet(`total_${name}`) && (isSet(`read_${name}`) || isSet(`write_${name}`)))
        complain(`total_${name}`, 'reading and writing have limits of their own');
    }
    for (const [name, limit] of limits)
      if (limit > MOST && !name.endsWith('_length')) complain(name, 'it has to be 10 to the power of 15 or less');
    const group = child(iotune, 'group_name');
    if (group !== undefined && textOf(group) !== '' && ![...limits.keys()].some(isSet))
      complain('group_name', 'it needs a limit');
  }
}

/** Numbers of I/O threads: each once, and none is 0. */
function checkIoThreads(checking: Checking): void {
  const seen = new Set<number>();
  for (const thread of elements(checking.domain.element, 'iothreadids').flatMap((ids) => elements(ids, 'iothread'))) {
    const written = attributeValue(thread, 'id') ?? '';
    const number = Number(written);
    const complain = (reason: string): void => {
      const values = { device: 'iothread', setting: 'id', reason };
      checking.diagnostics.push(createDiagnostic('RP2440', { span: thread.startTag, values }));
    };
    if (!isCount(written)) reportNumber(checking, thread.startTag, 'iothread id', written.slice(0, LONGEST));
    else if (number === 0) complain('numbers begin with 1');
    else if (seen.has(number)) complain('another one has it');
    seen.add(number);
  }
}

export const QUANTITY_CHECKS: readonly Check[] = [
  { when: SETTING_DATES.all, run: checkNumbers },
  { when: SETTING_DATES.all, run: checkThrottles },
  { when: SETTING_DATES.all, run: checkIoThreads },
];
