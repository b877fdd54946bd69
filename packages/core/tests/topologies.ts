// Ways to put PCI controllers by hand, and what is behind them: for checks, fixes and the guest's view.
import type { HostFacts } from '../src/index.ts';
import { BARE, balloon, controller, hostdev, many, NO_USB, nic, pci, sound, video, withArguments } from './build.ts';
import { DEVICES, documentOf, type MachineName, MODELS, variations } from './variations.ts';

export interface Topology {
  readonly name: string;
  readonly machine: MachineName;
  readonly xml: string;
  readonly host?: HostFacts;
  /** The QEMU that checks are told of. */
  readonly qemu?: string;
}

const BUSES: Readonly<Record<string, readonly string[]>> = {
  q35: [
    'pcie-root-port',
    'pcie-switch-upstream-port',
    'pcie-switch-downstream-port',
    'pcie-expander-bus',
    'pcie-to-pci-bridge',
    'dmi-to-pci-bridge',
    'pci-bridge',
  ],
  pc: ['pci-bridge', 'pci-expander-bus'],
  virt: ['pcie-root-port', 'pcie-to-pci-bridge', 'pcie-expander-bus', 'pci-bridge'],
};

const acpi = (index: number | string): string =>
  nic('virtio').replace('</interface>', `<acpi index='${index}'/></interface>`);

/** What may be behind a bus, all on its slots from the first one on. */
const ENDS: Readonly<Record<string, (bus: number) => readonly string[]>> = {
  nothing: () => [],
  'a NIC': (bus) => [nic('virtio', `0${bus}:00.0`)],
  'an old NIC and a sound card': (bus) => [nic('rtl8139', `0${bus}:01.0`), sound('ac97', `0${bus}:02.0`)],
  'functions of a slot': (bus) => [
    nic('virtio', `<address type='pci' bus='${bus}' slot='0' function='0' multifunction='on'/>`),
    nic('e1000e', `0${bus}:00.1`),
    hostdev('c1:00.0', `0${bus}:00.3`),
  ],
  'functions without their first': (bus) => [nic('virtio', `0${bus}:01.1`), nic('virtio', `0${bus}:03.0`)],
};

const TARGETS: Readonly<Record<string, string>> = {
  'chassis 5': "<target chassis='5' port='0x10'/>",
  'bridge 5': "<target chassisNr='5'/>",
  'bus 3': "<target busNr='3'/>",
  'bus 254': "<target busNr='254'><node>0</node></target>",
  'hotplug off': "<target hotplug='off'/>",
};

function* chains(): Iterable<Topology> {
  for (const machine of ['q35', 'pc', 'virt'] as const) {
    const models = BUSES[machine] ?? [];
    for (const first of models) {
      for (const [name, ends] of Object.entries(ENDS)) {
        const devices = [...BARE, pci(1, first), ...ends(1)];
        yield { machine, name: `${machine}: ${name} behind ${first}`, xml: documentOf(machine, devices) };
      }
      for (const second of models) {
        const devices = [
          ...BARE,
          pci(1, first),
          pci(2, second, '01:00.0'),
          ...many(2, () => nic('virtio')),
          nic('virtio', '02:01.0'),
        ];
        yield { machine, name: `${machine}: ${second} behind ${first}`, xml: documentOf(machine, devices) };
      }
      for (const [name, content] of Object.entries(TARGETS)) {
        const twins = many(3, (at) => controller('pci', { index: at + 1, model: first, content }));
        const xml = documentOf(machine, [...BARE, ...twins, nic('virtio'), nic('e1000'), video('qxl')]);
        yield { machine, name: `${machine}: three ${first} with ${name}`, xml };
      }
    }
  }
}

const NODES = [
  "<vcpu>2</vcpu><cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/><cell id='1' cpus='1' memory='1' unit='GiB'/></numa></cpu>",
];

