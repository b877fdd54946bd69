import { describe, expect, test } from 'vitest';
import { getProfile, PROFILES } from '../../src/profiles/index.ts';
import { type FitRules, firstKind, KIND, MARK, type Misfit, misfit, type Origin } from '../../src/topology/index.ts';

const OLD: FitRules = { splitAutoHot: false, integrated: 'none' };
const NEW: FitRules = { splitAutoHot: true, integrated: 'both' };
const { AUTO, HOT, INTEGRATED } = MARK;

const bus = (model: string): number => getProfile('libvirt-latest').pciControllers.get(model)?.accepts ?? Number.NaN;
const own = (model: string): number => getProfile('libvirt-latest').pciControllers.get(model)?.needs ?? Number.NaN;
const PCI = KIND.PCI | AUTO;
const PCIE = KIND.PCIE | AUTO;

describe('T-FIT-1 and T-FIT-2', () => {
  const rows: readonly (readonly [
    what: string,
    model: string,
    needs: number,
    origin: Origin,
    old: Misfit | undefined,
    now: Misfit | undefined,
  ])[] = [
    ['a conventional endpoint on pci-root', 'pci-root', PCI, 'auto', undefined, undefined],
    ['a PCIe endpoint on a root port', 'pcie-root-port', PCIE, 'auto', undefined, undefined],
    ['a PCIe endpoint on a pci-bridge', 'pci-bridge', PCIE, 'auto', 'kind', 'kind'],
    ['the same by hand', 'pci-bridge', PCIE, 'user', undefined, undefined],
    ['a conventional endpoint on a root port', 'pcie-root-port', PCI, 'auto', 'kind', 'kind'],
    ['the same by hand', 'pcie-root-port', PCI, 'user', undefined, undefined],
    ['a PCIe endpoint on pcie-root', 'pcie-root', PCIE, 'auto', 'no-hotplug', 'no-auto'],
    ['the same by hand', 'pcie-root', PCIE, 'user', undefined, undefined],
    ['a conventional endpoint on pcie-root by hand', 'pcie-root', PCI, 'user', undefined, undefined],
    ['a conventional endpoint on a dmi-to-pci-bridge', 'dmi-to-pci-bridge', PCI, 'auto', 'no-hotplug', 'no-auto'],
    ['the same by hand', 'dmi-to-pci-bridge', PCI, 'user', undefined, undefined],
    ['a pci-bridge on pcie-root', 'pcie-root', own('pci-bridge'), 'auto', 'kind', 'kind'],
    ['the same by hand', 'pcie-root', own('pci-bridge'), 'user', undefined, undefined],
    ['a pci-bridge on a root port by hand', 'pcie-root-port', own('pci-bridge'), 'user', undefined, undefined],
    [
      'a pci-bridge on a switch upstream port by hand',
      'pcie-switch-upstream-port',
      own('pci-bridge'),
      'user',
      'kind',
      'kind',
    ],
    ['a root port on a root port by hand', 'pcie-root-port', own('pcie-root-port'), 'user', 'kind', 'kind'],
    ['a root port on a pcie-expander-bus', 'pcie-expander-bus', own('pcie-root-port'), 'auto', undefined, undefined],
    ['an endpoint on a pcie-expander-bus by hand', 'pcie-expander-bus', PCIE, 'user', 'kind', 'kind'],
    ['an endpoint on a switch upstream port by hand', 'pcie-switch-upstream-port', PCIE, 'user', 'kind', 'kind'],
    [
      'a downstream port on an upstream port',
      'pcie-switch-upstream-port',
      own('pcie-switch-downstream-port'),
      'auto',
      undefined,
      undefined,
    ],
    ['a downstream port on pcie-root by hand', 'pcie-root', own('pcie-switch-downstream-port'), 'user', 'kind', 'kind'],
    ['an expander bus on a pci-bridge by hand', 'pci-bridge', own('pci-expander-bus'), 'user', 'kind', 'kind'],
    ['a pcie-to-pci-bridge on a root port', 'pcie-root-port', own('pcie-to-pci-bridge'), 'auto', undefined, undefined],
    ['a pcie-to-pci-bridge on pcie-root by hand', 'pcie-root', own('pcie-to-pci-bridge'), 'user', 'kind', 'kind'],
  ];

  test.each(rows)('%s (%s, %i, %s)', (_, model, needs, origin, old, now) => {
    expect(misfit(bus(model), needs, origin, 0, OLD)).toBe(old);
    expect(misfit(bus(model), needs, origin, 0, NEW)).toBe(now);
  });

  test('a live attach needs HOT, since 6.3', () => {
    expect(misfit(bus('pcie-root'), PCIE | HOT, 'user', 0, NEW)).toBe('no-hotplug');
    expect(misfit(bus('pcie-root-port') & ~HOT, PCIE | HOT, 'auto', 1, NEW)).toBe('no-hotplug');
    expect(misfit(bus('pcie-root-port') & ~HOT, PCIE, 'auto', 1, NEW)).toBeUndefined();
  });

  test('of two violations, the base names the kind, 6.3 the missing mark', () => {
    expect(misfit(bus('pcie-root'), PCI, 'auto', 0, OLD)).toBe('kind');
    expect(misfit(bus('pcie-root'), PCI, 'auto', 0, NEW)).toBe('no-auto');
  });

  test('V-21: an integrated device has to be on bus 0, which is open for it', () => {
    expect(misfit(bus('pcie-root'), PCIE | INTEGRATED, 'auto', 0, { ...NEW, integrated: 'pcie' })).toBeUndefined();
    expect(misfit(bus('pcie-root-port'), PCIE | INTEGRATED, 'auto', 1, NEW)).toBe('integrated');
    expect(misfit(bus('pcie-root-port'), PCIE | INTEGRATED, 'user', 1, NEW)).toBe('integrated');
  });

  test('V-22: conventional ones only since 9.1', () => {
    expect(misfit(bus('pcie-root'), PCI | INTEGRATED, 'auto', 0, { ...NEW, integrated: 'pcie' })).toBe('kind');
    expect(misfit(bus('pcie-root'), PCI | INTEGRATED, 'auto', 0, NEW)).toBeUndefined();
  });

  test('E-KIND names the first kind in the order of the list', () => {
    expect(firstKind(KIND.PCI | KIND.PCIE)).toBe('PCI');
    expect(firstKind(KIND.BRIDGE | KIND.PXBE | KIND.PXB)).toBe('PXB');
    expect(firstKind(KIND.DMIBRIDGE | KIND.BRIDGE)).toBe('DMIBRIDGE');
    expect(firstKind(AUTO | HOT)).toBeUndefined();
  });
});

