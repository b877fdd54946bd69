import { ALL_PROFILES, findProfile, type ProfileName } from '@rootport/core';

export const isProfile = (name: string): name is ProfileName => findProfile(name) === name;

interface Release {
  readonly name: ProfileName;
  readonly title: string;
  readonly defaultQemu: string;
}

const NEWEST = 'libvirt-latest';

const RELEASE_NAME = /^libvirt-[\d.]+$/;

/** Every release, newest first; without the two steps on the way to 2.5, which nobody runs. */
export const RELEASED: readonly Release[] = ALL_PROFILES.filter(
  ({ name }) => name === NEWEST || RELEASE_NAME.test(name),
)
  .map(({ name, title, defaultQemu, release }) => ({
    name,
    defaultQemu,
    title: name === NEWEST ? `libvirt ${release} (newest)` : title,
  }))
  .toReversed();

/** What distributions ship. */
export const DISTRIBUTED: readonly Release[] = ALL_PROFILES.filter(({ name }) => !name.startsWith('libvirt-'));

export const releaseOf = (name: ProfileName): Release | undefined =>
  [...RELEASED, ...DISTRIBUTED].find((one) => one.name === name);
