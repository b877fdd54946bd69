import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rootModel } from '../../src/domain/index.ts';
import {
  capacityOf,
  describeDiagnostic,
  type KindCapacity,
  limitDiagnostics,
  type Plan,
  type PlanOptions,
  patchXml,
  planDomain,
} from '../../src/index.ts';
import { KIND } from '../../src/topology/index.ts';
import { BARE, disk, i440fx, many, nic, pci, planned, q35, rootPort, s390x } from '../build.ts';
import { processorTime } from '../processor-time.ts';
import { randomDomain, toXml } from '../properties/random-domain.ts';

/** Runs of what is compared with replanning; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] ? '60' : '20'));

const room = (plan: Plan, kind: 'pcie' | 'pci' = 'pcie', most?: number): KindCapacity => {
  const found = capacityOf(plan, most === undefined ? {} : { most }).kinds.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no room for ${kind}`);
  return found;
};

const letters = (number: number): string =>
  (number < 26 ? '' : letters(Math.floor(number / 26) - 1)) + String.fromCharCode(97 + (number % 26));

/** The document with more devices of a sort: the long way that `capacityOf` spares. */
function withMore(xml: string, make: (position: number) => string, count: number): string {
  return xml.replace('  </devices>', `${many(count, make).join('\n')}\n  </devices>`);
}

const DISK = (position: number): string => disk(`vdx${letters(position)}`, 'virtio');

/** Of which device `capacityOf` speaks. */
function deviceOf(plan: Plan, kind: 'pcie' | 'pci', options: PlanOptions): (position: number) => string {
  if (rootModel(plan.domain) !== 'pcie-root') return DISK;
  const probe = planDomain(withMore(patchXml(plan), DISK, 1), options);
  const isExpress =
    probe.ok &&
    [...probe.plan.needs].some(
      ([one, needs]) => one.kind === 'disk' && one.target === 'vdxa' && (needs & KIND.PCIE) !== 0,
    );
  if (isExpress === (kind === 'pcie')) return DISK;
  return () => nic(kind === 'pcie' ? 'e1000e' : 'rtl8139');
}

/** How many are taken one by one, each time planned and written anew. */
function oneByOne(plan: Plan, make: (position: number) => string, options: PlanOptions, most: number): number {
  let xml = patchXml(plan);
  for (let count = 0; count < most; count += 1) {
    const result = planDomain(
      withMore(xml, () => make(count), 1),
      { ...options, newlyDefined: false },
    );
    if (!result.ok) return count;
    xml = patchXml(result.plan);
  }
  return most;
}

test('is the same as planning the document with more and more devices', () => {
  let compared = 0;
  fc.assert(
    fc.property(randomDomain, (random) => {
      if (random.arch === 's390x') return;
      const xml = toXml(random);
      const options: PlanOptions = { profile: random.profile };
      const result = planDomain(xml, options);
      if (!result.ok) return;
      for (const { kind } of capacityOf(result.plan, { most: 1 }).kinds) {
        const make = deviceOf(result.plan, kind, options);
        const { stored, defined } = room(result.plan, kind, 70);
        const isAccepted = (count: number): boolean => planDomain(withMore(xml, make, count), options).ok;
        expect(oneByOne(result.plan, make, options, Math.min(stored.count + 1, 40))).toBe(Math.min(stored.count, 40));
        for (let count = Math.max(0, defined.count - 35); count <= defined.count; count += 1) {
          expect(isAccepted(count), `${kind}: ${count} of ${defined.count}`).toBe(true);
        }
        if (!defined.isExact) continue;
        compared += 1;
        expect(isAccepted(defined.count + 1)).toBe(false);
        const end = defined.acceptedAgain ?? defined.count + 8;
        for (let count = defined.count + 1; count < end; count += 1) expect(isAccepted(count)).toBe(false);
        if (defined.acceptedAgain !== undefined) expect(isAccepted(defined.acceptedAgain)).toBe(true);
      }
    }),
    { numRuns: RUNS },
  );
  // How many of the random domains have an exact end is a matter of chance.
  expect(compared).toBeGreaterThan(0);
});

describe('q35', () => {
  // Demand, P1: the answer of a forum makes it worse.
  const DEVICES = [
    ...many(6, () => nic()),
    disk('vda', 'virtio'),
    disk('vdb', 'virtio'),
    '<memballoon model="none"/>',
    "<controller type='usb' model='none'/>",
  ];
  const ports = (xml: string) => capacityOf(planned(xml, 'libvirt-9.0')).ports;

  test('six ports by hand where eight are needed: eight, none of them free', () => {
    const xml = q35({ devices: [...many(6, (position) => rootPort(position + 1)), ...DEVICES] });
    expect(ports(xml)).toEqual({ total: 8, free: 0 });
    expect(room(planned(xml, 'libvirt-9.0')).running).toMatchObject({
      count: 0,
      limit: { rules: ['A-PLUG-1', 'A-PLUG-2'] },
    });
  });

  test('no port by hand: nine, one of them free', () => {
    const xml = q35({ devices: DEVICES });
    expect(ports(xml)).toEqual({ total: 9, free: 1 });
    expect(room(planned(xml, 'libvirt-9.0')).places.hotplug).toEqual({ count: 1, first: ['0000:09:00.0'] });
  });

  test('ends with the last function of the last slot of the root', () => {
    const { stored, defined } = room(planned(q35({ devices: BARE }), 'libvirt-9.0'));
    expect(stored).toMatchObject({ count: 240, isExact: true, limit: { code: 'RP3011' } });
    expect(defined).toMatchObject({ count: 239, isExact: true, limit: { code: 'RP3011' } });
  });

  test('a port without hotplug is for definitions only', () => {
    const off = "<controller type='pci' index='1' model='pcie-root-port'><target hotplug='off'/></controller>";
    const { places } = room(planned(q35({ devices: [...BARE, off, rootPort(2)] }), 'libvirt-9.0'));
    expect(places).toMatchObject({ hotplug: { count: 1, first: ['0000:02:00.0'] }, definition: { count: 1 } });
  });
});

