import { describe, expect, test } from 'vitest';
import {
  type CheckOptions,
  checkDomain,
  type DiagnosticCode,
  describeDiagnostic,
  isSettable,
  type PlanOptions,
  type ProfileName,
  planDomain,
} from '../../src/index.ts';
import { at, controller, disk, domain, hostdev, NO_BALLOON, NO_USB, nic, pci, rootPort, sound } from '../build.ts';

const ACPI = '<features><acpi/></features>';

/** The findings of a document, with the same options for the planner and the lints. */
function check(xml: string, { rules = {}, ...options }: PlanOptions & CheckOptions = {}) {
  const planner = (text: string, profile?: ProfileName) =>
    planDomain(text, { ...options, ...(profile && { profile }) });
  return checkDomain(xml, planner, { ...options, rules });
}

const codes = (xml: string, options: PlanOptions & CheckOptions = {}): readonly DiagnosticCode[] =>
  check(xml, options).diagnostics.map(({ code }) => code);

const q35 = (...devices: readonly string[]): string => domain({ machine: 'pc-q35-7.2', before: [ACPI], devices });
const pc = (...devices: readonly string[]): string => domain({ machine: 'pc-i440fx-7.2', before: [ACPI], devices });
const BARE = [NO_USB, NO_BALLOON];

describe('checkDomain', () => {
  test('says nothing about good documents', () => {
    expect(codes(q35(disk('vda', 'virtio'), nic()))).toEqual([]);
    expect(codes(pc(disk('vda', 'virtio'), nic('e1000'), sound('ich6')))).toEqual([]);
    // As libvirt writes it back: the free port of its own is still there.
    const ports = [rootPort(1, at('00:01.0', 'on')), rootPort(2, '00:01.1')];
    expect(codes(q35(...BARE, ...ports, nic('virtio', '01:00.0')))).toEqual([]);
  });

  test('says nothing about a template with the plain name of a machine', () => {
    const template = domain({ machine: 'q35', before: [ACPI], devices: [disk('vda', 'virtio')] });
    expect(codes(template)).toEqual([]);
    expect(codes(template, { rules: { RP6010: 'warning' } })).toEqual(['RP6010']);
  });

  test('looks at a document that is refused, too, in the order of places', () => {
    const twins = [0, 1].map((fn) => hostdev(`03:00.${fn}`, `00:0${fn + 8}.0`));
    const xml = pc(...twins, nic('virtio', '00:05.0'), nic('virtio', '00:05.0'));
    const result = check(xml);
    expect(result.plan).toBeUndefined();
    expect(result.diagnostics.filter(({ severity }) => severity !== 'note').map(({ code }) => code)).toEqual([
      'RP6001',
      'RP3010',
    ]);
  });

  test('reports five collisions at once, each with two places (P9)', () => {
    const taken = ['05', '06', '07', '08', '09'];
    const xml = pc(
      ...taken.flatMap((slot) => [nic('virtio', `00:${slot}.0`), disk(`vd${slot[1]}`, 'virtio', `00:${slot}.0`)]),
    );
    const found = check(xml).diagnostics.filter(({ code }) => code === 'RP3010');
    expect(found).toHaveLength(5);
    for (const { span, related } of found) {
      expect(span).toBeDefined();
      expect(related.map((place) => place.span === undefined)).toEqual([false]);
    }
  });

  test('of a text without a domain says what planning says', () => {
    expect(codes('<network/>')).toEqual(['RP1002']);
    expect(codes('<domain')).toEqual(['RP1001']);
    expect(codes('')).toEqual(['RP1005']);
    expect(codes(q35(), { qemu: 'new' })).toContain('RP4002');
  });
});

