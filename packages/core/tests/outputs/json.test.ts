import { describe, expect, test } from 'vitest';
import { PLAN_FORMAT_VERSION, planJson, treeText } from '../../src/index.ts';
import { BARE, disk, domain, i440fx, many, NO_BALLOON, nic, planned, q35, rootPort, video } from '../build.ts';

const PLAN = planned(
  q35({ devices: [NO_BALLOON, nic('e1000'), nic('virtio', '00:05.0'), disk('vda'), video('qxl')] }),
  'libvirt-9.0',
);

describe('JSON', () => {
  const json = planJson(PLAN);

  test('the head', () => {
    expect(json).toMatchObject({
      formatVersion: PLAN_FORMAT_VERSION,
      ok: true,
      profile: 'libvirt-9.0',
      machine: { arch: 'x86_64', name: 'pc-q35-2.7', family: 'q35' },
    });
    expect(PLAN_FORMAT_VERSION).toMatch(/^\d+\.\d+$/);
    expect([...json.capabilities].sort()).toEqual(json.capabilities);
  });

  test('a controller that was added says why', () => {
    const added = json.controllers.filter(({ type, origin }) => type === 'pci' && origin === 'implicit');
    expect(added.map(({ index, model, addedFor }) => `${index} ${model} ${addedFor?.cause ?? '-'}`)).toEqual([
      '0 pcie-root -',
      '1 pcie-root-port no-room',
      '2 pcie-to-pci-bridge no-room',
      '3 pcie-root-port no-room',
      '4 pcie-root-port no-room',
      '5 pcie-root-port open-port',
    ]);
    for (const { address, rule } of added) expect([address.type, typeof rule]).toEqual([address.type, 'string']);
  });

  test('a device of the document has its line, its address and the decision', () => {
    const given = json.devices.find(({ address }) => address['text'] === '0000:00:05.0');
    expect(given).toMatchObject({ kind: 'interface', origin: 'document', line: 10, decision: { source: 'document' } });
    const found = json.devices.find(({ kind }) => kind === 'disk');
    expect(found?.address).toMatchObject({ type: 'pci', domain: 0, slot: 0, function: 0 });
    expect(found?.decision?.refused.length).toBeGreaterThan(0);
  });

  test('open slots are told with what they take', () => {
    expect(json.openSlots.filter(({ takes }) => takes === 'pcie').some(({ hotpluggable }) => hotpluggable)).toBe(true);
    expect(json.openSlots.filter(({ takes, controller }) => takes === 'pci' && controller === 2)).toHaveLength(30);
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});

describe('tree', () => {
  test('a q35 guest', () => {
    expect(treeText(PLAN)).toMatchInlineSnapshot(`
      "pc-q35-2.7 (libvirt-9.0)
      bus 0 pcie-root
      ├─ 01.0 video qxl
      ├─ 02.0 bus 1 pcie-root-port +
      │  └─ 00.0 bus 2 pcie-to-pci-bridge +
      │     ├─ 01.0 interface (e1000)
      │     └─ 02-1f free, hotplug
      ├─ 02.1 bus 3 pcie-root-port +
      │  └─ 00.0 controller usb 0 (qemu-xhci) +
      ├─ 02.2 bus 4 pcie-root-port +
      │  └─ 00.0 disk vda
      ├─ 02.3 bus 5 pcie-root-port +
      │  └─ 00 free, hotplug
      ├─ 05.0 interface (virtio)
      ├─ 1f.2 controller sata 0 +
      └─ 03-04 06-1e free
      "
    `);
  });

  test('a bridge on a bridge', () => {
    expect(
      treeText(planned(i440fx({ devices: [...BARE, ...many(31, () => nic('e1000'))] }), 'libvirt-2.5')),
    ).toMatchInlineSnapshot(`
      "pc-i440fx-2.7 (libvirt-2.5)
      bus 0 pci-root
      ├─ 02.0 bus 1 pci-bridge +
      │  ├─ 01.0 interface (e1000)
      │  ├─ 02.0 interface (e1000)
      │  └─ 03-1f free, hotplug
      ├─ 03.0 interface (e1000)
      ├─ 04.0 interface (e1000)
      ├─ 05.0 interface (e1000)
      ├─ 06.0 interface (e1000)
      ├─ 07.0 interface (e1000)
      ├─ 08.0 interface (e1000)
      ├─ 09.0 interface (e1000)
      ├─ 0a.0 interface (e1000)
      ├─ 0b.0 interface (e1000)
      ├─ 0c.0 interface (e1000)
      ├─ 0d.0 interface (e1000)
      ├─ 0e.0 interface (e1000)
      ├─ 0f.0 interface (e1000)
      ├─ 10.0 interface (e1000)
      ├─ 11.0 interface (e1000)
      ├─ 12.0 interface (e1000)
      ├─ 13.0 interface (e1000)
      ├─ 14.0 interface (e1000)
      ├─ 15.0 interface (e1000)
      ├─ 16.0 interface (e1000)
      ├─ 17.0 interface (e1000)
      ├─ 18.0 interface (e1000)
      ├─ 19.0 interface (e1000)
      ├─ 1a.0 interface (e1000)
      ├─ 1b.0 interface (e1000)
      ├─ 1c.0 interface (e1000)
      ├─ 1d.0 interface (e1000)
      ├─ 1e.0 interface (e1000)
      └─ 1f.0 interface (e1000)
      "
    `);
  });

  test('a machine without PCI', () => {
    const plan = planned(domain({ machine: 'isapc', devices: [NO_BALLOON] }), 'libvirt-9.0');
    expect(treeText(plan)).toBe('isapc: no PCI\n');
  });

  test('each device and each bus stands in it once', () => {
    const plan = planned(
      q35({ devices: [rootPort(3), ...many(20, () => nic()), ...many(3, () => nic('e1000'))] }),
      'libvirt-9.0',
    );
    const text = treeText(plan);
    expect(text.match(/interface/g)).toHaveLength(23);
    for (const { index } of plan.buses)
      expect(text.match(new RegExp(`bus ${index} `, 'g')), `bus ${index}`).toHaveLength(1);
  });
});