function* others(): Iterable<Topology> {
  for (const machine of ['q35', 'pc', 'virt', 's390x', 'pseries', 'riscv', 'loongarch', 'old'] as const) {
    const named = (name: string, devices: readonly string[], before: readonly string[] = []): Topology => ({
      machine,
      name: `${machine}: ${name}`,
      xml: documentOf(machine, devices, before),
    });
    const root = machine === 'pc' || machine === 'pseries' ? 'pci-root' : 'pcie-root';
    yield named('indexes for the firmware', [acpi(1), acpi(1), acpi(16383), acpi(16384), nic()]);
    yield named('an index of 0', [acpi(0), acpi('x'), acpi('007')]);
    yield named('clashes', [
      ...many(4, () => nic('virtio', '00:05.0')),
      video('qxl', '00:05.0'),
      balloon('virtio', '00:05.0'),
    ]);
    yield named('functions of a host device', [
      hostdev('c1:00.0', '00:06.0'),
      hostdev('c1:00.1', '00:07.0'),
      hostdev('c1:00.2'),
      hostdev('c1:10.1'),
      hostdev('00:1f.3'),
    ]);
    yield named('functions without their first', [hostdev('c1:00.1'), hostdev('c1:00.2'), hostdev('c1:00.0')]);
    yield named('functions on one slot', [
      hostdev('c1:00.0', "<address type='pci' bus='0' slot='6' function='0' multifunction='on'/>"),
      hostdev('c1:00.1', '00:06.1'),
      hostdev('c2:01.0', '00:07.0'),
      hostdev('c2:01.1', '00:08.0'),
      hostdev('01:01.0', '00:0b.0'),
      hostdev('01:01.1', '00:0c.0'),
    ]);
    yield named('a function in a taken slot', [
      hostdev('c1:00.0', "<address type='pci' bus='0' slot='6' function='0' multifunction='on'/>"),
      hostdev('c1:00.1', '00:07.0'),
      nic('e1000', '00:06.1'),
    ]);
    yield named('the first function elsewhere', [hostdev('c1:00.0', '00:06.1'), hostdev('c1:00.1', '00:07.0')]);
    yield named('two nodes', [pci(1, machine === 'pc' ? 'pci-expander-bus' : 'pcie-expander-bus'), nic()], NODES);
    yield named(
      'expanders that meet',
      many(3, (at) =>
        controller('pci', {
          index: at + 1,
          model: machine === 'pc' ? 'pci-expander-bus' : 'pcie-expander-bus',
          content: `<target busNr='${252 + at}'/>`,
        }),
      ),
    );
    const bridge = machine === 'pc' ? 'pci-bridge' : 'pcie-root-port';
    const expander = (index: number, number: number): string =>
      controller('pci', {
        index,
        model: machine === 'pc' ? 'pci-expander-bus' : 'pcie-expander-bus',
        content: `<target busNr='${number}'/>`,
      });
    yield named('an expander among the numbers of the root bus', [
      expander(1, 3),
      ...many(4, (at) => pci(at + 2, bridge, `00:0${at + 5}.0`)),
    ]);
    yield named('an expander with more bridges than the next leaves room for', [
      expander(1, 20),
      expander(2, 22),
      ...many(3, (at) => pci(at + 3, bridge, `01:0${at}.0`)),
    ]);
    yield named('an expander that ends where the next begins', [
      expander(1, 20),
      expander(2, machine === 'pc' ? 23 : 22),
      pci(3, bridge, '01:00.0'),
    ]);
    const drive = (name: string, bus: string): string =>
      `<disk type='file' device='disk'><source file='/a'/><target dev='${name}' bus='${bus}'/></disk>`;
    yield named(
      'names of disks used again and again',
      ['vda', 'vda', 'vda', 'vdc', 'vdc'].map((name) => drive(name, 'virtio')),
    );
    yield named('disks on buses of other machines', [
      ...['hda', 'hdb', 'sdb'].map((name) => drive(name, 'ide')),
      ...['sda', 'sdc', 'hdc'].map((name) => drive(name, 'sata')),
    ]);
    yield named('a root without hotplug', [
      controller('pci', { index: 0, model: root, content: "<target hotplug='off'/>" }),
      nic(),
    ]);
    yield named(
      'old models',
      ['e1000', 'rtl8139', 'pcnet', 'ne2k_pci', 'virtio-transitional'].map((model) => nic(model)),
    );
    yield named('old devices', [
      controller('usb', { model: 'piix3-uhci' }),
      controller('scsi', { model: 'lsilogic' }),
      controller('sata', { index: 1 }),
      video('cirrus'),
      "<sound model='ac97'/>",
      "<watchdog model='i6300esb'/>",
    ]);
    for (const count of [1, 8, 30])
      yield named(
        `${count} NICs`,
        many(count, () => nic()),
      );
  }
}

