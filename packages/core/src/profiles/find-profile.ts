import { checkArguments, invariant, isSome, isText, orNothing } from '../basics/index.ts';
import { getProfile, isProfileName, type ProfileChoice, type ProfileName, qemuFacts } from './profile.ts';
import { CODE_NAMES, DISTRIBUTION_ALIASES } from './tables/distributions.ts';

/** A user's name, taken apart: `Ubuntu 22.04.3` is the family `ubuntu` with 22.04.3. */
export interface WrittenName {
  /** As profiles begin: `libvirt`, `debian`. */
  readonly family: string;
  /** Empty where none is named. */
  readonly version: string;
  /** `-backports`, where it ends so. */
  readonly branch: string;
}

/**
 * Takes a name apart as people and package managers write it: capitals, blanks, a `v` or nothing before the version, a
 * service pack, what follows the version of a package (`9.0.0-4+deb12u2`). A rebuild is the original, a code name the
 * version that has it. Undefined for what has no version and is no family.
 */
export function readName(written: string): WrittenName | undefined {
  const name = written
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replace(/(\d)-?sp-?(\d)/, '$1.$2');
  const branch = name.endsWith(BACKPORTS) ? BACKPORTS : '';
  const base = branch === '' ? name : name.slice(0, -branch.length);
  const own = base.replace(/-lts$/, '');
  const code = Object.hasOwn(CODE_NAMES, own) ? CODE_NAMES[own] : undefined;
  const text = code ?? own;
  const [, begin = text, version = ''] = /^([a-z-]*?)-?v?(\d+(?:\.\d+)*)(?:[-~+][\w.~+-]*)?$/.exec(text) ?? [];
  if (version === '' && !/^[a-z]+(?:-[a-z]+)*$/.test(begin)) return undefined;
  const family = begin === '' ? 'libvirt' : begin;
  return {
    family: Object.hasOwn(DISTRIBUTION_ALIASES, family) ? (DISTRIBUTION_ALIASES[family] ?? family) : family,
    version,
    branch,
  };
}

const BACKPORTS = '-backports';

/**
 * The profile that a user's name means (`readName`); later parts of a version that no profile has are not looked at
 * (`8.0.0`, `debian-12.5`). Undefined where there is none: a family without a version, or a first number alone where
 * several releases have it.
 */
export function findProfile(written: string): ProfileName | undefined {
  checkArguments('findProfile', { written: [written, isText] });
  const exact = written.trim().toLowerCase();
  if (isProfileName(exact)) return exact;
  const name = readName(written);
  return [`libvirt-${exact}`, ...(name === undefined ? [] : shortened(name))].find(isProfileName);
}

function shortened({ family, version, branch }: WrittenName): readonly string[] {
  const parts = version.split('.');
  return parts.map((_, dropped) => `${family}-${parts.slice(0, parts.length - dropped).join('.')}${branch}`);
}

/** For functions that have no diagnostic to give. */
export const isProfile = isSome(
  'a profile, such as "9.0" or "debian-13"',
  (value) => typeof value === 'string' && findProfile(value) !== undefined,
);

/** The profile that a caller means. */
export function profileOf(choice: ProfileChoice): ProfileName {
  const name = findProfile(choice);
  invariant(name !== undefined, 'isProfile has looked at it');
  return name;
}

/** The names of the capabilities of the profile's own QEMU, or of the version named; undefined for no version. */
export function capabilitiesFor(profile: ProfileChoice, arch: string, qemu?: string): readonly string[] | undefined {
  checkArguments('capabilitiesFor', {
    profile: [profile, isProfile],
    arch: [arch, isText],
    qemu: [qemu, orNothing(isText)],
  });
  return qemuFacts(getProfile(profileOf(profile)), arch, qemu)?.capabilityNames;
}
