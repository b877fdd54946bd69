import { describe, expect, test } from 'vitest';
import { type HostFacts, planDomain, sizeText, windowsBudget, windowsFindings } from '../../src/index.ts';
import { BARE, hostdev, i440fx, many, nic, pci, planned, q35, rootPort, slots } from '../build.ts';

const GIB = 2 ** 30;
const TIB = 2 ** 40;
const MIB = 2 ** 20;

const gpu = (number: number): string => `0000:0${number}:00.0`;
/** A GPU with a BAR of 512 GiB and the small ones beside it. */
const GPU: NonNullable<HostFacts['hostDevices']>[string] = {
  pcie: true,
  bars: [
    { kind: 'mem32', size: 16 * MIB },
    { kind: 'pref64', size: 512 * GIB },
    { kind: 'pref64', size: 32 * MIB },
  ],
};

function gpuPlan(count: number) {
  const host: HostFacts = { hostDevices: Object.fromEntries(many(count, (at) => [gpu(at + 1), GPU])) };
  const devices = many(count, (at) => hostdev(gpu(at + 1)));
  return { host, plan: planned(q35({ devices: [...BARE, ...devices] }), 'libvirt-9.0', { host }) };
}

const codesOf = (plan: ReturnType<typeof planned>, options: Parameters<typeof windowsBudget>[1]): readonly string[] => {
  const budget = windowsBudget(plan, options);
  return budget === undefined ? [] : windowsFindings(plan, budget).map(({ code }) => code);
};

describe('I/O ports (G-LIM-IO)', () => {
  const ports = (count: number) => q35({ devices: [...BARE, ...many(count, () => nic('e1000e'))] });

  test.each([
    ['seabios', 14, []],
    ['seabios', 15, ['RP7021']],
    ['ovmf', 9, []],
    ['ovmf', 10, ['RP7021']],
  ])('%s on q35: %i bridges with I/O ports', (firmware, count, codes) => {
    expect(codesOf(planned(ports(count), 'libvirt-9.0'), { firmware })).toEqual(codes);
  });

  test.each([
    [8, []],
    [9, ['RP7021']],
  ])('i440fx: %i bridges, even empty ones', (count, codes) => {
    const xml = i440fx({
      devices: [...BARE, ...many(count, (at) => pci(at + 1, 'pci-bridge', slots(at + 3, at + 3)[0]))],
    });
    expect(codesOf(planned(xml, 'libvirt-9.0'), { firmware: 'seabios' })).toEqual(codes);
  });

  test('the bridge that QEMU puts behind an expander counts', () => {
    const expander = pci(1, 'pci-expander-bus');
    const budget = windowsBudget(planned(i440fx({ devices: [...BARE, expander] }), 'libvirt-9.0'));
    expect(budget?.ioWindows).toMatchObject({ needed: 1, fits: 8 });
  });

  test('virtio behind a port needs none, and behind a bridge it does', () => {
    const budget = (xml: string) => windowsBudget(planned(xml, 'libvirt-9.0'))?.ioWindows.needed;
    expect(budget(q35({ devices: [...BARE, nic('virtio'), nic('virtio')] }))).toBe(0);
    expect(budget(q35({ devices: [...BARE, nic('e1000'), nic('virtio')] }))).toBe(1);
  });
});

describe('windows of memory', () => {
  // As a SeaBIOS 1.16.2 gave them, asked with query-pci.
  test('SeaBIOS rounds to the largest BAR, and gives every port some room', () => {
    const plan = planned(q35({ devices: [...BARE, nic('virtio'), rootPort(5, '00:05.0')] }), 'libvirt-9.0');
    const buses = windowsBudget(plan, { firmware: 'seabios' })?.buses ?? [];
    const behind = buses.filter(({ parent }) => parent === 0);
    expect(behind.map(({ io, below4G, above4G }) => [io, below4G / MIB, above4G / MIB])).toEqual(
      behind.map(() => [0, 2, 2]),
    );
    const { plan: two, host } = gpuPlan(1);
    const [, port] = windowsBudget(two, { firmware: 'seabios', host })?.buses ?? [];
    expect(port).toMatchObject({ below4G: 16 * MIB, above4G: TIB });
    const [, tight] = windowsBudget(two, { firmware: 'ovmf', host })?.buses ?? [];
    expect(tight?.above4G).toBe(512 * GIB + 32 * MIB);
  });

  test('a bridge on the bus of a controller with a higher index is counted once', () => {
    const xml = q35({
      devices: [...BARE, pci(1, 'pcie-to-pci-bridge', '02:00.0'), rootPort(2, '00:03.0'), nic('e1000', '01:02.0')],
    });
    const budget = windowsBudget(planned(xml, 'libvirt-9.0'), { firmware: 'seabios' });
    expect(budget?.buses.map(({ bus, parent, io }) => [bus, parent, io]).slice(1, 3)).toEqual([
      [1, 2, 4096],
      [2, 0, 4096],
    ]);
    expect(budget?.ioWindows.needed).toBe(1);
  });

  test('a display whose memory the document gives', () => {
    const video = "<video><model type='qxl' ram='131072' vram='262144' heads='1'/></video>";
    const budget = windowsBudget(planned(q35({ devices: [...BARE, video] }), 'libvirt-9.0'), { firmware: 'seabios' });
    expect(budget?.below4G.needed).toBeGreaterThan(384 * MIB);
    expect(budget?.below4G.needed).toBeLessThan(390 * MIB);
    const large = video.replace('262144', '1048576');
    expect(codesOf(planned(q35({ devices: [...BARE, large] }), 'libvirt-9.0'), { firmware: 'seabios' })).toEqual([
      'RP7022',
    ]);
  });
});

