export { addressText } from './address-text.ts';
export { type ArgumentPlace, type ArgumentProblem, argumentPlaces, isSlotFree } from './argument-places.ts';
export { attachDevices, controllerKey } from './attachments.ts';
export { type FoundSubject, findSubject, type Subject } from './find-device.ts';
export { endpointKinds, type FreePlaces, freePlacesFor, isPort, portCount } from './free-places.ts';
export { busMisfit, type EndpointKind, type FreePlace, freePlaces, liveNeeds, searchedPlaces } from './live-places.ts';
export { movedDevices } from './moved-devices.ts';
export { type OpenSlot, openSlots } from './open-places.ts';
export { createPlan, factsOf, type Plan } from './plan.ts';
export { qemuBusNames } from './qemu-buses.ts';
export { qemuIds, usbId } from './qemu-ids.ts';
export {
  type BusView,
  type DeviceSummary,
  type DeviceView,
  deviceIds,
  deviceSummaries,
  type FunctionView,
  type ReservedView,
  type SlotView,
  TOPOLOGY_FORMAT_VERSION,
  type TopologyView,
  topologyView,
} from './topology-view.ts';
export { type UnreadArgument, unreadArguments } from './unread-arguments.ts';
