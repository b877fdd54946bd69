// Index arithmetic of growth: the examples of 01 T-GROW-7, and T-GROW-3, T-GROW-5.
import { describe, expect, test } from 'vitest';
import {
  addressesOf,
  armVirt,
  BARE,
  controller,
  i440fx,
  many,
  nic,
  pci,
  pciControllers,
  planned,
  pseries,
  q35,
  refusals,
  rootPort,
  slots,
} from '../build.ts';

const e1000 = (where?: string): string => nic('e1000', where);
const models = (texts: readonly string[]): readonly string[] =>
  texts.map((text) => text.split(' ').slice(0, 2).join(' '));

describe('T-GROW-7', () => {
  test('i440fx, search for PCI, pci-root full: 1 pci-bridge', () => {
    const plan = planned(i440fx({ devices: [...BARE, ...many(30, () => e1000())] }), 'libvirt-2.5');
    expect(models(pciControllers(plan))).toEqual(['1 pci-bridge']);
    expect(addressesOf(plan, 'interface').at(-1)).toBe('01:01.0');
  });

  test('i440fx, given bus 7: 1 to 7 pci-bridge', () => {
    const plan = planned(i440fx({ devices: [...BARE, e1000('07:03.0')] }), 'libvirt-2.5');
    expect(models(pciControllers(plan))).toEqual(many(7, (position) => `${position + 1} pci-bridge`));
    expect(addressesOf(plan, 'interface')).toEqual(['07:03.0']);
  });

  test('q35, search for PCIE: 1 pcie-root-port', () => {
    const plan = planned(q35({ devices: [...BARE, nic()] }), 'libvirt-2.5-step2');
    expect(models(pciControllers(plan))).toEqual(['1 pcie-root-port']);
    expect(addressesOf(plan, 'interface')).toEqual(['01:00.0']);
  });

  test('q35, given bus 3, PCIE: 1, 2, 3 pcie-root-port', () => {
    const plan = planned(q35({ devices: [...BARE, nic('virtio', '03:00.0')] }), 'libvirt-2.5');
    expect(models(pciControllers(plan))).toEqual(many(3, (position) => `${position + 1} pcie-root-port`));
    expect(addressesOf(plan, 'interface')).toEqual(['03:00.0']);
  });

  const PORTS = [rootPort(1), rootPort(2), rootPort(3)];
  const IN_USE = [...PORTS, ...many(3, (position) => nic('virtio', `0${position + 1}:00.0`))];

  test('q35 with three ports in use, base, search for PCI: 4 dmi-to-pci-bridge, 5 pci-bridge', () => {
    const plan = planned(q35({ devices: [...BARE, ...IN_USE, e1000()] }), 'libvirt-2.5');
    expect(models(pciControllers(plan)).slice(3)).toEqual(['4 dmi-to-pci-bridge', '5 pci-bridge']);
    expect(addressesOf(plan, 'interface')).toEqual(['01:00.0', '02:00.0', '03:00.0', '05:01.0']);
  });

  test('the same since 4.3: 4 root port, 5 pcie-to-pci-bridge', () => {
    const plan = planned(q35({ devices: [...BARE, ...IN_USE, e1000()] }), 'libvirt-9.0');
    expect(models(pciControllers(plan)).slice(3)).toEqual(['4 pcie-root-port', '5 pcie-to-pci-bridge']);
    expect(addressesOf(plan, 'interface')).toEqual(['01:00.0', '02:00.0', '03:00.0', '05:01.0']);
  });

  test('ports in use by devices without addresses: the pcie-to-pci-bridge takes the first, the devices move up', () => {
    const plan = planned(q35({ devices: [...BARE, ...PORTS, ...many(3, () => nic()), e1000()] }), 'libvirt-9.0');
    expect(pciControllers(plan).at(-1)).toBe('5 pcie-to-pci-bridge 01:00.0');
    expect(addressesOf(plan, 'interface')).toEqual(['02:00.0', '03:00.0', '04:00.0', '05:01.0']);
  });

  test('the same with a QEMU without pcie-pci-bridge: as at the base, ports shared', () => {
    const plan = planned(q35({ devices: [...BARE, ...IN_USE, e1000()] }), 'libvirt-6.5', { qemu: '2.10' });
    expect(models(pciControllers(plan)).slice(3)).toEqual(['4 dmi-to-pci-bridge', '5 pci-bridge']);
  });

  test('q35, base, given bus 1, PCI: 1 dmi-to-pci-bridge, 2 pci-bridge, the address is raised', () => {
    const plan = planned(q35({ devices: [...BARE, e1000('01:04.0')] }), 'libvirt-2.5-step2');
    expect(models(pciControllers(plan))).toEqual(['1 dmi-to-pci-bridge', '2 pci-bridge']);
    expect(addressesOf(plan, 'interface')).toEqual(['02:04.0']);
  });

  test('q35, base, given bus 3, PCI: 1 dmi-to-pci-bridge, 2 and 3 pci-bridge', () => {
    const plan = planned(q35({ devices: [...BARE, e1000('03:04.0')] }), 'libvirt-2.5-step2');
    expect(models(pciControllers(plan))).toEqual(['1 dmi-to-pci-bridge', '2 pci-bridge', '3 pci-bridge']);
    expect(addressesOf(plan, 'interface')).toEqual(['03:04.0']);
  });

  test('q35, 4.3+, given bus 3, PCI: 1 root port, 2 pcie-to-pci-bridge, 3 pci-bridge', () => {
    const plan = planned(q35({ devices: [...BARE, e1000('03:04.0')] }), 'libvirt-9.0');
    expect(models(pciControllers(plan)).slice(0, 3)).toEqual([
      '1 pcie-root-port',
      '2 pcie-to-pci-bridge',
      '3 pci-bridge',
    ]);
    expect(addressesOf(plan, 'interface')).toEqual(['03:04.0']);
  });

  test('q35 with dmi-to-pci-bridge 1 and pci-bridge 2 full, search for PCI: 3 pci-bridge', () => {
    const bridges = [pci(1, 'dmi-to-pci-bridge'), pci(2, 'pci-bridge')];
    const crowd = slots(1, 0x1f, 2).map((place) => e1000(place));
    const plan = planned(q35({ devices: [...BARE, ...bridges, ...crowd, e1000()] }), 'libvirt-2.5');
    expect(pciControllers(plan).slice(2)).toEqual(['3 pci-bridge 01:01.0']);
    expect(addressesOf(plan, 'interface').at(-1)).toBe('03:01.0');
  });

  test('q35 with a pci-bridge forced onto pcie-root, full: another pci-bridge, no dmi-to-pci-bridge', () => {
    const crowd = slots(2, 0x1f, 1).map((place) => e1000(place));
    const devices = [...BARE, pci(1, 'pci-bridge', '00:04.0'), ...crowd, e1000(), e1000()];
    const plan = planned(q35({ devices }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(['1 pci-bridge 00:04.0', '2 pci-bridge 01:01.0']);
    expect(addressesOf(plan, 'interface').slice(-2)).toEqual(['02:01.0', '02:02.0']);
  });
});

describe('T-SET-2: index gaps', () => {
  test.each([
    ['i440fx', 'libvirt-2.5', 'pci-bridge', i440fx({ devices: [...BARE, pci(3, 'pci-bridge')] })],
    ['q35', 'libvirt-2.5', 'pcie-root-port', q35({ devices: [...BARE, rootPort(3)] })],
    ['ARM virt', 'libvirt-9.0', 'pcie-root-port', armVirt({ devices: [rootPort(3)] })],
    ['pSeries at the base', 'libvirt-2.5', 'pci-bridge', pseries({ devices: [...BARE, pci(3, 'pci-bridge')] })],
    ['pSeries', 'libvirt-9.0', 'pci-root', pseries({ devices: [...BARE, pci(3, 'pci-bridge')] })],
  ] as const)('%s (%s): %s', (_, profile, filler, xml) => {
    const plan = planned(xml, profile);
    expect(models(pciControllers(plan)).slice(1)).toEqual([`1 ${filler}`, `2 ${filler}`]);
  });
});

describe('T-GROW-5: what is never added', () => {
  const upstream = pci(1, 'pcie-switch-upstream-port', '05:00.0');

  test.each([
    ['a downstream port without a switch', pci(1, 'pcie-switch-downstream-port'), 'no-slot-for-controller'],
    ['a root port beyond the root', rootPort(1, '05:00.0'), 'no-slot-for-controller'],
    ['a dmi-to-pci-bridge beyond the root', pci(1, 'dmi-to-pci-bridge', '05:00.0'), 'no-slot-for-controller'],
    ['a pcie-expander-bus beyond the root', pci(1, 'pcie-expander-bus', '05:00.0'), 'no-slot-for-controller'],
  ])('%s', (_, device, kind) => {
    expect(refusals(q35({ devices: [...BARE, device] }), 'libvirt-9.0')).toEqual([kind]);
  });

  test('a switch upstream port brings root ports', () => {
    const plan = planned(q35({ devices: [...BARE, upstream] }), 'libvirt-9.0');
    expect(models(pciControllers(plan))).toEqual([
      '1 pcie-switch-upstream-port',
      ...many(4, (position) => `${position + 2} pcie-root-port`),
    ]);
  });

  test('a pci-bridge alone on pcie-root: a dmi-to-pci-bridge until 4.2, refused after (V-14)', () => {
    const alone = q35({ devices: [...BARE, pci(1, 'pci-bridge')] });
    // It finds no room but on itself.
    expect(refusals(alone, 'libvirt-2.5')).toEqual(['bridge-above-its-bus']);
    expect(refusals(alone, 'libvirt-9.0')).toEqual(['bridge-above-its-bus']);
    const crowd = slots(1, 0x1f, 1).map((place) => e1000(place));
    const full = q35({ devices: [...BARE, pci(1, 'pci-bridge'), ...crowd] });
    expect(refusals(full, 'libvirt-2.5')).toEqual(['bridge-above-its-bus']);
    expect(refusals(full, 'libvirt-9.0')).toEqual(['no-slot-for-controller']);
    const roomBelow = q35({ devices: [...BARE, pci(2, 'pci-bridge'), pci(1, 'dmi-to-pci-bridge')] });
    expect(pciControllers(planned(roomBelow, 'libvirt-2.5'))).toEqual([
      '1 dmi-to-pci-bridge 00:1e.0',
      '2 pci-bridge 01:00.0',
    ]);
  });

  test('a pcie-to-pci-bridge without a port', () => {
    expect(refusals(q35({ devices: [...BARE, pci(1, 'pcie-to-pci-bridge')] }), 'libvirt-9.0')).toEqual([
      'no-bus-for-device',
    ]);
  });

  test('expander buses belong to their machines (T-BUS-3)', () => {
    const pxb = controller('pci', { index: 1, model: 'pci-expander-bus' });
    const pxbPcie = controller('pci', { index: 1, model: 'pcie-expander-bus' });
    expect(refusals(q35({ devices: [pxb] }), 'libvirt-2.5')).toEqual(['controller-unsupported-machine']);
    expect(refusals(i440fx({ devices: [pxbPcie] }), 'libvirt-2.5')).toEqual(['controller-unsupported-machine']);
    expect(refusals(armVirt({ devices: [pxbPcie] }), 'libvirt-6.5')).toEqual(['controller-unsupported-machine']);
    expect(refusals(armVirt({ devices: [pxbPcie] }), 'libvirt-9.0')).toEqual([]);
  });
});
