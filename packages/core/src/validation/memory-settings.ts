import { isArch, unitBytes } from '../basics/index.ts';
import { createDiagnostic } from '../diagnostics/index.ts';
import { type Device, type DeviceKind, type Memory, numaCellElements, numaElements } from '../domain/index.ts';
import { inForce, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attributeByPath, attributeValue, child, textOf, type XmlElement } from '../xml/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

/** What a memory device needs of its guest: room to grow, slots, a NUMA node of its own. */
function checkMemory(checking: Checking): void {
  const { domain, facts } = checking;
  const { memory } = domain.devices;
  const [first] = memory;
  if (first === undefined) return;
  const maximum = child(domain.element, 'maxMemory');
  const fillsCells = facts.profile.switches.numaCellForHotplug;
  const hasCells = numaElements(domain.element).length > 0;
  const looksForCells = inForce(SETTING_DATES.allButFirst, facts.profile.release);
  const complain = (device: Device, need: string): void => refuse(checking, 'RP2443', device, { need });
  if (maximum === undefined) complain(first, '<maxMemory>');
  else if ((domain.memorySlots ?? 0) === 0 && !(fillsCells && memory.every(({ model }) => model === 'virtio-mem')))
    complain(first, 'slots in <maxMemory>');
  else if (domain.numaCells.length === 0 && !fillsCells && !isArch(domain.machine.arch, 'ppc64'))
    complain(first, 'a guest with NUMA cells');
  for (const device of memory) {
    const node = settingAt(device, 'target/node');
    const isPlaced = device.model === 'dimm' || device.model === 'nvdimm' || device.model === 'virtio-mem';
    if (node === undefined && isPlaced && hasCells) complain(device, '<node> in its <target>');
    else if (
      looksForCells &&
      node !== undefined &&
      domain.numaCells.length > 0 &&
      !domain.numaCells.includes(Number(node))
    )
      complain(device, `a NUMA cell ${node}`);
    const needsPath = device.model === 'nvdimm' || device.model === 'virtio-pmem';
    if (needsPath && !settingAt(device, 'source/path')) complain(device, '<path> in its <source>');
    if (device.model === 'virtio-mem' && settingAt(device, 'target/block') === undefined)
      complain(device, '<block> in its <target>');
  }
}

/** What `<maxMemory>` says and needs: a size and slots, as much as the guest has with its memory devices, and NUMA cells. */
function checkMaximum(checking: Checking): void {
  const { element, devices, memorySlots = 0, machine, numaCells } = checking.domain;
  const maximum = child(element, 'maxMemory');
  if (maximum === undefined) return;
  const complain = (need: string): void => {
    checking.diagnostics.push(
      createDiagnostic('RP2443', { span: maximum.startTag, values: { device: '<maxMemory>', need } }),
    );
  };
  const most = sizeOf(maximum, textOf(maximum));
  const fillsCells = checking.facts.profile.switches.numaCellForHotplug;
  const needsCells = !fillsCells && !isArch(machine.arch, 'ppc64');
  const cells = numaCellElements(element);
  const ofDevices = sum(devices.memory.map((device) => Math.ceil(kibibytes(device, 'target/size') ?? 0)));
  const written = child(element, 'memory');
  const ofMemory = written === undefined ? 0 : sizeOf(written, textOf(written));
  const ofCells = sum(cells.map(([, cell]) => sizeOf(cell, attributeValue(cell, 'memory'))));
  // Without cells the devices are a part of the memory.
  const total = cells.length === 0 ? ofMemory : ofCells + ofDevices;
  if (most === 0 && memorySlots > 0) complain('a size');
  if (!(most > 0)) return;
  if (total > most && Number.isSafeInteger(total))
    complain(`${total} KiB, as much as the guest has with its memory devices`);
  else if (cells.length === 0 && ofMemory > 0 && ofDevices >= ofMemory)
    complain(`a guest with more <memory> than the ${ofDevices} KiB of its memory devices, or with NUMA cells`);
  if (devices.memory.length > 0) return;
  if (memorySlots === 0 && !fillsCells) complain('slots');
  else if (numaCells.length === 0 && needsCells) complain('a guest with NUMA cells');
}

const sum = (sizes: readonly number[]): number => sizes.reduce((all, one) => all + one, 0);

const hasSlot = ({ model }: Memory): boolean => model === 'dimm' || model === 'nvdimm';

