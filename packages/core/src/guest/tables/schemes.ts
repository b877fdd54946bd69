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
  /** The slot of a zPCI function is its fid; else udev takes the slot's eight digits for a number, octal with zeros. */
  readonly readsFid: boolean;
}

const OLD_ONBOARD = 16383;
const ONBOARD = 65535;

function old(name: string): SchemeRow {
  return {
    name,
    bridgeSlots: 'used',
    ownSlotFirst: false,
    macAlternative: false,
    maxOnboard: OLD_ONBOARD,
    readsFid: false,
  };
}

function middle(name: string, bridgeSlots: BridgeSlots): SchemeRow {
  const isOld = name === 'v247';
  const maxOnboard = isOld ? OLD_ONBOARD : ONBOARD;
  return { name, bridgeSlots, ownSlotFirst: false, macAlternative: false, maxOnboard, readsFid: !isOld };
}

function recent(name: string): SchemeRow {
  return { name, bridgeSlots: 'unused', ownSlotFirst: true, macAlternative: true, maxOnboard: ONBOARD, readsFid: true };
}

/** Every scheme, oldest first. */
export const SCHEMES: readonly SchemeRow[] = [
  old('v238'),
  old('v239'),
  old('v240'),
  old('v241'),
  old('v243'),
  old('v245'),
  middle('v247', 'unused'),
  middle('v249', 'unused'),
  middle('v250', 'unused'),
  middle('v251', 'multifunction'),
  middle('v252', 'multifunction'),
  middle('v253', 'multifunction'),
  middle('v254', 'multifunction'),
  middle('v255', 'unused'),
  recent('v257'),
  recent('v258'),
  recent('v259'),
  recent('v260'),
  recent('v261'),
];

/** The one taken when none is asked for. */
export const DEFAULT_SCHEME = 'v257';

/** The naming scheme of a distribution. */
export interface DistributionRow {
  /** As users name it: `debian-13`. */
  readonly name: string;
  readonly title: string;
  readonly scheme: SchemeRow['name'];
  /** Seen in a booted guest; else as its documentation has it. */
  readonly isMeasured: boolean;
}

const measured = (name: string, title: string, scheme: string): DistributionRow => ({
  ...{ name, title, scheme, isMeasured: true },
});
const documented = (name: string, title: string, scheme: string): DistributionRow => ({
  ...{ name, title, scheme, isMeasured: false },
});

/**
 * G-NAME-SCHEME. RHEL and SLE keep a scheme of their own for the life of a release; it is taken for the one that it was
 * made from.
 */
export const DISTRIBUTIONS: readonly DistributionRow[] = [
  measured('debian-11', 'Debian 11', 'v247'),
  measured('debian-12', 'Debian 12', 'v252'),
  measured('debian-12-backports', 'Debian 12 with backports', 'v253'),
  measured('debian-13', 'Debian 13', 'v257'),
  measured('debian-sid', 'Debian sid (2026)', 'v261'),
  documented('ubuntu-20.04', 'Ubuntu 20.04', 'v245'),
  documented('ubuntu-22.04', 'Ubuntu 22.04', 'v249'),
  documented('ubuntu-24.04', 'Ubuntu 24.04', 'v255'),
  documented('rhel-8', 'RHEL 8', 'v239'),
  documented('rhel-9', 'RHEL 9', 'v252'),
  documented('rhel-10', 'RHEL 10', 'v257'),
  documented('sles-15', 'SLE 15', 'v238'),
];
