export { type DiagnosticPlace, diagnosticText } from './diagnostics-text.ts';
export {
  type AddressJson,
  type ControllerJson,
  type DecisionJson,
  type DeviceJson,
  PLAN_FORMAT_VERSION,
  type PlanJson,
  planJson,
} from './json.ts';
export { treeText } from './text-tree.ts';
export { canonicalXml } from './xml-canonical.ts';
export { patchEdits, patchXml } from './xml-patch.ts';
