import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ProfileName } from '../../src/index.ts';
import { controller, pci, q35, rootPort } from '../build.ts';

// What the next release takes: one row, and the date of each of its changes. Other files share the modules.
vi.resetModules();
vi.doMock('../../src/profiles/tables/releases.ts', async () => {
  const tables = await vi.importActual<typeof import('../../src/profiles/tables/releases.ts')>(
    '../../src/profiles/tables/releases.ts',
  );
  return { ...tables, RELEASES: [...tables.RELEASES, { release: '99.1', date: '2099-01', qemu: '11.1' }] };
});
vi.doMock('../../src/profiles/tables/switches.ts', async () => {
  const tables = await vi.importActual<typeof import('../../src/profiles/tables/switches.ts')>(
    '../../src/profiles/tables/switches.ts',
  );
  const { genericSwitchPorts, portLinkSettings } = tables.SWITCHES;
  const next = ({ rule, values }: { rule: string; values: readonly unknown[] }): unknown => ({
    rule,
    values: [...values, { since: '99.1', value: true }],
  });
  const on = { genericSwitchPorts: next(genericSwitchPorts), portLinkSettings: next(portLinkSettings) };
  return { ...tables, SWITCHES: { ...tables.SWITCHES, ...on } };
});

const {
  canonicalXml,
  comparePlans,
  compareProfiles,
  createLock,
  deviceProperties,
  findProfile,
  patchXml,
  planDomain,
  planLocked,
  planQemuDevices,
  printLock,
  readLock,
  releaseChanges,
} = await import('../../src/index.ts');

afterAll(() => {
  vi.doUnmock('../../src/profiles/tables/releases.ts');
  vi.doUnmock('../../src/profiles/tables/switches.ts');
  vi.resetModules();
});

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
    expect(names('99.1')).toContain('pcie-upstream-port');
    expect(names('99.1')).toContain('pcie-downstream-port');
    expect(names('12.9')).toContain('x3130-upstream');
    expect(names('12.9')).not.toContain('pcie-upstream-port');
  });

  test('takes generic ports only where QEMU has them', () => {
    const old = PORTS.filter((name) => !/-(?:up|down)stream-port$/.test(name));
    expect(names('99.1', old)).toEqual(names('12.9', old));
  });

  test('is in the history, and compared with the others', () => {
    const added = releaseChanges().filter(({ release }) => String(release) === '99.1');
    expect(added.map(({ rule }) => rule)).toEqual(['V-GENERIC', 'V-LINK']);
    const { profiles } = compareProfiles(SWITCH, [named('12.9'), named('99.1')], (xml, profile) =>
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
  expect(codes('99.1')).not.toContain('RP2036');
});

describe('speed and width of a port', () => {
  const port = (target: string, content = ''): string =>
    q35({
      devices: [controller('pci', { index: 1, model: 'pcie-root-port', content: `${content}<target ${target}/>` })],
    });
  const planned = (xml: string, release: string) => planDomain(xml, { profile: named(release), capabilities: PORTS });
  const planOf = (xml: string, release = '99.1') => {
    const result = planned(xml, release);
    if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
    return result.plan;
  };

  test('are kept, and given to QEMU', () => {
    const plan = planOf(port("speed='2.5' width='16'"));
    expect(canonicalXml(plan)).toMatch(/<target chassis='1' port='0x[0-9a-f]+' speed='2.5' width='16'\/>/);
    const properties = planQemuDevices(plan).flatMap((device) => deviceProperties(device).flat());
    expect(properties).toContainEqual(['x-speed', '2_5']);
    expect(properties).toContainEqual(['x-width', 16]);
  });

  test('are dropped by a released libvirt, whatever they say', () => {
    expect(canonicalXml(planOf(port("speed='warp' width='x'"), '12.9'))).not.toMatch(/speed|width/);
  });

  test.each([
    ["speed='17'", 'RP2004'],
    ["speed='2.50'", 'RP2004'],
    ["width='3'", 'RP2004'],
    ["width=''", 'RP2004'],
  ])('%s is refused', (target, code) => {
    expect(planned(port(target), '99.1').diagnostics.map((one) => one.code)).toEqual([code]);
  });

  test.each([
    port("speed='16'", "<model name='ioh3420'/>"),
    q35({ devices: [controller('pci', { index: 1, model: 'pcie-to-pci-bridge', content: "<target width='1'/>" })] }),
  ])('belong to ports without a maker (%#)', (xml) => {
    const capabilities = [...PORTS, 'ioh3420'];
    const { diagnostics } = planDomain(xml, { profile: named('99.1'), capabilities });
    expect(diagnostics.map(({ code }) => code)).toEqual(['RP2038']);
  });

  test('are seen by a comparison and kept by a lock', () => {
    const [slow, fast] = [planOf(port("speed='8'")), planOf(port("speed='16'"))];
    const { devices } = comparePlans(slow, fast);
    expect(devices.filter(({ status }) => status === 'changed')).toMatchObject([
      { consequences: [{ aspect: 'link' }] },
    ]);
    const reading = readLock(printLock(createLock(slow)));
    expect(reading.ok ? reading.lock.devices.map(({ controller }) => controller?.target.speed) : []).toContain(8);
  });

  const kept = (xml: string, lockedXml: string, release = '99.1') => {
    const result = planLocked(xml, createLock(planOf(lockedXml)), (text) => planned(text, release));
    return result.ok
      ? (/<target[^>]*>/.exec(canonicalXml(result.plan))?.[0] ?? '')
      : result.diagnostics.map(({ code }) => code).join();
  };
  const bare = q35({ devices: [controller('pci', { index: 1, model: 'pcie-root-port' })] });

  test('of the lock are written where the document does not say', () => {
    expect(kept(bare, port("speed='8' width='4'"))).toMatch(/ speed='8' width='4'\/>$/);
    expect(kept(q35({ devices: [] }), port("speed='8' width='4'"))).toMatch(/ speed='8' width='4'\/>$/);
    expect(kept(port("width='16'"), port("speed='8' width='4'"))).toMatch(/ speed='8' width='16'\/>$/);
  });

  test('that the document changes move nothing that is locked', () => {
    expect(kept(port("speed='16'"), port("speed='8'"))).toMatch(/ speed='16'\/>$/);
    expect(kept(port("speed='16'"), bare)).toMatch(/ speed='16'\/>$/);
  });

  test('of the lock are left out where libvirt does not know them', () => {
    expect(kept(bare, port("speed='8' width='4'"), '12.9')).toMatch(/port='0x[0-9a-f]+'\/>$/);
    const result = planLocked(bare, createLock(planOf(port("speed='8'"))), (text) => planned(text, '12.9'));
    expect(result.ok ? patchXml(result.plan) : '').not.toContain('speed');
  });
});