const GIB = 2 ** 30;
const onHost = (at: string, group: number, bars: readonly number[] = []) => ({
  [`0000:${at}`]: {
    present: true as const,
    pcie: group % 2 === 0,
    iommuGroup: group,
    bars: bars.map((size) => ({ kind: 'pref64' as const, size })),
  },
});
/** Four devices with BARs of 16 GiB to 1 TiB, in two groups and alone. */
export const HOST: HostFacts = {
  hostDevices: {
    ...onHost('c1:00.0', 0, [16 * GIB]),
    ...onHost('c2:00.0', 1, [64 * GIB, GIB / 4]),
    ...onHost('c3:00.0', 0, [256 * GIB]),
    ...onHost('c4:00.0', 8, [1024 * GIB]),
  },
  hostdevNetworks: ['pool'],
};
const POOL = "<interface type='network'><source network='pool'/></interface>";

/** Host devices and what is known of them. */
function* withHosts(): Iterable<Topology> {
  for (const machine of ['pc', 'q35', 'virt', 'pseries', 's390x'] as const) {
    const named = (name: string, devices: readonly string[]): Topology => ({
      machine,
      name: `${machine}: ${name}`,
      xml: documentOf(machine, [...BARE, ...devices]),
      host: HOST,
    });
    for (const count of [1, 2, 3, 4])
      yield named(
        `${count} host devices`,
        many(count, (at) => hostdev(`c${at + 1}:00.0`)),
      );
    yield named('devices of a pool', [POOL, hostdev('c1:00.0'), POOL, nic()]);
    yield named('an unknown host device', [hostdev('d0:00.0'), hostdev('c1:00.0')]);
  }
}