/** Slots of memory: there are so many, and each holds one device. */
function checkSlots(checking: Checking): void {
  const { memorySlots = 0, devices } = checking.domain;
  const slots = new Set<number>();
  const bases = new Set<bigint>();
  for (const device of devices.memory) {
    const { address } = device;
    if (address.type !== 'dimm' || address.slot === undefined) continue;
    const complain = (part: string, reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: `address ${part}`, reason }, 'address', part);
    if (address.slot >= memorySlots && memorySlots > 0) complain('slot', `there are ${memorySlots} slots`);
    if (slots.has(address.slot)) complain('slot', 'another device has it');
    slots.add(address.slot);
    if (address.base === undefined) continue;
    if (bases.has(address.base)) complain('base', 'another device has it');
    bases.add(address.base);
  }
}

/** How much of the guest's addresses a device takes, in KiB: a label is cut off, and what is not aligned then. */
function usedSize(device: Memory): number {
  const size = kibibytes(device, 'target/size') ?? 0;
  const label = kibibytes(device, 'target/label/size') ?? 0;
  if (device.model !== 'nvdimm' || !(label > 0)) return size;
  const unit = kibibytes(device, 'source/alignsize') ?? 1;
  return Math.floor((size - label) / unit) * unit;
}

/** Memory that says where it begins has that place alone. */
function checkBases(checking: Checking): void {
  const taken: (readonly [begin: number, end: number])[] = [];
  for (const device of checking.domain.devices.memory) {
    const { address } = device;
    const written = settingAt(device, 'target/address@base');
    const begin = written === undefined ? address.type === 'dimm' && address.base : placeInMemory(written);
    const end = Number(begin) + usedSize(device) * 1024;
    if (begin === false || begin === undefined || !(end > 0)) continue;
    const isTaken = taken.some((other) => Number(begin) < other[1] && other[0] < end);
    if (isTaken)
      refuse(checking, 'RP2440', device, { setting: 'address base', reason: 'another device is there' }, 'address');
    taken.push([Number(begin), end]);
  }
}

/** An address in the guest's memory; it is hexadecimal without 0x, too. */
const placeInMemory = (text: string): number =>
  /^[ \t\r\n]*\+?(?:0x)?[\da-f]+$/i.test(text) ? Number.parseInt(text.trim().replace('+', ''), 16) : Number.NaN;

/** Where virtio memory that says so begins: at a block, or a page. */
function checkTargetBases(checking: Checking): void {
  for (const device of checking.domain.devices.memory) {
    const written = settingAt(device, 'target/address@base');
    if (written === undefined || !device.model.startsWith('virtio-')) continue;
    const begin = placeInMemory(written);
    const unit = device.model === 'virtio-mem' ? (kibibytes(device, 'target/block') ?? LEAST_BLOCK) : 4;
    const reason = `it has to be a multiple of ${unit} KiB`;
    if (!(begin % (unit * 1024) === 0))
      refuse(checking, 'RP2440', device, { setting: 'target address base', reason }, 'target', 'address');
  }
}

/** Memory without a slot counted as if it had one. */
function checkSlotCount(checking: Checking): void {
  const { memorySlots = 0, devices } = checking.domain;
  const beyond = devices.memory[memorySlots];
  if (memorySlots > 0 && beyond !== undefined && !devices.memory.every(hasSlot))
    refuse(checking, 'RP2443', beyond, { need: `more than ${memorySlots} slots in <maxMemory>` });
}

/** The block size of a virtio-mem device is a power of two, and what is asked for consists of blocks. */
function checkVirtioMem(checking: Checking): void {
  for (const device of checking.domain.devices.memory) {
    if (device.model !== 'virtio-mem') continue;
    const [size, block, requested] = ['size', 'block', 'requested'].map((part) => kibibytes(device, `target/${part}`));
    const complain = (part: string, reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: `target ${part}`, reason }, 'target', part);
    if (block !== undefined && !isPowerFrom(LEAST_BLOCK, block))
      complain('block', 'it has to be a power of two, 2 MiB or more');
    else if (block !== undefined && requested !== undefined && !Number.isNaN(requested)) {
      if (!(requested % block === 0)) complain('requested', 'it has to be a multiple of the block');
      else if (size !== undefined && requested > size) complain('requested', 'it is more than the size');
    }
  }
}

const LEAST_BLOCK = 2048;

/** The label of an nvdimm is a part of it. */
function checkLabels(checking: Checking): void {
  for (const device of checking.domain.devices.memory) {
    const label = kibibytes(device, 'target/label/size') ?? 0;
    if (device.model !== 'nvdimm' || Number.isNaN(label)) continue;
    const complain = (reason: string): void =>
      refuse(checking, 'RP2440', device, { setting: 'target label', reason }, 'target', 'label');
    if (label > 0 && label < LEAST_LABEL) complain('it has to be 128 KiB or more');
    else if (label >= (kibibytes(device, 'target/size') ?? Number.POSITIVE_INFINITY))
      complain('it has to be smaller than the device');
  }
}

