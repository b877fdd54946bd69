export { acpiIndex, MAX_ACPI_INDEX } from './acpi-index.ts';
export {
  type BusWindows,
  FIRMWARE_NAMES,
  firmwareVersions,
  type Processor,
  sizeText,
  type WindowsBudget,
  type WindowsCure,
  type WindowsOptions,
  type WindowsVerdict,
  windowsBudget,
  windowsFindings,
} from './bars/index.ts';
export { type BusRange, busRanges, LAST_BUS } from './bus-ranges.ts';
export {
  DEFAULT_NAMING_SCHEME,
  findNamingScheme,
  type GuestOptions,
  NAMING_SCHEMES,
  type NamingScheme,
  SCHEME_DISTRIBUTIONS,
} from './environment.ts';
export {
  busPaths,
  enumerateGuest,
  type GuestBus,
  type GuestFunction,
  type GuestTopology,
  guestBusNumbers,
} from './guest-buses.ts';
export { type GuestLimit, guestLimits } from './guest-limits.ts';
export { firmwaresOf } from './guest-machine.ts';
export type { FunctionIdentity } from './identity.ts';
export { interfaceNamesOf } from './interface-names.ts';
export type { Confidence, NamesByScheme, PredictedInterface } from './interfaces.ts';
export type { UdevNames } from './nic-names.ts';
export {
  GUEST_OPTIONS,
  type Guest,
  type GuestResult,
  type PredictedFunction,
  predictGuest,
} from './predict-guest.ts';
export { unseenDevices } from './problems.ts';
export type { IdentityRow } from './tables/identities.ts';
