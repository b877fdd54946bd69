import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CheckPlanner,
  checkDomain,
  comparePlans,
  type FixOptions,
  fixDomain,
  type ProfileName,
  planDomain,
} from '../../src/index.ts';
import { at, controller, disk, domain, hostdev, NO_BALLOON, NO_USB, nic, pci, rng, rootPort } from '../build.ts';
import { randomDomain, toXml } from '../properties/random-domain.ts';

const ACPI = '<features><acpi/></features>';
const BARE = [NO_USB, NO_BALLOON];
const q35 = (...devices: readonly string[]): string => domain({ machine: 'pc-q35-7.2', before: [ACPI], devices });
const pc = (...devices: readonly string[]): string => domain({ machine: 'pc-i440fx-7.2', before: [ACPI], devices });

const plannerOf =
  (profile: ProfileName): CheckPlanner =>
  (xml, other) =>
    planDomain(xml, { profile: other ?? profile });
const fix = (xml: string, options: FixOptions = {}) => fixDomain(xml, plannerOf('libvirt-9.0'), options);
const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url), 'utf8');

describe('safe fixes', () => {
  test.each([
    ['RP2008', q35(pci(0, 'pcie-root', '00:01.0'), ...BARE)],
    ['RP2009', q35(pci(0, 'pci-root'), disk('vda', 'virtio'))],
    ['RP2038', q35(...BARE, controller('pci', { index: 1, model: 'pcie-root-port', content: "<target busNr='9'/>" }))],
    ['RP2049', pc("<rng model='virtio'><backend model='random'/><address type='unassigned'/></rng>")],
    ['RP3002', pc(disk('vda', 'virtio', "<address type='pci' domain='0x0001' bus='0' slot='0x05' function='0'/>"))],
    ['RP3008', q35(...BARE, rootPort(1), rootPort(2), disk('vda', 'virtio', '01:05.0'))],
    ['RP3010', pc(disk('vda', 'virtio', '00:05.0'), nic('virtio', '00:05.0'))],
    ['RP3015', q35(...BARE, controller('sata', { index: 0, where: '00:05.0' }))],
    ['RP6006', q35(...BARE, ...['1', '2'].map((index) => chassis(Number(index), 5)), rootPort(3))],
  ])('%s is gone, and libvirt takes the document', (code, xml) => {
    expect(checkDomain(xml, plannerOf('libvirt-9.0')).diagnostics.map((one) => one.code)).toContain(code);
    const { applied, result, xml: fixed } = fix(xml);
    expect(applied.map((one) => one.code)).toContain(code);
    expect(result.plan, fixed).toBeDefined();
    expect(result.diagnostics.map((one) => one.code)).not.toContain(code);
  });

  test('change nothing else of the text', () => {
    const xml = fixture('examples/collisions.xml');
    const lines = new Set(fix(xml).xml.split('\n'));
    const gone = xml.split('\n').filter((line) => !lines.has(line));
    expect(gone.every((line) => line.trim().startsWith('<address'))).toBe(true);
    const changed = [...lines].filter((line) => !xml.split('\n').includes(line));
    expect(changed).toEqual(["      <address type='pci' domain='0x0000' bus='0x09' slot='0x00' function='0x0'/>"]);
  });

  test('go on to what the first ones have shown', () => {
    // The wrong root hides the clash.
    const devices = [pci(0, 'pci-root'), ...BARE, disk('vda', 'virtio', '00:05.0'), rng('00:05.0')];
    const { applied, result } = fix(q35(...devices));
    expect(applied.map((one) => one.code)).toEqual(['RP2009', 'RP3010']);
    expect(result.plan).toBeDefined();
  });

  test('of two in one place, the one moves that has nothing behind it', () => {
    const newcomer = nic('virtio', '00:02.0');
    const xml = q35(
      ...BARE,
      rootPort(1, '00:02.0'),
      rootPort(2, '00:03.0'),
      disk('vda', 'virtio', '01:00.0'),
      newcomer,
    );
    const { applied, result } = fix(xml);
    expect(applied.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^remove the address of interface .*, so that it is placed again$/),
    ]);
    const port = result.plan?.domain.devices.controller.find(({ index, type }) => index === 1 && type === 'pci');
    expect(port?.address).toMatchObject({ at: { bus: 0, slot: 2, function: 0 } });
    // Of two ports neither moves without being asked for.
    const ports = q35(...BARE, rootPort(1, '00:02.0'), rootPort(2, '00:02.0'));
    expect(fix(ports)).toMatchObject({ xml: ports, applied: [] });
    expect(fixDomain(ports, plannerOf('libvirt-9.0'), { unsafe: true }).applied).toHaveLength(1);
  });

  test('leave a document alone that has nothing to fix', () => {
    const xml = fixture('examples/q35-web-server.xml');
    expect(fix(xml)).toMatchObject({ xml, applied: [] });
    expect(fix('<domain')).toMatchObject({ xml: '<domain', applied: [] });
  });
});

function chassis(index: number, number: number): string {
  return controller('pci', { index, model: 'pcie-root-port', content: `<target chassis='${number}'/>` });
}

