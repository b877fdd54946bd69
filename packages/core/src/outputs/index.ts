export { type DiagnosticPlace, diagnosticText } from './diagnostics-text.ts';
export { topologyDot } from './dot.ts';
export {
  GUEST_FORMAT_VERSION,
  type GuestBusJson,
  type GuestDeviceJson,
  type GuestJson,
  guestJson,
  NAMES_FORMAT_VERSION,
  type NamesJson,
  namesJson,
} from './guest-json.ts';
export {
  type AddressJson,
  type ControllerJson,
  type DecisionJson,
  type DeviceJson,
  PLAN_FORMAT_VERSION,
  type PlanJson,
  planJson,
  type ReplacedJson,
} from './json.ts';
export { lspciList, lspciTree } from './lspci.ts';
export { topologyMermaid } from './mermaid.ts';
export { type NamedInterface, type NamedInterfaces, namedInterfaces } from './named-interfaces.ts';
export {
  type DeviceFace,
  faceOf,
  ICON_PATHS,
  PICTURE_GROUPS,
  type PictureGroup,
  type PictureIcon,
} from './picture-device.ts';
export { replacedNotes } from './replaced-notes.ts';
export { layoutSvg, topologySvg } from './svg.ts';
export { type TreeOptions, treeText } from './text-tree.ts';
export { type MeasureText, TEXT_STYLES, type TextStyle } from './text-width.ts';
export {
  type LayoutEdge,
  type LayoutLinks,
  type LayoutNode,
  type LayoutOptions,
  type LayoutText,
  nodesOfDevices,
  type RefusedDevice,
  type Tone,
  type TreeLayout,
  treeLayout,
} from './tree-layout.ts';
export { canonicalXml } from './xml-canonical.ts';
export {
  addressEdits,
  elementInsertion,
  insertionEdits,
  patchEdits,
  patchXml,
  placedAt,
  replacements,
} from './xml-patch.ts';
