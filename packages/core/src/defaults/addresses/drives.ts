import { createDiagnostic } from '../../diagnostics/index.ts';
import {
  type Disk,
  type DriveAddress,
  deviceLabel,
  type HostDevice,
  hostDevices,
  hostDevicesOf,
} from '../../domain/index.ts';
import { type Completion, controllersByIndex, refuseDevice } from '../completion.ts';

/** Buses of a controller and units of a bus, over which the numbers of targets go (X-DRIVE). */
const DRIVES = {
  scsi: { buses: 1, units: 7 },
  ide: { buses: 2, units: 2 },
  sata: { buses: 1, units: 6 },
  fdc: { buses: 1, units: 2 },
} as const;

function isDriveBus(bus: string): bus is keyof typeof DRIVES {
  return Object.hasOwn(DRIVES, bus);
}

/** X-DRIVE: the place of disks on SCSI, IDE, SATA and floppy controllers, from their target names. */
export function assignDriveAddresses(completion: Completion): void {
  const scsiHosts = byPlace(hostDevices(completion.domain));
  for (const disk of completion.domain.devices.disk) {
    if (disk.address.type !== 'none') continue;
    if (disk.bus === 'nvme' && disk.targetNumber >= 0) {
      disk.address = {
        type: 'drive',
        controller: disk.nvmeController ?? 0,
        bus: 0,
        target: 0,
        unit: disk.targetNumber,
      };
      continue;
    }
    if (!isDriveBus(disk.bus)) continue;
    if (disk.targetNumber < 0) {
      refuseDevice(completion, 'RP2012', disk, { name: disk.target, device: disk.device });
      continue;
    }
    const { buses, units } = DRIVES[disk.bus];
    const bus = Math.floor(disk.targetNumber / units);
    disk.address = {
      type: 'drive',
      controller: Math.floor(bus / buses),
      bus: bus % buses,
      target: 0,
      unit: disk.targetNumber % units,
    };
    const holder = disk.bus === 'scsi' ? scsiHosts.get(placeOf(disk.address)) : undefined;
    if (holder !== undefined) reportDriveClash(completion, disk, holder);
  }
}

function placeOf({ controller, bus, target, unit }: DriveAddress): string {
  return `${controller}:${bus}:${target}:${unit}`;
}

/** The devices that have a drive address, the first of each place. */
function byPlace<T extends Disk | HostDevice>(devices: readonly T[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const device of devices) {
    const { address } = device;
    if (address.type === 'drive' && !found.has(placeOf(address))) found.set(placeOf(address), device);
  }
  return found;
}

function reportDriveClash(completion: Completion, device: Disk | HostDevice, holder: Disk | HostDevice): void {
  const place = device.address.type === 'drive' ? placeOf(device.address) : '';
  const span = holder.element?.startTag;
  completion.diagnostics.push(
    createDiagnostic('RP2035', {
      span: device.element?.startTag,
      values: { device: deviceLabel(device), holder: deviceLabel(holder), place },
      related: [{ message: `taken by ${deviceLabel(holder)}`, ...(span === undefined ? {} : { span }) }],
    }),
  );
}

/** V-DISKDUP: since 3.0 two disks on one place of a drive controller are refused, and two SCSI host devices. */
export function checkDuplicateDrives(completion: Completion): void {
  if (!completion.facts.profile.switches.duplicateDrives) return;
  refuseSharedPlaces(completion, completion.domain.devices.disk);
  refuseSharedPlaces(completion, hostDevices(completion.domain));
}

function refuseSharedPlaces(completion: Completion, devices: readonly (Disk | HostDevice)[]): void {
  const seen = new Map<string, Disk | HostDevice>();
  for (const device of devices) {
    const { address } = device;
    if (address.type !== 'drive') continue;
    const key = `${device.kind === 'disk' ? device.bus : 'scsi'} ${placeOf(address)}`;
    const holder = seen.get(key);
    if (holder === undefined) seen.set(key, device);
    else reportDriveClash(completion, device, holder);
  }
}

/** Highest unit that a SCSI model takes beyond what the search tries anyway, and the unit it keeps for itself (X-SCSIHOST). */
const SCSI_UNIT_LIMITS: Readonly<Record<string, number>> = { lsisas1068: 1 };
const UNITS_TRIED = 7;

/** X-SCSIHOST: the place of SCSI host devices that have none. */
export function assignScsiHostAddresses(completion: Completion): void {
  const devices = hostDevicesOf(completion.domain, 'scsi');
  if (devices.length === 0) return;
  const disks = completion.domain.devices.disk.filter(({ bus }) => bus === 'scsi');
  const holders = byPlace(disks);
  const nextPlace = freeScsiHostPlaces(completion, disks);
  for (const device of devices) {
    if (device.address.type === 'none') device.address = nextPlace();
    else if (device.address.type === 'drive') checkGivenScsiHost(completion, device, device.address, holders);
  }
}

function checkGivenScsiHost(
  completion: Completion,
  device: HostDevice,
  address: DriveAddress,
  disks: ReadonlyMap<string, Disk>,
): void {
  const place = placeOf(address);
  const holder = disks.get(place);
  if (holder === undefined) return;
  const values = { device: deviceLabel(device), holder: deviceLabel(holder), place };
  refuseDevice(completion, 'RP2035', device, values, 'address');
}

/** A function that takes the next free place. Places are only taken, so each search goes on where the last ended. */
function freeScsiHostPlaces({ domain, facts }: Completion, disks: readonly Disk[]): () => DriveAddress {
  const { scsiHostUnits } = facts.profile.switches;
  const taken = new Set<string>();
  for (const { address } of [...disks, ...hostDevices(domain)]) {
    if (address.type === 'drive') taken.add(placeOf(address));
  }
  const controllers = controllersByIndex(domain, 'scsi');
  const highestUnit = (controller: number): number => {
    const model = controllers.get(controller)?.model ?? '';
    return scsiHostUnits === 'modelLimits' ? (SCSI_UNIT_LIMITS[model] ?? UNITS_TRIED - 1) : UNITS_TRIED - 1;
  };
  const place = (controller: number, unit: number): DriveAddress => {
    return { type: 'drive', controller, bus: 0, target: 0, unit };
  };
  const takeFrom = (controller: number): DriveAddress | undefined => {
    for (let unit = 0; unit <= highestUnit(controller); unit += 1) {
      const address = place(controller, unit);
      if (taken.has(placeOf(address))) continue;
      taken.add(placeOf(address));
      return address;
    }
    return undefined;
  };
  const listed = domain.devices.controller.filter(({ type }) => type === 'scsi').map(({ index }) => index);
  const controllerAt = (position: number): number | undefined =>
    scsiHostUnits === 'listOrder' ? listed[position] : position;
  let tried = 0;
  return () => {
    for (let index = controllerAt(tried); index !== undefined; index = controllerAt(tried)) {
      const address = takeFrom(index);
      if (address !== undefined) return address;
      tried += 1;
    }
    return place(listed.length, 0);
  };
}