describe('BARs of 64 bits (G-LIM-BAR64)', () => {
  // 512 GiB and 32 MiB behind each port: every second half TiB stays empty, and eight are 7.5 TiB. Booted: OVMF 2022.11
  // has them from 56 TiB to 63.5 TiB, which is its whole window.
  test('eight GPUs with BARs of 512 GiB fill the eighth that OVMF has at 46 bits; nine need the quarter', () => {
    const eight = gpuPlan(8);
    const budget = windowsBudget(eight.plan, { firmware: 'ovmf', addressBits: 46, host: eight.host });
    expect(budget?.above4G).toEqual({ needed: 7.5 * TIB + 32 * MIB, fits: 8 * TIB });
    const nine = gpuPlan(9);
    const options = { addressBits: 46, host: nine.host };
    expect(codesOf(nine.plan, { ...options, firmware: 'ovmf' })).toEqual(['RP7023']);
    expect(codesOf(nine.plan, { ...options, firmware: 'ovmf-quarter' })).toEqual([]);
  });

  test('proposes a hole in which Linux has room, as far as the addresses go', () => {
    const { plan, host } = gpuPlan(9);
    const at = (addressBits: number) => windowsBudget(plan, { firmware: 'ovmf', addressBits, host })?.proposedHole64;
    expect(at(46)).toBe(16 * TIB);
    expect(at(44)).toBeUndefined();
    expect(at(48)).toBeUndefined();
    const budget = windowsBudget(plan, { firmware: 'ovmf', addressBits: 46, host });
    const [finding] = budget === undefined ? [] : windowsFindings(plan, budget);
    expect(finding?.values['advice']).toBe(
      "Write <pcihole64 unit='GiB'>16384</pcihole64> at controller pci 0, so that Linux places the BARs; or give OVMF a larger window with QEMU's -fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=16777216; or give the processor 47 address bits: <maxphysaddr mode='emulate' bits='47'/>.",
    );
  });

  test('takes width, memory and hole from the document', () => {
    const before = ["<cpu><maxphysaddr mode='emulate' bits='42'/></cpu>"];
    const root = "<controller type='pci' index='0' model='pcie-root'><pcihole64 unit='GiB'>64</pcihole64></controller>";
    const budget = windowsBudget(planned(q35({ before, devices: [...BARE, root] }), 'libvirt-9.0'), {
      firmware: 'ovmf',
    });
    expect(budget).toMatchObject({
      addressBits: 42,
      above4G: { fits: 2 ** 39 },
      hole64: { size: 64 * GIB, isWritten: true },
    });
  });

  test('says whose BARs it does not know', () => {
    const plan = planned(q35({ devices: [...BARE, hostdev('0000:03:00.0')] }), 'libvirt-9.0');
    expect(codesOf(plan, { firmware: 'seabios' })).toEqual(['RP7024']);
  });
});

test('nothing is known of other machines', () => {
  const xml = "<domain type='qemu'><os><type arch='aarch64' machine='virt'>hvm</type></os><devices/></domain>";
  const result = planDomain(xml);
  expect(result.ok && windowsBudget(result.plan)).toBeUndefined();
});

test.each([
  [0, '0 B'],
  [4096, '4 KiB'],
  [1.5 * MIB, '1.5 MiB'],
  [8 * TIB, '8 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