describe('T-BUS-1', () => {
  test.each(PROFILES.map(({ name }) => name))('slot ranges and homes (%s)', (profile) => {
    const models = [...getProfile(profile).pciControllers.values()];
    const ranges = models.map(({ model, firstSlot, lastSlot }) => `${model} ${firstSlot}-${lastSlot}`).sort();
    const since43 = ranges.includes('pcie-to-pci-bridge 1-31') ? ['pcie-to-pci-bridge 1-31'] : [];
    expect(ranges).toEqual(
      [
        'dmi-to-pci-bridge 0-31',
        'pci-bridge 1-31',
        'pci-expander-bus 0-31',
        'pci-root 1-31',
        'pcie-expander-bus 0-31',
        'pcie-root 1-31',
        'pcie-root-port 0-0',
        'pcie-switch-downstream-port 0-0',
        'pcie-switch-upstream-port 0-31',
        ...since43,
      ].sort(),
    );
    // No controller carries AUTO; every one but a root has a home.
    for (const { model, needs } of models) {
      expect(needs & MARK.AUTO, model).toBe(0);
      const homes = models.filter(({ accepts }) => misfit(accepts, needs, 'auto', 1, NEW) === undefined);
      expect(homes.length > 0, model).toBe(needs !== 0);
    }
  });
});
