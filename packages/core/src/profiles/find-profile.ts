import { checkArguments, invariant, isSome, isText, orNothing } from '../basics/index.ts';
import { getProfile, isProfileName, type ProfileChoice, type ProfileName, qemuFacts } from './profile.ts';
import { DISTRIBUTION_ALIASES } from './tables/distributions.ts';

/**
 * The profile that a user's name means: `libvirt-` may be left out, a third number of a version is not looked at
 * (`8.0.0`, `10.10.3`), and a rebuild of a distribution is the original (`rocky-9.6`). Undefined where there is none.
 */
export function findProfile(written: string): ProfileName | undefined {
  checkArguments('findProfile', { written: [written, isText] });
  const name = written.trim().toLowerCase();
  return [name, `libvirt-${name}`, withoutPatch(name), original(name)].find(
    (candidate): candidate is ProfileName => candidate !== undefined && isProfileName(candidate),
  );
}

function withoutPatch(name: string): string | undefined {
  const version = /^(?:libvirt-)?(\d+\.\d+)\.\d+$/.exec(name)?.[1];
  return version === undefined ? undefined : `libvirt-${version}`;
}

function original(name: string): string | undefined {
  const [, distribution = '', version = ''] = /^([a-z-]+)-(\d.*)$/.exec(name) ?? [];
  const own = Object.hasOwn(DISTRIBUTION_ALIASES, distribution) ? DISTRIBUTION_ALIASES[distribution] : undefined;
  return own === undefined ? undefined : `${own}-${version}`;
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
