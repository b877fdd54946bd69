// What follows from the rules (A-CONSEQUENCES), and the limits (T-LIMITS).
import { describe, expect, test } from 'vitest';
import {
  addressesOf,
  armVirt,
  BARE,
  controllers,
  countModel,
  i440fx,
  many,
  NO_BALLOON,
  nic,
  pci,
  pciControllers,
  planned,
  pseries,
  q35,
  refusals,
  rootPort,
  slots,
  sound,
  usb2Set,
  video,
} from '../build.ts';

const conventional = (count: number): readonly string[] => many(count, () => nic('e1000'));
const express = (count: number): readonly string[] => many(count, () => nic('virtio'));
const HOLE = ['no-slot-for-controller'];

describe('A-CONSEQUENCES 1 and 2: capacity of i440fx and its holes', () => {
  const withNics = (count: number): string => i440fx({ devices: [...BARE, video('cirrus'), ...conventional(count)] });

  test.each([
    [28, 0],
    [29, 1],
    [58, 1],
    [60, 2],
    [88, 2],
    [91, 3],
    [118, 3],
    [122, 4],
  ])('%i devices: %i bridges', (count, bridges) => {
    for (const profile of ['libvirt-2.5', 'libvirt-9.0'] as const) {
      const plan = planned(withNics(count), profile);
      expect(pciControllers(plan)).toEqual(
        slots(3, 2 + bridges).map((place, position) => `${position + 1} pci-bridge ${place}`),
      );
      expect(new Set(addressesOf(plan, 'interface')).size).toBe(count);
    }
  });

  test.each([59, 89, 90, 119, 120, 121])('%i devices are refused although there is room', (count) => {
    expect(refusals(withNics(count), 'libvirt-2.5')).toEqual(HOLE);
    expect(refusals(withNics(count), 'libvirt-latest')).toEqual(HOLE);
  });

  test('a bridge by hand closes the hole', () => {
    const xml = i440fx({ devices: [...BARE, video('cirrus'), pci(1, 'pci-bridge'), ...conventional(59)] });
    expect(refusals(xml, 'libvirt-2.5')).toEqual([]);
  });

  // n devices are accepted only where some number K of bridges gives 31K - 1 <= n <= 30K + 29 (no display).
  test('without a display: exactly the counts that some number of bridges allows', () => {
    const isAllowed = (count: number): boolean =>
      many(12, String).some((_, bridges) => (bridges === 0 || 31 * bridges - 1 <= count) && count <= 30 * bridges + 29);
    const wrong = many(301, (count) => count).filter((count) => {
      const isAccepted = refusals(i440fx({ devices: [...BARE, ...conventional(count)] }), 'libvirt-9.0').length === 0;
      return isAccepted !== isAllowed(count);
    });
    expect(wrong).toEqual([]);
  });
});

describe('A-CONSEQUENCES 3: conventional devices on q35', () => {
  const withNics = (count: number): string => q35({ devices: [...BARE, ...conventional(count)] });

  test.each([
    [31, 0],
    [32, 1],
    [61, 1],
    [63, 2],
  ])('%i since 4.3: pcie-to-pci-bridge and %i bridges on it', (count, bridges) => {
    const plan = planned(withNics(count), 'libvirt-9.0');
    expect(countModel(plan, 'pcie-to-pci-bridge')).toBe(1);
    expect(countModel(plan, 'pci-bridge')).toBe(bridges);
  });

  test('62 are refused since 4.3', () => {
    expect(refusals(withNics(62), 'libvirt-6.5')).toEqual(HOLE);
    expect(refusals(withNics(62), 'libvirt-9.0')).toEqual(HOLE);
  });

  test('the base has no hole: bridges sit on the dmi-to-pci-bridge', () => {
    for (const count of [31, 32, 61, 62, 63, 64, 92, 93]) {
      const plan = planned(withNics(count), 'libvirt-2.5');
      expect(countModel(plan, 'pci-bridge')).toBe(Math.ceil(count / 31));
      expect(countModel(plan, 'dmi-to-pci-bridge')).toBe(1);
    }
  });
});

describe('A-CONSEQUENCES 4: a USB 2 set without addresses counts four slots in the dry pass', () => {
  const withSet = (count: number): string =>
    i440fx({ devices: [...usb2Set(), NO_BALLOON, video('cirrus'), ...conventional(count)] });

  test.each(['libvirt-2.5', 'libvirt-9.0'] as const)(
    '%s: the first bridge appears with 25 further devices',
    (profile) => {
      expect(pciControllers(planned(withSet(24), profile))).toEqual([]);
      expect(countModel(planned(withSet(25), profile), 'pci-bridge')).toBe(1);
    },
  );

  test('the members share one slot all the same', () => {
    const plan = planned(withSet(3), 'libvirt-2.5');
    expect(controllers(plan).filter((text) => text.startsWith('usb'))).toEqual([
      'usb 0 ich9-ehci1 00:06.7',
      'usb 0 ich9-uhci1 00:06.0',
      'usb 0 ich9-uhci2 00:06.1',
      'usb 0 ich9-uhci3 00:06.2',
    ]);
  });
});