const FEATURE = (policy: string): string => `<feature policy='${policy}' name='pdpe1gb'/>`;
const CPUS = [
  "<cpu mode='host-passthrough'/>",
  "<cpu mode='maximum'/>",
  "<cpu mode='host-model'/>",
  ...['qemu64', 'kvm64', 'EPYC', 'Skylake-Server', 'Opteron_G5'].map((model) => `<cpu><model>${model}</model></cpu>`),
  ...['require', 'force', 'disable', 'forbid', 'optional'].map(
    (policy) => `<cpu mode='host-model'>${FEATURE(policy)}</cpu>`,
  ),
  `<cpu>${FEATURE('require').replace(" policy='require'", '')}</cpu>`,
  ...[31, 32, 36, 39, 40, 41, 42, 46, 47, 52, 57, 64, 65].map(
    (bits) => `<cpu><maxphysaddr mode='emulate' bits='${bits}'/></cpu>`,
  ),
];
const FIRMWARES = [
  "<loader type='pflash'>/a.fd</loader>",
  '<loader>/usr/share/OVMF/OVMF_CODE.fd</loader>',
  '<loader>/usr/share/edk2/x.fd</loader>',
  '<loader>/usr/share/seabios/bios.bin</loader>',
];
const MEMORIES = [
  "<memory unit='GiB'>3</memory>",
  "<memory unit='GiB'>64</memory>",
  "<memory unit='TiB'>1</memory>",
  '<memory>x</memory>',
];
const MOST = ["<maxMemory slots='8' unit='GiB'>512</maxMemory>", "<maxMemory slots='0' unit='GiB'>16</maxMemory>"];
const ARGUMENTS: readonly (readonly string[])[] = [
  ...['off', 'no', 'false', 'n', 'on'].map((value) => ['-global', `PIIX4_PM.acpi-root-pci-hotplug=${value}`]),
  ['-global', 'PIIX4_PM.acpi-pci-hotplug-with-bridge-support=off'],
  [
    '-global',
    'ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off',
    '-global',
    'ICH9-LPC.acpi-pci-hotplug-with-bridge-support=on',
  ],
  ...['on', 'yes', 'true', 'y', 'off'].map((value) => [
    '-global',
    `acpi-ged.acpi-pci-hotplug-with-bridge-support=${value}`,
  ]),
  ['-fw_cfg', 'name=opt/ovmf/X-PciMmio64Mb,string=65536'],
  ['-fw_cfg', 'opt/ovmf/X-PciMmio64Mb,string=262144'],
  ['-fw_cfg', 'name=opt/other,string=1'],
  ['-device', 'virtio-net-pci'],
  ['-device', 'e1000,bus=pci.0,addr=0x5', '-device', 'e1000,addr=0x5'],
  ['-device', 'pcie-root-port,chassis=1,slot=0,id=a', '-device', 'pcie-root-port,chassis=1,id=a'],
  ['-device', 'e1000,bus=nowhere', '-device', 'e1000,id=net0'],
  ['-device', '{"driver":"e1000","bus":"pci.0"}'],
  ['-device'],
  ['-drive', 'file=/a,if=none,id=a'],
  ['-drive', 'file=/a,format=raw,if=pflash'],
  ['-drive'],
  ['-soundhw', 'ac97', '-watchdog', 'i6300esb'],
];

const MODEST = [pci(1, 'pcie-root-port'), nic(), hostdev('c4:00.0'), hostdev('c2:00.0')];

