export { addressText } from './address-text.ts';
export {
  type ChangeStatus,
  type CompareOptions,
  type Consequence,
  comparePlans,
  type DeviceChange,
  type PlanComparison,
  type PlannedDevice,
} from './compare-plans.ts';
export {
  type ComparedDevice,
  compareProfiles,
  type DevicePlace,
  type ProfileComparison,
  type ProfileOutcome,
  type ProfilePlanner,
} from './compare-profiles.ts';
export { CHANGE_SEVERITIES, type ChangeSeverity } from './consequences.ts';
export {
  EXPLANATION_FORMAT_VERSION,
  type Explanation,
  type ExplanationStep,
  type ExplanationTopic,
  explainPlan,
  explainRefusal,
} from './explain/explain.ts';
export { type FoundSubject, findSubject, type Subject } from './find-device.ts';
export { endpointKinds, type FreePlaces, freePlacesFor, portCount } from './free-places.ts';
export {
  enumerateGuest,
  type GuestBus,
  type GuestFunction,
  type GuestTopology,
  guestBusNumbers,
} from './guest-buses.ts';
export { firmwareOf, type GuestLimit, guestLimits, reservesIoEverywhere } from './guest-limits.ts';
export { identityOf, matchDevices, placeableDevices, sortOf } from './identity.ts';
export { busMisfit, type EndpointKind, type FreePlace, liveNeeds, searchedPlaces } from './live-places.ts';
export { checkLock, createLock, type Lock, type LockedController, type LockedDevice } from './lock.ts';
export { type LockReading, printLock, readLock } from './lock-file.ts';
export { type OpenSlot, openSlots } from './open-places.ts';
export { createPlan, factsOf, type Plan } from './plan.ts';
export { planQemuDevices, type QemuDevice, qemuBusNames } from './qemu-devices.ts';
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
