import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explainPlan, explainRefusal, findSubject, type Plan, planDomain } from '../../src/index.ts';
import { BARE, disk, i440fx, many, nic, planned, q35, rootPort } from '../build.ts';

const FOLDERS = ['../cases/', '../../../../fixtures/examples/', '../../../../fixtures/convert/'];

function fixtures(): readonly (readonly [name: string, xml: string])[] {
  return FOLDERS.flatMap((folder) => {
    const root = new URL(folder, import.meta.url);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.xml') && !name.includes('expected'))
      .map((name) => [name, readFileSync(new URL(name, root), 'utf8')] as const);
  });
}

/** What is said of a name, as one text. */
function said(plan: Plan, name: string): string {
  const found = findSubject(plan, name);
  if (!found.ok) throw new Error(found.diagnostic.code);
  const { subject, address, steps } = explainPlan(plan, found.subject);
  return [`${subject} @ ${address}`, ...steps.map(({ text }) => text)].join('\n');
}

function codeOf(plan: Plan, name: string): string | undefined {
  const found = findSubject(plan, name);
  return found.ok ? undefined : found.diagnostic.code;
}

describe('every fixture', () => {
  test.each(fixtures())('%s: each address has a chain that ends in it', (_, xml) => {
    const result = planDomain(xml);
    if (!result.ok) {
      for (const { steps } of explainRefusal(result.failedSearches ?? [])) expect(steps.length).toBeGreaterThan(1);
      return;
    }
    const { plan } = result;
    expect(explainPlan(plan).steps.length).toBeGreaterThan(0);
    for (const decision of plan.decisions.values()) {
      const { steps } = explainPlan(plan, { type: 'device', device: decision.device });
      const topics = steps.map(({ topic }) => topic);
      expect(topics.includes('exists') || topics.includes('added')).toBe(true);
      const chosen = steps.filter(({ topic }) => topic === 'chosen');
      expect(chosen[0]?.rule).toBeDefined();
      const passed = steps.filter(({ topic }) => topic === 'passed-over').length;
      expect(passed > 0).toBe(decision.refusedCount > 0);
      expect(steps.map(({ text }) => text).join('')).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});

// Questions that people asked trackers and mailing lists (demand, P12).
describe('questions people had', () => {
  const mixed = planned(
    q35({ devices: [...BARE, disk('vda', 'virtio'), nic('e1000'), "<interface type='user'/>"] }),
    'libvirt-9.0',
  );

  test('does a virtio disk need the conventional bridge?', () => {
    expect(said(mixed, 'vda')).toContain(
      'It is a PCI Express device, because virtio devices are on pcie-root with this QEMU.',
    );
  });

  test('why is the bridge passed over for virtio?', () => {
    const plan = planned(
      q35({
        devices: [
          ...BARE,
          rootPort(1),
          "<controller type='pci' index='2' model='pcie-to-pci-bridge'/>",
          nic('e1000'),
          disk('vda', 'virtio'),
        ],
      }),
      'libvirt-9.0',
    );
    expect(said(plan, 'vda')).toContain(
      'Bus 2 (pcie-to-pci-bridge): passed over; it takes conventional PCI devices and pci-bridges, and not a PCI Express device.',
    );
  });

  test('why does an interface without a model need a conventional slot?', () => {
    expect(said(mixed, 'net1')).toContain(
      'It is a conventional PCI device, because every rtl8139 is; libvirt takes rtl8139 where the document names no model.',
    );
  });

  test('why is there a pcie-to-pci-bridge?', () => {
    expect(said(mixed, 'pcie-to-pci-bridge')).toContain(
      'It is not in the document; libvirt adds it for interface (e1000)',
    );
  });

  test('why is one port empty?', () => {
    expect(said(mixed, `pci.${mixed.buses.length - 1}`)).toContain('to have one port free for hotplug');
  });
});

describe('names', () => {
  const plan = planned(
    q35({
      devices: [
        ...BARE,
        disk('vda', 'virtio'),
        "<interface type='user'><mac address='52:54:00:4e:21:01'/><model type='virtio'/><alias name='ua-front'/></interface>",
        nic('virtio'),
        disk('sda', 'sata'),
      ],
    }),
    'libvirt-9.0',
  );

  test.each([
    ['vda', 'disk vda @ 0000:03:00.0'],
    ['disk vda', 'disk vda @ 0000:03:00.0'],
    ['disk-0', 'disk vda @ 0000:03:00.0'],
    ['virtio-disk0', 'disk vda @ 0000:03:00.0'],
    ['net0', 'interface 52:54:00:4e:21:01 (virtio) @ 0000:01:00.0'],
    ['NET0', 'interface 52:54:00:4e:21:01 (virtio) @ 0000:01:00.0'],
    ['52:54:00:4E:21:01', 'interface 52:54:00:4e:21:01 (virtio) @ 0000:01:00.0'],
    ['ua-front', 'interface 52:54:00:4e:21:01 (virtio) @ 0000:01:00.0'],
    ['0000:03:00.0', '0000:03:00.0 @ 0000:03:00.0'],
    ['03:00.0', '0000:03:00.0 @ 0000:03:00.0'],
    ['pci.3', 'controller pci 3 (pcie-root-port) @ 0000:00:01.2'],
    ['pcie.0', 'controller pci 0 (pcie-root) @ undefined'],
    ['root-port', '4 controllers pcie-root-port @ undefined'],
    ['pcie-root-port', '4 controllers pcie-root-port @ undefined'],
    ['sata0', 'controller sata 0 @ 0000:00:1f.2'],
    ['sda', 'disk sda @ drive 0:0:0:0'],
  ])('%s', (name, heading) => {
    expect(said(plan, name).split('\n')[0]).toBe(heading);
  });

  test('that say too little or nothing', () => {
    expect(codeOf(plan, 'vdb')).toBe('RP5020');
    expect(codeOf(plan, 'interface')).toBe('RP5021');
    expect(codeOf(plan, '20:00.0')).toBe('RP5022');
    expect(codeOf(plan, '0001:00:01.0')).toBe('RP5022');
    expect(codeOf(plan, '')).toBe('RP5020');
  });

  test('a near one is offered', () => {
    const found = findSubject(plan, 'xda');
    expect(found.ok ? '' : found.diagnostic.values['near']).toContain('vda');
  });
});

describe('addresses', () => {
  const plan = planned(i440fx({ devices: [...BARE, nic('virtio', '00:05.0')] }), 'libvirt-9.0');

  test('one of the user names the line', () => {
    expect(said(plan, '00:05.0')).toContain('0000:00:05.0 is the address that the document gives, in line 10.');
  });

  test.each([
    ['00:06.0', 'It is free, for devices at definition and while the guest runs.'],
    ['00:01.0', 'It is held by the PIIX3 ISA bridge.'],
    ['00:05.3', 'The function is free, and the slot is not'],
    ['00:00.0', 'Nobody holds it, and nobody can'],
  ])('%s', (address, sentence) => {
    expect(said(plan, address)).toContain(sentence);
  });
});

test('a refused document: what was tried', () => {
  const devices = [...BARE, ...many(60, () => nic('virtio'))];
  const result = planDomain(i440fx({ devices }), { profile: 'libvirt-9.0' });
  const [told, ...others] = result.ok ? [] : explainRefusal(result.failedSearches ?? []);
  expect(others).toEqual([]);
  expect(told?.subject).toBe('controller pci 1 (pci-bridge)');
  expect(told?.steps.map(({ text }) => text)).toContain('Bus 0 (pci-root): passed over; every slot is taken.');
});
