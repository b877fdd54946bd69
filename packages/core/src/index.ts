// The public names of @rootport/core, grouped by stage.

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
// Outputs
export {
  canonicalXml,
  type DiagnosticPlace,
  diagnosticText,
  PLAN_FORMAT_VERSION,
  type PlanJson,
  patchEdits,
  patchXml,
  planJson,
  treeText,
} from './outputs/index.ts';
// Plans
export {
  type ComparedDevice,
  compareProfiles,
  type DevicePlace,
  type Plan,
  type ProfileComparison,
  type ProfileOutcome,
  type ProfilePlanner,
} from './plan/index.ts';
// Planning
export { type PlanOptions, type PlanResult, type PlanStage, planDomain } from './plan-domain.ts';
// Profiles
export {
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
