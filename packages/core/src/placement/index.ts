export type { BusRefusal, Decision, DecisionSource } from './decision.ts';
export { findClashes, type PlacementResult, placeDomain } from './place-domain.ts';
export type { AddressSet, FailedSearch, Growth, Owner, Placement, Reserved, SetBus } from './state.ts';
