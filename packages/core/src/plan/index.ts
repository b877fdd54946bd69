export {
  type ComparedDevice,
  compareProfiles,
  type DevicePlace,
  type ProfileComparison,
  type ProfileOutcome,
  type ProfilePlanner,
} from './compare-profiles.ts';
export { type OpenSlot, openSlots } from './open-places.ts';
export { createPlan, type Plan } from './plan.ts';
export {
  type BusView,
  type DeviceView,
  deviceIds,
  type FunctionView,
  type ReservedView,
  type SlotView,
  TOPOLOGY_FORMAT_VERSION,
  type TopologyView,
  topologyView,
} from './topology-view.ts';
