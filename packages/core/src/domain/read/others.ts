import { attributeByPath, attributeValue, child, elements, type XmlElement } from '../../xml/index.ts';
import type { DeviceKind, DeviceOf, Filesystem, Input, Shmem, Video } from '../device.ts';
import { NO_ADDRESS } from '../device-address.ts';
import { isPlacedIommu } from '../iommu.ts';
import { readAddress } from './address.ts';
import { isFaulty, type Reading, reportAt } from './reading.ts';

/** Classes of which only `model` matters, and whether libvirt insists on it (D-1). */
const MODEL_DEVICES = {
  sound: true,
  watchdog: true,
  memballoon: true,
  rng: true,
  vsock: false,
  iommu: true,
  crypto: true,
  panic: false,
  pstore: false,
  nvram: false,
  audio: false,
} as const satisfies Partial<Record<DeviceKind, boolean>>;

/** Of these the model `default` is none. */
const WITH_DEFAULT: readonly string[] = ['panic', 'vsock'];

export type ModelDeviceKind = keyof typeof MODEL_DEVICES;

/** True for the classes that {@link readModelDevice} reads. */
export function isModelDeviceKind(name: string): name is ModelDeviceKind {
  return Object.hasOwn(MODEL_DEVICES, name);
}

/** One device of a class of which only the model matters; undefined when a model is missing that has to be there. */
export function readModelDevice(
  kind: ModelDeviceKind,
  element: XmlElement,
  reading: Reading,
):
  | {
      readonly kind: ModelDeviceKind;
      readonly element: XmlElement;
      address: DeviceOf<'rng'>['address'];
      model?: string;
    }
  | undefined {
  const written = attributeValue(element, 'model');
  const model = written === 'default' && WITH_DEFAULT.includes(kind) ? undefined : written;
  if (model === undefined && MODEL_DEVICES[kind]) {
    reportAt(reading, 'RP2005', element, undefined, { element: kind, attribute: 'model' });
    return undefined;
  }
  if (isFaulty(reading, element, 'model')) return undefined;
  // libvirt reads nothing of an address that the device cannot have.
  const isPlaceless = (kind === 'memballoon' && model === 'none') || (kind === 'iommu' && !isPlacedIommu(model));
  const hasPlace = kind !== 'audio' && !isPlaceless;
  const address = hasPlace ? readAddress(element, reading) : NO_ADDRESS;
  return { kind, element, address, ...(model === undefined ? {} : { model }) };
}

/** One `<video>`. */
export function readVideo(element: XmlElement, reading: Reading): Video {
  const model = videoType(element, reading);
  const address = readAddress(element, reading);
  return {
    kind: 'video',
    element,
    // The address of no display is read and dropped.
    address: model === 'none' ? NO_ADDRESS : address,
    primary: isPrimary(element, reading.facts.videoTypeOf === 'path'),
    ...(model === undefined || model === '' || model === 'default' ? {} : { model }),
  };
}

/** Whether a display says that it is the primary one; by a path, the first of its models that says anything about it counts. */
export function isPrimary(video: XmlElement, isByPath: boolean): boolean {
  if (isByPath) return attributeByPath(video, 'model', 'primary')?.value === 'yes';
  const model = child(video, 'model');
  return model !== undefined && attributeValue(model, 'primary') === 'yes';
}

function videoType(element: XmlElement, { facts: { videoTypeOf, saidByModels } }: Reading): string | undefined {
  if (videoTypeOf === 'path') return attributeByPath(element, 'model', 'type')?.value;
  const model = child(element, 'model');
  const isSaid = (one: XmlElement): boolean => saidByModels.some((name) => attributeValue(one, name) !== undefined);
  const read = videoTypeOf === 'first' || model === undefined ? model : elements(element, 'model').find(isSaid);
  return read && attributeValue(read, 'type');
}

/** One `<input>`; undefined when it cannot be one. */
export function readInput(element: XmlElement, reading: Reading): Input | undefined {
  const type = attributeValue(element, 'type');
  if (type === undefined) reportAt(reading, 'RP2005', element, undefined, { element: 'input', attribute: 'type' });
  if (type === undefined || isFaulty(reading, element, 'type') || isFaulty(reading, element, 'bus')) return undefined;
  const bus = attributeValue(element, 'bus') ?? reading.facts.inputBus(reading.machine, type);
  const model = attributeValue(element, 'model');
  return {
    kind: 'input',
    element,
    address: readAddress(element, reading),
    type,
    bus,
    ...(model === undefined ? {} : { model }),
  };
}

/** One `<filesystem>`. */
export function readFilesystem(element: XmlElement, reading: Reading): Filesystem {
  const driver = child(element, 'driver');
  const target = child(element, 'target');
  const model = attributeValue(element, 'model');
  const written = driver === undefined ? undefined : attributeValue(driver, 'type');
  return {
    kind: 'filesystem',
    element,
    address: readAddress(element, reading),
    driver: written ?? 'path',
    target: (target === undefined ? undefined : attributeValue(target, 'dir')) ?? '',
    ...(model === undefined ? {} : { model }),
  };
}

/** One `<shmem>`. */
export function readShmem(element: XmlElement, reading: Reading): Shmem {
  const part = child(element, 'model');
  const model = (part && attributeValue(part, 'type')) ?? '';
  return {
    kind: 'shmem',
    element,
    address: readAddress(element, reading),
    model: model === '' ? 'ivshmem' : model,
    name: attributeValue(element, 'name') ?? '',
  };
}

/** Devices that never take a PCI address and of which one attribute or two identify one. */
export function readPlainDevice(
  kind: 'graphics' | 'hub' | 'smartcard' | 'memory' | 'redirdev' | 'tpm',
  element: XmlElement,
  reading: Reading,
): DeviceOf<'graphics' | 'hub' | 'smartcard' | 'memory' | 'redirdev' | 'tpm'> {
  const type = attributeValue(element, 'type') ?? '';
  const model = attributeValue(element, 'model');
  const base = { element, address: kind === 'graphics' ? NO_ADDRESS : readAddress(element, reading) };
  switch (kind) {
    case 'graphics':
    case 'hub':
      return { kind, ...base, type };
    case 'smartcard':
      return { kind, ...base, mode: attributeValue(element, 'mode') ?? '' };
    case 'memory':
      return { kind, ...base, model: model ?? '' };
    case 'redirdev':
      return { kind, ...base, type, bus: attributeValue(element, 'bus') ?? 'usb' };
    case 'tpm':
      return { kind, ...base, model: model ?? '' };
  }
}
