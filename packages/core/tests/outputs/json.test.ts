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
      machine: { arch: 'x86_64', name: 'q35', family: 'q35' },
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
      "q35 (libvirt-9.0)
      [0] pcie-root
      ├─ 00:01.0  video qxl
      ├─ 00:02.0  [1] root-port + ── 01:00.0  [2] pcie-to-pci-bridge +
      │  ├─ 02:01.0  interface (e1000)
      │  └─ 02:02–1f  free, hotplug, 30 slots
      ├─ 00:02.1  [3] root-port + ── 03:00.0  controller usb 0 (qemu-xhci) +
      ├─ 00:02.2  [4] root-port + ── 04:00.0  disk vda
      ├─ 00:02.3  [5] root-port + ── 05:00  free, hotplug, kept open
      ├─ 00:03–04  free, controllers, 2 slots
      ├─ 00:05.0  interface (virtio)
      ├─ 00:06–1e  free, controllers, 25 slots
      ├─ 00:1f.0  the ICH9 LPC bridge
      ├─ 00:1f.2  controller sata 0 +
      └─ 00:1f.3  the ICH9 SMBus
      not on PCI
      ├─ input mouse (ps2) +
      └─ input keyboard (ps2) +

      [n] bus n, the index of its controller
      +  added by libvirt, not in the document
      free, hotplug: for devices at definition and while the guest runs
      free, controllers: for PCI controllers; other devices go there by hand only
      "
    `);
  });

  test('a bridge on a bridge', () => {
    expect(
      treeText(planned(i440fx({ devices: [...BARE, ...many(31, () => nic('e1000'))] }), 'libvirt-2.5')),
    ).toMatchInlineSnapshot(`
      "pc (libvirt-2.5)
      [0] pci-root
      ├─ 00:01  the PIIX3 ISA bridge
      ├─ 00:02.0  [1] pci-bridge +
      │  ├─ 01:01.0  interface (e1000)
      │  ├─ 01:02.0  interface (e1000)
      │  └─ 01:03–1f  free, hotplug, 29 slots
      ├─ 00:03.0  interface (e1000)
      ├─ 00:04.0  interface (e1000)
      ├─ 00:05.0  interface (e1000)
      ├─ 00:06.0  interface (e1000)
      ├─ 00:07.0  interface (e1000)
      ├─ 00:08.0  interface (e1000)
      ├─ 00:09.0  interface (e1000)
      ├─ 00:0a.0  interface (e1000)
      ├─ 00:0b.0  interface (e1000)
      ├─ 00:0c.0  interface (e1000)
      ├─ 00:0d.0  interface (e1000)
      ├─ 00:0e.0  interface (e1000)
      ├─ 00:0f.0  interface (e1000)
      ├─ 00:10.0  interface (e1000)
      ├─ 00:11.0  interface (e1000)
      ├─ 00:12.0  interface (e1000)
      ├─ 00:13.0  interface (e1000)
      ├─ 00:14.0  interface (e1000)
      ├─ 00:15.0  interface (e1000)
      ├─ 00:16.0  interface (e1000)
      ├─ 00:17.0  interface (e1000)
      ├─ 00:18.0  interface (e1000)
      ├─ 00:19.0  interface (e1000)
      ├─ 00:1a.0  interface (e1000)
      ├─ 00:1b.0  interface (e1000)
      ├─ 00:1c.0  interface (e1000)
      ├─ 00:1d.0  interface (e1000)
      ├─ 00:1e.0  interface (e1000)
      └─ 00:1f.0  interface (e1000)
      not on PCI
      ├─ input mouse (ps2) +
      └─ input keyboard (ps2) +

      [n] bus n, the index of its controller
      +  added by libvirt, not in the document
      free, hotplug: for devices at definition and while the guest runs
      "
    `);
  });

  test('a machine without PCI', () => {
    const plan = planned(domain({ machine: 'isapc', devices: [NO_BALLOON] }), 'libvirt-9.0');
    expect(treeText(plan)).toMatch(/^isapc \(libvirt-9.0\)\nno PCI\nnot on PCI\n/);
  });

  test('each device and each bus stands in it once', () => {
    const plan = planned(
      q35({ devices: [rootPort(3), ...many(20, () => nic()), ...many(3, () => nic('e1000'))] }),
      'libvirt-9.0',
    );
    const text = treeText(plan);
    expect(text.match(/interface/g)).toHaveLength(23);
    for (const { index } of plan.buses)
      expect(text.match(new RegExp(`\\[${index}\\] `, 'g')), `bus ${index}`).toHaveLength(1);
  });
});