describe('unsafe fixes', () => {
  test('that change what another one removes wait for the next round', () => {
    // RP2009 removes neighbours, one of which RP2006 and RP6006 would change.
    const xml = pc(rootPort(1), nic(), pci(0, 'pcie-root'), chassis(1, 1), chassis(10, 10));
    const codes = checkDomain(xml, plannerOf('libvirt-9.0')).diagnostics.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['RP2009', 'RP2006']));
    expect(fix(xml, { unsafe: true }).applied.map(({ code }) => code)).toContain('RP2009');
  });

  test.each([
    ['RP2001', pc(disk('vda', 'virtio', "<address type='pci' bus='0' slot='0x20' function='0'/>"))],
    ['RP2003', pc("<controller type='scsi' index='-1'/>")],
    ['RP2006', pc(controller('scsi', { index: 0 }), controller('scsi', { index: 0 }))],
    ['RP2013', pc(disk('vda', 'virtio'), disk('vda', 'virtio'))],
    ['RP3004', q35(...BARE, pci(1, 'pcie-expander-bus'), disk('vda', 'virtio', '01:00.0'))],
    ['RP3007', pc(...BARE, pci(1, 'pci-bridge'), disk('vda', 'virtio', '01:00.0'))],
    ['RP6002', pc(...BARE, nic('virtio', '99:01.0'))],
    ['RP6003', q35(...BARE, rootPort(1, at('00:01.0', 'on')), nic('virtio', '01:00.0'))],
    ['RP6004', q35(...BARE, nic('e1000'))],
    ['RP6005', q35(...BARE, disk('vda', 'virtio', '00:05.0'), nic())],
    ['RP6007', q35(...BARE, port(1), port(2), rootPort(3))],
    ['RP6008', q35(...BARE, rootPort(1, '00:1c.0'), rootPort(2, '00:1d.0'), nic('virtio', '01:00.0'))],
    ['RP6011', q35(...BARE, pci(1, 'pcie-expander-bus'), rootPort(2, '01:00.0'), rootPort(3, '01:01.0'), rootPort(4))],
    ['RP6015', domain({ machine: 'pc-q35', before: [ACPI], devices: [...BARE] })],
    ['RP6017', domain({ machine: 'pc-q35-7.2', devices: [disk('vda', 'virtio')] })],
  ])('%s is gone when they are asked for', (code, xml) => {
    const findings = checkDomain(xml, plannerOf('libvirt-9.0')).diagnostics.map((one) => one.code);
    expect(findings).toContain(code);
    const { applied, result } = fix(xml, { unsafe: true });
    expect(applied.map((one) => one.code)).toContain(code);
    expect(result.plan).toBeDefined();
    expect(result.diagnostics.map((one) => one.code)).not.toContain(code);
  });

  test('RP6008 gives each interface an index of its own', () => {
    const ports = [rootPort(1, '00:1c.0'), rootPort(2, '00:1d.0'), rootPort(3, '00:1e.0')];
    const { xml } = fix(q35(...BARE, ...ports, nic('virtio', '01:00.0'), nic('virtio', '02:00.0')), { unsafe: true });
    expect(xml.match(/acpi index='\d+'/g)).toEqual(["acpi index='1'", "acpi index='2'"]);
  });

  test('do not put functions onto one slot of a document that is refused', () => {
    const twice = hostdev('03:00.0', '01:00.0').repeat(2) + hostdev('03:00.1');
    const { applied } = fix(q35(...BARE, rootPort(1), twice), { unsafe: true });
    expect(applied.filter(({ code }) => code === 'RP6001').length).toBeLessThan(2);
  });

  test.each([
    ['split-gpu-and-nic', 5],
    ['split-connectx', 1],
    ['split-card-i440fx', 1],
  ])('RP6001: %s frees %i (P8)', (name, freed) => {
    const xml = fixture(`check/${name}.xml`);
    const host = {
      hostDevices: Object.fromEntries(hostAddresses(xml).map((one) => [one, { present: true, pcie: true }])),
    };
    const planner: CheckPlanner = (text) => planDomain(text, { profile: 'libvirt-9.0', host });
    const found = checkDomain(xml, planner).diagnostics.filter(({ code }) => code === 'RP6001');
    expect(found.reduce((sum, { values }) => sum + Number(values['freed']), 0)).toBe(freed);
    const { result, applied } = fixDomain(xml, planner, { unsafe: true, rules: { RP6003: 'off' } });
    expect(applied.map(({ code }) => code)).toEqual(found.map(() => 'RP6001'));
    const before = planner(xml);
    if (!before.ok || result.plan === undefined) throw new Error('refused');
    expect(slotsOf(before.plan) - slotsOf(result.plan)).toBe(freed);
  });

  test('RP6016 switches off hot-plug where disks are, and nowhere else (P16)', () => {
    const ports = [1, 2, 3, 4].map((index) => rootPort(index));
    const scsi = controller('scsi', { index: 0, model: 'virtio-scsi', where: '02:00.0' });
    const xml = q35(...BARE, ...ports, disk('vda', 'virtio', '01:00.0'), scsi, nic('virtio', '03:00.0'));
    const { result } = fix(xml, { unsafe: true, rules: { RP6016: 'warning' } });
    const off = result.plan?.domain.devices.controller.filter(({ target }) => target.hotplug === 'off');
    expect(off?.map(({ index }) => index)).toEqual([1, 2]);
  });
});

