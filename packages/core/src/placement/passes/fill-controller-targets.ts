import { type Controller, foreignPciParts, pciAddressOf } from '../../domain/index.ts';
import { GENERIC_PORTS } from '../../profiles/index.ts';
import { reportDevice } from '../report.ts';

import type { Placement } from '../state.ts';

/** What may be filled into `<target>`; a value given by the user stays (A-SUB-2). */
const TARGETS: Readonly<Record<string, (controller: Controller, slot: number, fn: number) => void>> = {
  'pci-bridge': ({ target, index }) => {
    target.chassisNr ??= index;
  },
  'pcie-root-port': ({ target, index }, slot, fn) => {
    target.chassis ??= index;
    target.port ??= slot * 8 + fn;
  },
  'pcie-switch-downstream-port': ({ target, index }, slot) => {
    target.chassis ??= index;
    target.port ??= slot;
  },
};

/** Model names, chassis, port, bus numbers; and the checks that go with them (A-SUB-1 to A-SUB-5). */
export function fillControllerTargets(run: Placement): void {
  const controllers = run.domain.devices.controller.filter(({ type }) => type === 'pci');
  let hasIndexes = true;
  for (const controller of controllers) {
    fillModelName(run, controller);
    const at = pciAddressOf(controller.address);
    const read = at ?? foreignPciParts(controller.address);
    TARGETS[controller.model ?? '']?.(controller, read?.slot ?? 0, read?.function ?? 0);
    fillBusNumber(run, controller, controllers);
    // Of thousands that have none the first says it all.
    if (hasIndexes) hasIndexes = fillHostBridgeIndex(run, controller, controllers);
    if (controller.model === 'pci-bridge' && at !== undefined && controller.index <= at.bus) {
      const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
      reportDevice(run, 'RP3017', controller, {
        index: controller.index,
        hex: hex(controller.index),
        bus: hex(at.bus),
      });
    }
  }
}

// A-SUB-1.
function fillModelName(run: Placement, controller: Controller): void {
  const { profile, capabilities } = run.facts;
  if (controller.modelName !== undefined) return;
  if (controller.model === 'pci-root' && run.multiRoot) {
    controller.modelName = 'spapr-pci-host-bridge';
    return;
  }
  const model = controller.model ?? '';
  const generic = GENERIC_PORTS.find((port) => port.model === model && profile.switches[port.isUsed]);
  const name =
    generic !== undefined && capabilities.has(generic.name)
      ? generic.name
      : profile.pciControllers.get(model)?.modelName;
  if (name !== undefined) controller.modelName = name;
}

// A-SUB-3: from 254 downwards, two apart, below the lowest number in use.
function fillBusNumber(run: Placement, controller: Controller, controllers: readonly Controller[]): void {
  const isExpander = controller.model === 'pci-expander-bus' || controller.model === 'pcie-expander-bus';
  if (!isExpander || controller.target.busNr !== undefined) return;
  const lowest = Math.min(...controllers.map(({ target }) => target.busNr ?? 256));
  if (lowest <= 2) reportDevice(run, 'RP3018', controller, { index: controller.index });
  else controller.target.busNr = lowest - 2;
}

// A-SUB-4; false where no index is left.
function fillHostBridgeIndex(run: Placement, controller: Controller, controllers: readonly Controller[]): boolean {
  if (!run.multiRoot || controller.model !== 'pci-root' || controller.target.index !== undefined) return true;
  if (controller.index === 0) {
    controller.target.index = 0;
    return true;
  }
  const used = new Set(
    controllers
      .filter(({ model, modelName }) => model === 'pci-root' && modelName === 'spapr-pci-host-bridge')
      .map(({ target }) => target.index),
  );
  const free = Array.from({ length: 30 }, (_, n) => n + 1).find((index) => !used.has(index));
  if (free === undefined) reportDevice(run, 'RP3019', controller, { index: controller.index });
  else controller.target.index = free;
  return free !== undefined;
}