describe('i440fx', () => {
  test.each([
    [0, 59, 61],
    [30, 29, 31],
    [61, 28, 31],
    [200, 9, 16],
  ])('beside %i cards: %i more, and %i again', (cards, count, acceptedAgain) => {
    const xml = i440fx({ devices: [...BARE, ...many(cards, () => nic())] });
    expect(room(planned(xml, 'libvirt-9.0'), 'pci').defined).toMatchObject({
      count,
      acceptedAgain,
      isExact: true,
      limit: { code: 'RP3011' },
    });
  });

  test('one by one there is no hole, up to where counting ends', () => {
    const plan = planned(i440fx({ devices: BARE }), 'libvirt-9.0');
    expect(room(plan, 'pci').stored).toEqual({ count: 1000, isExact: false });
    expect(room(plan, 'pci', 7).stored).toEqual({ count: 7, isExact: false });
  });

  test('with all bridges given the limit is the number of places', () => {
    const xml = i440fx({ devices: [...BARE, ...many(255, (position) => pci(position + 1, 'pci-bridge'))] });
    expect(room(planned(xml, 'libvirt-9.0'), 'pci', 10_000).defined.count).toBe(7679);
  });
});

test('a machine without PCI has no kinds', () => {
  const plan = planned(s390x({ devices: BARE }), 'libvirt-2.5', { capabilities: [] });
  expect(capacityOf(plan)).toMatchObject({ kinds: [], ports: { total: 0, free: 0 }, limits: [] });
});

describe('limits of firmware and guest', () => {
  const ports = (count: number, machine = 'pc-q35-7.2', before: readonly string[] = []): string =>
    q35({ before, devices: [...BARE, ...many(count, (position) => rootPort(position + 1))] }).replace(
      "machine='q35'",
      `machine='${machine}'`,
    );
  const passed = (xml: string, qemu?: string): readonly string[] => {
    const plan = planned(xml, 'libvirt-9.0');
    const { limits } = capacityOf(plan, { most: 1, ...(qemu === undefined ? {} : { qemu }) });
    return limitDiagnostics(plan, limits).map((one) => `${one.code} ${describeDiagnostic(one).message}`);
  };
  const TOO_MANY = 'RP3068 16 windows of I/O ports (SeaBIOS), and 14 fit: the guest does not boot';

  // Demand, P13.
  test('16 ports with QEMU 6.1 warn, with 7.2 not', () => {
    expect(passed(ports(16, 'pc-q35-6.1'))).toEqual([TOO_MANY]);
    expect(passed(ports(16, 'q35'), '6.1')).toEqual([TOO_MANY]);
    expect(passed(ports(16, 'q35'), '7.2')).toEqual([]);
    expect(passed(ports(16, 'q35'))).toEqual([]);
    expect(passed(ports(14, 'pc-q35-6.1'))).toEqual([]);
  });

  test('behind ports count cards with I/O ports', () => {
    const cards = (model: string): string =>
      ports(0).replace('  </devices>', `${many(15, () => nic(model)).join('')}</devices>`);
    expect(passed(cards('e1000e'))[0]).toContain('15 windows of I/O ports (SeaBIOS), and 14 fit');
    expect(passed(cards('virtio'))).toEqual([]);
    const efi = cards('e1000e')
      .replace('<os>', "<os firmware='efi'>")
      .replace('</os>', '</os><features><acpi/></features>');
    expect(passed(efi)[0]).toContain('15 windows of I/O ports (OVMF), and 9 fit: further devices');
  });

  test('a bridge needs a window for each bridge below it', () => {
    const bridges = many(9, (position) =>
      pci(position + 1, 'pci-bridge', position === 0 ? '00:05.0' : `01:0${position}.0`),
    );
    expect(passed(i440fx({ devices: [...BARE, ...bridges] }))).toEqual([]);
    const used = capacityOf(planned(i440fx({ devices: [...BARE, ...bridges] }), 'libvirt-9.0'), { most: 1 }).limits[0]
      ?.used;
    expect(used).toBe(8);
    expect(passed(i440fx({ devices: [...BARE, ...bridges, nic('e1000', '01:1f.0')] }))[0]).toContain('9 windows');
  });

  test('one processor and many ports', () => {
    expect(passed(ports(181))[0]).toContain('181 ports with one processor, and 180 fit');
    expect(passed(ports(181, 'pc-q35-7.2', ['<vcpu>2</vcpu>']))).toEqual([]);
  });
});

test('is quick', () => {
  const xml = readFileSync(new URL('../../../../fixtures/examples/q35-web-server.xml', import.meta.url), 'utf8');
  const plan = planned(xml, 'libvirt-9.0');
  capacityOf(plan);
  expect(processorTime(() => void capacityOf(plan))).toBeLessThan(5_000);
});