function port(index: number): string {
  return controller('pci', { index, model: 'pcie-root-port', content: "<target port='0x30'/>" });
}

const hostAddresses = (xml: string): readonly string[] =>
  [...xml.matchAll(/<source>\s*<address domain='0x(\w+)' bus='0x(\w+)' slot='0x(\w+)' function='0x(\w)'/g)].map(
    ([, domainNumber, bus, slot, fn]) => `${domainNumber}:${bus}:${slot}.${fn}`,
  );

/** How many slots of all buses are taken by passed-through devices. */
function slotsOf(plan: NonNullable<ReturnType<typeof fixDomain>['result']['plan']>): number {
  const places = plan.domain.devices.hostdev.map(({ address }) =>
    address.type === 'pci' ? `${address.at?.bus}:${address.at?.slot}` : '',
  );
  return new Set(places).size;
}

describe('many fixes', () => {
  const clashes = (count: number): string =>
    pc(
      ...BARE,
      ...Array.from({ length: count }, (_, index) => pci(index + 1, 'pci-bridge')),
      ...Array.from({ length: count * 2 }, (_, index) => nic('virtio', at(`${hexByte(1 + (index >> 1))}:05.0`))),
    );

  /** A planner that counts its calls and the characters it reads. */
  function counted(planner: CheckPlanner): { readonly planner: CheckPlanner; calls: number; read: number } {
    const bench = {
      calls: 0,
      read: 0,
      planner: (...[xml, other]: Parameters<CheckPlanner>) => {
        bench.calls += 1;
        bench.read += xml.length;
        return planner(xml, other);
      },
    };
    return bench;
  }

  test('one that does not help costs a few attempts, and the others are applied', () => {
    const xml = clashes(32);
    const first = planDomain(xml, { profile: 'libvirt-9.0' });
    // Refuses a text in which the last clash is resolved.
    const isSpoilt = (text: string): boolean => (text.match(/bus='0x20'/g) ?? []).length < 2;
    const bench = counted((text) => (isSpoilt(text) ? first : planDomain(text, { profile: 'libvirt-9.0' })));
    const { applied, result } = fixDomain(xml, bench.planner, { rules: { RP6004: 'off' } });
    expect(applied).toHaveLength(31);
    expect(result.diagnostics.filter(({ code }) => code === 'RP3010')).toHaveLength(1);
    expect(bench.calls).toBeLessThan(40);
  });

  test('none of which helps are given up when the text has been read for long enough', () => {
    const whole = clashes(200);
    const large = whole.replace('</name>', `</name><description>${'x'.repeat(900_000)}</description>`);
    const stubborn = (xml: string) => {
      const first = planDomain(xml, { profile: 'libvirt-9.0' });
      return counted(() => first);
    };
    const bench = stubborn(large);
    const { applied, result, xml } = fixDomain(large, bench.planner);
    expect([applied, xml === large]).toEqual([[], true]);
    expect(result.diagnostics[0]).toMatchObject({ code: 'RP7400', values: { count: 200 } });
    expect(bench.read).toBeLessThan(8_000_000);
    const small = fixDomain(clashes(4), stubborn(clashes(4)).planner);
    expect(small.result.diagnostics.map(({ code }) => code)).not.toContain('RP7400');
  });

  test('that touch each other get their turn one after another', () => {
    const xml = pc(...BARE, ...Array.from({ length: 5 }, () => nic('virtio', '00:05.0')));
    const { applied, result } = fix(xml);
    expect(applied).toHaveLength(4);
    expect(result.plan).toBeDefined();
  });
});

const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

describe('of any document', () => {
  test('what libvirt accepts it accepts afterwards, and a safe fix moves nothing', () => {
    fc.assert(
      fc.property(randomDomain, fc.boolean(), (random, unsafe) => {
        const xml = toXml(random);
        const planner = plannerOf(random.profile);
        const before = planner(xml);
        const { result, applied, xml: fixed } = fixDomain(xml, planner, { unsafe });
        expect(fixed === xml).toBe(applied.length === 0);
        if (!before.ok) return;
        expect(result.plan).toBeDefined();
        if (unsafe || result.plan === undefined) return;
        expect(comparePlans(before.plan, result.plan).severity).toMatch(/^(none|notice)$/);
      }),
      { numRuns: 150 },
    );
  });

  test('a second run finds nothing more to do', () => {
    fc.assert(
      fc.property(randomDomain, (random) => {
        const planner = plannerOf(random.profile);
        const once = fixDomain(toXml(random), planner, { unsafe: true });
        expect(fixDomain(once.xml, planner, { unsafe: true }).xml).toBe(once.xml);
      }),
      { numRuns: 60 },
    );
  });
});
