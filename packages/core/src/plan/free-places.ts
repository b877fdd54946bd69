import { rootModel } from '../domain/index.ts';
import { KIND } from '../topology/index.ts';
import { argumentAt } from './argument-places.ts';
import {
  busMisfit,
  ENDPOINT_NEEDS,
  type EndpointKind,
  type FreePlace,
  freePlaces,
  liveNeeds,
  searchedPlaces,
} from './live-places.ts';
import type { Plan } from './plan.ts';

/** The free places for one sort of endpoint, by what they are good for. Each place is in one list only. */
export interface FreePlaces {
  readonly kind: EndpointKind;
  /** Taken by a device that is plugged into the running guest (A-PLUG-2). */
  readonly hotplug: readonly FreePlace[];
  /** Taken by the planner for a new device of the stored definition, and closed to a running guest. */
  readonly definition: readonly FreePlace[];
  /** Open only to an address written by hand. */
  readonly byHand: readonly FreePlace[];
}

/** The sorts of endpoint that a machine tells apart: on a pci-root every device is a conventional one. */
export function endpointKinds(plan: Plan): readonly EndpointKind[] {
  if (plan.buses.length === 0) return [];
  return rootModel(plan.domain) === 'pcie-root' ? ['pcie', 'pci'] : ['pci'];
}

/** Which places are free for one sort of endpoint, as the domain is: nothing is added or moved. */
export function freePlacesFor(plan: Plan, kind: EndpointKind): FreePlaces {
  const needs = ENDPOINT_NEEDS[kind];
  // libvirt would try the others, too, and QEMU refuse them.
  const isFree = ({ address: { bus, slot } }: FreePlace): boolean => argumentAt(plan, bus, slot) === undefined;
  const hotplug = searchedPlaces(plan, liveNeeds(plan, needs)).filter(isFree);
  const searched = searchedPlaces(plan, needs).filter(isFree);
  const taken = new Set([...hotplug, ...searched].map(key));
  const isLive = new Set(hotplug.map(key));
  const ownKind = kind === 'pcie' ? KIND.PCIE : KIND.PCI;
  const byHand = plan.buses
    .filter((bus) => (bus.accepts & ownKind) !== 0 && busMisfit(plan, bus, needs, 'user') === undefined)
    .flatMap(freePlaces)
    .filter(isFree);
  return {
    kind,
    hotplug,
    definition: searched.filter((place) => !isLive.has(key(place))),
    byHand: byHand.filter((place) => !taken.has(key(place))),
  };
}

const key = ({ address: { bus, slot } }: FreePlace): string => `${bus}:${slot}`;

/** How many ports for PCI Express devices there are, and how many of them are empty. */
export function portCount(plan: Plan): { readonly total: number; readonly free: number } {
  const ports = plan.buses.filter(isPort);
  return { total: ports.length, free: ports.flatMap(freePlaces).length };
}

/** Whether a bus is that of a port: one slot for one PCI Express device. */
export const isPort = ({ model }: Pick<Plan['buses'][number], 'model'>): boolean =>
  model === 'pcie-root-port' || model === 'pcie-switch-downstream-port';
