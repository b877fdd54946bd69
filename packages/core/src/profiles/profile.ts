import { invariant } from '../basics/index.ts';
import type { Machine } from '../domain/machine-type.ts';
import { qemuCapabilities, qemuVersion } from './capabilities.ts';
import type { Release } from './releases.ts';
import { inForce, isSince } from './releases.ts';
import { type ConnectionTable, compileConnections } from './select.ts';
import { findMachine, type MachineFacts } from './select-machine.ts';
import { PCI_CONTROLLERS, type PciControllerRow } from './tables/controllers.ts';
import { SWITCHES, type SwitchValues } from './tables/switches.ts';

/** One state of libvirt whose answers can be asked for. */
interface ProfileRow {
  readonly name: string;
  readonly release: Release;
  readonly title: string;
  /** What exactly the profile stands for. */
  readonly state: string;
  /** The QEMU taken when the caller names none (Q-SINCE). */
  readonly defaultQemu: string;
}

/** The profiles, oldest first. */
export const PROFILES = [
  {
    name: 'libvirt-2.5-step1',
    release: 'step1',
    title: 'before libvirt 2.5, first of three steps',
    state: 'root ports are added on demand, a dmi-to-pci-bridge is still always added on q35',
    defaultQemu: '2.8',
  },
  {
    name: 'libvirt-2.5-step2',
    release: 'step2',
    title: 'before libvirt 2.5, second of three steps',
    state: 'a dmi-to-pci-bridge is added on demand, no port is kept open',
    defaultQemu: '2.8',
  },
  {
    name: 'libvirt-2.5',
    release: 'step3',
    title: 'libvirt 2.5',
    state: 'the state of November 2016, just before release 2.5.0',
    defaultQemu: '2.8',
  },
  { name: 'libvirt-6.5', release: '6.5', title: 'libvirt 6.5', state: 'July 2020', defaultQemu: '5.0' },
  {
    name: 'libvirt-9.0',
    release: '9.0',
    title: 'libvirt 9.0',
    state: 'January 2023, as in Debian 12',
    defaultQemu: '7.2',
  },
  {
    name: 'libvirt-11.3',
    release: '11.3',
    title: 'libvirt 11.3',
    state: 'May 2025, as in Debian 13',
    defaultQemu: '10.0',
  },
  {
    name: 'libvirt-latest',
    release: '12.5',
    title: 'the newest libvirt',
    state: '12.5, July 2026',
    defaultQemu: '10.0',
  },
] as const satisfies readonly ProfileRow[];

export type ProfileName = (typeof PROFILES)[number]['name'];

export const DEFAULT_PROFILE: ProfileName = 'libvirt-latest';

/** What one state of libvirt does: the rows of all tables that are in force. */
export interface Profile {
  readonly name: ProfileName;
  readonly release: Release;
  readonly defaultQemu: string;
  readonly switches: SwitchValues;
  readonly connections: ConnectionTable;
  /** PCI controller models by name. */
  readonly pciControllers: ReadonlyMap<string, PciControllerRow>;
}

/** A profile together with one QEMU: everything that decides besides the document. */
export interface Facts {
  readonly profile: Profile;
  readonly capabilities: ReadonlySet<string>;
  /** The same, sorted. */
  readonly capabilityNames: readonly string[];
}

const compiled = new Map<ProfileName, Profile>();

/** True for the name of a profile. */
export function isProfileName(name: string): name is ProfileName {
  return PROFILES.some((profile) => profile.name === name);
}

/** The profile of that name; compiled once. */
export function getProfile(name: ProfileName): Profile {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const row = PROFILES.find((profile) => profile.name === name);
  invariant(row !== undefined, `no profile ${name}`);
  const profile: Profile = {
    name: row.name,
    release: row.release,
    defaultQemu: row.defaultQemu,
    switches: switchValues(row.release),
    connections: compileConnections(row.release),
    pciControllers: new Map(
      PCI_CONTROLLERS.filter((model) => inForce(model, row.release)).map((model) => [model.model, model]),
    ),
  };
  compiled.set(name, profile);
  return profile;
}

/** A profile with exactly these capabilities. */
export function createFacts(profile: Profile, capabilities: readonly string[]): Facts {
  return { profile, capabilities: new Set(capabilities), capabilityNames: [...capabilities].sort() };
}

const knownFacts = new Map<string, Facts>();

/** A profile with its own QEMU, or the QEMU version named (`7.2`); undefined for no version. */
export function qemuFacts(profile: Profile, arch: string, qemu = profile.defaultQemu): Facts | undefined {
  const key = `${profile.name} ${arch} ${qemu}`;
  const known = knownFacts.get(key);
  if (known !== undefined) return known;
  const version = qemuVersion(qemu);
  if (version === undefined) return undefined;
  const facts = createFacts(profile, qemuCapabilities(version, arch));
  if (knownFacts.size < MAX_KNOWN_FACTS) knownFacts.set(key, facts);
  return facts;
}

// A fleet of documents names few versions; a caller that makes them up must not fill the memory.
const MAX_KNOWN_FACTS = 256;

/** The names of the capabilities of the profile's own QEMU, or of the version named; undefined for no version. */
export function capabilitiesFor(name: ProfileName, arch: string, qemu?: string): readonly string[] | undefined {
  return qemuFacts(getProfile(name), arch, qemu)?.capabilityNames;
}

/** What the machine brings under a profile and QEMU. */
export function machineFacts(facts: Facts, machine: Machine): MachineFacts {
  return findMachine(facts.profile.release, facts.capabilities, machine);
}

function switchValues(release: Release): SwitchValues {
  const values = Object.entries(SWITCHES).map(([name, { values: history }]) => {
    const row = [...history].reverse().find(({ since }) => since === undefined || isSince(release, since));
    return [name, row?.value];
  });
  return Object.fromEntries(values);
}
