import { createDiagnostic } from '../../diagnostics/index.ts';
import { type Disk, deviceLabel, type Hostdev } from '../../domain/index.ts';
import { type Completion, findController, refuseDevice } from '../completion.ts';

/** Disks per controller, and how a target number is split (X-DRIVE). */
const DRIVES = {
  scsi: { perController: 7, perBus: 7 },
  ide: { perController: 4, perBus: 2 },
  sata: { perController: 6, perBus: 6 },
  fdc: { perController: 2, perBus: 2 },
} as const;

function isDriveBus(bus: string): bus is keyof typeof DRIVES {
  return Object.hasOwn(DRIVES, bus);
}

/** X-DRIVE: the place of disks on SCSI, IDE, SATA and floppy controllers, from their target names. */
export function assignDriveAddresses(completion: Completion): void {
  for (const disk of completion.domain.devices.disk) {
    if (disk.address.type !== 'none') continue;
    if (disk.bus === 'nvme' && disk.nvmeController !== undefined) {
      disk.address = { type: 'drive', controller: disk.nvmeController, bus: 0, target: 0, unit: disk.targetNumber };
      continue;
    }
    if (!isDriveBus(disk.bus)) continue;
    if (disk.targetNumber < 0) {
      refuseDevice(completion, 'RP2012', disk, { name: disk.target, device: disk.device });
      continue;
    }
    const { perController, perBus } = DRIVES[disk.bus];
    const onController = disk.targetNumber % perController;
    disk.address = {
      type: 'drive',
      controller: Math.floor(disk.targetNumber / perController),
      bus: Math.floor(onController / perBus),
      target: 0,
      unit: onController % perBus,
    };
    checkAgainstScsiHosts(completion, disk);
  }
}

function checkAgainstScsiHosts(completion: Completion, disk: Disk): void {
  if (disk.bus !== 'scsi' || disk.address.type !== 'drive') return;
  const { controller, bus, target, unit } = disk.address;
  const holder = completion.domain.devices.hostdev.find(
    ({ address }) =>
      address.type === 'drive' &&
      address.controller === controller &&
      address.bus === bus &&
      address.target === target &&
      address.unit === unit,
  );
  if (holder !== undefined) reportDriveClash(completion, disk, holder);
}

function reportDriveClash(completion: Completion, device: Disk | Hostdev, holder: Disk | Hostdev): void {
  const place =
    device.address.type === 'drive'
      ? `${device.address.controller}:${device.address.bus}:${device.address.target}:${device.address.unit}`
      : '';
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
  const { disk, hostdev } = completion.domain.devices;
  refuseSharedPlaces(completion, disk);
  refuseSharedPlaces(completion, hostdev);
}

function refuseSharedPlaces(completion: Completion, devices: readonly (Disk | Hostdev)[]): void {
  const seen = new Map<string, Disk | Hostdev>();
  for (const device of devices) {
    const { address } = device;
    if (address.type !== 'drive') continue;
    const key = [
      device.kind === 'disk' ? device.bus : 'scsi',
      address.controller,
      address.bus,
      address.target,
      address.unit,
    ].join(' ');
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
  for (const device of completion.domain.devices.hostdev) {
    if (device.mode !== 'subsystem' || device.type !== 'scsi') continue;
    if (device.address.type === 'none') device.address = freeScsiHostPlace(completion);
    else checkGivenScsiHost(completion, device);
  }
}

function checkGivenScsiHost(completion: Completion, device: Hostdev): void {
  const { address } = device;
  if (address.type !== 'drive') return;
  const holder = completion.domain.devices.disk.find(
    (disk) =>
      disk.bus === 'scsi' &&
      disk.address.type === 'drive' &&
      disk.address.controller === address.controller &&
      disk.address.bus === address.bus &&
      disk.address.target === address.target &&
      disk.address.unit === address.unit,
  );
  if (holder !== undefined)
    refuseDevice(
      completion,
      'RP2035',
      device,
      {
        device: deviceLabel(device),
        holder: deviceLabel(holder),
        place: `${address.controller}:${address.bus}:${address.target}:${address.unit}`,
      },
      'address',
    );
}

function freeScsiHostPlace(completion: Completion): Hostdev['address'] {
  const { domain, facts } = completion;
  const { scsiHostUnits } = facts.profile.switches;
  const taken = new Set<string>();
  const disks = domain.devices.disk.filter(({ bus }) => bus === 'scsi');
  for (const { address } of [...disks, ...domain.devices.hostdev]) {
    if (address.type === 'drive' && address.bus === 0 && address.target === 0)
      taken.add(`${address.controller}:${address.unit}`);
  }
  const place = (controller: number, unit: number): Hostdev['address'] => ({
    type: 'drive',
    controller,
    bus: 0,
    target: 0,
    unit,
  });
  const freeUnit = (controller: number): number | undefined => {
    const model = findController(domain, 'scsi', controller)?.model ?? '';
    const highest = scsiHostUnits === 'modelLimits' ? (SCSI_UNIT_LIMITS[model] ?? UNITS_TRIED - 1) : UNITS_TRIED - 1;
    for (let unit = 0; unit <= highest; unit += 1) if (!taken.has(`${controller}:${unit}`)) return unit;
    return undefined;
  };
  if (scsiHostUnits === 'listOrder') {
    const controllers = domain.devices.controller.filter(({ type }) => type === 'scsi');
    for (const { index } of controllers) {
      const unit = freeUnit(index);
      if (unit !== undefined) return place(index, unit);
    }
    return place(controllers.length, 0);
  }
  for (let controller = 0; ; controller += 1) {
    const unit = freeUnit(controller);
    if (unit !== undefined) return place(controller, unit);
  }
}
