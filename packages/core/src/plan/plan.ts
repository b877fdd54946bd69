import { remember } from '../basics/index.ts';
import type { Device, Domain } from '../domain/index.ts';
import type { AddressSet, Decision, Growth, Placement, SetBus } from '../placement/index.ts';
import { type Facts, getProfile, type HostFacts, type ProfileName } from '../profiles/index.ts';
import type { Connection } from '../topology/index.ts';

/** A placed domain: every controller and address as libvirt defines it, and why. Everything in it is to be read only. */
export interface Plan {
  readonly profile: ProfileName;
  /** The QEMU capabilities that were taken into account, sorted. */
  readonly capabilities: readonly string[];
  readonly newlyDefined: boolean;
  /** What was known of the host. */
  readonly host: HostFacts;
  readonly domain: Domain;
  /** The PCI buses by controller index, with who holds which slot; empty when the machine has no PCI. */
  readonly buses: readonly SetBus[];
  /** Why each device has its PCI address. */
  readonly decisions: ReadonlyMap<Device, Decision>;
  /** Why each controller was added that nobody wrote. */
  readonly growth: readonly Growth[];
  /** What each device that was looked at needs of a bus; 0 for one that does not use PCI. */
  readonly needs: ReadonlyMap<Device, Connection>;
}

/** Makes the plan from what the stages left. */
export function createPlan(
  domain: Domain,
  facts: Facts,
  newlyDefined: boolean,
  set: AddressSet | undefined,
  { decisions, growth, needs, host }: Pick<Placement, 'decisions' | 'growth' | 'needs' | 'host'>,
): Plan {
  const added = new Set(
    domain.devices.controller.filter(({ element }) => element === undefined).map(({ index }) => index),
  );
  const plan: Plan = {
    profile: facts.profile.name,
    capabilities: facts.capabilityNames,
    newlyDefined,
    host,
    domain,
    buses: set?.buses ?? [],
    decisions,
    growth: growth.filter(({ index }) => added.has(index)),
    needs,
  };
  remember(plan, FACTS, () => facts);
  return plan;
}

const FACTS = Symbol('facts');

/** The facts of the release and the QEMU that a plan was made with. */
export function factsOf(plan: Plan): Facts {
  return remember(plan, FACTS, () => ({
    profile: getProfile(plan.profile),
    capabilities: new Set(plan.capabilities),
    capabilityNames: plan.capabilities,
  }));
}
