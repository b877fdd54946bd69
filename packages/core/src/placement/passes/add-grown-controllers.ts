import { type Controller, insertController, NO_ADDRESS } from '../../domain/index.ts';
import { requestOf, searchAndReserve } from '../assign.ts';
import type { AddressSet, Placement } from '../state.ts';

/** A-MAT: every bus that has no controller yet gets one, and a place for it in the dry set. The set may grow meanwhile. */
export function addGrownControllers(run: Placement, set: AddressSet): boolean {
  const known = new Set(run.domain.devices.controller.filter(({ type }) => type === 'pci').map(({ index }) => index));
  for (const [index, bus] of set.buses.entries()) {
    if (index === 0 || known.has(index)) continue;
    const growth = run.growth.find((one) => one.index === index);
    const controller: Controller = {
      kind: 'controller',
      impliedBy: growth?.rule ?? 'A-MAT',
      address: NO_ADDRESS,
      type: 'pci',
      index,
      model: bus.model,
      target: {},
    };
    insertController(run.domain, controller, run.facts.profile.switches.insertControllers);
    const isRoot = bus.model === 'pci-root' || bus.model === 'pcie-root';
    if (isRoot) continue;
    const request = requestOf(run, controller);
    if (searchAndReserve(run, set, request, { cause: 'controller', device: controller }) === undefined) return false;
  }
  return true;
}
