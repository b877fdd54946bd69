export type { PlannedFacts } from './facts-of-host.ts';
export { factsOfHost } from './facts-of-host.ts';
export {
  type HostGroups,
  hostGroups,
  type SwitchGroup,
  type SwitchItem,
  sharedSwitches,
  type TornGroup,
  tornGroups,
} from './groups.ts';
export type { AcsState, NotOffered, PortType } from './host.ts';
export {
  HOST_FORMAT_VERSION,
  type Host,
  type HostBar,
  type HostBridge,
  type HostDevice,
  type HostFormat,
  type HostFunction,
  type HostKind,
  type HostNode,
  type HostRoot,
  isOffered,
} from './host.ts';
export { cardOf, compareHostAddresses, hostAddress, normalAddress, parseIdList } from './host-address.ts';
export { type HostRow, hostRows, hostSvg, type RowLink, rowsSvg } from './host-svg.ts';
export { hostGroupsText, hostTree } from './host-text.ts';
export {
  fused,
  hostPairs,
  type Level,
  levelOf,
  metalPlaces,
  type NcclPlace,
  type Pair,
  type Pairs,
  pairsOf,
  refuseHostPairs,
  type SwitchNode,
  tooManyPeers,
} from './levels.ts';
export type { SmiTopo } from './raw-host.ts';
export { type HostFileDiagnostics, type HostInput, type HostReading, readHost } from './read-host.ts';
export { NODE_FILES, SYSFS_FILES, SYSFS_LINKS, type SysfsTree } from './read-sysfs.ts';
export { isTar, readTar } from './read-tar.ts';
