import { describe, expect, test } from 'vitest';
import { type HostFacts, planDomain, sizeText, windowsBudget, windowsFindings } from '../../src/index.ts';
import {
  armVirt,
  BARE,
  domain,
  hostdev,
  i440fx,
  many,
  nic,
  pci,
  planned,
  pseries,
  q35,
  rootPort,
  s390x,
  slots,
} from '../build.ts';

const GIB = 2 ** 30;
const TIB = 2 ** 40;
const MIB = 2 ** 20;

const gpu = (number: number): string => `0000:0${number}:00.0`;
const LARGE_PAGES = ["<cpu><feature policy='require' name='pdpe1gb'/></cpu>"];
/** A GPU with a BAR of 512 GiB and the small ones beside it. */
const GPU: NonNullable<HostFacts['hostDevices']>[string] = {
  pcie: true,
  bars: [
    { kind: 'mem32', size: 16 * MIB },
    { kind: 'pref64', size: 512 * GIB },
    { kind: 'pref64', size: 32 * MIB },
  ],
};

function gpuPlan(count: number, before: readonly string[] = []) {
  const host: HostFacts = { hostDevices: Object.fromEntries(many(count, (at) => [gpu(at + 1), GPU])) };
  const devices = many(count, (at) => hostdev(gpu(at + 1)));
  return { host, plan: planned(q35({ before, devices: [...BARE, ...devices] }), 'libvirt-9.0', { host }) };
}

const codesOf = (plan: ReturnType<typeof planned>, options: Parameters<typeof windowsBudget>[1]): readonly string[] => {
  const budget = windowsBudget(plan, options);
  return budget === undefined ? [] : windowsFindings(plan, budget).map(({ code }) => code);
};

const withArguments = (xml: string, words: readonly string[]): string =>
  xml
    .replace('<domain', "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'")
    .replace(
      '</domain>',
      `<qemu:commandline>${words.map((word) => `<qemu:arg value='${word}'/>`).join('')}</qemu:commandline></domain>`,
    );