describe('A-CONSEQUENCES 5: capacity of q35 for PCIe devices', () => {
  const withNics = (count: number, ...more: readonly string[]): string =>
    q35({ devices: [...BARE, ...more, ...express(count)] });

  test.each([
    ['libvirt-2.5', 29, 'no display', []],
    ['libvirt-2.5', 28, 'a display', [video('vga')]],
    ['libvirt-2.5', 28, 'an ich9 sound at 1b', [sound('ich9')]],
    ['libvirt-6.5', 239, 'no display', []],
    ['libvirt-9.0', 239, 'no display', []],
    ['libvirt-9.0', 231, 'a display', [video('vga')]],
    ['libvirt-latest', 239, 'no display', []],
  ] as const)('%s: %i devices with %s, one more is refused', (profile, count, _, more) => {
    const plan = planned(withNics(count, ...more), profile);
    expect(countModel(plan, 'pcie-root-port')).toBe(count + 1);
    expect(refusals(withNics(count + 1, ...more), profile)).toEqual(HOLE);
  });

  test('A-CONSEQUENCES 6: the open port can be what breaks it; a controller by hand switches it off', () => {
    const plan = planned(withNics(240, rootPort(1)), 'libvirt-9.0');
    expect(countModel(plan, 'pcie-root-port')).toBe(240);
    expect(refusals(withNics(241, rootPort(1)), 'libvirt-9.0')).toEqual(HOLE);
  });

  test('ARM virt has slot 1f as well: 247 devices', () => {
    const onVirt = (count: number): string => armVirt({ devices: express(count) });
    expect(countModel(planned(onVirt(247), 'libvirt-9.0'), 'pcie-root-port')).toBe(248);
    expect(refusals(onVirt(248), 'libvirt-9.0')).toEqual(HOLE);
  });
});

describe('A-CONSEQUENCES: the others', () => {
  test('16.7: a conventional device by hand on the missing bus 1 of q35 moves to bus 2', () => {
    for (const profile of ['libvirt-2.5', 'libvirt-6.5', 'libvirt-9.0', 'libvirt-latest'] as const) {
      const plan = planned(q35({ devices: [...BARE, nic('e1000', '01:07.0')] }), profile);
      expect(addressesOf(plan, 'interface')).toEqual(['02:07.0']);
    }
  });

  test('16.8: a dmi-to-pci-bridge or pci-bridge by hand means no open port', () => {
    const plan = planned(q35({ devices: [...BARE, pci(1, 'dmi-to-pci-bridge'), ...express(1)] }), 'libvirt-2.5');
    expect(pciControllers(plan)).toEqual(['1 dmi-to-pci-bridge 00:1e.0', '2 pcie-root-port 00:01.0']);
  });

  test('16.9: nothing but controllers and chipset devices sits on pcie-root by itself; a virtio IOMMU since 8.3', () => {
    const devices = [...BARE, ...express(2), ...conventional(1), "<iommu model='virtio'/>"];
    const xml = q35({ before: ['<features><acpi/></features>'], devices });
    const plan = planned(xml, 'libvirt-9.0');
    expect(addressesOf(plan, 'iommu')[0]).toMatch(/^00:/);
    expect(addressesOf(plan, 'interface').filter((place) => place.startsWith('00:'))).toEqual([]);
  });

  test.each(['libvirt-2.5', 'libvirt-9.0'] as const)(
    '16.10: slots 2 to 1f by hand and one device more (%s)',
    (profile) => {
      const crowd = slots(2, 0x1f).map((place) => nic('e1000', place));
      expect(refusals(i440fx({ devices: [...BARE, ...crowd] }), profile)).toEqual([]);
      expect(refusals(i440fx({ devices: [...BARE, ...crowd, nic('e1000')] }), profile)).toEqual([
        'bridge-above-its-bus',
      ]);
    },
  );
});

describe('T-LIMITS: limits', () => {
  test('an index above 255 is refused since 3.2, not at the base', () => {
    const xml = i440fx({ devices: [...BARE, pci(300, 'pci-bridge', '00:05.0')] });
    expect(refusals(xml, 'libvirt-6.5')).toEqual(['index-too-high']);
    expect(refusals(i440fx({ devices: [...BARE, pci(256, 'pci-bridge')] }), 'libvirt-9.0')).toEqual(['index-too-high']);
  });

  test('two controllers of one index are refused', () => {
    const xml = i440fx({ devices: [...BARE, pci(1, 'pci-bridge'), pci(1, 'pci-bridge')] });
    expect(refusals(xml, 'libvirt-2.5')).toEqual(['duplicate-controller-index']);
  });

  test('index 0 is for the root alone', () => {
    expect(refusals(i440fx({ devices: [...BARE, pci(0, 'pci-bridge')] }), 'libvirt-9.0')).not.toEqual([]);
  });

  test('pSeries grows host bridges, up to 31', () => {
    const withNics = (count: number): string => pseries({ devices: [...BARE, ...conventional(count)] });
    const plan = planned(withNics(960), 'libvirt-9.0');
    expect(countModel(plan, 'pci-root')).toBe(31);
    expect(refusals(withNics(961), 'libvirt-9.0')).not.toEqual([]);
  });

  test('7,679 devices behind 255 bridges', () => {
    const bridges = many(255, (position) => pci(position + 1, 'pci-bridge'));
    const full = (count: number): string => i440fx({ devices: [...BARE, ...bridges, ...conventional(count)] });
    expect(refusals(full(7679), 'libvirt-9.0')).toEqual([]);
    expect(refusals(full(7680), 'libvirt-9.0')).not.toEqual([]);
  });
});
