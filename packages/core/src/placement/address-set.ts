import { invariant } from '../basics/index.ts';
import type { Controller, Device } from '../domain/index.ts';
import { GAP_FILLERS } from '../profiles/index.ts';
import { type BusOffer, createBus, KIND, MARK } from '../topology/index.ts';
import type { AddressSet, Owner, Placement, SetBus } from './state.ts';

/** T-SET-2: one bus for each index below `count`, from the domain's controllers; gaps are filled. */
export function createAddressSet(run: Placement, count: number, isDry: boolean): AddressSet {
  const controllers = new Map<number, Controller>();
  for (const device of run.domain.devices.controller) {
    if (device.type === 'pci') controllers.set(device.index, device);
  }
  const buses: SetBus[] = [];
  for (let index = 0; index < count; index += 1) {
    const controller = controllers.get(index);
    buses.push(controller === undefined ? createGapBus(run, index, isDry) : createControllerBus(run, controller));
  }
  const root = buses[0];
  if (run.facts.profile.switches.isolationGroups && root !== undefined) root.groupLocked = true;
  return { isDry, buses, cursors: new Map() };
}

function createControllerBus(run: Placement, { index, model = '', target }: Controller): SetBus {
  const bus = createModelBus(run, index, model);
  // T-BUS-2: the port keeps AUTO and loses HOT.
  return target.hotplug === 'off' ? { ...bus, accepts: bus.accepts & ~MARK.HOT } : bus;
}

function createGapBus(run: Placement, index: number, isDry: boolean): SetBus {
  const model = index === 0 ? 'pci-root' : gapFiller(run);
  if (isDry && index > 0) run.growth.push({ index, model, rule: 'T-SET-2', cause: 'index-gap' });
  return createModelBus(run, index, model);
}

function gapFiller(run: Placement): string {
  if (run.multiRoot) return GAP_FILLERS.pseries;
  return run.hasPcieRoot ? GAP_FILLERS['pcie-root'] : GAP_FILLERS.other;
}

/** A bus as a controller model provides it, every slot empty. */
export function createModelBus(run: Placement, index: number, model: string, offer?: BusOffer): SetBus {
  const row = run.facts.profile.pciControllers.get(model);
  invariant(row !== undefined, `no PCI controller model ${model}`);
  return createBus<Owner>(index, model, offer ?? row);
}

/** Why the set grows, for the record of added controllers. */
export interface GrowthCause {
  readonly cause: 'no-room' | 'given-address' | 'open-port' | 'reserved-slot' | 'controller';
  readonly device?: Device;
}

/** T-GROW-4: what the root port takes that is added together with a pcie-to-pci-bridge, in the dry pass. */
const RESTRICTED_PORT: BusOffer = { accepts: KIND.P2PBRIDGE, firstSlot: 0, lastSlot: 0 };

/**
 * T-GROW-2: appends buses until bus `wanted` exists, of models that suit `needs`. Returns the bus that the device goes to,
 * which is one higher than asked where T-GROW-3 applies; undefined when no rule makes a bus for such needs.
 */
export function growSet(
  run: Placement,
  set: AddressSet,
  needs: number,
  wanted: number,
  cause: GrowthCause,
): number | undefined {
  const missing = wanted - set.buses.length + 1;
  if (missing <= 0) return wanted;
  const chosen = chooseModels(run, set, needs, missing);
  if (chosen === undefined) return undefined;
  chosen.models.forEach((model, position) => {
    const index = set.buses.length;
    const isRestricted = model === 'pcie-root-port' && chosen.rule === 'T-GROW-2 row 4' && position === 0;
    set.buses.push(createModelBus(run, index, model, isRestricted ? RESTRICTED_PORT : undefined));
    run.growth.push({ index, model, rule: chosen.rule, ...cause });
  });
  return wanted + (chosen.models.length - missing);
}

function chooseModels(
  run: Placement,
  set: AddressSet,
  needs: number,
  missing: number,
): { readonly models: readonly string[]; readonly rule: string } | undefined {
  const { switches } = run.facts.profile;
  const fill = (model: string, count = missing): string[] => new Array<string>(count).fill(model);
  if ((needs & KIND.PCI) !== 0) {
    if (run.multiRoot) return { models: fill('pci-root'), rule: 'T-GROW-2 row 1' };
    const takesBridge = set.buses.some(({ accepts }) => (accepts & KIND.BRIDGE) !== 0);
    if (takesBridge) return { models: fill('pci-bridge'), rule: 'T-GROW-2 row 2' };
    // T-GROW-3: at least the two of them, and the device goes to the second.
    const count = Math.max(missing, 2);
    if (switches.growWithPcieToPci && run.facts.capabilities.has('pcie-pci-bridge')) {
      const models = ['pcie-root-port', 'pcie-to-pci-bridge', ...fill('pci-bridge', count - 2)];
      return { models, rule: 'T-GROW-2 row 4' };
    }
    return { models: ['dmi-to-pci-bridge', ...fill('pci-bridge', count - 1)], rule: 'T-GROW-2 row 3' };
  }
  if ((needs & KIND.BRIDGE) !== 0 && run.hasPcieRoot && switches.growDmiForUserBridge) {
    return { models: fill('dmi-to-pci-bridge'), rule: 'T-GROW-2 row 5' };
  }
  const behindPort = switches.growsPortForBridge ? KIND.P2PBRIDGE : 0;
  if ((needs & (KIND.PCIE | KIND.UPSTREAM | behindPort)) !== 0)
    return { models: fill('pcie-root-port'), rule: 'T-GROW-2 row 6' };
  return undefined;
}
