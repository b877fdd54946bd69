import { allDevices, type Device, type DeviceKind, deviceLabel, foreignRegister } from '../../domain/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';
import { defaultScsiModel, workingScsiModel } from '../rules/scsi-models.ts';

const STEP = 0x1000;

/** Devices that get registers. */
const SERVED: readonly DeviceKind[] = ['interface', 'controller', 'serial', 'nvram', 'tpm'];

/** X-SPAPR: registers of devices on the spapr-vio bus, class by class. */
export function assignSpaprRegisters(completion: Completion): void {
  const { domain, facts } = completion;
  const isPseries = domain.machine.family === 'pseries';
  const { serialTargetByMachine, tpmSpapr } = facts.profile.switches;
  const { devices } = domain;
  const used = new Map<number, Device>();
  // A register of any other device is looked at only where one of these wants it; a console has that of its serial device.
  const placed = allDevices(domain).filter(({ kind, address }) => address.type === 'spapr-vio' && kind !== 'console');
  placed.sort((a, b) => SERVED.indexOf(a.kind) - SERVED.indexOf(b.kind));
  for (const device of placed) {
    const { address } = device;
    if (address.type === 'spapr-vio' && address.reg !== undefined && !used.has(address.reg))
      used.set(address.reg, device);
  }
  const nextFree = new Map<number, number>();
  const give = (device: Device, isForced: boolean, start: number): void =>
    giveRegister(completion, { used, nextFree }, device, isForced, start);
  for (const nic of devices.interface) give(nic, nic.model === 'spapr-vlan', 0x1000);
  const standard = defaultScsiModel(completion);
  for (const controller of devices.controller) {
    const isForced = controller.type === 'scsi' && workingScsiModel(controller, standard) === 'ibmvscsi';
    give(controller, isForced, 0x2000);
  }
  for (const serial of devices.serial) {
    give(serial, serialTargetByMachine ? serial.targetType === 'spapr-vio-serial' : isPseries, 0x3000_0000);
  }
  for (const nvram of devices.nvram) give(nvram, isPseries, 0x3000);
  for (const tpm of devices.tpm) give(tpm, tpmSpapr && isPseries && tpm.model !== 'spapr-tpm-proxy', 0x4000);
}

interface Registers {
  readonly used: Map<number, Device>;
  /** Where the last search from a start ended: registers are only taken. */
  readonly nextFree: Map<number, number>;
}

function giveRegister(
  completion: Completion,
  { used, nextFree }: Registers,
  device: Device,
  isForced: boolean,
  start: number,
): void {
  if (device.address.type !== 'spapr-vio') {
    if (!isForced) return;
    device.address = { type: 'spapr-vio', ...leftover(device) };
  }
  const { reg } = device.address;
  if (reg !== undefined) {
    const holder = used.get(reg);
    if (holder === undefined) used.set(reg, device);
    else if (holder !== device) {
      refuseDevice(
        completion,
        'RP2026',
        device,
        { device: deviceLabel(device), reg: `0x${reg.toString(16)}` },
        'address',
      );
    }
    return;
  }
  let free = nextFree.get(start) ?? start;
  while (used.has(free)) free += STEP;
  nextFree.set(start, free);
  used.set(free, device);
  device.address = { type: 'spapr-vio', reg: free };
}

// A quirk that is imitated: what a forced device has of another type of address is read as the register.
function leftover({ address }: Device): { readonly reg?: number } {
  const reg = foreignRegister(address);
  return reg === undefined ? {} : { reg };
}