/** What firmware looks at: processors, memory, arguments for QEMU. */
function* withFirmware(): Iterable<Topology> {
  const named = (machine: MachineName, name: string, xml: string): Topology => ({
    machine,
    name: `${machine}: ${name}`,
    xml,
    host: HOST,
  });
  for (const machine of ['q35', 'virt'] as const) {
    for (const type of ['qemu', 'kvm']) {
      const of = (before: string): string =>
        documentOf(machine, MODEST, [before]).replace("type='qemu'", `type='${type}'`);
      for (const cpu of machine === 'q35' ? CPUS : CPUS.slice(0, 4)) yield named(machine, `${type} ${cpu}`, of(cpu));
    }
    const plain = documentOf(machine, MODEST);
    for (const memory of MEMORIES) yield named(machine, memory, plain.replace(/<memory .*<\/memory>/, memory));
    for (const most of MOST) {
      const cell = "<cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/></numa></cpu>";
      yield named(machine, most, documentOf(machine, MODEST, [most, cell]));
    }
    const dimm = DEVICES['DIMM'] ?? '';
    const room = "<maxMemory slots='4' unit='GiB'>16</maxMemory>";
    const nodes = "<vcpu>2</vcpu><cpu><numa><cell id='0' cpus='0-1' memory='1' unit='GiB'/></numa></cpu>";
    yield named(machine, 'memory in a slot, and a cell', documentOf(machine, [...MODEST, dimm, dimm], [room, nodes]));
    yield named(
      machine,
      'memory in a slot, and a size',
      documentOf(machine, [...MODEST, dimm], [room]).replace(/<memory unit='KiB'>[^<]*/, "<memory unit='KiB'>9000000"),
    );
    for (const bits of [
      '',
      '<reducedPhysBits>1</reducedPhysBits>',
      '<reducedPhysBits>5</reducedPhysBits>',
      '<reducedPhysBits/>',
    ]) {
      const security = `<launchSecurity type='sev'><cbitpos>47</cbitpos>${bits}<policy>0x3</policy></launchSecurity>`;
      yield named(machine, `encrypted memory ${bits}`, plain.replace('</devices>', `</devices>${security}`));
    }
    for (const count of [8, 9, 12, 16])
      yield named(
        machine,
        `${count} ports of EFI`,
        documentOf(
          machine,
          many(count, () => nic('e1000')),
        ).replace('</os>', `${FIRMWARES[0]}</os>`),
      );
    const ports = documentOf(machine, [...many(3, (at) => pci(at + 1, 'pcie-root-port')), nic()]);
    for (const [property, value] of [
      ['chassis', '1'],
      ['chassis', '9'],
      ['slot', '1'],
      ['port', '8'],
    ] as const)
      yield named(
        machine,
        `${property} ${value} by -set`,
        withArguments(ports, '-set', `device.pci.3.${property}=${value}`),
      );
    for (const loader of FIRMWARES) yield named(machine, loader, plain.replace('</os>', `${loader}</os>`));
    for (const size of [1, 32, 64, 2048, 65536]) {
      const hole = controller('pci', {
        index: 0,
        model: 'pcie-root',
        content: `<pcihole64 unit='GiB'>${size}</pcihole64>`,
      });
      yield named(machine, `a hole of ${size} GiB`, documentOf(machine, [hole, ...MODEST]));
    }
  }
  for (const words of ARGUMENTS) {
    for (const machine of ['pc', 'q35', 'virt'] as const) {
      const devices = machine === 'pc' ? [pci(1, 'pci-bridge'), nic(), nic('virtio', '01:03.0')] : MODEST;
      yield named(machine, words.join(' '), withArguments(documentOf(machine, devices), ...words));
    }
  }
  for (const sort of ["type='vga' vram=", "type='bochs' vram=", "type='vmvga' vram=", "type='qxl' ram="]) {
    for (const size of [1, 4096, 16_384, 100_000, 262_144, 262_145, 524_288]) {
      const devices = [`<video><model ${sort}'${size}'/></video>`];
      yield named('pc', `display ${sort}'${size}'`, documentOf('pc', devices));
    }
  }
  for (const [name, model] of Object.entries({
    'vga 32': "type='vga' vram='32768'",
    'vga 0': "type='vga' vram='0'",
    'bochs 64': "type='bochs' vram='65536'",
    'vmvga 8': "type='vmvga' vram='8192'",
    'qxl 128': "type='qxl' ram='131072' vram='65536' vram64='262144' vgamem='16384'",
    'qxl 100': "type='qxl' ram='100000' vram='1' vram64='0'",
    'cirrus 64': "type='cirrus' vram='65536'",
  })) {
    yield named('pc', `display ${name}`, documentOf('pc', [`<video><model ${model}/></video>`]));
  }
}

