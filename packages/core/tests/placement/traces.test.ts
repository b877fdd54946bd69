import { describe, expect, test } from 'vitest';
import {
  addresses,
  addressesOf,
  at,
  BARE,
  balloon,
  controller,
  controllers,
  countModel,
  disk,
  filesystem,
  freeSlots,
  i440fx,
  input,
  many,
  multifunctions,
  NO_BALLOON,
  NO_USB,
  nic,
  passthroughInput,
  pci,
  pciController,
  pciControllers,
  planned,
  q35,
  refusals,
  rng,
  rootPort,
  slots,
  sound,
  usb2Set,
  video,
} from '../build.ts';

const AUTO_ADD = q35({
  devices: [
    controller('virtio-serial', { index: 0 }),
    controller('scsi', { index: 0, model: 'virtio-scsi' }),
    controller('usb', { index: 0, model: 'nec-xhci' }),
    disk('vdb'),
    filesystem('share'),
    video('virtio'),
    nic('virtio'),
    nic('e1000e'),
    balloon(),
    rng(),
    passthroughInput(),
    input('mouse', 'virtio'),
    input('keyboard', 'virtio'),
    input('tablet', 'virtio'),
  ],
});

const AUTO_ADD_ENDPOINTS = {
  'filesystem share': '01:00.0',
  'interface (virtio)': '02:00.0',
  'interface (e1000e)': '03:00.0',
  'disk vdb': '07:00.0',
  'memballoon virtio': '08:00.0',
  'rng virtio': '09:00.0',
  'input passthrough (virtio)': '0a:00.0',
  'input mouse (virtio)': '0b:00.0',
  'input keyboard (virtio)': '0c:00.0',
  'input tablet (virtio)': '0d:00.0',
  'input mouse (ps2)': '-',
  'input keyboard (ps2)': '-',
  'video virtio': '00:01.0',
};

const GIVEN_CONTROLLERS = [
  'virtio-serial 0 04:00.0',
  'scsi 0 virtio-scsi 05:00.0',
  'usb 0 nec-xhci 06:00.0',
  'sata 0 00:1f.2',
  'pci 0 pcie-root -',
];

describe('A-TRACES 1: q35, all controllers automatic, base', () => {
  const plan = planned(AUTO_ADD, 'libvirt-2.5');

  test('endpoints go behind root ports in class order', () => {
    expect(addresses(plan)).toEqual(AUTO_ADD_ENDPOINTS);
  });

  test('fourteen root ports follow the other controllers, one per slot from 02 on', () => {
    const ports = slots(2, 0xf).map((place, position) => `pci ${position + 1} pcie-root-port ${place}`);
    expect(controllers(plan)).toEqual([...GIVEN_CONTROLLERS, ...ports]);
  });

  test('chassis is the index, port is slot × 8, the model name is ioh3420', () => {
    const details = many(14, (position) => {
      const { target, modelName } = pciController(plan, position + 1);
      return `${modelName} ${target.chassis} 0x${target.port?.toString(16)}`;
    });
    expect(details).toEqual(many(14, (position) => `ioh3420 ${position + 1} 0x${((position + 2) * 8).toString(16)}`));
  });

  test('port 14 stays open', () => {
    expect(freeSlots(plan, 14)).toEqual([0]);
    expect(many(13, (position) => freeSlots(plan, position + 1).join()).join('')).toBe('');
  });
});

describe('A-TRACES 2: i440fx that overflows bus 0, base', () => {
  const withNics = (count: number): string => i440fx({ devices: [...many(count, () => nic()), video('cirrus')] });

  test('28 cards: the bridge takes slot 3 and the endpoints move up', () => {
    const plan = planned(withNics(28), 'libvirt-2.5');
    expect(addressesOf(plan, 'interface')).toEqual(slots(4, 0x1f));
    expect(addressesOf(plan, 'memballoon')).toEqual(['01:01.0']);
    expect(addressesOf(plan, 'video')).toEqual(['00:02.0']);
    expect(controllers(plan)).toEqual(['usb 0 piix3-uhci 00:01.2', 'pci 0 pci-root -', 'pci 1 pci-bridge 00:03.0']);
    expect(pciController(plan, 1).target).toEqual({ chassisNr: 1 });
    expect(freeSlots(plan, 1)).toEqual(many(30, () => '').map((_, position) => position + 2));
  });

  test('27 cards: no bridge, slot 1f stays free', () => {
    const plan = planned(withNics(27), 'libvirt-2.5');
    expect(addressesOf(plan, 'interface')).toEqual(slots(3, 0x1d));
    expect(addressesOf(plan, 'memballoon')).toEqual(['00:1e.0']);
    expect(pciControllers(plan)).toEqual([]);
    expect(freeSlots(plan, 0)).toEqual([0x1f]);
  });
});

