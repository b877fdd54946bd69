import { describe, expect, test } from 'vitest';
import { capabilitiesFor, PROFILES } from '../../src/index.ts';
import { CAPABILITY_NAMES, getProfile, inForce, isProfileName, qemuVersion } from '../../src/profiles/index.ts';
import { isSince, type Release, type ReleaseRange } from '../../src/profiles/releases.ts';
import { resolveMachine } from '../../src/profiles/select-machine.ts';
import { CONNECTIONS } from '../../src/profiles/tables/connections.ts';
import { PCI_CONTROLLERS } from '../../src/profiles/tables/controllers.ts';
import { ELEMENTS } from '../../src/profiles/tables/elements.ts';
import { FAMILIES, MACHINES } from '../../src/profiles/tables/machines.ts';
import { SWITCHES, type SwitchValue } from '../../src/profiles/tables/switches.ts';

const NAMES = PROFILES.map(({ name }) => name);
const ROWS: readonly ReleaseRange[] = [...CONNECTIONS, ...PCI_CONTROLLERS, ...FAMILIES, ...MACHINES, ...ELEMENTS];
// Those of the profiles, and every one at which a row begins: some rows hold only between two profiles.
const releases: readonly Release[] = [
  ...new Set<Release>([
    ...PROFILES.map(({ release }) => release),
    ...ROWS.flatMap(({ since }) => (since === undefined ? [] : [since])),
  ]),
];

describe('switches', () => {
  test.each(NAMES)('each has exactly one value (%s)', (name) => {
    const { switches } = getProfile(name);
    expect(Object.keys(switches).sort()).toEqual(Object.keys(SWITCHES).sort());
    expect(Object.values(switches).filter((value) => value === undefined)).toEqual([]);
  });

  // Prepared, and in no release.
  const PREPARED = ['genericSwitchPorts', 'portLinkSettings'];
  const changed = Object.entries(SWITCHES).filter(([name]) => !PREPARED.includes(name));

  test.each(changed)('%s: begins without a release, rises, and always changes', (_, { values }) => {
    const history: readonly SwitchValue<unknown>[] = values;
    expect(history.length).toBeGreaterThan(1);
    expect(history[0]?.since).toBeUndefined();
    for (const [position, { since, value }] of history.slice(1).entries()) {
      const before = history[position];
      expect(value).not.toEqual(before?.value);
      expect(since).toBeDefined();
      if (since !== undefined && before?.since !== undefined) expect(isSince(before.since, since)).toBe(false);
    }
  });

  test('Q-PROFILES: the profiles at a glance', () => {
    const column = (name: keyof typeof SWITCHES): string =>
      (['libvirt-2.5', 'libvirt-6.5', 'libvirt-9.0', 'libvirt-11.3', 'libvirt-latest'] as const)
        .map((profile) => String(getProfile(profile).switches[name]))
        .join(' ');
    expect(column('reserveUnit')).toBe('slot function function function function');
    expect(column('autoMultifunction')).toBe('false true true true true');
    expect(column('chipsetErrorsAsUser')).toBe('false true true true true');
    expect(column('growNeedsPciBridge')).toBe('true false false false false');
    expect(column('indexMax')).toBe('Infinity 255 255 255 255');
    expect(column('genericRootPort')).toBe('false true true true true');
    expect(column('isolationGroups')).toBe('false true true true true');
    expect(column('growWithPcieToPci')).toBe('false true true true true');
    expect(column('growDmiForUserBridge')).toBe('true false false false false');
    expect(column('zpci')).toBe('false true true true true');
    expect(column('zpciForGrown')).toBe('false false false true true');
    expect(column('splitAutoHot')).toBe('false true true true true');
    expect(column('displaySlotForced')).toBe('true true false false false');
    expect(column('integrated')).toBe('none none pcie both both');
    expect(column('insertControllers')).toBe('append append append byIndex byIndex');
  });
});

describe('release ranges', () => {
  test('none is empty or backwards', () => {
    const wrong = ROWS.filter(
      ({ since, until }) => since !== undefined && until !== undefined && isSince(since, until),
    );
    expect(wrong).toEqual([]);
  });

  test('every row is in force in some release', () => {
    expect(ROWS.filter((row) => !releases.some((release) => inForce(row, release)))).toEqual([]);
  });

  test.each(NAMES)('one row for each PCI controller model (%s)', (name) => {
    const { release } = getProfile(name);
    const models = PCI_CONTROLLERS.filter((row) => inForce(row, release)).map(({ model }) => model);
    expect(new Set(models).size).toBe(models.length);
  });
});

