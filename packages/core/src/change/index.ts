export { type Attachment, attachDevice, placesAgree } from './attach/attach.ts';
export { type Detachment, type DetachTarget, detachDevice } from './attach/detach.ts';
export type { AttachDiagnostics, AttachOutcome, PlugChange } from './attach/outcome.ts';
export { type Conversion, type ConversionOptions, convertMachine } from './convert-machine.ts';
export { type DrawablePart, drawablePart } from './drawable-part.ts';
export type { Planner, PlannerResult } from './edited-document.ts';
export { type ForgottenChoices, forgetChoices } from './forget-choices.ts';
export {
  KUBEVIRT_FORMULAS,
  type KubevirtCounts,
  type KubevirtFormula,
  type KubevirtPass,
  type KubevirtSettings,
  type KubevirtStart,
  simulateKubevirt,
} from './kubevirt.ts';
export { MANAGERS, type Manager, type Regenerated, type RegenerateOptions, regenerate } from './managers.ts';
export { type DeviceMove, moveDevice } from './move-device.ts';
export { addableDevices, NEW_DEVICES, type NewDevice, newDeviceSpec } from './new-device.ts';
export { changedInterfaceNames, type InterfaceName } from './nic-names.ts';
export { type NamePins, pinNames } from './pin-names.ts';
export {
  boundCells,
  PLACE_POLICIES,
  PLACEMENT_FORMAT_VERSION,
  type PlacedDevice,
  type PlacedDevices,
  type PlacedExpander,
  type PlaceHint,
  type PlacePolicy,
  type PlaceRequest,
  placeDevices,
} from './place/index.ts';
export {
  addToPlan,
  type MoveOptions,
  moveInPlan,
  type PlacedChange,
  removeFromPlan,
  renumberInPlan,
  unpinInPlan,
} from './placed-change.ts';
export { planLocked } from './plan-locked.ts';
export { type PortableDocument, portableDocument } from './portable-document.ts';
export { convertProxmox, type ProxmoxConversion, type ProxmoxOptions } from './proxmox/convert-proxmox.ts';
export {
  RESERVATION_FORMAT_VERSION,
  type ReservedPlaces,
  type ReserveRequest,
  reservePlaces,
} from './reserve-places.ts';
