// What the three changes before the base say of themselves, statement by statement (V-0).
import { describe, expect, test } from 'vitest';
import { patchXml } from '../src/index.ts';
import {
  addressesOf,
  armVirt,
  BARE,
  balloon,
  controllers,
  countModel,
  disk,
  freeSlots,
  i440fx,
  many,
  NO_BALLOON,
  NO_USB,
  nic,
  pci,
  pciController,
  pciControllers,
  planned,
  q35,
  refusals,
  rootPort,
  slots,
  sound,
  usb2Set,
  video,
} from './build.ts';

const BRIDGES = ['1 dmi-to-pci-bridge 00:1e.0', '2 pci-bridge 01:00.0'];
const e1000 = (where?: string): string => nic('e1000', where);
/** A conventional device in each of the 31 slots of a bus. */
const fill = (bus: number): readonly string[] => slots(1, 0x1f, bus).map((place) => e1000(place));

describe('C1: root ports and dmi-to-pci-bridge are added on demand', () => {
  test('C1: before, only pci-bridges were added, when a conventional slot was needed and none was free (still so on i440fx)', () => {
    const withNics = (count: number): string => i440fx({ devices: [...BARE, ...many(count, () => e1000())] });
    expect(pciControllers(planned(withNics(29), 'libvirt-2.5-step1'))).toEqual([]);
    const grown = planned(withNics(31), 'libvirt-2.5-step1');
    expect(pciControllers(grown).map((text) => text.split(' ')[1])).toEqual(['pci-bridge']);
  });

  test('C1: a dmi-to-pci-bridge is added too, needed before a pci-bridge can exist on pcie-root', () => {
    const plan = planned(q35({ devices: [...BARE, e1000()] }), 'libvirt-2.5-step2');
    expect(pciControllers(plan)).toEqual(BRIDGES);
    expect(addressesOf(plan, 'interface')).toEqual(['02:01.0']);
  });

  test('C1: and a pcie-root-port, so that a PCIe device is hotpluggable', () => {
    const plan = planned(q35({ devices: [...BARE, nic('virtio')] }), 'libvirt-2.5-step2');
    expect(pciControllers(plan)).toEqual(['1 pcie-root-port 00:01.0']);
    expect(addressesOf(plan, 'interface')).toEqual(['01:00.0']);
  });

  test('C1: switch upstream and downstream ports are never added', () => {
    const full = [pci(1, 'pcie-switch-upstream-port'), nic('virtio')];
    const plan = planned(q35({ devices: [...BARE, ...full] }), 'libvirt-2.5');
    // The upstream port gets a root port, not another switch; the card a root port of its own.
    expect(pciControllers(plan).map((text) => text.split(' ')[1])).toEqual([
      'pcie-switch-upstream-port',
      'pcie-root-port',
      'pcie-root-port',
    ]);
    const downstream = q35({ devices: [...BARE, pci(1, 'pcie-switch-downstream-port')] });
    expect(refusals(downstream, 'libvirt-2.5')).toEqual(['no-slot-for-controller']);
  });

  test('C1: the usual trigger is a conventional device, not a pci-bridge in the definition', () => {
    const plan = planned(q35({ devices: [...BARE, e1000()] }), 'libvirt-2.5');
    expect(plan.growth.find(({ index }) => index === 1)?.device?.kind).toBe('interface');
    expect(pciControllers(plan).slice(0, 2)).toEqual(BRIDGES);
    // By address: the number of the bus is raised by one, since the dmi-to-pci-bridge comes in between (T-GROW-3).
    const raised = planned(q35({ devices: [...BARE, e1000('01:05.0')] }), 'libvirt-2.5');
    expect(addressesOf(raised, 'interface')).toEqual(['02:05.0']);
  });

  test('C1: growth looks for a bus that can take a pci-bridge, and adds a dmi-to-pci-bridge first if there is none', () => {
    const with3Buses = [rootPort(1), rootPort(2), rootPort(3)];
    const plan = planned(q35({ devices: [...BARE, ...with3Buses, e1000()] }), 'libvirt-2.5');
    expect(pciControllers(plan).slice(3)).toEqual(['4 dmi-to-pci-bridge 00:1e.0', '5 pci-bridge 04:00.0']);
    expect(addressesOf(plan, 'interface')).toEqual(['05:01.0']);
  });

  test('C1: one dmi-to-pci-bridge is enough even when it is full, because pci-bridges plug into pci-bridges', () => {
    const bridges = [pci(1, 'dmi-to-pci-bridge'), pci(2, 'pci-bridge')];
    const crowd = slots(1, 0x1f, 1).map((place) => e1000(place));
    const plan = planned(
      q35({ devices: [...BARE, ...bridges, ...crowd, ...fill(2).slice(1), ...many(2, () => e1000())] }),
      'libvirt-2.5',
    );
    expect(countModel(plan, 'dmi-to-pci-bridge')).toBe(1);
    expect(pciControllers(plan)).toEqual([...BRIDGES, '3 pci-bridge 02:01.0']);
    expect(addressesOf(plan, 'interface').slice(-2)).toEqual(['03:01.0', '03:02.0']);
  });

  test('C1: a pci-bridge forced directly onto pcie-root is legal, and then no dmi-to-pci-bridge is added', () => {
    const forced = pci(1, 'pci-bridge', '00:05.0');
    const plan = planned(q35({ devices: [...BARE, forced, ...many(31, () => e1000())] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(['1 pci-bridge 00:05.0']);
    // The 32nd needs a second bridge, which needs a slot of the first.
    const more = planned(
      q35({ devices: [...BARE, forced, ...fill(1).slice(1), ...many(2, () => e1000())] }),
      'libvirt-2.5',
    );
    expect(pciControllers(more)).toEqual(['1 pci-bridge 00:05.0', '2 pci-bridge 01:01.0']);
  });

  test('C1: for the time being every q35 domain still gets a forced dmi-to-pci-bridge', () => {
    const xml = q35({ devices: BARE });
    expect(pciControllers(planned(xml, 'libvirt-2.5-step1'))[0]).toBe('1 dmi-to-pci-bridge 00:1e.0');
    expect(pciControllers(planned(xml, 'libvirt-2.5-step2'))).toEqual([]);
  });

  test('C1: root ports sit one per slot, so some 30 PCIe devices at most', () => {
    const withNics = (count: number): string => q35({ devices: [...BARE, ...many(count, () => nic('virtio'))] });
    const plan = planned(withNics(30), 'libvirt-2.5-step2');
    expect(pciControllers(plan)).toEqual(
      slots(1, 0x1e).map((place, position) => `${position + 1} pcie-root-port ${place}`),
    );
    expect(refusals(withNics(31), 'libvirt-2.5-step2')).toEqual(['no-slot-for-controller']);
    // A conventional device takes slot 1e for its dmi-to-pci-bridge.
    const mixed = (count: number): string => q35({ devices: [...BARE, e1000(), ...many(count, () => nic('virtio'))] });
    expect(countModel(planned(mixed(29), 'libvirt-2.5-step2'), 'pcie-root-port')).toBe(29);
    expect(refusals(mixed(30), 'libvirt-2.5-step2')).toEqual(['no-slot-for-controller']);
  });

  test('C1: later, eight root ports share a slot', () => {
    const plan = planned(q35({ devices: [...BARE, ...many(9, () => nic('virtio'))] }), 'libvirt-6.5');
    expect(pciController(plan, 8).address).toMatchObject({ at: { slot: 1, function: 7 } });
    expect(pciController(plan, 9).address).toMatchObject({ at: { slot: 2, function: 0 } });
  });
});

describe('C2: no forced dmi-to-pci-bridge', () => {
  test.each(['libvirt-2.5-step2', 'libvirt-2.5'] as const)(
    'C2: a q35 domain gets a dmi-to-pci-bridge only together with a pci-bridge (%s)',
    (profile) => {
      expect(countModel(planned(q35({ devices: [nic('virtio')] }), profile), 'dmi-to-pci-bridge')).toBe(0);
      const conventional = planned(q35({ devices: [sound('ac97')] }), profile);
      expect(countModel(conventional, 'dmi-to-pci-bridge')).toBe(1);
      expect(countModel(conventional, 'pci-bridge')).toBe(1);
    },
  );
});

describe('C3: one place stays open', () => {
  const onI440fx = (count: number): string =>
    i440fx({ devices: [...BARE, video('cirrus'), ...many(count, () => e1000())] });

  test('C3: on pci-root machines a slot is reserved before devices without address get theirs', () => {
    const plan = planned(onI440fx(29), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(['1 pci-bridge 00:03.0']);
    expect(addressesOf(plan, 'interface')).toEqual([...slots(4, 0x1f), '01:01.0']);
  });

  test('C3: this adds a bridge exactly when the last device would have taken the last slot, so that one slot is always free', () => {
    const plan = planned(onI440fx(28), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual([]);
    expect(freeSlots(plan, 0)).toEqual([0x1f]);
    expect(freeSlots(planned(onI440fx(29), 'libvirt-2.5'), 1)).toHaveLength(30);
  });

  test('C3: room for a later addition: a card added to the full stored definition finds the slot kept open for its bridge', () => {
    const stored = patchXml(planned(onI440fx(28), 'libvirt-2.5'));
    const extended = stored.replace('</devices>', `${e1000()}</devices>`);
    const plan = planned(extended, 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(['1 pci-bridge 00:1f.0']);
    expect(addressesOf(plan, 'interface')).toEqual([...slots(3, 0x1e), '01:01.0']);
  });

  test('C3: not done when all slots of all buses are taken by hand, for it would always fail', () => {
    const all = slots(2, 0x1f).map((place) => e1000(place));
    const plan = planned(i440fx({ devices: [...BARE, ...all] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual([]);
    expect(freeSlots(plan, 0)).toEqual([]);
    // With one more device the bridge would have no home but itself (A-CONSEQUENCES 10).
    expect(refusals(i440fx({ devices: [...BARE, ...all, e1000()] }), 'libvirt-2.5')).toEqual(['bridge-above-its-bus']);
  });

  test.each([
    ['q35', q35({ devices: [...BARE, nic('virtio'), disk('vda')] })],
    [
      'ARM virt',
      armVirt({ devices: [nic('virtio', "<address type='pci'/>"), disk('vda', 'virtio', "<address type='pci'/>")] }),
    ],
  ])('C3: on %s root ports go into slots of pcie-root as needed, devices into the single slot of each', (_, xml) => {
    const plan = planned(xml, 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(
      slots(1, 3).map((place, position) => `${position + 1} pcie-root-port ${place}`),
    );
    expect([...addressesOf(plan, 'interface'), ...addressesOf(plan, 'disk')]).toEqual(['01:00.0', '02:00.0']);
  });

  test('C3: thus devices are hotpluggable by default: the open slot of a port is, those of pcie-root are not', () => {
    const plan = planned(q35({ devices: [...BARE, nic('virtio')] }), 'libvirt-2.5');
    const endpoints = [...addressesOf(plan, 'interface')];
    expect(endpoints.every((place) => !place.startsWith('00:'))).toBe(true);
    const hand = planned(q35({ devices: [...BARE, nic('virtio', '00:04.0')] }), 'libvirt-2.5');
    expect(addressesOf(hand, 'interface')).toEqual(['00:04.0']);
  });

  test('C3: endpoints never take slots of pcie-root by themselves, so no check is needed beforehand', () => {
    const plan = planned(q35({ devices: [NO_USB, ...many(29, () => nic('virtio')), NO_BALLOON] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toHaveLength(30);
    expect(addressesOf(plan, 'interface')).toEqual(many(29, (position) => slots(0, 0, position + 1).join()));
  });

  test('C3: one slot for a future PCIe device is reserved after the real devices', () => {
    const plan = planned(q35({ devices: [...BARE, nic('virtio'), nic('virtio')] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toHaveLength(3);
    expect(freeSlots(plan, 3)).toEqual([0]);
    expect(
      pciControllers(planned(q35({ devices: [...BARE, nic('virtio'), nic('virtio')] }), 'libvirt-2.5-step2')),
    ).toHaveLength(2);
  });

  test('C3: only if pcie-root was the only PCI controller before', () => {
    const plan = planned(q35({ devices: [...BARE, rootPort(1), nic('virtio'), nic('virtio')] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(['1 pcie-root-port 00:01.0', '2 pcie-root-port 00:02.0']);
  });

  test('C3: and only if at least one controller was added', () => {
    expect(pciControllers(planned(q35({ devices: BARE }), 'libvirt-2.5'))).toEqual([]);
    // A given address that names a higher bus adds one, too.
    const byAddress = planned(q35({ devices: [...BARE, nic('virtio', '01:00.0')] }), 'libvirt-2.5');
    expect(pciControllers(byAddress)).toEqual(['1 pcie-root-port 00:01.0', '2 pcie-root-port 00:02.0']);
  });

  test('C3: hence only at the first definition, never later', () => {
    const first = planned(q35({ devices: [nic('virtio')] }), 'libvirt-2.5');
    const again = planned(patchXml(first), 'libvirt-2.5');
    // In the order of a document that is read again (A-LIST-3).
    expect([...controllers(again)].sort()).toEqual([...controllers(first)].sort());
    // A device added later takes the open port, and no other one is opened.
    const extended = patchXml(first).replace('</devices>', `${nic('virtio')}</devices>`);
    const grown = planned(extended, 'libvirt-2.5');
    expect(pciControllers(grown)).toHaveLength(pciControllers(first).length);
    expect(addressesOf(grown, 'interface')).toEqual(['01:00.0', '04:00.0']);
    expect(freeSlots(grown, 4)).toEqual([]);
  });

  test('C3: the one exception: a definition without controllers gets its open port with the first one that is added (A-CFG)', () => {
    const minimal = patchXml(planned(q35({ devices: [...BARE, nic('virtio', '00:03.0')] }), 'libvirt-2.5'));
    const extended = minimal.replace('</devices>', `${nic('virtio')}</devices>`);
    expect(pciControllers(planned(extended, 'libvirt-2.5'))).toEqual([
      '1 pcie-root-port 00:01.0',
      '2 pcie-root-port 00:02.0',
    ]);
  });

  test('C3: users who place everything themselves are left alone: minimal guests are possible', () => {
    const devices = [
      NO_USB,
      video('vga', '00:01.0'),
      nic('virtio', '00:02.0'),
      disk('vda', 'virtio', '00:03.0'),
      balloon('virtio', '00:04.0'),
    ];
    const plan = planned(q35({ devices }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual([]);
    expect(addressesOf(plan, 'interface')).toEqual(['00:02.0']);
  });

  test.each(['libvirt-2.5', 'libvirt-6.5', 'libvirt-9.0', 'libvirt-11.3', 'libvirt-latest'] as const)(
    'C3: the number is one (%s)',
    (profile) => {
      const plan = planned(q35({ devices: [...BARE, nic('virtio')] }), profile);
      expect(countModel(plan, 'pcie-root-port')).toBe(2);
    },
  );

  test('C3: a USB 2 set brings no open port: nothing is grown for it', () => {
    const plan = planned(q35({ devices: [...usb2Set(), NO_BALLOON] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual([]);
  });
});
