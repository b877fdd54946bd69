import { isArch } from '../basics/index.ts';
import { type Input, isPlacedIommu, isPrimary, osOf, pciController, serialOf, type Tpm } from '../domain/index.ts';
import { REFUSALS, settingAt } from '../profiles/index.ts';
import { attributeValue, child } from '../xml/index.ts';
import { bootOrders, type Check, type Checking, refuse } from './check.ts';
import { hasImage } from './disk-settings.ts';

function checkPrimaries(checking: Checking): void {
  const isByPath = checking.facts.profile.switches.videoTypeOf === 'path';
  const [, second] = checking.domain.devices.video.filter(({ element }) => element && isPrimary(element, isByPath));
  if (second !== undefined) refuse(checking, 'RP2045', second, {}, 'model', 'primary');
}

/** USB redirection needs a controller, also where no port is given (V-USB). */
function checkRedirections(checking: Checking): void {
  const { controller, redirdev } = checking.domain.devices;
  if (controller.some(({ type, model }) => type === 'usb' && model !== 'none')) return;
  for (const device of redirdev) refuse(checking, 'RP2015', device);
}

const VIRTIO_MODELS = ['virtio-transitional', 'virtio-non-transitional'];

/** On other buses a model is refused, or passed over, whichever it is. */
function checkInputModels(checking: Checking): void {
  refuseInputs(checking, ({ type, bus }) => type !== 'passthrough' && bus === 'virtio');
}

function checkPassthroughModels(checking: Checking): void {
  if (checking.facts.capabilities.has('virtio-input-host-transitional')) return;
  refuseInputs(checking, ({ type }) => type === 'passthrough');
}

function refuseInputs(checking: Checking, isMeant: (input: Input) => boolean): void {
  for (const input of checking.domain.devices.input) {
    if (!VIRTIO_MODELS.includes(input.model ?? '') || !isMeant(input)) continue;
    refuse(checking, 'RP2054', input, { type: input.type, model: input.model ?? '' }, 'model');
  }
}

function checkIommuMachine(checking: Checking): void {
  const { machine, devices } = checking.domain;
  for (const iommu of devices.iommu) {
    const own = iommu.model === 'intel' ? 'q35' : 'arm-virt';
    if ((iommu.model !== 'intel' && iommu.model !== 'smmuv3') || machine.family === own) continue;
    refuse(checking, 'RP2051', iommu, { model: iommu.model, machine: machine.name });
  }
}

/** Machines of the IOMMU models, and what else they need (V-51, V-60, V-IOMMU). */
function checkIommus(checking: Checking): void {
  const { machine, hasAcpi } = checking.domain;
  const isQ35 = machine.family === 'q35';
  const isArm = machine.family === 'arm-virt';
  for (const iommu of checking.domain.devices.iommu) {
    const { model = '' } = iommu;
    const isHere = model === 'smmuv3' ? isArm : model === 'virtio' ? isQ35 || isArm : isQ35;
    if (!isHere) refuse(checking, 'RP2051', iommu, { model, machine: machine.name });
    else if (model === 'virtio' && iommu.address.type !== 'pci')
      refuse(checking, 'RP2053', iommu, { model }, 'address');
    else if (model === 'virtio' && !hasAcpi) refuse(checking, 'RP2052', iommu, { model });
  }
}

/** Only an IOMMU that is a device has an address. */
function checkIommuAddresses(checking: Checking): void {
  for (const iommu of checking.domain.devices.iommu) {
    const isWritten = iommu.element !== undefined && child(iommu.element, 'address') !== undefined;
    if (!isWritten || isPlacedIommu(iommu.model)) continue;
    refuse(checking, 'RP2440', iommu, { setting: 'address', reason: 'this model has none' }, 'address');
  }
}

const SMMU_BUSES: readonly (string | undefined)[] = ['pcie-root', 'pcie-expander-bus'];

/** The bus that an smmuv3 names has to be a root of PCI Express. */
function checkSmmuBuses(checking: Checking): void {
  for (const iommu of checking.domain.devices.iommu) {
    const driver = iommu.element === undefined ? undefined : child(iommu.element, 'driver');
    const written = driver === undefined ? undefined : attributeValue(driver, 'pciBus');
    if (iommu.model !== 'smmuv3' || written === undefined) continue;
    const model = pciController(checking.domain, Number(written))?.model;
    if (SMMU_BUSES.includes(model)) continue;
    const values = { bus: written, found: model === undefined ? 'does not exist' : `is a ${model}` };
    refuse(checking, 'RP2069', iommu, values, 'driver', 'pciBus');
  }
}

function checkPartitions(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    const partition = /^(?:fd|hd|vd|sd|xvd|ubd)[a-z]+0*([1-9]\d*)$/.exec(disk.target)?.[1];
    if (partition !== undefined) refuse(checking, 'RP2063', disk, { name: disk.target }, 'target', 'dev');
  }
}

/** Either the machine's boot devices or boot orders of devices. */
function checkBoot(checking: Checking): void {
  const os = osOf(checking.domain.element);
  if (os === undefined || child(os, 'boot') === undefined) return;
  const [ordered] = bootOrders(checking);
  if (ordered !== undefined) refuse(checking, 'RP2061', ordered.device, {}, 'boot');
}

