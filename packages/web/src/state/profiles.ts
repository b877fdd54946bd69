import { findProfile, PROFILES, type ProfileName } from '@rootport/core';

export const isProfile = (name: string): name is ProfileName => findProfile(name) === name;

/** Without the two steps on the way to 2.5, which nobody runs; newest first. */
export const RELEASED = PROFILES.filter(({ name }) => !name.includes('-step')).toReversed();
