import { isArch } from '../../basics/index.ts';
import type { Controller } from '../../domain/index.ts';
import { type Completion, offers, refuseDevice } from '../completion.ts';

/** D-SCSI: the model that a controller works as when none is written; undefined when the QEMU offers none. */
export function defaultScsiModel(completion: Completion): string | undefined {
  const { machine } = completion.domain;
  const { scsiBuiltIn, scsiVirtioOnVirt, scsiModelOfFirst } = completion.facts.profile.switches;
  const builtIn = hasBuiltInEsp(machine.arch, machine.name) ? 'ncr53c90' : undefined;
  // The QEMU of sparc has no other.
  if (builtIn !== undefined && (scsiBuiltIn === 'first' || (scsiBuiltIn === 'last' && machine.arch === 'sparc')))
    return builtIn;
  if (machine.family === 'pseries') return 'ibmvscsi';
  if (isArch(machine.arch, 's390') || isArch(machine.arch, 'loongarch')) return 'virtio-scsi';
  if (scsiVirtioOnVirt && (machine.family === 'arm-virt' || machine.family === 'riscv-virt')) return 'virtio-scsi';
  const first = scsiModelOfFirst ? firstScsiModel(completion) : undefined;
  if (first !== undefined) return first;
  if (offers(completion, 'lsi')) return 'lsilogic';
  if (offers(completion, 'virtio-scsi-pci')) return 'virtio-scsi';
  return scsiBuiltIn === 'last' ? builtIn : undefined;
}

// The model of the controller of lowest index that has one.
function firstScsiModel({ domain }: Completion): string | undefined {
  let first: Controller | undefined;
  for (const controller of domain.devices.controller) {
    const isChosen = controller.type === 'scsi' && controller.model !== undefined && controller.model !== 'auto';
    if (isChosen && controller.index < (first?.index ?? Number.POSITIVE_INFINITY)) first = controller;
  }
  return first?.model;
}

// Machines whose board has an ESP SCSI controller.
function hasBuiltInEsp(arch: string, machine: string): boolean {
  const isSun = arch === 'sparc';
  const isJazz = ['magnum', 'pica61'].includes(machine);
  const isQuadra = arch === 'm68k' && machine === 'q800';
  return isSun || isJazz || isQuadra;
}

/** D-SCSI: since 4.1 the model is recorded, before only that of s390. */
export function chooseScsiModels(completion: Completion): void {
  const { switches } = completion.facts.profile;
  const isS390 = isArch(completion.domain.machine.arch, 's390');
  // Where there is none, checkScsiModels says so. A controller that has been given it changes nothing for the next.
  const model = defaultScsiModel(completion);
  if (model === undefined) return;
  for (const controller of completion.domain.devices.controller) {
    if (controller.type !== 'scsi') continue;
    const isOpen = controller.model === undefined || (switches.scsiModelRecorded && controller.model === 'auto');
    if (isOpen && (switches.scsiModelRecorded || isS390)) controller.model = model;
  }
}

/** The model that a controller works as, where the default is `standard`. */
export function workingScsiModel({ model }: Controller, standard: string | undefined): string | undefined {
  return model === undefined || model === 'auto' ? standard : model;
}

/** QEMU capability of each SCSI model (V-SCSI); a model without row is never offered. */
const SCSI_CAPABILITIES: Readonly<Record<string, string>> = {
  lsilogic: 'lsi',
  'virtio-scsi': 'virtio-scsi-pci',
  'virtio-transitional': 'virtio-scsi-pci',
  'virtio-non-transitional': 'virtio-scsi-pci',
  lsisas1068: 'mptsas1068',
  lsisas1078: 'megasas',
  vmpvscsi: 'pvscsi',
};

/** V-SCSI and V-SCSIDEF: every SCSI controller has to be of a model that the QEMU offers. */
export function checkScsiModels(completion: Completion): void {
  const standard = defaultScsiModel(completion);
  for (const controller of completion.domain.devices.controller) {
    if (controller.type !== 'scsi') continue;
    const model = workingScsiModel(controller, standard);
    if (model === undefined) refuseDevice(completion, 'RP2020', controller);
    else if (!isOffered(completion, model)) refuseDevice(completion, 'RP2019', controller, { model });
  }
}

function isOffered(completion: Completion, model: string): boolean {
  // Whether the QEMU has am53c974 and dc390 libvirt asks when the guest starts.
  if (['ibmvscsi', 'am53c974', 'dc390'].includes(model)) return true;
  const { arch, name } = completion.domain.machine;
  if (model === 'ncr53c90') return hasBuiltInEsp(arch, name);
  if (model === 'vmpvscsi' && !completion.facts.profile.switches.vmpvscsi) return false;
  const capability = SCSI_CAPABILITIES[model];
  return capability !== undefined && offers(completion, capability);
}