function checkSpiceChannels(checking: Checking): void {
  const { graphics, channel, serial, parallel, console, redirdev } = checking.domain.devices;
  // Of any other smartcard no type is read.
  const smartcard = checking.domain.devices.smartcard.filter(({ mode }) => mode === 'passthrough');
  if (graphics.some(({ type }) => type === 'spice')) return;
  // Of a console that stands for a written serial device the type is not looked at (I-CONSOLE).
  const consoles = console.filter(({ mirrors }) => mirrors?.element === undefined);
  for (const device of [...channel, ...serial, ...parallel, ...consoles, ...redirdev, ...smartcard]) {
    const source = device.element === undefined ? undefined : attributeValue(device.element, 'type');
    if (source === 'spicevmc' || source === 'spiceport') refuse(checking, 'RP2062', device, { source });
  }
  for (const device of checking.domain.devices.rng) {
    const source = settingAt(device, 'backend@type') ?? '';
    const isChannel = source === 'spicevmc' || source === 'spiceport';
    if (isChannel && settingAt(device, 'backend@model') === 'egd') refuse(checking, 'RP2062', device, { source });
  }
}

function checkPanicModels(checking: Checking): void {
  const { machine, devices } = checking.domain;
  const hasDefault =
    isArch(machine.arch, 'x86') || isArch(machine.arch, 's390') || ['pseries', 'arm-virt'].includes(machine.family);
  for (const panic of devices.panic) {
    const isOpen = panic.element !== undefined && attributeValue(panic.element, 'model') === undefined;
    if (isOpen && !hasDefault) refuse(checking, 'RP2067', panic, { machine: machine.name });
  }
}

/** V-55: QEMU has one action for all watchdogs. */
function checkWatchdogActions(checking: Checking): void {
  const [first, ...others] = checking.domain.devices.watchdog;
  const action = (device: typeof first): string =>
    (device?.element === undefined ? undefined : attributeValue(device.element, 'action')) ?? 'reset';
  for (const device of others) {
    if (device.element === undefined || action(device) === action(first)) continue;
    refuse(checking, 'RP2363', device, { action: action(device), first: action(first) }, 'action');
  }
}

/** V-25: every NVMe controller has a serial, and its disks have that one or none. */
function checkNvmeSerials(checking: Checking): void {
  const { controller: controllers, disk: disks } = checking.domain.devices;
  for (const controller of controllers) {
    if (controller.type !== 'nvme') continue;
    if (controller.serial === undefined) refuse(checking, 'RP2360', controller, { controller: controller.index });
    for (const disk of disks) {
      const { address, bus, element } = disk;
      const isOurs = bus === 'nvme' && address.type === 'drive' && address.controller === controller.index;
      const serial = isOurs && element !== undefined ? serialOf(element) : undefined;
      if (serial === undefined || controller.serial === undefined || serial === controller.serial) continue;
      const values = { controller: controller.index, serial, expected: controller.serial };
      refuse(checking, 'RP2361', disk, values, 'serial');
    }
  }
}

/** An empty CD-ROM drive on USB: refused for some releases, and accepted again. */
function checkEmptyUsbDisks(checking: Checking): void {
  for (const disk of checking.domain.devices.disk) {
    if (disk.bus !== 'usb' || hasImage(disk)) continue;
    refuse(checking, 'RP2362', disk);
  }
}

/** Seclabels, drivers and the like are not looked at; `<tpm>` only for their number. */
function checkTpms(checking: Checking): void {
  const isProxy = ({ model }: Tpm): boolean => model === 'spapr-tpm-proxy';
  const [, second] = checking.domain.devices.tpm.filter((one) => !isProxy(one));
  if (second !== undefined) refuse(checking, 'RP2044', second, { what: 'TPM', max: 1 });
  const [, proxy] = checking.domain.devices.tpm.filter(isProxy);
  if (proxy !== undefined) refuse(checking, 'RP2044', proxy, { what: 'TPM proxy', max: 1 });
}

export const OPTION_CHECKS: readonly Check[] = [
  { when: REFUSALS.primaries, run: checkPrimaries },
  { when: REFUSALS.redirections, run: checkRedirections },
  { when: REFUSALS['input-models'], run: checkInputModels },
  { when: REFUSALS['passthrough-models'], run: checkPassthroughModels },
  { when: REFUSALS['iommu-machine'], run: checkIommuMachine },
  { when: REFUSALS.iommus, run: checkIommus },
  { when: REFUSALS['iommu-addresses'], run: checkIommuAddresses },
  { when: REFUSALS['smmu-buses'], run: checkSmmuBuses },
  { when: REFUSALS.partitions, run: checkPartitions },
  { when: REFUSALS.boot, run: checkBoot },
  { when: REFUSALS['spice-channels'], run: checkSpiceChannels },
  { when: REFUSALS['panic-models'], run: checkPanicModels },
  { when: REFUSALS.tpms, run: checkTpms },
  { when: REFUSALS['watchdog-actions'], run: checkWatchdogActions },
  { when: REFUSALS['nvme-serials'], run: checkNvmeSerials },
  { when: REFUSALS['empty-usb-disks'], run: checkEmptyUsbDisks },
];