/** QEMU maps shared memory of a power of two of MiB. */
function checkShared(checking: Checking): void {
  for (const device of checking.domain.devices.shmem) {
    const size = kibibytes(device, 'size', 'b') ?? 0;
    if (!(size > 0) || isPowerFrom(LEAST_SHARED, size)) continue;
    refuseSize(checking, device, '1 MiB');
  }
}

const LEAST_SHARED = 1024;
const LEAST_LABEL = 128;
const LEAST_STORE = 4;

function checkStores(checking: Checking): void {
  for (const device of checking.domain.devices.pstore) {
    const size = kibibytes(device, 'size') ?? LEAST_STORE;
    if (!isPowerFrom(LEAST_STORE, size)) refuseSize(checking, device, '4 KiB');
  }
}

const isPowerFrom = (least: number, size: number): boolean => size >= least && Number.isInteger(Math.log2(size));

function refuseSize(checking: Checking, device: Device, least: string): void {
  const reason = `it has to be a power of two, ${least} or more`;
  refuse(checking, 'RP2440', device, { setting: 'size', reason }, 'size');
}

/** A size in KiB, as far as it is a number; NaN for one that is none. */
function kibibytes(device: Device, place: string, unit = 'KiB'): number | undefined {
  const text = settingAt(device, place);
  if (text === undefined) return undefined;
  // A unit that libvirt does not know is refused as such.
  const bytes = unitBytes(settingAt(device, `${place}@unit`) || unit) ?? 1;
  return text.trim() === '' ? Number.NaN : (Number(text) * bytes) / 1024;
}

/** A size that the element itself has, in KiB. */
function sizeOf(element: XmlElement, text = ''): number {
  const bytes = unitBytes(attributeValue(element, 'unit') || 'KiB') ?? 1;
  return Math.ceil((Number(text) * bytes) / 1024);
}

/** The guest's memory can be seen by another process. */
function sharesMemory({ domain }: Checking): boolean {
  if (attributeByPath(domain.element, 'memoryBacking/access', 'mode')?.value === 'shared') return true;
  const cells = numaCellElements(domain.element);
  const isShared = ({ attributes }: XmlElement): boolean =>
    attributes.some(({ name, value }) => name === 'memAccess' && value === 'shared');
  return cells.length > 0 && cells.every(([, cell]) => isShared(cell));
}

const needsSharing =
  <Kind extends DeviceKind>(kind: Kind, concerns: (device: Device) => boolean) =>
  (checking: Checking): void => {
    if (sharesMemory(checking)) return;
    const users: readonly Device[] = checking.domain.devices[kind];
    for (const device of users) {
      if (concerns(device))
        refuse(checking, 'RP2443', device, { need: "<memoryBacking> with <access mode='shared'/>" });
    }
  };

/** Memory devices, and what needs memory that another process can see. */
export const MEMORY_SETTING_CHECKS: readonly Check[] = [
  { when: SETTING_DATES.all, run: checkMemory },
  { when: SETTING_DATES.all, run: checkMaximum },
  {
    when: SETTING_DATES.all,
    run: needsSharing('filesystem', (device) => device.kind === 'filesystem' && device.driver === 'virtiofs'),
  },
  {
    when: SETTING_DATES.allButFirst,
    run: needsSharing(
      'disk',
      (device) =>
        device.kind === 'disk' &&
        (device.sourceType === 'vhostvdpa' ||
          (device.sourceType === 'vhostuser' && settingAt(device, 'source') !== undefined)),
    ),
  },
  {
    when: SETTING_DATES.lastTwo,
    run: needsSharing('interface', (device) => device.kind === 'interface' && device.type === 'vhostuser'),
  },
  { when: SETTING_DATES.all, run: checkSlots },
  { when: SETTING_DATES.firstTwo, run: checkSlotCount },
  { when: SETTING_DATES.lastTwo, run: checkBases },
  { when: SETTING_DATES.lastTwo, run: checkTargetBases },
  { when: SETTING_DATES.allButFirst, run: checkVirtioMem },
  { when: SETTING_DATES.all, run: checkLabels },
  { when: SETTING_DATES.lastTwo, run: checkStores },
  { when: SETTING_DATES.lastTwo, run: checkShared },
];
