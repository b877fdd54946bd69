import { assignCcidAddresses } from './addresses/ccid.ts';
import { assignMemorySlots } from './addresses/dimm.ts';
import { assignDriveAddresses, assignScsiHostAddresses, checkDuplicateDrives } from './addresses/drives.ts';
import { assignSpaprRegisters } from './addresses/spapr-vio.ts';
import { assignUsbPorts } from './addresses/usb.ts';
import { assignVirtioSerialPorts } from './addresses/virtio-serial.ts';
import { assignVirtioTransport } from './addresses/virtio-transport.ts';
import type { Completion } from './completion.ts';
import { addControllersForDevices } from './rules/add-controllers-for-devices.ts';
import {
  addAudio,
  addBalloon,
  addForcedDmiBridge,
  addIntelIommu,
  addItcoWatchdog,
  addPanic,
  addPs2Inputs,
  addRootController,
  addSataController,
  addUsbController,
  addUsbInputs,
} from './rules/add-machine-devices.ts';
import { addScsiHostControllersWhileReading } from './rules/add-scsi-host-controllers.ts';
import { addVideo, checkVideos } from './rules/add-video.ts';
import { checkDuplicateIndexes, checkExpanders, checkRoots, checkUsbControllers } from './rules/check-controllers.ts';
import { checkDiskTargets, checkHostDeviceAddresses } from './rules/check-devices.ts';
import {
  chooseCharacterTargets,
  chooseNicModels,
  choosePanicAndTpmModels,
  chooseUsbDiskModels,
  chooseUsbModels,
  chooseVideoModels,
  completeIscsiNames,
  copyNvmeSerials,
  numberCharacterPorts,
} from './rules/complete-devices.ts';
import { numberControllers } from './rules/number-controllers.ts';
import { followSerials, pairConsoles } from './rules/pair-consoles.ts';
import { checkScsiModels, chooseScsiModels } from './rules/scsi-models.ts';

type Rule = (completion: Completion) => void;

/** P-1 to P-6, in order: the definition as it is when the PCI step begins. */
const RULES: readonly Rule[] = [
  addScsiHostControllersWhileReading,
  numberCharacterPorts,
  checkHostDeviceAddresses,
  checkUsbControllers,
  numberControllers,
  checkRoots,
  addPs2Inputs,
  addUsbController,
  addSataController,
  addRootController,
  addForcedDmiBridge,
  addItcoWatchdog,
  addIntelIommu,
  addBalloon,
  addUsbInputs,
  addPanic,
  assignDriveAddresses,
  chooseNicModels,
  completeIscsiNames,
  assignScsiHostAddresses,
  chooseVideoModels,
  chooseUsbModels,
  chooseUsbDiskModels,
  chooseScsiModels,
  chooseCharacterTargets,
  choosePanicAndTpmModels,
  checkExpanders,
  checkDiskTargets,
  checkDuplicateIndexes,
  pairConsoles,
  assignCcidAddresses,
  addControllersForDevices,
  copyNvmeSerials,
  addVideo,
  chooseScsiModels,
  checkDuplicateDrives,
  checkVideos,
  addAudio,
  assignVirtioSerialPorts,
  checkScsiModels,
  assignSpaprRegisters,
  assignVirtioTransport,
];

/** Completes a definition as libvirt does before it places PCI devices. Faults go to the completion's diagnostics. */
export function applyDefaults(completion: Completion): void {
  for (const rule of RULES) rule(completion);
}

/** P-8: what follows the PCI step. False when the definition is refused. */
export function applyLateDefaults(completion: Completion): boolean {
  if (!assignUsbPorts(completion) || !assignMemorySlots(completion)) return false;
  followSerials(completion);
  return true;
}
