import { createDiagnostic } from '../diagnostics/index.ts';
import type { Controller, Disk } from '../domain/index.ts';
import { GENERIC_PORTS, LINK_SETTINGS, machineFacts, REFUSALS } from '../profiles/index.ts';
import { type Check, type Checking, refuse } from './check.ts';

/** QEMU capability behind each `<model name>` of a PCI controller. */
const MODEL_CAPABILITIES: Readonly<Record<string, string>> = {
  'pci-bridge': 'pci-bridge',
  'i82801b11-bridge': 'dmi-to-pci-bridge',
  ioh3420: 'ioh3420',
  'x3130-upstream': 'x3130-upstream',
  'xio3130-downstream': 'xio3130-downstream',
  pxb: 'pxb',
  'pxb-pcie': 'pxb-pcie',
  'pcie-root-port': 'pcie-root-port',
  'spapr-pci-host-bridge': 'spapr-pci-host-bridge',
  'pcie-pci-bridge': 'pcie-pci-bridge',
  'pcie-upstream-port': 'pcie-upstream-port',
  'pcie-downstream-port': 'pcie-downstream-port',
};

function checkModelNames(checking: Checking): void {
  const { pciControllers: models, switches } = checking.facts.profile;
  const generic = GENERIC_PORTS.filter(({ isUsed }) => switches[isUsed]);
  const later = GENERIC_PORTS.filter(({ isUsed }) => !switches[isUsed]).map(({ name }) => name);
  for (const controller of checking.pciControllers) {
    const { model = '', modelName, element } = controller;
    if (modelName === undefined || element === undefined) continue;
    const values = { name: modelName, model };
    const filledIn = model === 'pci-root' ? 'spapr-pci-host-bridge' : models.get(model)?.modelName;
    const isOther = generic.some((port) => port.model === model && port.name === modelName);
    const isKnown = Object.hasOwn(MODEL_CAPABILITIES, modelName) && !later.some((name) => name === modelName);
    if (!isKnown) refuse(checking, 'RP2036', controller, values, 'model', 'name');
    else if (modelName !== filledIn && !isOther) refuse(checking, 'RP2037', controller, values, 'model', 'name');
  }
}

function checkModelsOffered(checking: Checking): void {
  for (const controller of checking.pciControllers) {
    const capability = MODEL_CAPABILITIES[controller.modelName ?? ''];
    if (capability === undefined || checking.facts.capabilities.has(capability)) continue;
    refuse(checking, 'RP2039', controller, { model_name: controller.modelName ?? '' }, 'model');
  }
}

/** What each model has to have (A-SUB-1, A-SUB-2) and placement fills in, on machines where it places PCI devices. */
const REQUIRED_OPTIONS: Readonly<Record<string, readonly (keyof Controller['target'])[]>> = {
  'pci-bridge': ['chassisNr'],
  'dmi-to-pci-bridge': [],
  'pcie-to-pci-bridge': [],
  'pcie-root-port': ['chassis', 'port'],
  'pcie-switch-upstream-port': [],
  'pcie-switch-downstream-port': ['chassis', 'port'],
  'pci-expander-bus': ['busNr'],
  'pcie-expander-bus': ['busNr'],
};

function checkRequiredOptions(checking: Checking): void {
  for (const controller of checking.pciControllers) {
    const required = REQUIRED_OPTIONS[controller.model ?? ''];
    const isWhole =
      controller.modelName !== undefined && required?.every((name) => controller.target[name] !== undefined);
    if (required !== undefined && isWhole !== true)
      refuse(checking, 'RP3001', controller, { machine: checking.domain.machine.name });
  }
}

/** Attributes of `<target>` and the models that have them (A-SUB-2). */
const TARGET_OPTIONS = [
  { option: 'chassisNr', models: ['pci-bridge'] },
  { option: 'chassis', models: ['pcie-root-port', 'pcie-switch-downstream-port'] },
  { option: 'port', models: ['pcie-root-port', 'pcie-switch-downstream-port'] },
  { option: 'busNr', models: ['pci-expander-bus', 'pcie-expander-bus'] },
  { option: 'node', models: ['pci-expander-bus', 'pcie-expander-bus'] },
] as const;

