// The public names of @rootport/core, grouped by stage.

// Advice
export {
  CAPACITY_FORMAT_VERSION,
  type Capacity,
  type CapacityOptions,
  type Conversion,
  type ConversionOptions,
  capacityOf,
  convertMachine,
  type DeviceMove,
  type InterfaceName,
  type KindCapacity,
  limitDiagnostics,
  moveDevice,
  type PlaceCount,
  type Planner,
  type PlannerResult,
  planLocked,
  RESERVATION_FORMAT_VERSION,
  type ReservedPlaces,
  type ReserveRequest,
  type Room,
  type RoomLimit,
  reservePlaces,
} from './advice/index.ts';
// Basics
export { closeMatches } from './basics/index.ts';
// Diagnostics
export {
  CATALOGUE,
  type CatalogueEntry,
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticText,
  describeDiagnostic,
  type Fix,
  type RelatedPlace,
} from './diagnostics/index.ts';
// Guest
export {
  type BusWindows,
  FIRMWARE_NAMES,
  sizeText,
  type WindowsBudget,
  type WindowsOptions,
  windowsBudget,
  windowsFindings,
} from './guest/index.ts';
// Lints
export {
  type AppliedFix,
  type CheckOptions,
  type CheckPlanner,
  type CheckResult,
  checkDomain,
  type FixedDomain,
  type FixOptions,
  fixDomain,
  isSettable,
  RULE_SETTINGS,
  type RuleSetting,
  type RuleSettings,
} from './lints/index.ts';
// Outputs
export {
  canonicalXml,
  type DiagnosticPlace,
  deviceProperties,
  deviceText,
  diagnosticText,
  type LayoutEdge,
  type LayoutNode,
  type LayoutOptions,
  type LayoutText,
  PLAN_FORMAT_VERSION,
  type PlanJson,
  patchEdits,
  patchXml,
  planJson,
  QEMU_FORMAT_VERSION,
  type QemuArgsOptions,
  type QemuCommand,
  type QemuProperty,
  qemuArgs,
  qemuCommand,
  type TreeLayout,
  type TreeOptions,
  topologyDot,
  topologyMermaid,
  topologySvg,
  treeLayout,
  treeText,
} from './outputs/index.ts';
// Placement
export type { FailedSearch } from './placement/index.ts';
// Plans
export {
  type BusView,
  CHANGE_SEVERITIES,
  type ChangeSeverity,
  type ChangeStatus,
  type ComparedDevice,
  type CompareOptions,
  type Consequence,
  comparePlans,
  compareProfiles,
  createLock,
  type DeviceChange,
  type DevicePlace,
  type DeviceView,
  deviceIds,
  type EndpointKind,
  EXPLANATION_FORMAT_VERSION,
  type Explanation,
  type ExplanationStep,
  type ExplanationTopic,
  explainPlan,
  explainRefusal,
  type FoundSubject,
  type FunctionView,
  findSubject,
  type GuestLimit,
  type Lock,
  type LockedController,
  type LockedDevice,
  type LockReading,
  type OpenSlot,
  openSlots,
  type Plan,
  type PlanComparison,
  type PlannedDevice,
  type ProfileComparison,
  type ProfileOutcome,
  type ProfilePlanner,
  planQemuDevices,
  printLock,
  type QemuDevice,
  qemuBusNames,
  type ReservedView,
  readLock,
  type SlotView,
  type Subject,
  TOPOLOGY_FORMAT_VERSION,
  type TopologyView,
  topologyView,
} from './plan/index.ts';
// Planning
export { type PlanOptions, type PlanResult, type PlanStage, planDomain } from './plan-domain.ts';
// Profiles
export {
  type Bar,
  type BarKind,
  CAPABILITY_NAMES,
  capabilitiesFor,
  DEFAULT_PROFILE,
  type HostFacts,
  PROFILES,
  type ProfileName,
} from './profiles/index.ts';
// Text
export { applyEdits, createLineIndex, type LineIndex, type Position, type Span, type TextEdit } from './text/index.ts';
// XML
export { decodeXml } from './xml/index.ts';