/** A PCI controller and another device in one place, in either order, with something behind it or not. */
function* inOnePlace(): Iterable<Topology> {
  for (const machine of ['q35', 'pc', 'virt'] as const) {
    const bridge = pci(1, machine === 'pc' ? 'pci-bridge' : 'pcie-root-port', '00:09.0');
    const other = pci(2, machine === 'pc' ? 'pci-bridge' : 'pcie-root-port', '00:09.0');
    const behind = nic('virtio', machine === 'pc' ? '01:01.0' : '01:00.0');
    for (const [name, devices] of Object.entries({
      'a bridge and a NIC in its place': [bridge, nic('virtio', '00:09.0')],
      'a bridge with a NIC and a NIC in its place': [bridge, nic('virtio', '00:09.0'), behind],
      'two bridges in one place': [bridge, other, behind],
      'a USB controller before a bridge in its place': [
        controller('usb', { index: 0, model: 'qemu-xhci', where: '00:09.0' }),
        bridge,
        behind,
      ],
    }))
      yield { machine, name: `${machine}: ${name}`, xml: documentOf(machine, devices) };
  }
  yield {
    machine: 'q35',
    name: 'q35: a circle of switches below an expander',
    xml: documentOf('q35', [
      pci(1, 'pcie-switch-upstream-port', '02:00.0'),
      pci(2, 'pcie-switch-downstream-port', '01:00.0'),
      controller('pci', { index: 3, model: 'pcie-expander-bus', content: "<target busNr='200'/>" }),
    ]),
  };
  yield {
    machine: 'pseries',
    name: 'pseries: host bridges in another order',
    xml: documentOf('pseries', [
      controller('pci', { index: 1, model: 'pci-root', content: "<target index='5'/>" }),
      controller('pci', { index: 2, model: 'pci-root', content: "<target index='3'/>" }),
      nic('virtio', '01:01.0'),
      nic('virtio', '02:01.0'),
      nic(),
    ]),
  };
}

/** Machine types by version: what the guest sees follows from them. */
const VERSIONED: Readonly<Record<'pc' | 'q35' | 'virt', readonly string[]>> = {
  pc: [
    'pc-0.12',
    'pc-1.3',
    ...['1.4', '2.0', '2.9', '5.1', '5.2', '6.0', '6.1', '8.0'].map((one) => `pc-i440fx-${one}`),
  ],
  q35: ['1.4', '2.4', '3.1', '5.2', '6.0', '6.1', '6.2', '8.0', '8.2.1', 'x'].map((one) => `pc-q35-${one}`),
  virt: ['2.6', '3.0', '4.0', '6.1', '8.0'].map((one) => `virt-${one}`),
};

