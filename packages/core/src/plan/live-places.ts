import { getProfile } from '../profiles/index.ts';
import {
  type Connection,
  type FitRules,
  isSlotUsed,
  KIND,
  MARK,
  type Misfit,
  misfit,
  type Origin,
  type PciAddress,
} from '../topology/index.ts';
import type { Plan } from './plan.ts';

type PlannedBus = Plan['buses'][number];

/** The two sorts of endpoint. */
export type EndpointKind = 'pcie' | 'pci';

export const ENDPOINT_NEEDS: Readonly<Record<EndpointKind, Connection>> = {
  pcie: KIND.PCIE | MARK.AUTO,
  pci: KIND.PCI | MARK.AUTO,
};

/** A free slot that a search may take. */
export interface FreePlace {
  readonly address: PciAddress;
  /** The model of the controller that provides the bus. */
  readonly model: string;
}

/** How strictly the profile of a plan judges marks. */
export function fitRulesOf(plan: Plan): FitRules {
  const { splitAutoHot, integrated } = getProfile(plan.profile).switches;
  return { splitAutoHot, integrated };
}

/** What a device needs while the guest runs (A-PLUG-2, step 2); before 6.3 one mark said both. */
export function liveNeeds(plan: Plan, needs: Connection): Connection {
  return fitRulesOf(plan).splitAutoHot ? needs | MARK.HOT : needs;
}

/** Why a device does not fit a bus; undefined when it does. */
export function busMisfit(plan: Plan, bus: PlannedBus, needs: Connection, origin: Origin): Misfit | undefined {
  return misfit(bus.accepts, needs, origin, bus.index, fitRulesOf(plan));
}

/**
 * The free places that a search for `needs` goes through, in its order, without adding a controller (A-NEXT-3). On
 * pSeries only those of the isolation group 0.
 */
export function searchedPlaces(plan: Plan, needs: Connection): readonly FreePlace[] {
  return plan.buses
    .filter((bus) => bus.group === 0 && busMisfit(plan, bus, needs, 'auto') === undefined)
    .flatMap(freePlaces);
}

/** The slots of a bus that nobody holds. */
export function freePlaces(bus: PlannedBus): readonly FreePlace[] {
  const places: FreePlace[] = [];
  for (let slot = bus.firstSlot; slot <= bus.lastSlot; slot += 1) {
    if (isSlotUsed(bus, slot)) continue;
    places.push({ address: { domain: 0, bus: bus.index, slot, function: 0 }, model: bus.model });
  }
  return places;
}