describe('A-TRACES 3: shared slots', () => {
  test('(a) the definition of 17.1 under 6.5 with the same QEMU: eight ports share a slot', () => {
    const plan = planned(AUTO_ADD, 'libvirt-6.5', { qemu: '2.8' });
    const ports = many(
      14,
      (position) => `pci ${position + 1} pcie-root-port 00:0${2 + Math.floor(position / 8)}.${position % 8}`,
    );
    expect(controllers(plan)).toEqual([...GIVEN_CONTROLLERS, ...ports]);
    expect(addresses(plan)).toEqual(AUTO_ADD_ENDPOINTS);
    expect(multifunctions(plan)).toEqual({ '00:02.0': 'on', '00:03.0': 'on' });
    expect(many(14, (position) => `${pciController(plan, position + 1).target.port}`)).toEqual(
      many(14, (position) => `${0x10 + position}`),
    );
  });

  const MIXED = q35({ devices: [nic('rtl8139'), nic('virtio')] });

  test('(b) a conventional card goes behind root port and pcie-to-pci-bridge since 4.3', () => {
    const plan = planned(MIXED, 'libvirt-6.5');
    expect(pciControllers(plan)).toEqual([
      '1 pcie-root-port 00:01.0',
      '2 pcie-to-pci-bridge 01:00.0',
      '3 pcie-root-port 00:01.1',
      '4 pcie-root-port 00:01.2',
      '5 pcie-root-port 00:01.3',
      '6 pcie-root-port 00:01.4',
    ]);
    expect(addressesOf(plan, 'interface')).toEqual(['02:01.0', '03:00.0']);
    expect(controllers(plan).slice(0, 3)).toEqual(['usb 0 qemu-xhci 04:00.0', 'sata 0 00:1f.2', 'pci 0 pcie-root -']);
    expect(addressesOf(plan, 'memballoon')).toEqual(['05:00.0']);
    expect(multifunctions(plan)).toEqual({ '00:01.0': 'on' });
    expect(pciController(plan, 6).target).toEqual({ chassis: 6, port: 0xc });
    expect(pciController(plan, 2).modelName).toBe('pcie-pci-bridge');
    expect(freeSlots(plan, 6)).toEqual([0]);
  });

  test('(b) the same at the base: dmi-to-pci-bridge and pci-bridge', () => {
    const plan = planned(MIXED, 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual([
      '1 dmi-to-pci-bridge 00:1e.0',
      '2 pci-bridge 01:00.0',
      '3 pcie-root-port 00:01.0',
      '4 pcie-root-port 00:02.0',
      '5 pcie-root-port 00:03.0',
      '6 pcie-root-port 00:04.0',
    ]);
    expect(addressesOf(plan, 'interface')).toEqual(['02:01.0', '03:00.0']);
    expect(controllers(plan)[0]).toBe('usb 0 nec-xhci 04:00.0');
    expect(addressesOf(plan, 'memballoon')).toEqual(['05:00.0']);
    expect(many(4, (position) => `${pciController(plan, position + 3).target.port}`)).toEqual(['8', '16', '24', '32']);
    expect(pciController(plan, 2).target).toEqual({ chassisNr: 2 });
  });

  test('(c) given functions: a slot opened by a root port is filled up, others are not', () => {
    const given = [
      rootPort(1, '00:02.0'),
      rootPort(2, '00:02.1'),
      rootPort(3, '00:02.2'),
      rootPort(4, '00:03.0'),
      rootPort(5, at('00:03.1', 'on')),
      rootPort(6, at('00:04.0', 'off')),
      rootPort(7, '00:04.1'),
    ];
    const plan = planned(
      q35({ devices: [NO_USB, NO_BALLOON, ...given, ...many(11, (position) => rootPort(position + 8))] }),
      'libvirt-6.5',
    );
    const automatic = [0, 1, 2, 3, 4, 5, 6, 7].map((fn) => `00:01.${fn}`).concat(['00:02.3', '00:02.4', '00:02.5']);
    expect(pciControllers(plan).slice(7)).toEqual(
      automatic.map((place, position) => `${position + 8} pcie-root-port ${place}`),
    );
    expect(multifunctions(plan)).toEqual({
      '00:01.0': 'on',
      '00:02.0': 'on',
      '00:03.0': 'on',
      '00:03.1': 'on',
      '00:04.0': 'off',
    });
    expect(pciControllers(plan)).toHaveLength(18);
  });
});

describe('A-TRACES: single cases', () => {
  test('q35 with default devices only', () => {
    const plan = planned(q35(), 'libvirt-2.5');
    expect(controllers(plan)).toEqual([
      'usb 0 nec-xhci 01:00.0',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'pci 1 pcie-root-port 00:01.0',
      'pci 2 pcie-root-port 00:02.0',
      'pci 3 pcie-root-port 00:03.0',
    ]);
    expect(addressesOf(plan, 'memballoon')).toEqual(['02:00.0']);
    expect(freeSlots(plan, 3)).toEqual([0]);
  });

  test('29 root ports by hand beside a display and a dmi-to-pci-bridge: one too many', () => {
    const ports = (count: number): string =>
      q35({
        devices: [
          ...BARE,
          pci(1, 'dmi-to-pci-bridge'),
          pci(2, 'pci-bridge'),
          ...many(count, (position) => rootPort(position + 3)),
          video('qxl'),
        ],
      });
    expect(refusals(ports(29), 'libvirt-2.5')).toEqual(['no-slot-for-controller']);
    const plan = planned(ports(28), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual([
      '1 dmi-to-pci-bridge 00:1e.0',
      '2 pci-bridge 01:00.0',
      ...slots(2, 0x1d).map((place, position) => `${position + 3} pcie-root-port ${place}`),
    ]);
  });

  test('105 disks without a display on a QEMU without selectable display: three bridges, slot 2 kept', () => {
    const capabilities = ['pci-bridge', 'piix3-usb-uhci', 'virtio-pci-disable-legacy'];
    const targets = many(105, (position) => {
      const second = position % 26;
      const first = Math.floor(position / 26);
      return `vd${first === 0 ? '' : String.fromCharCode(96 + first)}${String.fromCharCode(97 + second)}`;
    });
    const plan = planned(i440fx({ devices: [NO_BALLOON, ...targets.map((target) => disk(target))] }), 'libvirt-2.5', {
      capabilities,
    });
    expect(pciControllers(plan)).toEqual(['1 pci-bridge 00:03.0', '2 pci-bridge 00:04.0', '3 pci-bridge 00:05.0']);
    expect(addressesOf(plan, 'disk')).toEqual([
      ...slots(6, 0x1f),
      ...slots(1, 0x1f, 1),
      ...slots(1, 0x1f, 2),
      ...slots(1, 0x11, 3),
    ]);
  });

  test('a set of USB 2 controllers by hand, QEMU without selectable display: slot 2 is kept', () => {
    const member = (model: string, place: string, more = ''): string =>
      controller('usb', { index: 0, model, content: more, where: place });
    const plan = planned(
      i440fx({
        devices: [
          member('ich9-ehci1', '00:04.7'),
          member('ich9-uhci1', at('00:04.0', 'on'), "<master startport='0'/>"),
          member('ich9-uhci2', '00:04.1', "<master startport='2'/>"),
          member('ich9-uhci3', '00:04.2', "<master startport='4'/>"),
        ],
      }),
      'libvirt-2.5',
      { capabilities: ['pci-bridge', 'piix3-usb-uhci'] },
    );
    expect(addressesOf(plan, 'memballoon')).toEqual(['00:03.0']);
  });

  test('a given address on bus 7 brings bridges 1 to 7', () => {
    const plan = planned(i440fx({ devices: [video('cirrus'), balloon('virtio', '07:06.0')] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(slots(3, 9).map((place, position) => `${position + 1} pci-bridge ${place}`));
    expect(many(7, (position) => `${pciController(plan, position + 1).target.chassisNr}`).join()).toBe('1,2,3,4,5,6,7');
  });

  test('a bridge with index 8 comes first, the gaps behind it', () => {
    const plan = planned(
      i440fx({ devices: [pci(8, 'pci-bridge'), video('cirrus'), balloon('virtio', '04:06.0')] }),
      'libvirt-2.5',
    );
    expect(pciControllers(plan)).toEqual([
      '8 pci-bridge 00:03.0',
      ...slots(4, 0xa).map((place, position) => `${position + 1} pci-bridge ${place}`),
    ]);
  });

  test('expander bus, switch, and 32 downstream ports', () => {
    const content = "<target busNr='220'><node>0</node></target>";
    const plan = planned(
      q35({
        before: ["<vcpu>1</vcpu><cpu><numa><cell id='0' cpus='0' memory='1048576'/></numa></cpu>"],
        devices: [
          ...BARE,
          pci(1, 'dmi-to-pci-bridge'),
          pci(2, 'pci-bridge'),
          controller('pci', { index: 3, model: 'pcie-expander-bus', content }),
          rootPort(4, '03:00.0'),
          pci(5, 'pcie-switch-upstream-port', '04:00.0'),
          ...many(32, (position) => pci(position + 6, 'pcie-switch-downstream-port')),
        ],
      }),
      'libvirt-2.5',
    );
    expect(pciControllers(plan).slice(0, 2)).toEqual(['1 dmi-to-pci-bridge 00:1e.0', '2 pci-bridge 01:00.0']);
    expect(pciControllers(plan).slice(5)).toEqual(
      slots(0, 0x1f, 5).map((place, position) => `${position + 6} pcie-switch-downstream-port ${place}`),
    );
    expect(pciController(plan, 3).target).toEqual({ busNr: 220, node: 0 });
    expect(pciController(plan, 37).target).toEqual({ chassis: 37, port: 31 });
  });

  test('the wrong root for the machine is refused', () => {
    expect(refusals(i440fx({ devices: [pci(0, 'pcie-root')] }), 'libvirt-2.5')).toEqual(['wrong-root-controller']);
  });

  test.each([
    [
      'a dmi-to-pci-bridge on a pci-bridge',
      q35({ devices: [pci(1, 'dmi-to-pci-bridge'), pci(2, 'pci-bridge'), pci(3, 'dmi-to-pci-bridge', '02:01.0')] }),
    ],
    ['a dmi-to-pci-bridge on a root port', q35({ devices: [rootPort(1), pci(2, 'dmi-to-pci-bridge', '01:00.0')] })],
    [
      'a pci-expander-bus on a pci-bridge',
      i440fx({ devices: [pci(1, 'pci-bridge'), pci(2, 'pci-expander-bus', '01:01.0')] }),
    ],
    ['a pcie-expander-bus on a root port', q35({ devices: [rootPort(1), pci(2, 'pcie-expander-bus', '01:00.0')] })],
  ])('%s does not fit by hand either', (_, xml) => {
    expect(refusals(xml, 'libvirt-2.5')).toEqual(['incompatible-slot']);
  });

  test.each(['libvirt-9.0', 'libvirt-latest'] as const)('%s: a device at 00:01.1 clashes with IDE 0', (profile) => {
    const xml = i440fx({ devices: [disk('hda', 'ide'), nic('virtio', '00:01.1')] });
    expect(refusals(xml, profile)).toEqual(['pci-address-in-use']);
  });

  test('sound ich9 and PCI sound on q35: one at 1b, one behind a bridge', () => {
    const plan = planned(q35({ devices: [...BARE, sound('ich9'), sound('ich9')] }), 'libvirt-2.5');
    expect(addressesOf(plan, 'sound')).toEqual(['00:1b.0', '02:01.0']);
    expect(countModel(plan, 'pcie-root-port')).toBe(1);
  });

  test('two USB 2 sets without addresses take 1d and 1a on q35', () => {
    const plan = planned(q35({ devices: [...usb2Set(0), ...usb2Set(1), NO_BALLOON] }), 'libvirt-2.5');
    expect(controllers(plan).filter((text) => text.startsWith('usb'))).toEqual([
      'usb 0 ich9-ehci1 00:1d.7',
      'usb 0 ich9-uhci1 00:1d.0',
      'usb 0 ich9-uhci2 00:1d.1',
      'usb 0 ich9-uhci3 00:1d.2',
      'usb 1 ich9-ehci1 00:1a.7',
      'usb 1 ich9-uhci1 00:1a.0',
      'usb 1 ich9-uhci2 00:1a.1',
      'usb 1 ich9-uhci3 00:1a.2',
    ]);
    expect(multifunctions(plan)).toEqual({ '00:1d.0': 'on', '00:1a.0': 'on' });
  });
});
