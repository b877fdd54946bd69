import { rootModel } from '../domain/index.ts';
import { createAddressSet } from './address-set.ts';
import { isolationGroups } from './groups.ts';
import { addGrownControllers } from './passes/add-grown-controllers.ts';
import { assignZpciIds } from './passes/assign-zpci-ids.ts';
import { collectGivenAddresses } from './passes/collect-given-addresses.ts';
import { deduceMultifunction } from './passes/deduce-multifunction.ts';
import { fillControllerTargets } from './passes/fill-controller-targets.ts';
import { keepPortOpen, keepSlotOpen } from './passes/keep-places-open.ts';
import { placeDevices } from './passes/place-devices.ts';
import { usbSets } from './passes/place-usb-companions.ts';
import { checkChipsetDevices, reserveChipsetPlaces } from './passes/reserve-chipset-places.ts';
import { reportDevice } from './report.ts';
import type { AddressSet, Placement, PlacementInput } from './state.ts';

/** What placement leaves besides the addresses in the domain. */
export interface PlacementResult {
  readonly run: Placement;
  /** The buses of the real pass; absent when there was none, since the dry pass has reported a fault. */
  readonly set?: AddressSet;
}

/**
 * The PCI step (A-STEP): the dry pass counts the buses that are needed and adds controllers for them, the real pass
 * gives the addresses. Changes the domain's devices and its controller list.
 */
export function placeDomain(input: PlacementInput): PlacementResult {
  const run = startPlacement(input);
  const count = busCount(run);
  if (exceedsIndexLimit(run)) return { run };
  const total = runDryPass(run, count);
  if (total === undefined) return { run };
  const set = createAddressSet(run, total, false);
  runRealPass(run, set);
  exceedsIndexLimit(run);
  return { run, set };
}

function startPlacement(input: PlacementInput): Placement {
  const { domain, facts, machine, host, diagnostics } = input;
  const { switches } = facts.profile;
  const multiRoot = switches.multiplePhb && domain.machine.family === 'pseries';
  return {
    domain,
    facts,
    machine,
    host,
    fitRules: { splitAutoHot: switches.splitAutoHot, integrated: switches.integrated },
    hasPcieRoot: rootModel(domain) === 'pcie-root',
    multiRoot,
    hasZpci: switches.zpci && domain.machine.family === 's390-ccw' && facts.capabilities.has('zpci'),
    needs: new Map(),
    groups: multiRoot ? isolationGroups(input) : new Map(),
    usbSets: usbSets(domain),
    decisions: new Map(),
    growth: [],
    failedSearches: [],
    diagnostics,
  };
}

function busCount(run: Placement): number {
  let count = 0;
  for (const { type, index } of run.domain.devices.controller) if (type === 'pci') count = Math.max(count, index + 1);
  return count;
}

/** Returns the number of buses needed; undefined when the definition is refused. */
function runDryPass(run: Placement, count: number): number | undefined {
  if (count === 0) return 0;
  if (run.facts.profile.switches.growNeedsPciBridge && !run.facts.capabilities.has('pci-bridge')) {
    return count === 1 ? 1 : refuseWithoutBridge(run);
  }
  const set = createAddressSet(run, count, true);
  if (!collectAll(run, set)) return undefined;
  const isFine =
    keepSlotOpen(run, set) && placeDevices(run, set) && keepPortOpen(run, set, count) && addGrownControllers(run, set);
  return isFine ? set.buses.length : undefined;
}

/** Collects the given addresses and the chipset's places in the dry set; reports every clash there is. */
function collectAll(run: Placement, set: AddressSet): boolean {
  const isCollected = collectGivenAddresses(run, set);
  const isChipsetFine = reserveChipsetPlaces(run, set);
  if (isCollected && isChipsetFine) return true;
  // A place that the chipset only wrote is looked at in the real pass, which will not come: so look now.
  checkChipsetDevices(run, set);
  return false;
}

/**
 * Reports the clashes among given addresses of a definition that is refused already, so that a user sees them together
 * with the other faults. Changes the domain as placement does.
 */
export function findClashes(input: PlacementInput): void {
  const run = startPlacement(input);
  const count = busCount(run);
  if (count > 0 && count <= OWN_INDEX_LIMIT) collectAll(run, createAddressSet(run, count, true));
}

// E-NOBRIDGECAP.
function refuseWithoutBridge(run: Placement): undefined {
  const controller = run.domain.devices.controller.find(({ type, index }) => type === 'pci' && index > 0);
  if (controller !== undefined) reportDevice(run, 'RP3020', controller, { index: controller.index });
  return undefined;
}

/** What it refuses it has reported. */
function runRealPass(run: Placement, set: AddressSet): void {
  const isCollected = collectGivenAddresses(run, set);
  if (!run.machine.supportsPci) return;
  const isChipsetFine = reserveChipsetPlaces(run, set);
  if (!isCollected || !isChipsetFine || !placeDevices(run, set)) return;
  assignZpciIds(run);
  deduceMultifunction(run);
  fillControllerTargets(run);
}

// V-6; a limit of our own guards the releases that have none against nothing but bridges.
const OWN_INDEX_LIMIT = 4095;

function exceedsIndexLimit(run: Placement): boolean {
  const limit = Math.min(run.facts.profile.switches.indexMax, OWN_INDEX_LIMIT);
  const controller = run.domain.devices.controller.find(({ type, index }) => type === 'pci' && index > limit);
  if (controller === undefined) return false;
  reportDevice(run, 'RP3021', controller, { index: controller.index, max: limit });
  return true;
}
