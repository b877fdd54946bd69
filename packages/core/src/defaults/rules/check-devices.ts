import { createDiagnostic } from '../../diagnostics/index.ts';
import type { Device } from '../../domain/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';

/** V-DISKDUP: two disks of one target name. */
export function checkDiskTargets(completion: Completion): void {
  const seen = new Map<string, Device>();
  for (const disk of completion.domain.devices.disk) {
    const holder = seen.get(disk.target);
    if (holder === undefined) {
      seen.set(disk.target, disk);
      continue;
    }
    const span = holder.element?.startTag;
    completion.diagnostics.push(
      createDiagnostic('RP2013', {
        span: disk.element?.startTag,
        values: { target: disk.target },
        related: [{ message: `first used here`, ...(span === undefined ? {} : { span }) }],
      }),
    );
  }
}

/** V-HDADDR: address types that a host device cannot have. */
export function checkHostDeviceAddresses(completion: Completion): void {
  const { ignoresUnassigned } = completion.facts.profile.switches;
  for (const device of completion.domain.devices.hostdev) {
    const { type } = device.address;
    if (type === 'none' || device.mode !== 'subsystem') continue;
    const isFine =
      device.type === 'pci'
        ? type === 'pci' || (ignoresUnassigned && type === 'unassigned')
        : device.type !== 'scsi' || type === 'drive';
    if (!isFine) refuseDevice(completion, 'RP2021', device, { type }, 'address');
  }
}
