import { expect, test } from 'vitest';
import { findProfile, nearestProfiles } from '../../src/profiles/index.ts';
import { RELEASES } from '../../src/profiles/tables/releases.ts';

test.each([
  ['9.0', 'libvirt-9.0'],
  ['v9.0', 'libvirt-9.0'],
  ['libvirt 9.0', 'libvirt-9.0'],
  ['libvirt-9.0.0', 'libvirt-9.0'],
  ['9.0.0-4', 'libvirt-9.0'],
  ['9.0.0-4+deb12u2', 'libvirt-9.0'],
  ['12.9.0-1~bpo13+1', 'libvirt-12.9'],
  ['10.10.3', 'libvirt-10.10'],
  ['2.5', 'libvirt-2.5'],
  ['2.5.0', 'libvirt-2.5.0'],
  ['latest', 'libvirt-latest'],
  ['Ubuntu 24.04', 'ubuntu-24.04'],
  ['ubuntu-22.04.3', 'ubuntu-22.04'],
  ['Ubuntu 24.04 LTS', 'ubuntu-24.04'],
  ['jammy', 'ubuntu-22.04'],
  ['debian12', 'debian-12'],
  ['debian-12.5', 'debian-12'],
  ['bookworm', 'debian-12'],
  ['bookworm-backports', 'debian-12-backports'],
  ['rhel9.4', 'rhel-9.4'],
  ['RHEL 9.4', 'rhel-9.4'],
  ['el8.6', 'rhel-8.6'],
  ['Rocky Linux 9.6', 'rhel-9.6'],
  ['fc41', 'fedora-41'],
  ['sles15sp6', 'sles-15.6'],
  ['SLES 15 SP6', 'sles-15.6'],
  ['openSUSE Leap 15.6', 'sles-15.6'],
])('%s is %s', (written, profile) => {
  expect(findProfile(written)).toBe(profile);
});

// A first number that several releases have is none of them.
test.each([
  ['9', /^libvirt-9\.0 and libvirt-9\.10; between them changed: /],
  ['el9', /^rhel-9\.0 \(libvirt 8\.0\) and rhel-9\.6 /],
  ['centos-stream-9', /^rhel-9\.0 .* and rhel-9\.6 /],
  ['debian', /^debian-9 .* and debian-13 /],
  ['99.9', new RegExp(`^libvirt-${RELEASES.at(-1)?.release}$`)],
  ['ubuntu-23.04', /^ubuntu-22\.04 \(libvirt 8\.0\) and ubuntu-24\.04 /],
  ['xyz', /^any release/],
  ['__proto__', /^any release/],
  ['9.', /^any release/],
  [`${'a-'.repeat(20_000)}1`, /^any release/],
])('%.20s is none, and has neighbours', (written, nearest) => {
  expect(findProfile(written)).toBeUndefined();
  expect(nearestProfiles(written)).toMatch(nearest);
});
