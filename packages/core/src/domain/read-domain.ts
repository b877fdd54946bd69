import type { Diagnostic } from '../diagnostics/index.ts';
import { attributeValue, child, elements, textOf, type XmlDocument, type XmlElement } from '../xml/index.ts';
import type { Device, DeviceKind } from './device.ts';
import { type DeviceLists, type Domain, emptyDeviceLists } from './domain.ts';
import { featureOf } from './features.ts';
import { orderControllers, orderDisks, orderVideos } from './list-order.ts';
import { numaCellElements } from './numa-cells.ts';
import { osOf, osTypeOf } from './os.ts';
import { readCharacterDevice } from './read/character.ts';
import { checkValues } from './read/check-values.ts';
import { readController } from './read/controller.ts';
import { readDisk } from './read/disk.ts';
import { readHostdev, readInterface } from './read/network.ts';
import { numberAttribute, parseDecimal } from './read/numbers.ts';
import {
  isModelDeviceKind,
  readFilesystem,
  readInput,
  readModelDevice,
  readPlainDevice,
  readShmem,
  readVideo,
} from './read/others.ts';
import { type ReadFacts, type Reading, reportAt } from './read/reading.ts';

/** What reading gives: the domain, and what is wrong with the text. */
export interface ReadResult {
  readonly domain: Domain;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a `<domain>` into its device lists, in libvirt's order (P-1). Faults are reported, all of them. */
export function readDomain(document: XmlDocument, element: XmlElement, facts: ReadFacts): ReadResult {
  const diagnostics: Diagnostic[] = [];
  const type = osTypeOf(element);
  const machine = facts.resolveMachine(writtenOf(type, 'arch'), writtenOf(type, 'machine'));
  const reading: Reading = { facts, machine, diagnostics };
  const os = osOf(element);
  if (os !== undefined) checkValues(os, reading);
  checkMachine(type ?? element, reading);
  const devicesElements = elements(element, 'devices');
  const [devicesElement] = devicesElements;
  const devices = readDevices(devicesElements, reading);
  const memorySlots = readMemorySlots(element, reading);
  const domain: Domain = {
    document,
    element,
    ...(devicesElement === undefined ? {} : { devicesElement }),
    devicesElements,
    machine,
    isHvm: type === undefined || textOf(type).trim() === 'hvm',
    hasAcpi: featureOf(element, 'acpi') !== undefined,
    hasPs2: !isPs2Off(element),
    vcpus: readVcpus(element),
    numaCells: readNumaCells(element, facts),
    ...(memorySlots === undefined ? {} : { memorySlots }),
    devices,
  };
  return { domain, diagnostics };
}

// An empty attribute is one that is not written.
function writtenOf(type: XmlElement | undefined, name: string): string | undefined {
  const value = type === undefined ? undefined : attributeValue(type, name);
  return value === '' ? undefined : value;
}

/** What is no name of a machine or of an architecture must not get any further: both end up on a command line. */
function checkMachine(type: XmlElement, reading: Reading): void {
  const { arch, name } = reading.machine;
  if (!reading.facts.knowsArch(arch)) {
    reportAt(reading, 'RP2201', type, 'arch', { arch, known: reading.facts.archesLike(arch).join(', ') });
  }
  if (!/^\w[\w.+-]*$/.test(name)) reportAt(reading, 'RP2200', type, 'machine', { machine: name });
}

function readDevices(parents: readonly XmlElement[], reading: Reading): DeviceLists {
  const lists = emptyDeviceLists();
  for (const element of parents.flatMap((parent) => elements(parent))) {
    // What is of a namespace is not libvirt's.
    if (element.uri !== '') continue;
    const since = reading.facts.elementSince(element.name);
    if (since !== undefined) {
      reportAt(reading, 'RP4004', element, undefined, { element: element.name, since });
      continue;
    }
    checkValues(element, reading);
    const device = readDevice(element, reading);
    if (device !== undefined) add(lists, device);
  }
  return {
    ...lists,
    disk: orderDisks(lists.disk, reading.facts.disksSortedBeforeBus),
    controller: orderControllers(lists.controller),
    video: orderVideos(lists.video),
  };
}

function add(lists: { readonly [Kind in DeviceKind]: Device[] }, device: Device): void {
  lists[device.kind].push(device);
}

function readDevice(element: XmlElement, reading: Reading): Device | undefined {
  const { name } = element;
  if (isModelDeviceKind(name)) return readModelDevice(name, element, reading);
  switch (name) {
    case 'disk':
      return readDisk(element, reading);
    case 'controller':
      return readController(element, reading);
    case 'interface':
      return readInterface(element, reading);
    case 'hostdev':
      return readHostdev(element, reading);
    case 'filesystem':
      return readFilesystem(element, reading);
    case 'video':
      return readVideo(element, reading);
    case 'input':
      return readInput(element, reading);
    case 'shmem':
      return readShmem(element, reading);
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
      return readCharacterDevice(name, element, reading);
    case 'graphics':
    case 'hub':
    case 'smartcard':
    case 'memory':
    case 'redirdev':
    case 'tpm':
      return readPlainDevice(name, element, reading);
    default:
      // libvirt passes over elements that it does not know.
      return undefined;
  }
}

function isPs2Off(domain: XmlElement): boolean {
  const ps2 = featureOf(domain, 'ps2');
  return ps2 !== undefined && attributeValue(ps2, 'state') === 'off';
}

function readVcpus(domain: XmlElement): number {
  const vcpu = child(domain, 'vcpu');
  return (vcpu === undefined ? undefined : parseDecimal(textOf(vcpu).trim())) ?? 1;
}

function readNumaCells(domain: XmlElement, { numaCellForHotplug }: ReadFacts): readonly number[] {
  const cells = numaCellElements(domain);
  if (cells.length === 0 && numaCellForHotplug && child(domain, 'maxMemory') !== undefined) return [0];
  return cells.map(([id]) => id);
}

function readMemorySlots(domain: XmlElement, reading: Reading): number | undefined {
  const maxMemory = child(domain, 'maxMemory');
  return maxMemory === undefined
    ? undefined
    : numberAttribute(maxMemory, 'slots', reading, { max: 0xffff_ffff, decimal: true });
}
