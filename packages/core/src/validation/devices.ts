import type { Controller, Device, Disk } from '../domain/index.ts';
import { inForce, REFUSALS, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, type XmlElement } from '../xml/index.ts';
import { bootOrders, type Check, type Checking, type DevicePart, refuse } from './check.ts';

const valueAt = (element: XmlElement | undefined, name: string, attribute: string): string | undefined => {
  const inner = element === undefined ? undefined : child(element, name);
  return inner === undefined ? undefined : attributeValue(inner, attribute);
};

/** What CD-ROMs and luns may be on, and of. */
function checkDiskDevices(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const { device, bus, sourceType } = disk;
    if (device === 'cdrom' && (bus === 'virtio' || bus === 'sd'))
      refuse(checking, 'RP2311', disk, { what: 'a CD-ROM', bus, others: 'sata, scsi or usb' }, 'target', 'bus');
    if (device === 'lun' && bus !== 'virtio' && bus !== 'scsi')
      refuse(checking, 'RP2311', disk, { what: 'a lun', bus, others: 'scsi or virtio' }, 'target', 'bus');
    else if (device === 'lun' && !isBlock(disk, sourceType)) refuse(checking, 'RP2312', disk, { type: sourceType });
  }
}

function isBlock({ element }: Disk, sourceType: string): boolean {
  if (sourceType === 'network') return valueAt(element, 'source', 'protocol') === 'iscsi';
  return sourceType === 'block' || sourceType === 'volume';
}

/** A USB controller or a balloon of model `none` has neither alias nor ACPI index; a display of that model has one. */
function isNoDevice(device: Device): boolean {
  if (device.kind === 'graphics' || device.kind === 'audio') return true;
  if (device.kind !== 'memballoon' && (device.kind !== 'controller' || device.type !== 'usb')) return false;
  return device.model === 'none';
}

/** Of an IOMMU the first that was asked reads no alias. */
const readsAliases = ({ facts }: Checking): boolean => inForce(SETTING_DATES.allButFirst, facts.profile.release);

/** Values that may be there once among all devices: boot orders and aliases. */
function checkOnce(
  path: readonly [string, string],
  what: string,
  parts: (checking: Checking) => readonly DevicePart[],
  isCounted: (value: string) => boolean,
) {
  return (checking: Checking): void => {
    const holders = new Map<string, Device>();
    // The console that stands for a serial device is looked at in its place (I-CONSOLE).
    const mirrored = new Set<Device | undefined>(checking.domain.devices.console.map(({ mirrors }) => mirrors));
    for (const { device, element } of parts(checking)) {
      // Of the one for which a serial device is made nothing is.
      const makesSerial =
        device.kind === 'console' && device.mirrors !== undefined && device.mirrors.element === undefined;
      const isUnread = device.kind === 'iommu' && !readsAliases(checking);
      if (mirrored.has(device) || makesSerial || isUnread || isNoDevice(device)) continue;
      const written = attributeValue(element, path[1]);
      if (written === undefined || !isCounted(written)) continue;
      // A number is the same in each spelling.
      const value = path[1] === 'order' ? String(Number(written)) : written;
      const holder = holders.get(value);
      if (holder !== undefined) refuse(checking, 'RP2313', device, { what, value }, ...path);
      else holders.set(value, device);
    }
  };
}

const COMPANIONS: readonly (string | undefined)[] = ['ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3'];

const isModelLess = (element: XmlElement): boolean => attributeValue(element, 'model') === undefined;

/** Only the companions of a USB controller share its index. */
function checkUsbIndexes(checking: Checking): void {
  const holders = new Map<number, Controller>();
  for (const controller of checking.domain.devices.controller) {
    if (controller.type !== 'usb' || COMPANIONS.includes(controller.model)) continue;
    // One that s390x has turned off by itself counts for no other.
    if (controller.model === 'none' && controller.element !== undefined && isModelLess(controller.element)) continue;
    if (holders.has(controller.index)) refuse(checking, 'RP2314', controller, { index: controller.index }, 'index');
    else holders.set(controller.index, controller);
  }
}

const acpiIndexes = ({ parts }: Checking): readonly DevicePart[] =>
  parts('acpi').filter(({ device }) => !isNoDevice(device));

/** Numbers that begin with 1. */
function checkNotZero(path: readonly [string, string], parts: (checking: Checking) => readonly DevicePart[]) {
  return (checking: Checking): void => {
    for (const { device, element } of parts(checking)) {
      const value = attributeValue(element, path[1]);
      // A sign changes nothing.
      if (value !== undefined && /^[ \t\r\n]*[-+]?0+$/.test(value))
        refuse(checking, 'RP2315', device, { field: path.join(' ') }, ...path);
    }
  };
}

function checkPs2(checking: Checking): void {
  for (const input of checking.domain.devices.input) {
    if (input.bus === 'ps2' && !checking.domain.hasPs2)
      refuse(checking, 'RP2043', input, { reason: 'PS/2 is turned off in <features>' });
    if (input.bus === 'ps2' && input.type === 'passthrough')
      refuse(checking, 'RP2043', input, { reason: 'PS/2 has a mouse and a keyboard only' });
  }
}

export const DEVICE_CHECKS: readonly Check[] = [
  { when: REFUSALS['disk-devices'], run: checkDiskDevices },
  { when: REFUSALS['boot-order-twice'], run: checkOnce(['boot', 'order'], 'boot order', bootOrders, () => true) },
  {
    when: REFUSALS['alias-twice'],
    run: checkOnce(
      ['alias', 'name'],
      'alias',
      ({ parts }) => parts('alias'),
      (value) => /^ua-[\w-]*$/.test(value),
    ),
  },
  { when: REFUSALS['boot-order-zero'], run: checkNotZero(['boot', 'order'], bootOrders) },
  { when: REFUSALS['acpi-index-zero'], run: checkNotZero(['acpi', 'index'], acpiIndexes) },
  { when: REFUSALS['usb-indexes'], run: checkUsbIndexes },
  { when: REFUSALS.ps2, run: checkPs2 },
];
