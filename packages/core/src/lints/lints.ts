import { unseenDevices } from '../guest/index.ts';
import type { Lint } from './lint.ts';
import {
  argumentBuses,
  argumentChassis,
  argumentIds,
  argumentPlacesTaken,
  argumentsNotUnderstood,
  argumentsRefused,
} from './rules/argument-findings.ts';
import { barsBeyondWindows } from './rules/bars-beyond-windows.ts';
import { conventionalOnExpress } from './rules/conventional-on-express.ts';
import { criticalDeviceEjectable } from './rules/critical-device-ejectable.ts';
import { definitionIncomplete } from './rules/definition-incomplete.ts';
import { duplicateChassis, duplicatePort } from './rules/duplicate-port-numbers.ts';
import { endpointOnRoot } from './rules/endpoint-on-root.ts';
import { expanderNumbers, expanderWithoutNode, expanderWithoutPort } from './rules/expanders.ts';
import { expressWithoutAcpi } from './rules/express-without-acpi.ts';
import { beyondGuestLimits } from './rules/guest-limits.ts';
import {
  emptyPortsBehindExpanders,
  groupsInPart,
  hostDevicesFar,
  peersTornApart,
  strangersBehindExpanders,
} from './rules/host-placement.ts';
import { implicitBridges } from './rules/implicit-bridges.ts';
import { machineAlias } from './rules/machine-alias.ts';
import { machineNearlyRight } from './rules/machine-nearly-right.ts';
import { nicRenumber } from './rules/nic-renumber.ts';
import { noFreeHotplugPort } from './rules/no-free-hotplug-port.ts';
import { profileDependent } from './rules/profile-dependent.ts';
import { splitMultifunction } from './rules/split-multifunction.ts';

/** Every rule, in the order of the codes. */
export const LINTS: readonly Lint[] = [
  { code: 'RP3068', find: beyondGuestLimits },
  { code: 'RP6001', find: splitMultifunction },
  { code: 'RP6002', find: implicitBridges },
  { code: 'RP6003', find: noFreeHotplugPort },
  { code: 'RP6004', find: conventionalOnExpress },
  { code: 'RP6005', find: endpointOnRoot },
  { code: 'RP6006', find: duplicateChassis },
  { code: 'RP6007', find: duplicatePort },
  { code: 'RP6008', find: nicRenumber },
  { code: 'RP6010', find: machineAlias },
  { code: 'RP6011', find: expanderNumbers },
  { code: 'RP6012', find: expanderWithoutNode },
  { code: 'RP6013', find: expanderWithoutPort },
  { code: 'RP6014', find: profileDependent, onRequest: true },
  { code: 'RP6015', find: machineNearlyRight },
  { code: 'RP6016', find: criticalDeviceEjectable, onRequest: true },
  { code: 'RP6017', find: expressWithoutAcpi },
  { code: 'RP6018', find: definitionIncomplete },
  { code: 'RP6200', find: argumentPlacesTaken },
  { code: 'RP6201', find: argumentChassis },
  { code: 'RP6202', find: argumentIds },
  { code: 'RP6203', find: argumentBuses },
  { code: 'RP6204', find: argumentsNotUnderstood },
  { code: 'RP6205', find: argumentsRefused },
  { code: 'RP6500', find: hostDevicesFar },
  { code: 'RP6501', find: strangersBehindExpanders },
  { code: 'RP6502', find: emptyPortsBehindExpanders },
  { code: 'RP6503', find: peersTornApart },
  { code: 'RP6504', find: groupsInPart },
  { code: 'RP7023', find: barsBeyondWindows },
  { code: 'RP7101', find: ({ plan }) => (plan === undefined ? [] : unseenDevices(plan)) },
];
