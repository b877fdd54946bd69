import { invariant, remember, rememberBy } from '../basics/index.ts';
import type { Machine } from '../domain/machine-type.ts';
import { qemuCapabilities, qemuVersion } from './capabilities.ts';
import type { Release } from './releases.ts';
import { inForce, isSince } from './releases.ts';
import { type ConnectionTable, compileConnections } from './select.ts';
import { findMachine, type MachineFacts } from './select-machine.ts';
import { PCI_CONTROLLERS, type PciControllerRow } from './tables/controllers.ts';
import { DISTRIBUTIONS } from './tables/distributions.ts';
import { MAIN_PROFILES, type Proof, RELEASES } from './tables/releases.ts';
import { SWITCHES, type SwitchValues } from './tables/switches.ts';

/** One state of libvirt whose answers can be asked for. */
export interface ProfileRow {
  readonly name: ProfileName;
  readonly release: Release;
  readonly title: string;
  /** What exactly the profile stands for. */
  readonly state: string;
  /** The QEMU taken when the caller names none (Q-SINCE). */
  readonly defaultQemu: string;
  readonly proof: Proof;
}

type Step = 'step1' | 'step2' | 'step3';

/** `libvirt-2.5` is the state just before that release, the third of three steps; `libvirt-2.5.0` is the release. */
export type ProfileName =
  | 'libvirt-2.5-step1'
  | 'libvirt-2.5-step2'
  | 'libvirt-2.5.0'
  | `libvirt-${Exclude<Release, Step>}`
  | 'libvirt-latest'
  | (typeof DISTRIBUTIONS)[number]['name'];

/** What a caller may write for a profile: its name, or one that `findProfile` knows. */
export type ProfileChoice = ProfileName | (string & {});

/** The profile where none is named: the newest libvirt. */
export const DEFAULT_PROFILE: ProfileName = 'libvirt-latest';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function monthOf(date: string): string {
  const [year = '', month = ''] = date.split('-');
  return `${MONTHS[Number(month) - 1]} ${year}`;
}

const STEPS: Readonly<Partial<Record<Release, Pick<ProfileRow, 'name' | 'title' | 'state'>>>> = {
  step1: {
    name: 'libvirt-2.5-step1',
    title: 'before libvirt 2.5, first of three steps',
    state: 'root ports are added on demand, a dmi-to-pci-bridge is still always added on q35',
  },
  step2: {
    name: 'libvirt-2.5-step2',
    title: 'before libvirt 2.5, second of three steps',
    state: 'a dmi-to-pci-bridge is added on demand, no port is kept open',
  },
  step3: {
    name: 'libvirt-2.5',
    title: 'libvirt 2.5',
    state: 'the state of November 2016, just before release 2.5.0',
  },
  '2.5': { name: 'libvirt-2.5.0', title: 'libvirt 2.5.0', state: 'the release of December 2016' },
};

function releaseProfile(row: (typeof RELEASES)[number]): ProfileRow {
  const { release, date, qemu } = row;
  const name: ProfileName = `libvirt-${release as Exclude<Release, Step>}`;
  const known = STEPS[release] ?? { name, title: `libvirt ${release}`, state: monthOf(date) };
  return { ...known, release, defaultQemu: qemu, proof: 'proof' in row ? row.proof : 'dates' };
}

const RELEASE_PROFILES: readonly ProfileRow[] = RELEASES.map(releaseProfile);

function latestProfile(): ProfileRow {
  const newest = RELEASE_PROFILES[RELEASE_PROFILES.length - 1];
  invariant(newest !== undefined, 'there is a release');
  const { release, state } = newest;
  return { ...newest, name: 'libvirt-latest', title: 'the newest libvirt', state: `${release}, ${state}` };
}

function distributionProfile({ name, title, libvirt, qemu, date, source }: (typeof DISTRIBUTIONS)[number]): ProfileRow {
  const doubt = source === 'memory' ? '; versions from memory' : '';
  const row = RELEASE_PROFILES.find(({ release }) => release === libvirt);
  const isAsked = source === 'packages' && qemu === row?.defaultQemu;
  const proof = row?.proof === 'live' && !isAsked ? 'suite' : (row?.proof ?? 'dates');
  return {
    name,
    release: libvirt,
    title,
    state: `libvirt ${libvirt}, ${monthOf(date)}${doubt}`,
    defaultQemu: qemu,
    proof,
  };
}

/** Every profile: the releases, oldest first, then the newest under its own name, then the distributions. */
export const ALL_PROFILES: readonly ProfileRow[] = [
  ...RELEASE_PROFILES,
  latestProfile(),
  ...DISTRIBUTIONS.map(distributionProfile),
];

const BY_NAME: ReadonlyMap<string, ProfileRow> = new Map(ALL_PROFILES.map((row) => [row.name, row]));

/** The profiles to choose from where there is room for few, oldest first. */
export const PROFILES: readonly ProfileRow[] = ALL_PROFILES.filter(({ name }) => MAIN_PROFILES.includes(name));

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
  /** The version of QEMU, where the capabilities are those of a version. */
  readonly qemu?: string;
}

const compiled = new Map<ProfileName, Profile>();

/** True for the name of a profile. */
export function isProfileName(name: string): name is ProfileName {
  return BY_NAME.has(name);
}

/** What a profile stands for, without compiling it. */
export function profileRow(name: ProfileName): ProfileRow {
  const row = BY_NAME.get(name);
  invariant(row !== undefined, `no profile ${name}`);
  return row;
}

/** The profile of that name; compiled once. */
export function getProfile(name: ProfileName): Profile {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const row = profileRow(name);
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

/** A profile with exactly these capabilities, and the version of QEMU that has them, if it is known. */
export function createFacts(profile: Profile, capabilities: readonly string[], qemu?: string): Facts {
  const facts = { profile, capabilities: new Set(capabilities), capabilityNames: [...capabilities].sort() };
  return qemu === undefined ? facts : { ...facts, qemu };
}

const knownFacts = new Map<string, Facts | undefined>();

/** A profile with its own QEMU, or the QEMU version named (`7.2`); undefined for no version. */
export function qemuFacts(profile: Profile, arch: string, qemu = profile.defaultQemu): Facts | undefined {
  return rememberBy(knownFacts, `${profile.name}\n${arch}\n${qemu}`, () => {
    const version = qemuVersion(qemu);
    return version === undefined ? undefined : createFacts(profile, qemuCapabilities(version, arch), qemu);
  });
}

const MACHINES = Symbol('machines');

/** What the machine brings under a profile and QEMU. */
export function machineFacts(facts: Facts, machine: Machine): MachineFacts {
  const known = remember(facts, MACHINES, () => new Map<string, MachineFacts>());
  return rememberBy(known, `${machine.arch}\n${machine.name}`, () =>
    findMachine(facts.profile.release, facts.capabilities, machine),
  );
}

function switchValues(release: Release): SwitchValues {
  const values = Object.entries(SWITCHES).map(([name, { values: history }]) => {
    const row = [...history].reverse().find(({ since }) => since === undefined || isSince(release, since));
    return [name, row?.value];
  });
  return Object.fromEntries(values);
}
