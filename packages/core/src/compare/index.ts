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
export type { Aspect } from './consequences.ts';
export { CHANGE_SEVERITIES, type ChangeSeverity } from './consequences.ts';
export type { Identity, IdentityName } from './identity.ts';
export { identityOf, matchDevices, placeableDevices, sortOf } from './identity.ts';
export { checkLock, createLock, type Lock, type LockedController, type LockedDevice } from './lock.ts';
export { isLock, type LockReading, printLock, readLock } from './lock-file.ts';
export { type OtherAnswer, otherAnswer, signature } from './other-releases.ts';
export { arePlacedAlike } from './placed-alike.ts';