function checkTargetOptions(checking: Checking): void {
  const { domain } = checking;
  const isPseries = domain.machine.family === 'pseries';
  for (const controller of checking.pciControllers) {
    const { model = '', target, element } = controller;
    // What rootport adds is as it has to be.
    if (element === undefined) continue;
    const isHostBridge = isPseries && model === 'pci-root';
    for (const { option, models } of TARGET_OPTIONS) {
      if (target[option] === undefined) continue;
      const takes = models.some((name) => name === model) || (option === 'node' && isHostBridge);
      if (!takes) refuse(checking, 'RP2038', controller, { option, model }, 'target', option);
    }
    if (target.index !== undefined && !isHostBridge)
      refuse(checking, 'RP2038', controller, { option: 'index', model }, 'target', 'index');
    checkLink(checking, controller);
    if (target.hotplug !== undefined && !takesHotplug(checking, model))
      refuse(checking, 'RP2038', controller, { option: 'hotplug', model }, 'target', 'hotplug');
  }
}

/** V-LINK: ports of a maker have one link and no property to change it. */
function checkLink(checking: Checking, controller: Controller): void {
  const { modelName, model = '', target } = controller;
  if (GENERIC_PORTS.some(({ name }) => name === modelName)) return;
  for (const [option] of LINK_SETTINGS) {
    if (target[option] !== undefined)
      refuse(checking, 'RP2038', controller, { option, model: modelName ?? model }, 'target', option);
  }
}

function takesHotplug({ facts }: Checking, model: string): boolean {
  const { splitAutoHot, rootHotplugAttribute } = facts.profile.switches;
  if (model === 'pcie-root-port' || model === 'pcie-switch-downstream-port') return splitAutoHot;
  return model === 'pci-root' && facts.capabilities.has('piix4.acpi-root-pci-hotplug') && rootHotplugAttribute;
}

/** Host bridges of pSeries: target index 0 and controller index 0 belong together, the node is not for the first. */
function checkHostBridges(checking: Checking): void {
  if (checking.domain.machine.family !== 'pseries') return;
  for (const controller of checking.pciControllers) {
    if (controller.model !== 'pci-root') continue;
    const { index, target } = controller;
    const values = { index, target_index: target.index ?? 0 };
    if (target.index !== undefined && target.index > 30)
      refuse(checking, 'RP2041', controller, { value: target.index, min: 0, max: 30 }, 'target', 'index');
    else if (target.index !== undefined && (index === 0) !== (target.index === 0))
      refuse(checking, 'RP2040', controller, values, 'target', 'index');
    if (index === 0 && target.node !== undefined) refuse(checking, 'RP2042', controller, values, 'target', 'node');
  }
}

/** Machines with an IDE controller on their board. */
function hasIde({ domain }: Checking): boolean {
  const { family, name, arch } = domain.machine;
  return (
    family === 'i440fx' || name === 'malta' || name === 'g3beige' || (arch === 'sparc64' && name.startsWith('sun4u'))
  );
}

/** A controller of a kind that is not there, and the disks that ask for one: where nobody wrote it, the fault is theirs. */
function refuseBus(checking: Checking, controller: Controller, reason: string): void {
  if (controller.element !== undefined) refuse(checking, 'RP2043', controller, { reason });
  const { type, index } = controller;
  for (const disk of checking.domain.devices.disk) {
    const isOn = disk.bus === type && disk.address.type === 'drive' && disk.address.controller === index;
    if (isOn) refuse(checking, 'RP2316', disk, { bus: type, ...busInstead(checking, disk) }, 'target', 'bus');
  }
}