function* versioned(): Iterable<Topology> {
  for (const machine of ['pc', 'q35', 'virt'] as const) {
    const devices = [pci(1, machine === 'pc' ? 'pci-bridge' : 'pcie-root-port'), acpi(1), nic(), acpi(2), nic('e1000')];
    const xml = documentOf(machine, devices);
    for (const name of VERSIONED[machine])
      yield { machine, name: `${machine}: ${name}`, xml: xml.replace(/machine='[^']*'/, `machine='${name}'`) };
  }
}

/** Comments that silence a finding, right before its element or elsewhere. */
const COMMENTS = [
  'rootport-ignore RP6003',
  'rootport-ignore RP6004, no-free-hotplug-port: meant',
  'rootport-ignore',
  'rootport-ignore RP0001',
  'rootport-ignore RP3010',
  'rootport-ignored RP6003',
  'rootport-ignore RP6005: another one',
];

function* withComments(): Iterable<Topology> {
  const port = pci(1, 'pcie-root-port');
  const old = nic('rtl8139');
  const devices = [...BARE, port, nic('virtio', '01:00.0'), old];
  const plain = documentOf('q35', devices);
  for (const words of COMMENTS) {
    const comment = `<!-- ${words} -->`;
    for (const [where, xml] of Object.entries({
      'the domain': `${comment}\n${plain}`,
      'the port': plain.replace(port, `${comment} <!-- more --> ${port}`),
      'the old NIC': plain.replace(old, `${comment}${old}`),
      'a text': plain.replace(old, `${comment} text ${old}`),
      'the end': plain.replace('</devices>', `${comment}</devices>`),
    })) {
      yield { machine: 'q35', name: `q35: "${words}" before ${where}`, xml };
    }
  }
}

function* numbersOfPorts(): Iterable<Topology> {
  const port = (index: number, target: string, model = 'pcie-root-port'): string =>
    controller('pci', { index, model, content: target === '' ? '' : `<target ${target}/>` });
  for (const [name, devices] of Object.entries({
    'a chassis of the next': [port(1, "chassis='2'"), port(2, '')],
    'a chassis of the one before': [port(1, ''), port(2, "chassis='1'")],
    'ports of a refused document': [
      ...['00:05.0', "<address type='pci'/>", undefined].map((where, at) =>
        controller('pci', { index: at + 1, model: 'pcie-root-port', where, content: "<target port='0x10'/>" }),
      ),
      ...many(2, () => nic('virtio', '00:09.0')),
    ],
    'chassis 0': [port(1, "chassis='0'"), port(2, "chassis='0'")],
    'chassis of all': many(4, (at) => port(at + 1, "chassis='1'")),
    'port numbers': [
      port(1, "port='0x10'"),
      port(2, "port='0x10'"),
      port(3, "port='0x8'"),
      port(4, "chassis='4' port='0x8'"),
    ],
    'ports on two buses': [
      pci(1, 'pcie-root-port'),
      pci(2, 'pcie-switch-upstream-port'),
      port(3, "port='0x10'", 'pcie-switch-downstream-port'),
      port(4, "port='0x10'"),
      port(5, "port='0x10' chassis='3'", 'pcie-switch-downstream-port'),
    ],
  })) {
    yield { machine: 'q35', name: `q35: ${name}`, xml: documentOf('q35', [...BARE, ...devices, nic()]) };
  }
}

/** A document that is refused, with all that checks speak of besides. */
function* refused(): Iterable<Topology> {
  for (const machine of ['q35', 'pc'] as const) {
    const isPc = machine === 'pc';
    const clash = many(2, () => nic('virtio', '00:09.0'));
    const devices = [
      pci(1, isPc ? 'pci-expander-bus' : 'pcie-expander-bus', '00:03.0'),
      pci(2, isPc ? 'pci-bridge' : 'pcie-root-port', isPc ? '00:04.0' : '01:00.0'),
      pci(3, isPc ? 'pci-bridge' : 'pcie-root-port', '00:05.0'),
      hostdev('c1:00.0', isPc ? '01:01.0' : '02:00.0'),
      nic('virtio', isPc ? '01:02.0' : '00:0a.0'),
      nic('virtio', isPc ? '03:01.0' : '03:00.0'),
      nic('rtl8139'),
      acpi(3),
    ];
    const xml = documentOf(machine, [...devices, ...clash], NODES);
    const words = ['-device', 'pcie-root-port,chassis=1,id=a', '-device', 'pcie-root-port,chassis=1,id=a', '-foo'];
    yield { machine, name: `${machine}: refused and more`, xml: withArguments(xml, ...words), host: HOST };
    const plain = documentOf(machine, devices, NODES);
    yield {
      machine,
      name: `${machine}: all of it taken`,
      xml: withArguments(plain, ...words),
      host: HOST,
      qemu: '8.2.1',
    };
  }
}

/** Each model of the sorts that PCI Express has bridges for. */
function* onExpress(): Iterable<Topology> {
  for (const sort of ['NIC', 'SCSI controller', 'USB controller', 'video', 'sound', 'watchdog', 'virtio device']) {
    const { names = '', make } = MODELS[sort] ?? {};
    for (const model of names.split(' ')) {
      const xml = documentOf('q35', [...(sort.startsWith('USB') ? [] : [NO_USB]), ...(make?.(model) ?? [])]);
      yield { machine: 'q35', name: `q35: ${sort} ${model}`, xml };
    }
  }
}

const places = (): readonly Topology[] =>
  variations().filter(
    ({ group, machine, name }) =>
      group.endsWith('by hand') && !name.includes(' with ') && machine !== 'old' && machine !== 'vexpress',
  );

export function topologies(): readonly Topology[] {
  return [
    ...chains(),
    ...others(),
    ...withHosts(),
    ...withFirmware(),
    ...inOnePlace(),
    ...versioned(),
    ...withComments(),
    ...numbersOfPorts(),
    ...refused(),
    ...onExpress(),
    ...places(),
  ];
}