describe('settings', () => {
  const xml = q35(...BARE, disk('vda', 'virtio', '00:05.0'), nic());

  test('change severities, and switch off', () => {
    expect(check(xml).diagnostics).toMatchObject([{ code: 'RP6005', severity: 'note' }]);
    expect(check(xml, { rules: { RP6005: 'error' } }).diagnostics).toMatchObject([{ severity: 'error' }]);
    expect(check(xml, { rules: { RP6005: 'off' } }).diagnostics).toEqual([]);
  });

  test('leave the refusals of libvirt alone', () => {
    const broken = pc(nic('virtio', '00:05.0'), nic('virtio', '00:05.0'));
    expect(codes(broken, { rules: { RP3010: 'off' } })).toContain('RP3010');
    expect(['RP3010', 'RP5006', 'RP4005', 'RP6001'].map((code) => isSettable(code as DiagnosticCode))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('ask for what is looked at only on request', () => {
    const guest = q35(...BARE, disk('vda', 'virtio'));
    expect(codes(guest)).toEqual([]);
    expect(codes(guest, { rules: { RP6014: 'note', RP6016: 'warning' } })).toEqual(['RP6014', 'RP6016']);
  });
});

describe('RP6001', () => {
  test('leaves virtual functions, single functions and whole cards alone', () => {
    const found = (...devices: readonly string[]) => codes(pc(...devices)).filter((code) => code === 'RP6001').length;
    expect(found(hostdev('81:00.0', '00:05.0'), hostdev('81:00.1', '00:06.0'))).toBe(1);
    // ARI: virtual functions on other slots than 0.
    expect(found(hostdev('81:02.0', '00:05.0'), hostdev('81:02.1', '00:06.0'))).toBe(0);
    expect(found(hostdev('81:00.2', '00:05.0'), hostdev('81:00.3', '00:06.0'))).toBe(0);
    expect(found(hostdev('81:00.0', at('00:05.0', 'on')), hostdev('81:00.1', '00:05.1'))).toBe(0);
    expect(found(hostdev('81:00.0'))).toBe(0);
    // On the host's root bus, functions of one slot are devices of the chipset.
    expect(found(hostdev('00:14.0', '00:05.0'), hostdev('00:14.2', '00:06.0'))).toBe(0);
  });
});

describe('RP7101', () => {
  test('names what a guest never sees, and nothing where nobody knows', () => {
    const hidden = [hostdev('81:00.1', '05:00.1'), hostdev('81:00.2', '05:00.2')];
    expect(codes(q35(...BARE, ...hidden)).filter((code) => code === 'RP7101')).toHaveLength(2);
    expect(codes(q35(...BARE, hostdev('81:00.0', at('05:00.0', 'on')), ...hidden))).not.toContain('RP7101');
    const virt = domain({ arch: 'armv7l', machine: 'vexpress-a15', devices: [...BARE, ...hidden] });
    expect(codes(virt)).not.toContain('RP7101');
  });
});

describe('RP6002', () => {
  test('names the interface and the 153 bridges, once (P10)', () => {
    const { diagnostics } = check(pc(...BARE, nic('virtio', '99:01.0')));
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'RP6002', values: { device: 'interface (virtio)', count: 153 } });
  });

  test('names a controller with a high index, and takes ports that are used for meant', () => {
    expect(check(pc(...BARE, pci(40, 'pci-bridge'))).diagnostics).toMatchObject([
      { code: 'RP6002', values: { what: 'the index', device: 'controller pci 40 (pci-bridge)' } },
    ]);
    const used = [1, 2, 3, 4, 5, 6, 7].map((bus) => nic('virtio', `0${bus}:00.0`));
    expect(codes(q35(...BARE, ...used))).not.toContain('RP6002');
  });
});

describe('RP6003', () => {
  test('counts free ports and slots', () => {
    expect(codes(q35(...BARE, rootPort(1), nic()))).toEqual(['RP6003']);
    expect(codes(q35(...BARE, rootPort(1), rootPort(2), nic()))).toEqual([]);
    // libvirt keeps one slot free by itself (A-LEGACY).
    const full = Array.from({ length: 29 }, () => nic());
    expect(codes(pc(...BARE, ...full))).toEqual([]);
  });

  test('is about guests that have ports', () => {
    expect(codes(q35(...BARE))).toEqual([]);
  });
});

describe('RP6006 and RP6007', () => {
  const port = (index: number, target: string): string =>
    controller('pci', { index, model: 'pcie-root-port', content: `<target ${target}/>` });

  test('find a written number that meets one of libvirt', () => {
    const xml = q35(...BARE, rootPort(1), port(2, "chassis='1'"), rootPort(3));
    expect(codes(xml)).toEqual(['RP6006']);
  });

  test('a port number counts on one bus only', () => {
    const ports = [port(1, "chassis='1' port='0x10'"), port(2, "chassis='2' port='0x10'"), rootPort(3)];
    expect(codes(q35(...BARE, ...ports))).toEqual(['RP6007']);
    const [first = ''] = ports;
    const aSwitch = [pci(2, 'pcie-switch-upstream-port'), pci(3, 'pcie-switch-downstream-port')];
    const below = controller('pci', {
      index: 4,
      model: 'pcie-switch-downstream-port',
      content: "<target chassis='4' port='0x10'/>",
      where: '02:01.0',
    });
    expect(codes(q35(...BARE, first, ...aSwitch, below))).not.toContain('RP6007');
  });
});

describe('RP3068', () => {
  const ports = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, position) => rootPort(position + 1));
  const old = (machine: string, count: number): string =>
    domain({ machine, before: [ACPI], devices: [...BARE, ...ports(count)] });

  test('16 root ports are too many for QEMU 6.1, and not for 7.2 (P13)', () => {
    expect(codes(old('pc-q35-6.1', 16))).toEqual(['RP3068']);
    expect(codes(old('q35', 16), { qemu: '6.1' })).toEqual(['RP3068']);
    expect(codes(old('pc-q35-6.1', 14))).toEqual([]);
    expect(codes(old('pc-q35-7.2', 16))).toEqual([]);
    expect(codes(old('q35', 16), { qemu: '7.2' })).toEqual([]);
  });

  test('counts fewer for OVMF, and devices with I/O ports only', () => {
    const uefi = "<os firmware='efi'>";
    const behindPorts = (model: string, count: number): string =>
      q35(...BARE, ...Array.from({ length: count }, () => nic(model)));
    expect(codes(behindPorts('e1000e', 10))).toEqual([]);
    expect(codes(behindPorts('e1000e', 10).replace('<os>', uefi))).toEqual(['RP3068']);
    expect(codes(behindPorts('virtio', 15).replace('<os>', uefi))).toEqual([]);
    expect(codes(behindPorts('e1000e', 15))).toEqual(['RP3068']);
  });
});