describe('I/O ports (G-LIM-IO)', () => {
  const ports = (count: number) => q35({ devices: [...BARE, ...many(count, () => nic('e1000e'))] });

  test.each([
    ['seabios', 14, []],
    ['seabios', 15, ['RP7021']],
    ['ovmf', 9, []],
    ['ovmf', 10, ['RP7460']],
    // Linux has no more than 15 windows to give.
    ['ovmf', 16, ['RP7021']],
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

  // Asked of a SeaBIOS 1.16.2: with four AC97 on the root it is "out of I/O address space", with three it is not.
  test.each([
    [14, 3, 14],
    [13, 4, 14],
    [14, 4, 15],
  ])('%i bridges and %i sound cards on the root take %i windows', (count, cards, needed) => {
    const root = many(cards, (at) => `<sound model='ac97'><address type='pci' bus='0' slot='${at + 20}'/></sound>`);
    const xml = q35({ devices: [...BARE, ...many(count, () => nic('e1000e')), ...root] });
    expect(windowsBudget(planned(xml, 'libvirt-9.0'))?.ioWindows.needed).toBe(needed);
  });

  // OVMF 2022.11 was booted with such bridges, and an rtl8139 lost its I/O ports; 2025.02 and 2026.08 have them.
  test.each([
    ['7.2', 'unknown', ['RP7020']],
    ['10.0', 'fits', []],
    ['11.1', 'fits', []],
  ])('I/O ports beside a bridge without any, OVMF of QEMU %s: %s', (qemu, verdict, codes) => {
    const xml = q35({
      devices: [
        ...BARE,
        pci(1, 'pcie-root-port', '00:02.0'),
        pci(2, 'pcie-to-pci-bridge', '01:00.0'),
        pci(3, 'pci-bridge', '02:02.0'),
        nic('rtl8139', '02:03.0'),
      ],
    });
    const options = { firmware: 'ovmf', qemu, vendor: 'AMD' } as const;
    expect(windowsBudget(planned(xml, 'libvirt-9.0'), options)?.verdict).toBe(verdict);
    expect(codesOf(planned(xml, 'libvirt-9.0'), options)).toEqual(codes);
    const both = xml.replace('</devices>', `${nic('e1000', '03:01.0')}</devices>`);
    expect(windowsBudget(planned(both, 'libvirt-9.0'), options)?.verdict).toBe('fits');
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
  const large = (size: number, port: number): string =>
    `<shmem name='s${port}'><model type='ivshmem-plain'/><size unit='G'>${size}</size>${at(port)}</shmem>`;
  const at = (bus: number): string => `<address type='pci' bus='${bus}' slot='0'/>`;
  /** Shared memory of so many GiB behind ports of its own, and more ports. */
  function guest(sizes: readonly number[], { ports = 0, type = 'qemu' } = {}) {
    const count = sizes.length + ports;
    const devices = many(count, (n) => rootPort(n + 1, `00:${(n + 2).toString(16).padStart(2, '0')}.0`));
    const xml = q35({ devices: [...BARE, ...devices, ...sizes.map((size, n) => large(size, n + 1))] });
    return planned(xml.replace("type='qemu'", `type='${type}'`), 'libvirt-9.0');
  }
  type Options = NonNullable<Parameters<typeof windowsBudget>[1]>;
  const verdict = (plan: ReturnType<typeof planned>, options: Options) => {
    const budget = windowsBudget(plan, options);
    if (budget === undefined) return undefined;
    if (!budget.above4G.isShort) return 'fits';
    return budget.dependsOnProcessor ? 'depends' : 'lost';
  };

  // Each line was booted: see docs/spec/guest.md, G-LIM-BAR64.
  test.each<readonly [string, readonly number[], string, 'AMD' | 'Intel', number, string]>([
    ['1.16.2', [512], '7.2', 'AMD', 40, 'fits'],
    ['1.16.2', [256, 256, 128], '7.2', 'AMD', 40, 'fits'],
    ['1.16.3', [512], '10.0', 'AMD', 40, 'lost'],
    ['1.16.3', [512], '10.0', 'Intel', 40, 'fits'],
    ['1.16.3', [256, 128], '10.0', 'AMD', 40, 'fits'],
    ['1.16.3', [256, 256], '10.0', 'AMD', 40, 'lost'],
    ['1.16.3', [32 * 1024], '10.0', 'AMD', 46, 'fits'],
    ['1.16.3', [256], '10.0', 'Intel', 39, 'fits'],
    ['1.17', [512], '11.1', 'AMD', 40, 'lost'],
    ['1.17', [8 * 1024], '11.1', 'AMD', 46, 'fits'],
    ['1.17', [16 * 1024], '11.1', 'AMD', 46, 'lost'],
    ['1.17', [16 * 1024], '11.1', 'Intel', 46, 'fits'],
    ['1.17', [32 * 1024], '11.1', 'Intel', 46, 'lost'],
  ])('SeaBIOS %s, %j GiB, QEMU %s, %s, %i bits: %s', (version, sizes, qemu, vendor, addressBits, expected) => {
    const options = { firmware: 'seabios', vendor, addressBits };
    expect(verdict(guest(sizes), { ...options, qemu })).toBe(expected);
    expect(verdict(guest(sizes), { ...options, firmwareVersion: version })).toBe(expected);
  });

  test.each<readonly [readonly number[], number, 'AMD' | 'Intel', number, string]>([
    [[64, 32], 0, 'AMD', 40, 'fits'],
    [[128], 0, 'AMD', 40, 'fits'],
    [[128], 1, 'AMD', 40, 'lost'],
    [[64], 0, 'Intel', 40, 'lost'],
    [[16], 0, 'Intel', 40, 'fits'],
    [[32], 0, 'AMD', 39, 'fits'],
    [[64], 0, 'Intel', 39, 'fits'],
    [[64, 32, 16, 8], 17, 'AMD', 40, 'lost'],
    // Without pages of 1 GiB 41 bits count as 40.
    [[128], 1, 'AMD', 41, 'lost'],
  ])('OVMF, %j GiB and %i ports, %s, %i bits: %s', (sizes, ports, vendor, addressBits, expected) => {
    const options = { firmware: 'ovmf', qemu: '7.2', vendor, addressBits };
    expect(verdict(guest(sizes, { ports }), options)).toBe(expected);
  });

  // Seen with OVMF 2022.11: 944 MiB fit on q35, with 960 MiB everything is lost.
  test.each([
    ['q35', [[512, 256]], 'fits', []],
    [
      'q35',
      [
        [512, 256],
        [128, 32],
      ],
      'fits',
      [],
    ],
    [
      'q35',
      [
        [512, 256],
        [128, 32],
        [8, 8],
      ],
      'unknown',
      ['RP7381'],
    ],
    [
      'q35',
      [
        [512, 256],
        [128, 64],
      ],
      'short',
      ['RP7022'],
    ],
    [
      'i440fx',
      [
        [512, 512],
        [512, 256],
      ],
      'fits',
      [],
    ],
  ])('OVMF on %s has room for displays of %j MiB below 4 GiB: %s', (family, sizes, expected, codes) => {
    const videos = sizes.map(
      ([ram = 0, vram = 0]) => `<video><model type='qxl' ram='${ram * 1024}' vram='${vram * 1024}'/></video>`,
    );
    const build = family === 'q35' ? q35 : i440fx;
    const plan = planned(build({ devices: [...BARE, ...videos] }), 'libvirt-9.0');
    const options = { firmware: 'ovmf', vendor: 'AMD' } as const;
    expect(codesOf(plan, options)).toEqual(codes);
    expect(windowsBudget(plan, options)?.verdict).toBe(expected);
  });

  // QEMU was asked for the BARs of each.
  test.each([
    ["type='bochs' vram='262144'", 'below4G', 256 * MIB],
    ["type='vmvga' vram='65536'", 'below4G', 64 * MIB],
    ["type='vga' vram='100000'", 'below4G', 128 * MIB],
    ["type='qxl' ram='65536' vram='65536' vgamem='131072'", 'below4G', 320 * MIB],
    ["type='qxl' ram='65536' vram='65536' vgamem='1048576'", 'below4G', 576 * MIB],
    ["type='qxl' ram='65536' vram='65536' vram64='4194304'", 'above4G', 4 * GIB],
  ] as const)('the memory of a display is in its BARs: %s', (model, where, least) => {
    const xml = q35({ devices: [...BARE, `<video><model ${model}/></video>`] });
    const needed = windowsBudget(planned(xml, 'libvirt-9.0'))?.[where].needed ?? 0;
    expect(needed).toBeGreaterThanOrEqual(least);
    expect(needed).toBeLessThan(least + 16 * MIB);
  });

  // Asked of a SeaBIOS 1.16.2: with 255 slots the BAR comes to lie at 1 TiB, which no address reaches.
  test.each([
    [2, 'fits'],
    [255, 'short'],
  ])('%i slots for memory take a GiB each', (count, expected) => {
    const most = `<maxMemory slots='${count}' unit='GiB'>300</maxMemory>`;
    const numa = "<cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/></numa></cpu>";
    const xml = guest([512])
      .domain.document.source.replace('<memory', `${most}<memory`)
      .replace('<devices', `${numa}<devices`);
    const options = { firmware: 'seabios', qemu: '7.2', vendor: 'AMD' } as const;
    expect(windowsBudget(planned(xml, 'libvirt-9.0'), options)?.verdict).toBe(expected);
  });

  test('low memory takes room below 4 GiB', () => {
    const xml = i440fx({ devices: [...BARE, "<video><model type='vga' vram='524288'/></video>"] });
    const large = planned(xml.replace('>1048576<', '>3617587<'), 'libvirt-9.0');
    expect(codesOf(large, { firmware: 'ovmf', vendor: 'AMD' })).toEqual(['RP7022']);
  });

  // QEMU 7.2 leaves 3.5 GiB below 4 GiB with pc-i440fx-1.7, and 3 GiB with later ones ("info mtree").
  test.each([
    ['pc-i440fx-1.7', 'short'],
    ['pc-i440fx-2.0', 'fits'],
  ])('4 GiB of memory on %s, and a display of 512 MiB: %s', (machine, verdict) => {
    const xml = i440fx({ devices: [...BARE, "<video><model type='vga' vram='524288'/></video>"] })
      .replace('>1048576<', '>4194304<')
      .replace(/machine='[^']*'/, `machine='${machine}'`);
    expect(windowsBudget(planned(xml, 'libvirt-9.0'), { firmware: 'seabios' })?.verdict).toBe(verdict);
  });

  // Which SeaBIOS came with QEMU 9.0 was not measured: 1.16.2 has the room, 1.16.3 does not.
  test.each([
    [512, '7.2', 'fits', []],
    [512, '9.0', 'unknown', ['RP7463']],
    [512, '10.0', 'short', ['RP7023']],
    [128, '9.0', 'fits', []],
  ])('%i GiB with the SeaBIOS of QEMU %s: %s', (size, qemu, expected, codes) => {
    const options = { firmware: 'seabios', qemu, vendor: 'AMD', addressBits: 40 } as const;
    const plan = guest([size]);
    expect(windowsBudget(plan, options)?.verdict).toBe(expected);
    expect(codesOf(plan, options)).toEqual(codes);
  });

  // G-ARG-PLACE: what arguments add is not counted.
  test.each([
    [['-device', 'edu'], 'unknown', ['RP7461']],
    [['-global', 'VGA.vgamem_mb=256'], 'unknown', ['RP7461']],
    [['-global', 'ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off'], 'fits', []],
    [['-boot', 'menu=on'], 'fits', []],
    [['-fw_cfg', 'name=opt/com.example/a,string=1', '-drive', 'if=none,file=a'], 'fits', []],
    [['-cpu', 'host'], 'unknown', ['RP7461']],
    [['-m', 'size=4G,slots=10,maxmem=1000G'], 'unknown', ['RP7461']],
    [['-drive', 'if=pflash,file=a'], 'unknown', ['RP7461']],
  ])('with %j it is %s', (words, expected, codes) => {
    const plan = planned(withArguments(q35({ devices: [...BARE] }), words), 'libvirt-9.0');
    const options = { firmware: 'seabios', vendor: 'AMD' } as const;
    expect(windowsBudget(plan, options)?.verdict).toBe(expected);
    expect(codesOf(plan, options)).toEqual(codes);
  });

  test.each([
    ["<cpu mode='custom'><model>qemu32</model></cpu>", 32],
    ["<cpu mode='custom'><model>pentium3</model></cpu>", 32],
    ["<cpu><feature policy='disable' name='lm'/></cpu>", 32],
    ["<cpu mode='custom'><model>Skylake-Server</model><maxphysaddr mode='passthrough'/></cpu>", 36],
    ["<cpu mode='host-passthrough'/>", 36],
  ])('a guest with %s may have a processor of %i bits', (cpu, bits) => {
    const xml = guest([64], { type: 'kvm' }).domain.document.source.replace('<devices', `${cpu}<devices`);
    const plan = planned(xml, 'libvirt-9.0');
    expect(windowsBudget(plan)).toMatchObject({ verdict: 'unknown', dependsOnProcessor: true, processor: { bits } });
    expect(windowsBudget(plan, { addressBits: 46 })?.verdict).toBe('fits');
  });

  test('the encryption of memory may take bits of addresses', () => {
    const sev =
      '<launchSecurity type="sev"><cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits><policy>3</policy></launchSecurity>';
    const xml = guest([128]).domain.document.source.replace('</domain>', `${sev}</domain>`);
    const options = { firmware: 'ovmf', vendor: 'AMD' } as const;
    expect(windowsBudget(guest([128]), options)?.verdict).toBe('fits');
    expect(windowsBudget(planned(xml, 'libvirt-9.0'), options)).toMatchObject({
      verdict: 'unknown',
      processor: { bits: 39 },
    });
  });

  test.each(['pc-q35-rhel9.4.0', 'pc-q35-jammy-hpb'])('guests of %s have the width of their host', (machine) => {
    const xml = guest([64]).domain.document.source.replace(/machine='[^']*'/, `machine='${machine}'`);
    expect(windowsBudget(planned(xml, 'libvirt-9.0'))).toMatchObject({ dependsOnProcessor: true });
  });

  test('the width of the host is not above its limit', () => {
    const cpu = "<cpu mode='host-passthrough'><maxphysaddr mode='passthrough' limit='39'/></cpu>";
    const xml = guest([512], { type: 'kvm' }).domain.document.source.replace('<devices', `${cpu}<devices`);
    const budget = windowsBudget(planned(xml, 'libvirt-latest'), { firmware: 'seabios', qemu: '7.2' });
    expect(budget).toMatchObject({ verdict: 'short', dependsOnProcessor: false });
  });

  // With 40 GiB and the hole behind it QEMU does not start where addresses have 36 bits.
  test('a processor with which QEMU does not start does not count', () => {
    const xml = guest([64], { type: 'kvm' }).domain.document.source;
    const large = xml
      .replace(/<memory[\s\S]*?<\/memory>/, "<memory unit='GiB'>40</memory>")
      .replace('<devices', "<cpu mode='host-passthrough'/><devices");
    expect(windowsBudget(planned(large, 'libvirt-9.0'), { firmware: 'seabios', qemu: '7.2' })).toMatchObject({
      verdict: 'fits',
      processor: { bits: 39 },
    });
  });

  test.each([
    ['seabios', '12.0', undefined],
    ['ovmf', undefined, '2027.02'],
    ['seabios', undefined, '1.18'],
  ])('nothing is known of a firmware newer than all that were measured: %s, QEMU %s, %s', (firmware, qemu, version) => {
    const budget = windowsBudget(guest([16]), {
      firmware,
      vendor: 'AMD',
      ...(qemu === undefined ? {} : { qemu }),
      ...(version === undefined ? {} : { firmwareVersion: version }),
    });
    expect(budget).toMatchObject({ verdict: 'unknown', below4G: { isKnown: false } });
  });

  test('of an OVMF between two that were measured, both count', () => {
    const options = { firmware: 'ovmf', vendor: 'AMD' } as const;
    expect(windowsBudget(guest([64]), { ...options, firmwareVersion: '2021.08' })).toMatchObject({
      verdict: 'unknown',
      dependsOnFirmware: ['OVMF 2020.11', 'OVMF 2022.11'],
    });
    expect(windowsBudget(guest([32]), { ...options, firmwareVersion: '2021.08' })?.verdict).toBe('fits');
  });

  test('shared memory is given in bytes where it has no unit, and by its server where it has one', () => {
    const sized = (what: string): string =>
      q35({ devices: [...BARE, `<shmem name='s'><model type='ivshmem-${what}</shmem>`] });
    const plain = windowsBudget(planned(sized("plain'/><size>1073741824</size>"), 'libvirt-9.0'), {});
    expect(plain?.above4G.needed).toBeGreaterThanOrEqual(GIB);
    expect(plain?.above4G.needed).toBeLessThan(2 * GIB);
    const served = planned(sized("doorbell'/><server path='/run/shared'/>"), 'libvirt-9.0');
    expect(codesOf(served, {})).toEqual(['RP7024']);
  });

  test("OVMF's window follows X-PciMmio64Mb", () => {
    const { plan: bare, host } = gpuPlan(1);
    const options = { firmware: 'ovmf', addressBits: 42, vendor: 'AMD', host } as const;
    expect(windowsBudget(bare, options)?.verdict).toBe('short');
    const words = ['-fw_cfg', 'name=opt/ovmf/X-PciMmio64Mb,string=1048576'];
    const plan = planned(withArguments(bare.domain.document.source, words), 'libvirt-9.0', { host });
    expect(windowsBudget(plan, options)?.above4G.fits).toBe(TIB);
    expect(windowsBudget(plan, options)?.verdict).toBe('fits');
  });

  test('a guest that may have either maker depends on it', () => {
    const options = { firmware: 'seabios', qemu: '10.0' };
    const plan = guest([512], { type: 'kvm' });
    expect(verdict(plan, options)).toBe('depends');
    expect(windowsBudget(plan, options)?.verdict).toBe('unknown');
    expect(codesOf(plan, options)).toEqual(['RP7380']);
  });

  // 512 GiB and 32 MiB behind each port: every second half TiB stays empty, and eight are 7.5 TiB. Booted: OVMF 2022.11
  // has them from 56 TiB to 63.5 TiB, which is its whole window.
  test('eight GPUs with BARs of 512 GiB fill the eighth that OVMF has at 46 bits; nine do not fit', () => {
    const eight = gpuPlan(8, LARGE_PAGES);
    const before = { firmware: 'ovmf', addressBits: 46 } as const;
    const budget = windowsBudget(eight.plan, { ...before, host: eight.host });
    expect(budget?.above4G.fits).toBe(8 * TIB);
    expect(budget?.above4G.needed).toBeLessThanOrEqual(8 * TIB);
    const nine = gpuPlan(9, LARGE_PAGES);
    expect(codesOf(nine.plan, { ...before, host: nine.host })).toContain('RP7023');
  });

  test('offers what was seen to help', () => {
    const { plan, host } = gpuPlan(9, LARGE_PAGES);
    const budget = windowsBudget(plan, { firmware: 'ovmf', addressBits: 45, host });
    expect(budget?.cures.map(({ kind }) => kind)).toEqual(['fwCfg']);
    const old = windowsBudget(plan, { firmware: 'ovmf', firmwareVersion: '2020.11', addressBits: 46, host });
    expect(old?.cures[0]).toEqual({ kind: 'hole64', size: 16 * TIB });
  });

  test('takes width, memory and hole from the document', () => {
    const before = ["<cpu><maxphysaddr mode='emulate' bits='42'/><feature name='pdpe1gb'/></cpu>"];
    const root = "<controller type='pci' index='0' model='pcie-root'><pcihole64 unit='GiB'>64</pcihole64></controller>";
    const budget = windowsBudget(planned(q35({ before, devices: [...BARE, root] }), 'libvirt-9.0'), {
      firmware: 'ovmf',
    });
    expect(budget).toMatchObject({
      processor: { bits: 42, hasLargePages: true },
      above4G: { fits: 2 ** 39 },
      hole64: { size: 64 * GIB, isWritten: true },
    });
  });

  test('says whose BARs it does not know, and that it cannot be told', () => {
    const plan = planned(q35({ devices: [...BARE, hostdev('0000:03:00.0')] }), 'libvirt-9.0');
    expect(codesOf(plan, { firmware: 'seabios' })).toEqual(['RP7024']);
    expect(windowsBudget(plan, { firmware: 'seabios' })?.verdict).toBe('unknown');
  });
});

describe('virt of ARM and RISC-V (G-LIM-VIRT)', () => {
  const shared = (size: number, port: number): string =>
    `<shmem name='s${port}'><model type='ivshmem-plain'/><size unit='G'>${size}</size><address type='pci' bus='${port}' slot='0'/></shmem>`;
  const devices = (sizes: readonly number[]): readonly string[] => [
    ...BARE,
    ...many(sizes.length, (at) => rootPort(at + 1, `00:${(at + 2).toString(16).padStart(2, '0')}.0`)),
    ...sizes.map((size, at) => shared(size, at + 1)),
  ];
  const budget = (xml: string, options: Parameters<typeof windowsBudget>[1] = {}) =>
    windowsBudget(planned(xml, 'libvirt-9.0'), options);

  test.each([
    [[512], 'fits'],
    [[256, 128, 64, 32, 16, 16], 'fits'],
    [[512, 1], 'short'],
    [[1024], 'short'],
  ])('ARM has 512 GiB: %j GiB', (sizes, verdict) => {
    expect(budget(armVirt({ devices: devices(sizes) }))?.verdict).toBe(verdict);
    expect(budget(armVirt({ devices: devices(sizes) }), { firmware: 'aavmf' })?.verdict).toBe(verdict);
  });

  test('a processor with few address bits has no window there', () => {
    const xml = armVirt({ devices: devices([16]) });
    expect(budget(xml, { addressBits: 36 })?.verdict).toBe('short');
    expect(budget(xml, { addressBits: 40 })?.verdict).toBe('fits');
    const kvm = xml.replace("type='qemu'", "type='kvm'");
    expect(budget(kvm)).toMatchObject({ verdict: 'unknown', dependsOnProcessor: true });
    // What is small finds a place below 4 GiB.
    expect(budget(armVirt({ devices: [nic('virtio')] }).replace("type='qemu'", "type='kvm'"))?.verdict).toBe('fits');
  });

  test('memory of half a TiB moves the window beyond 40 bits', () => {
    const xml = armVirt({ devices: devices([16]) }).replace("unit='KiB'>1048576<", "unit='GiB'>600<");
    expect(budget(xml, { addressBits: 40 })?.verdict).toBe('short');
    expect(budget(xml, { addressBits: 48 })?.verdict).toBe('fits');
  });

  test.each([
    [15, 'fits'],
    [16, 'short'],
  ])('Linux gives %i bridges I/O ports: %s', (count, verdict) => {
    expect(budget(armVirt({ devices: many(count, () => nic('e1000e')) }))?.verdict).toBe(verdict);
  });

  test('nothing is known of processors of 32 bits', () => {
    const xml = armVirt({ devices: [nic('virtio')] }).replace("arch='aarch64'", "arch='armv7l'");
    expect(budget(xml)).toBeUndefined();
  });

  test('a device tree has no expander buses, and BARs behind them need no room', () => {
    const expander = [pci(1, 'pcie-expander-bus'), pci(2, 'pcie-root-port', '01:00.0'), shared(768, 2)];
    const plan = planned(armVirt({ devices: expander }), 'libvirt-9.0');
    expect(windowsBudget(plan, { firmware: 'device tree' })?.above4G.needed).toBe(0);
    const withAcpi = plan.domain.document.source
      .replace('<os>', "<os firmware='efi'>")
      .replace('<devices>', '<features><acpi/></features><devices>');
    expect(budget(withAcpi)?.above4G).toMatchObject({ isShort: true });
  });

  test('a BAR has to begin at a multiple of its size', () => {
    const host = { hostDevices: { [gpu(1)]: { pcie: true, bars: [{ kind: 'mem32', size: 512 * MIB }] } } } as const;
    const plan = planned(armVirt({ devices: [hostdev(gpu(1))] }), 'libvirt-9.0', { host });
    expect(windowsBudget(plan, { host })?.below4G).toMatchObject({ fits: 0x2eff0000 });
    expect(windowsBudget(plan, { host })?.below4G.needed).toBeGreaterThanOrEqual(768 * MIB);
    expect(windowsBudget(plan, { host })?.verdict).toBe('short');
  });

  test('RISC-V has 16 GiB', () => {
    const riscv = (sizes: readonly number[]) => domain({ arch: 'riscv64', machine: 'virt', devices: devices(sizes) });
    expect(budget(riscv([16]))?.above4G).toMatchObject({ fits: 16 * GIB, isShort: false });
    expect(budget(riscv([32]))?.verdict).toBe('short');
  });
});

test.each([
  [pseries(), {}],
  [s390x(), {}],
  [armVirt(), { firmware: 'seabios' }],
  [q35(), { firmware: 'aavmf' }],
])('nothing is known of other machines and firmwares', (xml, options) => {
  const result = planDomain(xml);
  expect(result.ok && windowsBudget(result.plan, options)).toBeUndefined();
});

test.each([
  [0, '0 B'],
  [4096, '4 KiB'],
  [1.5 * MIB, '1.5 MiB'],
  [8 * TIB, '8 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