describe('machines', () => {
  const ARCHES = [...new Set(MACHINES.flatMap(({ arches }) => arches ?? [])), 'mips', 'm68k', 'x86_64'];
  const MACHINE_NAMES = [
    ...MACHINES.flatMap(({ names }) => [
      ...(names?.exact ?? []),
      ...(names?.prefixes ?? []).map((prefix) => `${prefix}1`),
    ]),
    ...FAMILIES.flatMap(({ exact = [], prefixes = [] }) => [...exact, ...prefixes.map((prefix) => `${prefix}1`)]),
    'none',
  ];

  // The first row that matches holds, so a row is dead when an earlier one takes all its machines.
  test('no row is dead', () => {
    const reached = new Set<object>();
    for (const release of releases) {
      for (const arch of ARCHES) {
        for (const name of MACHINE_NAMES) {
          const machine = resolveMachine(release, arch, name);
          const row = MACHINES.find(
            (candidate) =>
              inForce(candidate, release) &&
              (candidate.arches?.includes(arch) ?? true) &&
              (candidate.family === undefined || candidate.family === machine.family) &&
              (candidate.names === undefined ||
                (candidate.names.exact?.includes(name) ?? false) ||
                (candidate.names.prefixes?.some((prefix) => name.startsWith(prefix)) ?? false)),
          );
          if (row !== undefined) reached.add(row);
        }
      }
    }
    expect(MACHINES.filter((row) => !reached.has(row))).toEqual([]);
  });
});

describe('capabilities', () => {
  const VERSIONS = [
    '1.5',
    '1.6',
    '2.4',
    '2.6',
    '2.7',
    '2.8',
    '2.9',
    '2.10',
    '2.11',
    '2.12',
    '3.0',
    '4.0',
    '5.0',
    '5.2',
    '7.2',
    '8.1',
    '10.0',
    '99',
  ];

  /** Devices that QEMU, or Debian's build of it, gave up. */
  const DROPPED = [
    'vt82c686b-usb-uhci',
    'virtio-vga',
    'vmware-svga',
    'virtio-blk-pci.scsi',
    'piix4.acpi-root-pci-hotplug',
  ];

  test.each(['x86_64', 'aarch64', 'ppc64', 'riscv64', 's390x', 'loongarch64', 'mips', 'unheard-of'])(
    'a newer QEMU has all of an older one (%s)',
    (arch) => {
      let before: readonly string[] = [];
      for (const version of VERSIONS) {
        const now = capabilitiesFor('libvirt-latest', arch, version) ?? [];
        expect(before.filter((name) => !now.includes(name) && !DROPPED.includes(name))).toEqual([]);
        before = now;
      }
    },
  );

  test('each is had by some architecture, but for four that no recorded QEMU has', () => {
    const all = new Set(
      ['x86_64', 'aarch64', 'ppc64', 'riscv64', 's390x'].flatMap((arch) =>
        ['7.2', '99'].flatMap((qemu) => capabilitiesFor('libvirt-latest', arch, qemu) ?? []),
      ),
    );
    expect(CAPABILITY_NAMES.filter((name) => !all.has(name))).toEqual([
      'pcie-upstream-port',
      'pcie-downstream-port',
      'ivshmem',
      'virtio-input-host-transitional',
    ]);
  });

  test.each([
    ['x86_64', 'pcie-root-port', '2.8', '2.9'],
    ['x86_64', 'pcie-pci-bridge', '2.10', '2.11'],
    ['x86_64', 'virtio-pci-disable-legacy', '2.3', '2.4'],
    ['x86_64', 'device-video-primary', '1.5', '1.6'],
    ['aarch64', 'pcie-root-port', '2.9', '2.10'],
    ['aarch64', 'pcie-pci-bridge', '2.11', '2.12'],
    ['ppc64', 'pcie-root-port', '3.1', '4.0'],
    ['s390x', 'qemu-xhci', '8.0', '8.1'],
  ])('%s %s: not %s, but %s', (arch, name, without, withIt) => {
    expect(capabilitiesFor('libvirt-latest', arch, without)).not.toContain(name);
    expect(capabilitiesFor('libvirt-latest', arch, withIt)).toContain(name);
  });

  test.each([
    ['2.10', '2.9'],
    ['10.0', '9.2'],
    ['2.4.1', '2.4'],
  ])('%s is newer than %s', (newer, older) => {
    expect(qemuVersion(newer) ?? 0).toBeGreaterThan(qemuVersion(older) ?? 0);
  });

  test.each(['', 'x', '1.2.3.4', '-1', '1.', '7.2-debian'])('"%s" is no version', (text) => {
    expect(qemuVersion(text)).toBeUndefined();
  });
});

test.each(['constructor', '__proto__', '', 'libvirt-9', 'libvirt-step1'])('"%s" is no profile', (name) => {
  expect(isProfileName(name)).toBe(false);
});
