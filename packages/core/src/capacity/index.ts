export {
  CAPACITY_FORMAT_VERSION,
  type Capacity,
  type CapacityOptions,
  capacityOf,
  type KindCapacity,
  limitDiagnostics,
  type PlaceCount,
  type Room,
  type RoomLimit,
} from './capacity.ts';
export { highestAccepted } from './highest-accepted.ts';
export type { NearNode } from './near-nodes.ts';
export { placeWith, storedDomain, type Trial } from './what-if.ts';