describe('RP6015', () => {
  const bare = domain({ machine: 'pc-q35', devices: [disk('vda', 'virtio')] });

  test('pc-q35 plans under 2.5; under the others there is no PCI, and the machine that is meant is named (P11)', () => {
    expect(planDomain(bare, { profile: 'libvirt-2.5' }).ok).toBe(true);
    expect(codes(bare, { profile: 'libvirt-2.5' })).not.toContain('RP6015');
    for (const profile of ['libvirt-6.5', 'libvirt-9.0', 'libvirt-latest'] as const) {
      const { plan, diagnostics } = check(bare, { profile });
      expect(plan).toBeUndefined();
      expect(diagnostics.map(({ code }) => code)).toContain(profile === 'libvirt-6.5' ? 'RP3001' : 'RP2300');
      const [found] = diagnostics.filter(({ code }) => code === 'RP6015');
      expect(found && describeDiagnostic(found).help).toBe('Write q35.');
    }
  });

  test.each([
    ['x86_64', 'i440fx', 'pc'],
    ['x86_64', 'pc-q35.6.2', 'q35'],
    ['x86_64', 'q35-6.2', 'pc-q35-6.2'],
    ['aarch64', 'virt6.2', 'virt-6.2'],
    ['ppc64', 'pSeries', 'pseries'],
  ])('%s %s is nearly %s', (arch, machine, nearest) => {
    const found = check(domain({ arch, machine })).diagnostics.filter(({ code }) => code === 'RP6015');
    expect(found).toMatchObject([{ values: { nearest } }]);
  });

  test.each([
    ['x86_64', 'microvm'],
    ['x86_64', 'isapc'],
    ['x86_64', 'pc-1.3'],
    ['aarch64', 'sbsa-ref'],
  ])('%s %s is meant', (arch, machine) => {
    expect(codes(domain({ arch, machine, devices: BARE }))).not.toContain('RP6015');
  });
});

describe('RP4005', () => {
  test('says that the answer depends on the host, and not when that is known (P17)', () => {
    const xml = q35(...BARE, hostdev('03:00.0'));
    const conventional = { hostDevices: { '0000:03:00.0': { present: true, pcie: false } } };
    expect(codes(xml)).toEqual(['RP4005']);
    expect(codes(xml, { host: conventional })).toEqual([]);
    const place = (host: PlanOptions['host']) =>
      check(xml, host === undefined ? {} : { host }).plan?.buses.map(({ model }) => model);
    expect(place(conventional)).not.toEqual(place(undefined));
  });
});

describe('RP6004 says what to use in place of a conventional device', () => {
  test.each([
    ["<interface type='user'><model type='e1000'/></interface>", 'model e1000e or virtio', 'e1000e'],
    ["<interface type='user'><model type='rtl8139'/></interface>", 'model virtio', undefined],
    ["<controller type='usb' index='0' model='ich9-ehci1'/>", 'model qemu-xhci', 'qemu-xhci'],
    ["<controller type='scsi' index='0' model='lsilogic'/>", 'model virtio-scsi', undefined],
    ["<controller type='sata' index='1'/>", 'the SATA controller of the chipset, index 0', undefined],
    ["<video><model type='cirrus'/></video><video><model type='qxl'/></video>", 'model virtio', undefined],
    ["<sound model='es1370'/>", 'a sound device of model usb, or ich9 as the only one', undefined],
    ["<watchdog model='i6300esb'/>", 'the watchdog of the chipset (model itco, libvirt 9.1)', undefined],
    ["<memballoon model='virtio-transitional'/>", 'model virtio', undefined],
  ])('%s', (device, alternative, model) => {
    const found = check(q35(device), { profile: 'libvirt-9.0' }).diagnostics.find(({ code }) => code === 'RP6004');
    expect(found?.values['alternative']).toBe(alternative);
    const titles = found?.fixes?.map(({ title }) => title.replace(/^.* to /, ''));
    expect(titles).toEqual(model === undefined ? [] : [model]);
  });
});
