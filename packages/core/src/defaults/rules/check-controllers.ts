import { type Controller, hostDevicesOf } from '../../domain/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';

/** E-DUPINDEX: two controllers of one type and index, USB apart. */
export function checkDuplicateIndexes(completion: Completion): void {
  const seen = new Map<string, Controller>();
  for (const controller of completion.domain.devices.controller) {
    if (controller.type === 'usb') continue;
    const key = `${controller.type} ${controller.index}`;
    if (!seen.has(key)) seen.set(key, controller);
    else refuseDevice(completion, 'RP2006', controller, { type: controller.type, index: controller.index }, 'index');
  }
}

/** T-BUS-4 and V-ROOTADDR: a root has index 0 and no address; pSeries may have several host bridges. */
export function checkRoots(completion: Completion): void {
  const { domain, facts } = completion;
  const isPseries = facts.profile.switches.multiplePhb && domain.machine.family === 'pseries';
  for (const controller of domain.devices.controller) {
    if (controller.type !== 'pci') continue;
    const isRoot = controller.model === 'pci-root' || controller.model === 'pcie-root';
    const values = { index: controller.index, model: controller.model ?? '' };
    if (!isRoot) {
      if (controller.index === 0 && completion.machine.root === undefined)
        refuseDevice(completion, 'RP2033', controller, values);
      continue;
    }
    if (controller.index !== 0 && !(isPseries && controller.model === 'pci-root'))
      refuseDevice(completion, 'RP2007', controller, values);
    if (controller.address.type !== 'none') refuseDevice(completion, 'RP2008', controller, values, 'address');
  }
}

/** Machines and NUMA nodes of expander buses (T-BUS-3, V-19). */
export function checkExpanders(completion: Completion): void {
  const { domain, facts } = completion;
  const { family, name } = domain.machine;
  for (const controller of domain.devices.controller) {
    if (controller.type !== 'pci') continue;
    const { model = '' } = controller;
    const isWrong =
      (model === 'pci-expander-bus' && family !== 'i440fx') ||
      (model === 'pcie-expander-bus' &&
        family !== 'q35' &&
        !(facts.profile.switches.expanderOnArmVirt && family === 'arm-virt'));
    if (isWrong) refuseDevice(completion, 'RP2010', controller, { model, machine: name }, 'model');
    const { node } = controller.target;
    const takesNode = model === 'pci-expander-bus' || model === 'pcie-expander-bus' || model === 'pci-root';
    if (node !== undefined && takesNode && !domain.numaCells.includes(node)) {
      const values = { model, index: controller.index, node, cells: domain.numaCells.length };
      refuseDevice(completion, 'RP2011', controller, values, 'target', 'node');
    }
  }
}

/** V-MASTER, V-USBNONE, V-QUSB, V-PORTS: what a set of USB controllers may not be. */
export function checkUsbControllers(completion: Completion): void {
  const controllers = completion.domain.devices.controller.filter(({ type }) => type === 'usb');
  const [first] = controllers;
  if (first === undefined) return;
  if (controllers.every(({ masterStartPort }) => masterStartPort !== undefined))
    refuseDevice(completion, 'RP2016', first, {});
  const none = controllers.find(({ model }) => model === 'none');
  if (none !== undefined && controllers.length > 1)
    refuseDevice(completion, 'RP2014', none, { count: controllers.length });
  for (const controller of controllers) {
    const { model = '', ports } = controller;
    if (model === 'qusb1' || model === 'qusb2') refuseDevice(completion, 'RP2017', controller, { model }, 'model');
    const isXhci = model === 'nec-xhci' || model === 'qemu-xhci';
    if (isXhci && ports !== undefined && ports > 15 && completion.facts.profile.switches.xhciPortLimit) {
      refuseDevice(completion, 'RP2034', controller, { model, ports, max: 15 }, 'ports');
    }
  }
  if (none !== undefined) checkUsbDevices(completion);
}

// V-USB.
function checkUsbDevices(completion: Completion): void {
  const { input, hub } = completion.domain.devices;
  const users = [
    ...input.filter(({ bus }) => bus === 'usb'),
    ...hostDevicesOf(completion.domain, 'usb'),
    ...hub.filter(({ type }) => type === 'usb'),
  ];
  for (const device of users) refuseDevice(completion, 'RP2015', device);
}
