import { describe, expect, test, vi } from 'vitest';
import type { ProfileName } from '../../src/index.ts';
import { controller, pci, q35, rootPort } from '../build.ts';

// What the next release takes: one row, and the date of each of its changes.
vi.mock('../../src/profiles/tables/releases.ts', async (original) => {
  const tables = await original<typeof import('../../src/profiles/tables/releases.ts')>();
  return { ...tables, RELEASES: [...tables.RELEASES, { release: '12.10', date: '2026-12', qemu: '11.1' }] };
});
vi.mock('../../src/profiles/tables/switches.ts', async (original) => {
  const tables = await original<typeof import('../../src/profiles/tables/switches.ts')>();
  const { genericSwitchPorts } = tables.SWITCHES;
  const values = [...genericSwitchPorts.values, { since: '12.10', value: true }];
  return { ...tables, SWITCHES: { ...tables.SWITCHES, genericSwitchPorts: { ...genericSwitchPorts, values } } };
});

const { canonicalXml, compareProfiles, findProfile, planDomain, releaseChanges } = await import('../../src/index.ts');

const SWITCH = q35({
  devices: [rootPort(1), pci(2, 'pcie-switch-upstream-port'), pci(3, 'pcie-switch-downstream-port')],
});
const PORTS = [
  'pcie-root-port',
  'x3130-upstream',
  'xio3130-downstream',
  'pcie-pci-bridge',
  'pcie-upstream-port',
  'pcie-downstream-port',
];
function named(release: string): ProfileName {
  const name = findProfile(release);
  if (name === undefined) throw new Error(`${release} is no profile`);
  return name;
}
const names = (profile: string, capabilities = PORTS): readonly string[] => {
  const result = planDomain(SWITCH, { profile: named(profile), capabilities });
  if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
  const all = canonicalXml(result.plan).matchAll(/<model name='([^']+)'/g);
  return [...new Set([...all].map(([, name = '']) => name))].sort();
};

describe('a release that is added', () => {
  test('has its row and its changes, and the ones before it do not', () => {
    expect(names('12.10')).toContain('pcie-upstream-port');
    expect(names('12.10')).toContain('pcie-downstream-port');
    expect(names('12.9')).toContain('x3130-upstream');
    expect(names('12.9')).not.toContain('pcie-upstream-port');
  });

  test('takes generic ports only where QEMU has them', () => {
    const old = PORTS.filter((name) => !/-(?:up|down)stream-port$/.test(name));
    expect(names('12.10', old)).toEqual(names('12.9', old));
  });

  test('is in the history, and compared with the others', () => {
    expect(releaseChanges().at(-1)).toMatchObject({ release: '12.10', rule: 'V-GENERIC' });
    const { profiles } = compareProfiles(SWITCH, [named('12.9'), named('12.10')], (xml, profile) =>
      planDomain(xml, { profile, capabilities: PORTS }),
    );
    expect(profiles.map(({ ok }) => ok)).toEqual([true, true]);
  });
});

const GENERIC = "<model name='pcie-upstream-port'/>";

test('a released libvirt refuses the names, as 12.9 does', () => {
  const written = q35({
    devices: [rootPort(1), controller('pci', { index: 2, model: 'pcie-switch-upstream-port', content: GENERIC })],
  });
  const codes = (profile: string): readonly string[] =>
    planDomain(written, { profile: named(profile), capabilities: PORTS }).diagnostics.map(({ code }) => code);
  expect(codes('12.9')).toContain('RP2036');
  expect(codes('12.10')).not.toContain('RP2036');
});
