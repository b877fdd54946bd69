/** How a bridge whose slot has a name passes it on to an interface behind it (G-NAME-SLOT). */
export type BridgeSlots = 'used' | 'unused' | 'multifunction';

/** One version of systemd's naming scheme, with what decides for a PCI interface in a VM (G-NAME-SCHEME). */
export interface SchemeRow {
  readonly name: string;
  readonly bridgeSlots: BridgeSlots;
  /** The interface's own `_SUN` counts first (G-NAME-SUN). */
  readonly ownSlotFirst: boolean;
  /** The name made of the MAC address is an alternative name. */
  readonly macAlternative: boolean;
  /** Highest index that makes an onboard name. */
  readonly maxOnboard: number;
  /** Distributions that have it by default. */
  readonly distributions?: readonly string[];
}

const OLD_ONBOARD = 16383;
const ONBOARD = 65535;

function old(name: string): SchemeRow {
  return { name, bridgeSlots: 'used', ownSlotFirst: false, macAlternative: false, maxOnboard: OLD_ONBOARD };
}

function middle(name: string, bridgeSlots: BridgeSlots, distributions: readonly string[] = []): SchemeRow {
  const maxOnboard = name === 'v247' ? OLD_ONBOARD : ONBOARD;
  return { name, bridgeSlots, ownSlotFirst: false, macAlternative: false, maxOnboard, distributions };
}

function recent(name: string, distributions: readonly string[] = []): SchemeRow {
  return { name, bridgeSlots: 'unused', ownSlotFirst: true, macAlternative: true, maxOnboard: ONBOARD, distributions };
}

/** Every scheme, oldest first. */
export const SCHEMES: readonly SchemeRow[] = [
  old('v238'),
  old('v239'),
  old('v240'),
  old('v241'),
  old('v243'),
  { ...old('v245'), distributions: ['Ubuntu 20.04'] },
  middle('v247', 'unused', ['Debian 11']),
  middle('v249', 'unused', ['Ubuntu 22.04']),
  middle('v250', 'unused'),
  middle('v251', 'multifunction'),
  middle('v252', 'multifunction', ['Debian 12']),
  middle('v253', 'multifunction'),
  middle('v254', 'multifunction'),
  middle('v255', 'unused', ['Ubuntu 24.04']),
  recent('v257', ['Debian 13']),
  recent('v258'),
  recent('v259'),
  recent('v260'),
  recent('v261', ['Debian sid (2026)']),
];

/** The one taken when none is asked for. */
export const DEFAULT_SCHEME = 'v257';