/** The bus for a drive that cannot have its own, and names of disks there. */
function busInstead({ domain, facts }: Checking, { device }: Disk): Readonly<Record<string, string>> {
  const plain = device === 'disk' ? 'virtio' : 'scsi';
  const other = facts.capabilities.has('ich9-ahci') ? 'sata' : plain;
  const names = other === 'virtio' ? 'vda, vdb' : 'sda, sdb';
  return { machine: domain.machine.name, other, names };
}

function checkIde(checking: Checking): void {
  for (const controller of checking.domain.devices.controller) {
    if (controller.type !== 'ide') continue;
    if (!hasIde(checking)) refuseBus(checking, controller, `machine ${checking.domain.machine.name} has no IDE`);
    else if (controller.index > 0) refuse(checking, 'RP2044', controller, { what: 'IDE controller', max: 1 });
  }
}

function checkSata(checking: Checking): void {
  if (checking.facts.capabilities.has('ich9-ahci')) return;
  for (const controller of checking.domain.devices.controller) {
    const isChipset = checking.domain.machine.family === 'q35' && controller.index === 0;
    if (controller.type === 'sata' && !isChipset) refuseBus(checking, controller, 'this QEMU has no SATA controller');
  }
}

function checkFloppy(checking: Checking): void {
  const second = checking.domain.devices.controller.find(({ type, index }) => type === 'fdc' && index > 0);
  const isUsed = checking.domain.devices.disk.some(
    ({ bus, address }) => bus === 'fdc' && address.type === 'drive' && address.controller > 0,
  );
  if (isUsed) refuse(checking, 'RP2044', second, { what: 'floppy controller', max: 1 });
}

/** QEMU capability of each USB controller model. */
const USB_CAPABILITIES: Readonly<Record<string, string>> = {
  'piix3-uhci': 'piix3-usb-uhci',
  'piix4-uhci': 'piix4-usb-uhci',
  ehci: 'usb-ehci',
  'ich9-ehci1': 'ich9-usb-ehci1',
  'ich9-uhci1': 'ich9-usb-ehci1',
  'ich9-uhci2': 'ich9-usb-ehci1',
  'ich9-uhci3': 'ich9-usb-ehci1',
  'vt82c686b-uhci': 'vt82c686b-usb-uhci',
  'pci-ohci': 'pci-ohci',
  'nec-xhci': 'nec-usb-xhci',
  'qemu-xhci': 'qemu-xhci',
};

function checkUsbModels(checking: Checking): void {
  for (const controller of checking.domain.devices.controller) {
    if (controller.type !== 'usb' || controller.model === 'none') continue;
    if (controller.model === undefined) refuse(checking, 'RP2064', controller);
    else if (!checking.facts.capabilities.has(USB_CAPABILITIES[controller.model] ?? '')) {
      refuse(checking, 'RP2065', controller, { model: controller.model });
    }
  }
}

/** V-26: a machine without PCI takes no PCI controller, and one whose root libvirt does not know is not taken at all. */
function checkPciMachine(checking: Checking): void {
  const { machine, element } = checking.domain;
  const { refuses } = machineFacts(checking.facts, machine);
  const [first] = checking.pciControllers;
  const values = { machine: machine.name };
  if (refuses === 'pci' && first !== undefined) refuse(checking, 'RP3001', first, values);
  if (refuses === 'all')
    checking.diagnostics.push(
      createDiagnostic('RP3001', { span: element.startTag, values: { ...values, device: 'each guest' } }),
    );
}

export const CONTROLLER_CHECKS: readonly Check[] = [
  { when: REFUSALS['pci-machine'], run: checkPciMachine },
  { when: REFUSALS['model-names'], run: checkModelNames },
  { when: REFUSALS['models-offered'], run: checkModelsOffered },
  { when: REFUSALS['required-options'], run: checkRequiredOptions },
  { when: REFUSALS['target-options'], run: checkTargetOptions },
  { when: REFUSALS['host-bridges'], run: checkHostBridges },
  { when: REFUSALS.ide, run: checkIde },
  { when: REFUSALS.floppy, run: checkFloppy },
  { when: REFUSALS.sata, run: checkSata },
  { when: REFUSALS['usb-models'], run: checkUsbModels },
];
