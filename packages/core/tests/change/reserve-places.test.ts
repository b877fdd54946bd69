import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  capacityOf,
  comparePlans,
  type PlanOptions,
  planDomain,
  type ReservedPlaces,
  reservePlaces,
} from '../../src/index.ts';
import { BARE, disk, domain, i440fx, many, nic, planned, pseries, q35, rootPort, s390x } from '../build.ts';
import { randomDomain, toXml } from '../properties/random-domain.ts';

const OPTIONS: PlanOptions = { profile: 'libvirt-9.0' };
type Kind = 'pcie' | 'pci';

const reserve = (xml: string, free: number, kind?: Kind, options = OPTIONS): ReservedPlaces =>
  reservePlaces(xml, (text) => planDomain(text, options), { free, ...(kind === undefined ? {} : { kind }) });

function reserved(xml: string, free: number, kind?: Kind): Extract<ReservedPlaces, { ok: true }> {
  const result = reserve(xml, free, kind);
  if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
  return result;
}

const refusal = (xml: string, free: number, kind?: Kind) => {
  const result = reserve(xml, free, kind);
  return result.ok
    ? undefined
    : result.diagnostics.map(({ code, values }) => [code, values['most'] ?? values['machine']]);
};

test('never less than asked, nothing moved, and a second call adds nothing', () => {
  let grown = 0;
  fc.assert(
    fc.property(
      randomDomain,
      fc.integer({ min: 0, max: 70 }),
      fc.constantFrom<Kind>('pcie', 'pci'),
      (random, free, kind) => {
        const xml = toXml(random);
        const options: PlanOptions = { profile: random.profile };
        const before = planDomain(xml, options);
        const result = reserve(xml, free, kind, options);
        if (!before.ok) return void expect(result.ok).toBe(false);
        if (!result.ok) return void expect(result.diagnostics.map(({ code }) => code)).toMatchObject([/RP306[01]/]);
        const room = capacityOf(result.plan, { most: 1 }).kinds.find((one) => one.kind === kind);
        expect(room?.running.count).toBe(result.after);
        expect(result.after).toBeGreaterThanOrEqual(free);
        // How firmware numbers buses is known of x86 only.
        const isShifted = random.arch !== 'x86_64' || result.diagnostics.some(({ code }) => code === 'RP3069');
        const moved = comparePlans(before.plan, result.plan).devices.filter(
          ({ status }) => status !== 'same' && !(isShifted && status === 'changed'),
        );
        expect(moved.map(({ status }) => status)).toEqual(
          result.added.flatMap(({ address }) => (address === undefined ? [] : ['new'])),
        );
        if (result.added.length > 0) grown += 1;
        expect(reserve(result.xml, free, kind, options)).toMatchObject({
          ok: true,
          added: [],
          before: result.after,
          xml: result.xml,
        });
        return undefined;
      },
    ),
    { numRuns: 150 },
  );
  expect(grown).toBeGreaterThan(15);
});

describe('q35', () => {
  // Demand, P1: eight devices, and six ports that a forum recommends.
  const DEVICES = [...BARE, ...many(6, () => nic()), disk('vda', 'virtio'), disk('vdb', 'virtio')];

  test('eight free ports, whatever was there', () => {
    const forum = q35({ devices: [...many(6, (position) => rootPort(position + 1)), ...DEVICES] });
    expect(reserved(forum, 8)).toMatchObject({ kind: 'pcie', before: 0, after: 8, added: { length: 8 } });
    expect(reserved(q35({ devices: DEVICES }), 8)).toMatchObject({ before: 1, after: 8, added: { length: 7 } });
  });

  test('ports go behind those that are there; one that is alone in its slot stays alone', () => {
    const { added, xml } = reserved(q35({ devices: DEVICES }), 2);
    expect(added).toEqual([{ label: 'controller pci 10 (pcie-root-port)', index: 10, address: '0000:00:03.0' }]);
    expect(xml).toContain("<target chassis='10' port='0x18'/>");
    expect(reserved(q35({ devices: [...DEVICES, nic()] }), 2).added).toMatchObject([{ address: '0000:00:02.2' }]);
  });

  test('buses keep their numbers in the guest, where there is room behind', () => {
    const behind = (slot: string): string =>
      q35({ devices: [...BARE, rootPort(1, `00:${slot}.0`), nic('virtio', '01:00.0')] });
    expect(reserved(behind('05'), 8)).toMatchObject({
      diagnostics: [],
      added: [{ address: '0000:00:06.0' }, {}, {}, {}, {}, {}, {}, {}],
    });
    expect(reserved(behind('1e'), 1).diagnostics).toMatchObject([{ code: 'RP3069', values: { count: 1, first: 1 } }]);
  });

  test('conventional slots come with a port and a bridge, which take no free port', () => {
    const xml = q35({ devices: DEVICES });
    const { added, after, plan } = reserved(xml, 5, 'pci');
    expect(added.map(({ label }) => label)).toEqual([
      'controller pci 10 (pcie-root-port)',
      'controller pci 11 (pcie-to-pci-bridge)',
    ]);
    expect(after).toBe(31);
    expect(capacityOf(plan, { most: 1 }).ports).toEqual({ total: 10, free: 1 });
    expect(reserved(xml, 32, 'pci').added.map(({ label }) => label.slice(18))).toEqual([
      '(pcie-root-port)',
      '(pcie-to-pci-bridge)',
      '(pcie-root-port)',
      '(pcie-to-pci-bridge)',
    ]);
  });

  test('as libvirt did before it knew pcie-to-pci-bridge', () => {
    const old = reserve(q35({ devices: BARE }), 5, 'pci', { profile: 'libvirt-2.5' });
    expect(old.ok && old.added.map(({ label }) => label)).toEqual([
      'controller pci 1 (dmi-to-pci-bridge)',
      'controller pci 2 (pci-bridge)',
    ]);
  });

  test('no more than there are root ports', () => {
    expect(refusal(q35({ devices: BARE }), 241)).toEqual([['RP3060', 240]]);
    expect(reserved(q35({ devices: BARE }), 240).after).toBe(240);
  });
});

describe('other machines', () => {
  test('i440fx gets bridges', () => {
    const plan = reserved(i440fx({ devices: BARE }), 40);
    expect(plan).toMatchObject({ kind: 'pci', before: 30, after: 60 });
    expect(plan.added).toEqual([{ label: 'controller pci 1 (pci-bridge)', index: 1, address: '0000:00:02.0' }]);
    expect(refusal(i440fx({ devices: BARE }), 4, 'pcie')).toEqual([['RP3061', 'pc']]);
  });

  test('pSeries gets host bridges', () => {
    expect(reserved(pseries({ devices: BARE }), 40).added).toMatchObject([{ label: 'controller pci 1 (pci-root)' }]);
  });

  test('without PCI there are no places', () => {
    const bare = reserve(s390x({ devices: BARE }), 1, undefined, { profile: 'libvirt-2.5', capabilities: [] });
    expect(bare.ok ? [] : bare.diagnostics.map(({ code }) => code)).toEqual(['RP3061']);
  });
});

test('a refused document is refused with its own reasons', () => {
  expect(
    refusal(domain({ machine: 'q35', devices: ["<controller type='pci' index='0' model='pci-root'/>"] }), 1)?.[0]?.[0],
  ).toBe('RP2009');
});

test('tells when firmware does not bear the result', () => {
  const result = reserved(i440fx({ devices: BARE }), 300);
  expect(result.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['warning RP3068']);
  expect(planned(result.xml, 'libvirt-9.0').buses.length).toBe(result.added.length + 1);
});
