import { compareProfiles, type ProfileComparison, type ProfileName } from '@rootport/core';
import type { Compute } from './panel.ts';

export interface ProfilesInput {
  readonly profiles: readonly ProfileName[];
  /** Show what is the same, too. */
  readonly all: boolean;
}

// Each with the QEMU of its time, since a chosen one would be of one profile only.
export const compute: Compute<ProfileComparison, ProfilesInput> = ({ text, planner }, { profiles }) =>
  compareProfiles(text, profiles, (xml, profile) => planner(xml, { profile }));
