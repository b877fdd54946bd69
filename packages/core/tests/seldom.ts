// Small documents for what few others reach: old releases, a QEMU that has little, numbers at their ends, clashes of two kinds.
// They are asked with those of variations.ts.
import type { PlanOptions } from '../src/index.ts';
import { BARE, balloon, controller, many, NO_BALLOON, nic, pci, rootPort, video } from './build.ts';
import {
  channel,
  DEVICES,
  diskOn,
  HOST_PCI,
  host,
  hubAt,
  type MachineName,
  NAMES,
  port,
  ports,
  scsiHost,
  tabletAt,
  tablets,
  usb2,
  type Variation,
  variation,
  virtioConsole,
  withAddress,
  zpci,
} from './variations.ts';

const RELEASES = ['2.5', '3.5', '4.2', '5.2', '7.0', '9.0', '10.5', '11.3', 'latest'] as const;

const at = (one: Variation, options: PlanOptions): Variation => ({ ...one, options: { ...one.options, ...options } });

/** A document at each release. */
function* byRelease(
  group: string,
  machine: MachineName,
  devices: readonly string[],
  before: readonly string[] = [],
): Iterable<Variation> {
  for (const release of RELEASES)
    yield at(variation(group, release, machine, devices, before), { profile: `libvirt-${release}` });
}

/** What a QEMU that has one thing alone gets where no model is written. */
const CHOICES: Readonly<Record<string, readonly [device: string, capabilities: readonly string[]]>> = {
  'a USB controller': [
    controller('usb', { index: 0 }),
    ['piix3-usb-uhci', 'pci-ohci', 'qemu-xhci', 'nec-usb-xhci', 'ich9-usb-ehci1'],
  ],
  'the USB of the machine': ['', ['piix3-usb-uhci', 'pci-ohci', 'qemu-xhci', 'nec-usb-xhci', 'ich9-usb-ehci1']],
  'a display': ['<video/>', ['VGA', 'cirrus-vga']],
  'a NIC': ["<interface type='user'/>", ['rtl8139', 'e1000', 'virtio-net']],
  'a SCSI controller': [controller('scsi'), ['lsi', 'virtio-scsi']],
};

function* choices(): Iterable<Variation> {
  for (const machine of ['pc', 'q35', 'virt', 'pseries', 's390x', 'riscv', 'loongarch', 'vexpress'] as const) {
    for (const [sort, [device, capabilities]] of Object.entries(CHOICES)) {
      const devices = sort === 'the USB of the machine' ? [NO_BALLOON] : device === '<video/>' ? BARE : [device];
      for (const release of RELEASES) {
        const profile = `libvirt-${release}` as const;
        for (const one of capabilities) {
          const name = `${sort} at ${release}`;
          yield at(variation(`a QEMU with ${one} alone`, name, machine, devices), { profile, capabilities: [one] });
        }
        yield at(variation('choices by release', `${sort} at ${release}`, machine, devices), { profile });
      }
    }
  }
}

/** Models and ports that no document names. */
const UNNAMED: Readonly<Record<string, readonly string[]>> = {
  'a panic device': [...BARE, '<panic/>'],
  'serial ports': [...BARE, "<serial type='pty'/>", "<serial type='pty'/>", "<parallel type='pty'/>"],
  'consoles of virtio beside a serial port': [...BARE, "<serial type='pty'/>", virtioConsole(), virtioConsole()],
  'a TPM': ["<tpm><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>"],
  'USB drives': [diskOn('usb', 'sda'), diskOn('usb', 'sdb', 'cdrom')],
  'an iSCSI drive': [
    "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.2020-01.a:b'><host name='h' port='3260'/></source></hostdev>",
    "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.2020-01.a:b/3'><host name='h' port='3260'/></source></hostdev>",
  ],
  'a NIC of a pool': ["<interface type='network'><source network='n'/></interface>"],
  'a vDPA NIC': ["<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>"],
  'host drives': [controller('scsi', { index: 0 }), ...many(17, () => scsiHost())],
};

function* unnamed(): Iterable<Variation> {
  for (const machine of ['pc', 'q35', 'virt', 'pseries', 's390x'] as const) {
    for (const [sort, devices] of Object.entries(UNNAMED)) yield* byRelease(`${sort} by release`, machine, devices);
  }
}

/** A definition that libvirt has kept, as it reads it once more. */
function* kept(): Iterable<Variation> {
  const rows: Readonly<Record<string, readonly string[]>> = {
    'USB devices without ports': [controller('usb', { index: 0, model: 'qemu-xhci' }), ...tablets(6)],
    'USB devices with ports': [controller('usb', { index: 0, model: 'qemu-xhci' }), tabletAt('3'), tabletAt('1')],
    'one USB device of two with a port': [
      controller('usb', { index: 0, model: 'qemu-xhci' }),
      tabletAt('3'),
      ...tablets(1),
    ],
    'a USB controller': [controller('usb', { index: 0 })],
    'a USB CD-ROM drive': [diskOn('usb', 'sda', 'cdrom')],
  };
  for (const machine of ['pc', 'q35', 'pseries'] as const) {
    for (const [name, devices] of Object.entries(rows)) {
      yield at(variation('kept', name, machine, devices), { newlyDefined: false });
      yield at(variation('kept, newest', name, machine, devices), { newlyDefined: false, profile: 'libvirt-latest' });
    }
  }
}

const place = (bus: number, slot: number): string =>
  `<address type='pci' bus='0x${bus.toString(16)}' slot='0x${slot.toString(16)}' function='0'/>`;

/** Controllers on buses that are not there, and devices where none can be. */
function* elsewhere(): Iterable<Variation> {
  for (const machine of ['pc', 'q35', 'virt', 'pseries', 's390x', 'vexpress', 'old'] as const) {
    for (const model of [...Object.keys(NAMES), 'pci-root', 'pcie-root']) {
      for (const bus of [1, 4]) {
        const devices = [...BARE, pci(bus === 1 ? 2 : 5, model, place(bus, 1))];
        yield variation(`on bus ${bus}`, model, machine, devices);
      }
      yield variation('with a gap before', model, machine, [...BARE, pci(9, model)]);
    }
    yield variation('on bus 4', 'a NIC', machine, [...BARE, nic('virtio', place(4, 1))]);
    yield variation('on bus 4', 'a conventional NIC', machine, [...BARE, nic('rtl8139', place(4, 1))]);
    yield variation('on bus 4', 'a display', machine, [...BARE, video('vga', place(4, 1))]);
    yield variation('a USB set', 'of four', machine, [NO_BALLOON, ...usb2(0)]);
    yield variation('a USB set', 'a member with a place', machine, [NO_BALLOON, ...usb2(0, '00:08.7')]);
    yield variation('a USB set', 'twice a model', machine, [
      NO_BALLOON,
      ...many(2, () => controller('usb', { index: 0, model: 'ich9-uhci1' })),
    ]);
  }
}

const hostAt = (number: number, where = ''): string =>
  withAddress(host('pci', HOST_PCI.replace('0xc1', `0x${(number + 16).toString(16)}`)), where);

function* groups(): Iterable<Variation> {
  for (const release of ['7.0', '9.0', 'latest'] as const) {
    for (const [name, devices] of Object.entries({
      'host devices on one bridge by hand': [hostAt(1, place(1, 1)), hostAt(2, place(1, 2)), hostAt(3), nic('virtio')],
      'one host device by hand': [hostAt(1, place(0, 9)), hostAt(2), nic('e1000')],
      'a host device beside a NIC': [nic('virtio', place(1, 1)), hostAt(1, place(1, 2)), hostAt(2)],
      'host devices on bridges of their own': [
        hostAt(1, place(2, 1)),
        hostAt(2, place(3, 1)),
        nic('virtio'),
        hostAt(4),
      ],
    }))
      yield at(variation(`groups at ${release}`, name, 'pseries', [...BARE, ...devices]), {
        profile: `libvirt-${release}`,
      });
  }
}

const isaSerial = (target: string): string => `<serial type='pty'><target ${target}/></serial>`;
const filled = (prefix: string, from: number, to: number): readonly string[] =>
  many(to - from + 1, (number) => tabletAt(`${prefix}${from + number}`));

/** Numbers at their ends. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  'a console and no port left': [ports(2, 0), channel('a', port(0, 1)), virtioConsole(port(0, 0))],
  'a console and one port left': [ports(3, 0), channel('a', port(0, 1)), virtioConsole(port(0, 0)), channel('b')],
  'a channel that names a full controller': [ports(2, 0), channel('a', port(0, 1)), channel('b', port(0, 0))],
  'a channel that names a controller of one port': [ports(1, 0), channel('a', port(0, 0))],
  'channels that name controllers': [channel('a', port(3, 0)), channel('b', port(1, 0)), channel('c', port(1, 0))],
  'two controllers in the wrong order': [ports(2, 4), ports(2, 2), channel('a'), channel('b'), channel('c')],
  'a full tree of hubs': [
    controller('usb', { index: 0, model: 'piix3-uhci' }),
    ...['1', '1.1', '1.1.1', '1.1.1.1'].map((path) => hubAt(path)),
    tabletAt('2'),
    ...filled('1.', 2, 8),
    ...filled('1.1.', 2, 8),
    ...filled('1.1.1.', 2, 8),
    ...tablets(1),
  ],
  'a hub of three hubs': [
    controller('usb', { index: 0, model: 'piix3-uhci' }),
    ...['1', '1.1', '1.1.1'].map((path) => hubAt(path)),
    tabletAt('2'),
    ...filled('1.', 2, 8),
    ...filled('1.1.', 2, 8),
    ...tablets(3),
  ],
  'a controller of 31 ports': [controller('virtio-serial', { index: 0 }), ...many(32, (n) => channel(`c${n}`))],
  'ISA serial ports from 3 on': [isaSerial("type='isa-serial' port='3'"), isaSerial("type='isa-serial' port='4'")],
  'a serial port 4': [isaSerial("port='4'")],
  'a controller far beyond': [channel('a', port(2_147_483_647, 1))],
  'a controller that is a negative number': [channel('a', port(2_147_483_648, 1))],
  'a console on a controller that is a negative number': [virtioConsole(port(4_294_967_295, 1))],
  ...Object.fromEntries(
    ['scsi sda', 'ide hda', 'sata sda', 'fdc fda'].flatMap((one) => {
      const [bus = '', target = ''] = one.split(' ');
      return [8192, 2_147_483_647, 2_147_483_648, 4_294_967_295].map((index) => [
        `a drive on ${bus} controller ${index}`,
        [
          diskOn(
            bus,
            target,
            bus === 'fdc' ? 'floppy' : 'disk',
            `<address type='drive' controller='${index}' bus='0' target='0' unit='0'/>`,
          ),
        ],
      ]);
    }),
  ),
};

function* ends(): Iterable<Variation> {
  for (const [name, devices] of Object.entries(ENDS)) {
    yield variation('ends', name, 'pc', [...(/usb/.test(devices.join('')) ? [] : BARE), ...devices]);
    yield variation('ends', name, 'q35', [...(/usb/.test(devices.join('')) ? [] : BARE), ...devices]);
  }
  for (const profile of ['libvirt-2.5-step1', 'libvirt-2.5'] as const) {
    for (const [name, path] of [
      ['a port beyond the root hub', '9'],
      ['port 0', '0'],
    ] as const)
      yield at(variation(`USB ports at ${profile}`, name, 'old', [tabletAt(path), ...tablets(1)]), { profile });
  }
}

/** What a machine without a channel subsystem says of addresses there, before all devices were looked at. */
function* channels(): Iterable<Variation> {
  const ccw = "<address type='ccw' cssid='0xfe' ssid='0' devno='0x0001'/>";
  for (const machine of ['pc', 'q35'] as const) {
    for (const [name, device] of Object.entries({
      'a USB controller of the chipset': controller('usb', { index: 0, model: 'piix3-uhci', where: ccw }),
      'another USB controller': controller('usb', { index: 1, model: 'nec-xhci', where: ccw }),
      'a SCSI controller': controller('scsi', { index: 0, model: 'virtio-scsi', where: ccw }),
      'a vsock': withAddress(DEVICES['vsock'] ?? '', ccw),
      'a NIC': nic('virtio', ccw),
      'a balloon': balloon('virtio', ccw),
    }))
      yield* byRelease(`${name} of the channel subsystem`, machine, [device]);
  }
}

const link = (index: number, model: string, name: string, target: string): string =>
  controller('pci', { index, model, content: `<model name='${name}'/><target ${target}/>` });

/** Speed and width of links. */
function* links(): Iterable<Variation> {
  for (const machine of ['q35', 'virt'] as const) {
    for (const [name, devices] of Object.entries({
      'of a port': [link(1, 'pcie-root-port', 'pcie-root-port', "speed='8'")],
      'of a port of Intel': [link(1, 'pcie-root-port', 'ioh3420', "speed='8' width='4'")],
      'of a switch': [
        rootPort(1),
        link(2, 'pcie-switch-upstream-port', 'x3130-upstream', "width='4'"),
        link(3, 'pcie-switch-downstream-port', 'xio3130-downstream', "width='4'"),
      ],
      'of a bridge': [link(1, 'pcie-to-pci-bridge', 'pcie-pci-bridge', "speed='8'")],
    }))
      yield* byRelease(`a link ${name}`, machine, [...BARE, ...devices]);
  }
}

function* smmu(): Iterable<Variation> {
  for (const [name, bus] of [
    ['the root', 0],
    ['a port', 1],
    ['an expander', 2],
    ['no bus', 7],
  ] as const) {
    const devices = [
      rootPort(1),
      pci(2, 'pcie-expander-bus'),
      `<iommu model='smmuv3'><driver pciBus='${bus}'/></iommu>`,
    ];
    yield at(variation('an SMMU', `of ${name}`, 'virt', [...BARE, ...devices]), { profile: 'libvirt-latest' });
  }
}

/** What an older or a newer QEMU has. */
function* withQemu(): Iterable<Variation> {
  const rows: Readonly<Record<string, readonly string[]>> = {
    'a lun on virtio': [
      "<disk type='block' device='lun'><source dev='/dev/sda'/><target dev='vda' bus='virtio'/></disk>",
    ],
    'passed-through inputs': ['virtio', 'virtio-transitional', 'virtio-non-transitional'].map(
      (model) => `<input type='passthrough' bus='virtio' model='${model}'><source evdev='/dev/input/event0'/></input>`,
    ),
    'ids of zPCI': [nic('virtio', zpci("uid='0x5' fid='0x6'"))],
  };
  for (const [name, devices] of Object.entries(rows)) {
    for (const qemu of ['4.0', '5.2', '7.2', '11.1'] as const) {
      yield at(variation(`QEMU ${qemu}`, name, 'q35', [...BARE, ...devices]), { profile: 'libvirt-11.3', qemu });
    }
    for (const capability of ['virtio-blk-pci.scsi', 'virtio-input-host-transitional', 'zpci'])
      yield at(variation(`a QEMU with ${capability} alone`, name, 'q35', [...BARE, ...devices]), {
        profile: 'libvirt-11.3',
        capabilities: [capability, 'virtio-input-host'],
      });
  }
  const s390 = [nic('virtio'), diskOn('virtio', 'vda'), balloon(), DEVICES['filesystem'] ?? '', DEVICES['rng'] ?? ''];
  for (const capabilities of [['virtio-s390'], []]) {
    const one = variation('an old S/390', capabilities.join() || 'nothing', 's390x', s390);
    const xml = one.xml.replace('s390-ccw-virtio', 's390-virtio');
    yield at({ ...one, xml }, { capabilities });
    yield at({ ...one, name: `${one.name} at 2.5`, xml }, { capabilities, profile: 'libvirt-2.5' });
  }
  yield* byRelease('ids of zPCI of serial ports', 's390x', [
    `<serial type='pty'><target type='pci-serial'/>${zpci("fid='0x5'")}</serial>`,
    `<serial type='pty'><target type='pci-serial'/>${zpci("uid='0x5'")}</serial>`,
  ]);
  yield* byRelease('a member of a USB set with a place on S/390', 's390x', usb2(0, '00:08.7'));
}

/** Firmware that is chosen or named. */
const FIRMWARE: Readonly<Record<string, readonly [firmware: string, parts: string]>> = {
  'secure no': ['', "<loader secure='no'/>"],
  'secure no, chosen': ['efi', "<loader secure='no'/>"],
  'secure yes': ['', "<loader secure='yes' readonly='yes' type='pflash'>/l</loader>"],
  'stateless no': ['', "<loader stateless='no' readonly='yes' type='pflash'>/l</loader>"],
  'stateless no, BIOS': ['bios', "<loader stateless='no'/>"],
  'stateless no, EFI': ['efi', "<loader stateless='no'/>"],
  'stateless yes': ['', "<loader stateless='yes' readonly='yes' type='pflash'>/l</loader>"],
  'stateless yes and variables': [
    '',
    "<loader stateless='yes' readonly='yes' type='pflash'>/l</loader><nvram>/n</nvram>",
  ],
  'stateless yes and empty variables': ['', "<loader stateless='yes' readonly='yes' type='pflash'>/l</loader><nvram/>"],
  'stateless yes, EFI': ['efi', "<loader stateless='yes'/>"],
  'a template': ['', "<loader readonly='yes' type='pflash'>/l</loader><nvram template='/t'>/n</nvram>"],
  'a template, EFI': ['efi', "<nvram template='/t'/>"],
  'a loader without a name': ['', '<loader/>'],
  'a loader without a name, EFI': ['efi', '<loader/>'],
  'a loader, EFI': ['efi', "<loader readonly='yes' type='pflash'>/l</loader>"],
  'a ROM that is written': ['', "<loader readonly='no' type='rom'>/l</loader>"],
  'a ROM that is written, of no type': ['', "<loader readonly='no'>/l</loader>"],
  'a flash that is written': ['', "<loader readonly='no' type='pflash'>/l</loader>"],
  'a ROM of qcow2': ['', "<loader readonly='yes' type='rom' format='qcow2'>/l</loader>"],
  'a flash of qcow2': ['', "<loader readonly='yes' type='pflash' format='qcow2'>/l</loader>"],
  'a raw ROM': ['', "<loader readonly='yes' type='rom' format='raw'>/l</loader>"],
  'variables alone': ['', '<nvram>/n</nvram>'],
  'variables, BIOS': ['bios', '<nvram>/n</nvram>'],
  'empty variables, BIOS': ['bios', '<nvram/>'],
  'variables, EFI': ['efi', '<nvram>/n</nvram>'],
  'a shim': ['', '<shim>/s</shim>'],
  'an empty shim': ['', '<shim/>'],
  'a shim and a kernel': ['', '<kernel>/k</kernel><shim>/s</shim>'],
  'a shim and a loader': ['', "<loader readonly='yes' type='pflash'>/l</loader><shim>/s</shim>"],
  'a shim, a loader and a kernel': [
    '',
    "<loader readonly='yes' type='pflash'>/l</loader><kernel>/k</kernel><shim>/s</shim>",
  ],
};
const FEATURES: Readonly<Record<string, string>> = {
  'no SMM': '<features><acpi/></features>',
  SMM: '<features><acpi/><smm/></features>',
  'SMM on': "<features><acpi/><smm state='on'/></features>",
  'SMM off': "<features><acpi/><smm state='off'/></features>",
  'no features': '',
};

function* firmware(): Iterable<Variation> {
  for (const machine of ['q35', 'pc', 'virt'] as const) {
    for (const [name, [kind, parts]] of Object.entries(FIRMWARE)) {
      for (const [features, before] of Object.entries(name.startsWith('secure') ? FEATURES : { 'no SMM': '' })) {
        for (const one of byRelease(`firmware, ${name}, ${features}`, machine, [NO_BALLOON])) {
          const xml = one.xml
            .replace('<features><acpi/></features>', before)
            .replace('<os>', kind === '' ? '<os>' : `<os firmware='${kind}'>`)
            .replace('</os>', `${parts}</os>`);
          yield { ...one, xml };
        }
      }
    }
  }
}

const forward = (attributes: string): string =>
  `<interface type='user'><backend type='passt'/><portForward proto='tcp'${attributes}><range start='22'/></portForward></interface>`;

/** Parts of devices that libvirt asks for. */
function* parts(): Iterable<Variation> {
  for (const address of [
    '',
    " address='10.0.0.1'",
    " address='::1'",
    " address='x'",
    " address=''",
    " address='10.0.0'",
  ])
    yield variation('a port forwarded', address.trim(), 'q35', [forward(address)]);
  for (const [name, device] of Object.entries({
    'an empty ACPI part of a USB NIC': nic('usb-net').replace('<model', '<acpi/><model'),
    'an ACPI index of a USB NIC': nic('usb-net').replace('<model', "<acpi index='1'/><model"),
    'an ACPI index of a NIC': nic('virtio').replace('<model', "<acpi index='1'/><model"),
  }))
    yield* byRelease(name, 'q35', [device]);
  for (const text of ['x'.repeat(40), 'x'.repeat(41), '9'.repeat(40), '9'.repeat(41)]) {
    yield variation('a long number', text, 'q35', [
      diskOn('virtio', 'vda', 'disk', `<iotune><total_bytes_sec>${text}</total_bytes_sec></iotune>`),
    ]);
    yield variation('a long number of memory', text, 'q35', [], [`<currentMemory>${text}</currentMemory>`]);
  }
  for (const [value, unit] of [
    ['9007199254740991', ''],
    ['9007199254740992', ''],
    ['9223372036854775807', 'b'],
    ['9223372036854774784', 'b'],
    ['7', 'E'],
    ['8', 'E'],
    ['15', 'EiB'],
    ['16', 'EiB'],
    ['18446744073709551615', 'b'],
    ['18446744073709551616', 'b'],
    ['4294967295', ''],
    ['4294967296', ''],
  ] as const) {
    const attribute = unit === '' ? '' : ` unit='${unit}'`;
    const rows = {
      memory: [`<currentMemory${attribute}>${value}</currentMemory>`],
      threads: [`<iothreads>${value}</iothreads>`],
      sizes: [`<maxMemory slots='2'${attribute}>${value}</maxMemory>`, ...MEMORY_ROOM.slice(1)],
    };
    for (const [name, before] of Object.entries(rows))
      yield variation(`highest numbers of ${name}`, `${value} ${unit}`, 'q35', BARE, before);
    yield variation('highest numbers of shared memory', `${value} ${unit}`, 'pc', [
      ...BARE,
      `<shmem name='s'><model type='ivshmem-plain'/><size${attribute}>${value}</size></shmem>`,
    ]);
    yield variation('highest numbers of a hole', `${value} ${unit}`, 'pc', [
      ...BARE,
      controller('pci', { index: 0, model: 'pci-root', content: `<pcihole64${attribute}>${value}</pcihole64>` }),
    ]);
  }
  yield* byRelease('redirection without USB', 'q35', [...BARE, DEVICES['redirection'] ?? '']);
  yield* byRelease('redirection and USB', 'q35', [DEVICES['redirection'] ?? '']);
}

const cells = (...access: readonly string[]): string =>
  `<vcpu>${access.length}</vcpu><cpu><numa>${access
    .map((one, id) => `<cell id='${id}' cpus='${id}' memory='1' unit='GiB'${one === '' ? '' : ` memAccess='${one}'`}/>`)
    .join('')}</numa></cpu>`;

/** Who can see the guest's memory. */
function* shared(): Iterable<Variation> {
  const virtiofs = "<filesystem type='mount'><driver type='virtiofs'/><source dir='/s'/><target dir='a'/></filesystem>";
  for (const [name, before] of Object.entries({
    'one shared cell': cells('shared'),
    'one private cell': cells('private'),
    'one cell that says nothing': cells(''),
    'a shared and a private cell': cells('shared', 'private'),
    'a shared cell and one that says nothing': cells('shared', ''),
    'two shared cells': cells('shared', 'shared'),
    'shared pages': "<memoryBacking><access mode='shared'/></memoryBacking>",
    'private pages': "<memoryBacking><access mode='private'/></memoryBacking>",
    nothing: '<memoryBacking/>',
  }))
    yield* byRelease(`virtiofs and ${name}`, 'q35', [virtiofs], [before]);
}

const facts = (groups: Readonly<Record<string, number>>): PlanOptions => ({
  host: {
    hostDevices: Object.fromEntries(
      Object.entries(groups).map(([bus, iommuGroup]) => [
        `0000:${bus}:00.0`,
        { present: true, pcie: true, iommuGroup },
      ]),
    ),
    hostdevNetworks: ['pool'],
  },
});
const POOL = "<interface type='network'><source network='pool'/><model type='virtio'/></interface>";

/** IOMMU groups of the host, and networks that give its devices. */
function* hostGroups(): Iterable<Variation> {
  for (const [name, devices] of Object.entries({
    'two host devices': [hostAt(1), hostAt(2), nic('virtio')],
    'a NIC of a pool and host devices': [POOL, hostAt(1), hostAt(2)],
    'two NICs of a pool': [POOL, POOL, nic('virtio')],
    'host devices and a bridge of their own': [pci(1, 'pci-root'), hostAt(1, place(1, 3)), hostAt(2)],
  })) {
    for (const [known, groups] of Object.entries({
      'one group': { 11: 5, 12: 5 },
      'two groups': { 11: 5, 12: 6 },
      'group 0': { 11: 0, 12: 0 },
      'a group that none is known of': { 11: 5 },
      'the number of a pool': { 11: 0xffff_fffe, 12: 0xffff_fffd },
    }))
      yield at(variation(`groups of the host, ${known}`, name, 'pseries', [...BARE, ...devices]), facts(groups));
    yield at(variation('groups of the host, none', name, 'pseries', [...BARE, ...devices]), facts({}));
  }
}

/** Places of the chipset that something else has. */
function* chipset(): Iterable<Variation> {
  for (const release of ['2.5', '3.5', '7.0', 'latest'] as const) {
    const profile = `libvirt-${release}` as const;
    for (const [machine, places] of [
      ['pc', ['01.0', '01.1', '01.2', '01.3', '01.4', '02.0', '02.1']],
      ['q35', ['01.0', '1a.0', '1b.0', '1b.1', '1d.0', '1e.0', '1f.0', '1f.2', '1f.3', '1f.4']],
    ] as const) {
      for (const one of places) {
        const taken = nic(machine === 'pc' ? 'rtl8139' : 'e1000e', `00:${one}`);
        for (const [name, devices] of Object.entries({
          alone: [...BARE],
          'before its owners': [
            ...usb2(0),
            "<sound model='ich9'/>",
            ...(machine === 'pc' ? [controller('ide', { index: 0 })] : [pci(1, 'dmi-to-pci-bridge')]),
            video('vga'),
          ],
          'and no display': [...BARE, video('none')],
          'and a bare display': [...BARE, video('ramfb')],
        }))
          yield at(variation(`a NIC at ${one}, ${name}`, release, machine, [taken, ...devices]), { profile });
      }
      for (const slot of ['02.0', '03.0', '01.0'])
        yield at(variation(`a display at ${slot}`, release, machine, [...BARE, video('vga', `00:${slot}`)]), {
          profile,
        });
      const cards = ["<sound model='ich9'/>", "<sound model='ich9'/>", "<sound model='ich6'/>"];
      yield at(variation('sound cards', release, machine, [...BARE, ...cards]), { profile });
      yield at(variation('USB sets', release, machine, [NO_BALLOON, ...usb2(0), ...usb2(1), ...usb2(2)]), { profile });
    }
  }
}

const expander = (index: number, model: string, busNr?: number): string =>
  controller('pci', { index, model, content: busNr === undefined ? '' : `<target busNr='${busNr}'/>` });
const hostBridge = (index: number, target: string, name = ''): string =>
  controller('pci', {
    index,
    model: 'pci-root',
    content: `${name === '' ? '' : `<model name='${name}'/>`}${target === '' ? '' : `<target index='${target}'/>`}`,
  });

/** Numbers of controllers. */
function* numbers(): Iterable<Variation> {
  for (const machine of ['pc', 'q35', 'virt'] as const) {
    const model = machine === 'pc' ? 'pci-expander-bus' : 'pcie-expander-bus';
    for (const number of [0, 1, 2, 3, 4, 5, 254, 255, 256])
      yield variation('expanders', `beside one of number ${number}`, machine, [
        ...BARE,
        expander(1, model, number),
        expander(2, model),
      ]);
    yield variation('expanders', 'none of a number', machine, [...BARE, expander(1, model), expander(2, model)]);
    for (const [index, bus] of [
      [17, 18],
      [17, 17],
      [18, 17],
    ] as const)
      yield variation('bridges below themselves', `${index} on ${bus}`, machine, [
        ...BARE,
        pci(index, 'pci-bridge', place(bus, 1)),
      ]);
    for (const one of ['pci-bridge', 'dmi-to-pci-bridge', 'pcie-to-pci-bridge', 'pcie-root-port'])
      yield* byRelease(`a ${one} on bus 3`, machine, [...BARE, pci(1, one, place(3, 1))]);
    yield* byRelease('controller 4096', machine, [...BARE, pci(4096, 'pci-bridge')]);
    const faults = ['sda', 'sda'].map((name) => diskOn('scsi', name));
    yield variation('clashes beside other faults', 'on the root', machine, [
      ...BARE,
      ...faults,
      nic('virtio', '00:09.0'),
      nic('virtio', '00:09.0'),
    ]);
    for (const capabilities of [[], ['pci-bridge']]) {
      for (const [name, devices] of Object.entries({
        'a bridge behind USB': [
          controller('usb', { index: 1, model: 'piix3-uhci' }),
          pci(1, 'pci-bridge'),
          pci(2, 'pci-bridge'),
        ],
        'two bridges in the wrong order': [pci(2, 'pci-bridge'), pci(1, 'pci-bridge')],
        'a NIC alone': [nic('rtl8139')],
      }))
        yield at(
          variation(`bridges and a QEMU with ${capabilities.join() || 'nothing'}`, name, machine, [
            NO_BALLOON,
            ...devices,
          ]),
          {
            profile: 'libvirt-2.5',
            capabilities,
          },
        );
    }
  }
  for (const [name, devices] of Object.entries({
    'before one of number 1': [hostBridge(1, ''), hostBridge(2, '1')],
    'before one of number 1 and a name': [hostBridge(1, ''), hostBridge(2, '1', 'spapr-pci-host-bridge')],
    'before one of number 2': [hostBridge(1, ''), hostBridge(2, '2')],
    'after one of number 1': [hostBridge(1, '1'), hostBridge(2, '')],
    'thirty of them': many(30, (n) => hostBridge(n + 1, '')),
    'thirty-one of them': many(31, (n) => hostBridge(n + 1, '')),
    'of number 30': [hostBridge(1, '30')],
    'of number 31': [hostBridge(1, '31')],
    'the first with a number': [hostBridge(0, '0')],
    'the first with a wrong number': [hostBridge(0, '1')],
    'another with number 0': [hostBridge(1, '0')],
  }))
    yield* byRelease(`host bridges, ${name}`, 'pseries', [...BARE, ...devices]);
}

const onCard = (element: string, attributes: string, target: string, ids: string): string =>
  `<${element} ${attributes}><target ${target}/>${ids}</${element}>`;

/** Ids of zPCI, and devices that have none. */
function* zpciIds(): Iterable<Variation> {
  const withIds = (number: number, ids: string): string => hostAt(number, zpci(ids));
  for (const [name, devices] of Object.entries({
    'a high uid twice': [withIds(1, "uid='0x1b' fid='0x2b'"), withIds(2, "uid='0x1b' fid='0x2c'")],
    'a high fid twice': [withIds(1, "uid='0x1b' fid='0x2b'"), withIds(2, "uid='0x1c' fid='0x2b'")],
    'a uid alone and fid 0': [withIds(1, "uid='0x1b' fid='0x0'"), withIds(2, "uid='0x1c'"), hostAt(3)],
    'a uid alone before fid 0': [withIds(1, "uid='0x1b'"), withIds(2, "uid='0x1c' fid='0x0'"), hostAt(3)],
    'a fid alone': [withIds(1, "fid='0x1'"), withIds(2, "uid='0x1' fid='0x7'"), hostAt(3)],
    'a uid before those without': [hostAt(1), withIds(2, "uid='0x2' fid='0x1'"), hostAt(3), hostAt(4)],
    'a USB set with high ids': usb2(0, zpci("uid='0x1b' fid='0x2b'")),
    'a USB set with a high uid': usb2(0, zpci("uid='0x1b'")),
    'a parallel port': [onCard('parallel', "type='pty'", "port='0'", zpci("uid='0x5'"))],
    'a parallel port with a fid': [onCard('parallel', "type='pty'", "port='0'", zpci("fid='0x5'"))],
    'a channel': [onCard('channel', "type='unix'", "type='virtio' name='c'", zpci("uid='0x5'"))],
    'a console': [onCard('console', "type='pty'", "type='virtio'", zpci("uid='0x5'"))],
    'a serial port and a host device': [
      onCard('serial', "type='pty'", "type='pci-serial'", zpci("uid='0x5'")),
      withIds(1, "uid='0x5'"),
      hostAt(2),
    ],
  }))
    yield* byRelease(`zPCI, ${name}`, 's390x', devices);
}

const hostNic = (address: string): string => `<interface type='hostdev'><source>${address}</source></interface>`;
const ON_DRIVE = "<address type='drive' controller='0' bus='0' target='0' unit='0'/>";
const onBus = (bus: number): string => `<address type='drive' controller='0' bus='${bus}' target='0' unit='0'/>`;
const rom = (device: string, attributes: string): string =>
  device.replace(/<\/\w+>$/, (end) => `<rom ${attributes}/>${end}`);
const serialOf = (type: string, content: string): string => `<serial type='${type}'>${content}</serial>`;
const MEMORY_ROOM = [
  "<maxMemory slots='4' unit='GiB'>8</maxMemory>",
  "<vcpu>1</vcpu><cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/></numa></cpu>",
];

/** Addresses of kinds that their devices do not have. */
function* kindsOfAddresses(): Iterable<Variation> {
  const usbSource = "<address type='usb' bus='1' device='2'/>";
  const rows: Readonly<Record<string, readonly string[]>> = {
    'a card on a drive': [diskOn('sd', 'mmcblk0', 'disk', ON_DRIVE)],
    'a card on PCI': [diskOn('sd', 'mmcblk0', 'disk', place(0, 9))],
    'a Xen disk on a drive': [diskOn('xen', 'xvda', 'disk', ON_DRIVE)],
    'a Xen disk on PCI': [diskOn('xen', 'xvda', 'disk', place(0, 9))],
    'a UML disk on PCI': [diskOn('uml', 'ubda', 'disk', place(0, 9))],
    'two NICs of USB of the host': [hostNic(usbSource), hostNic(usbSource)],
    'two NICs of no place of the host': [hostNic("<address type='pci'/>"), hostNic("<address type='pci'/>")],
    'two host devices of no place': many(2, () => host('pci', '><address/>')),
    ...Object.fromEntries(
      ["bar='on'", "enabled='yes'", "file='/r'", "bar='off' file='/r'", ''].flatMap((attributes) => [
        [`a ROM (${attributes}) of a USB NIC`, [rom(nic('usb-net'), attributes)]],
        [`a ROM (${attributes}) of a NIC`, [rom(nic('virtio'), attributes)]],
        [`a ROM (${attributes}) of a USB host device`, [rom(DEVICES['USB host device'] ?? '', attributes)]],
      ]),
    ),
    'a uid of zPCI': [nic('virtio', zpci("uid='0x5'"))],
    'a fid of zPCI': [nic('virtio', zpci("fid='0x5'"))],
    'no ids of zPCI': [nic('virtio', "<address type='pci'><zpci/></address>")],
    ...Object.fromEntries(
      ["uid='0x5'", "fid='0x5'"].map((ids) => [
        `a console with ${ids}`,
        [serialOf('pty', ''), `<console type='pty'><target type='serial'/>${zpci(ids)}</console>`],
      ]),
    ),
    ...Object.fromEntries(
      [0, 1, 2].flatMap((bus) => [
        [`bridge 1 on drive bus ${bus}`, [...BARE, pci(1, 'pci-bridge', onBus(bus))]],
        [`bridge 2 on drive bus ${bus}`, [...BARE, pci(2, 'pci-bridge', onBus(bus))]],
        [`a port on drive bus ${bus}`, [...BARE, pci(1, 'pcie-root-port', onBus(bus))]],
        [
          `a USB controller on drive bus ${bus}`,
          [controller('usb', { index: 0, model: 'nec-xhci', where: onBus(bus) })],
        ],
      ]),
    ),
  };
  for (const machine of ['pc', 'q35'] as const) {
    for (const [name, devices] of Object.entries(rows)) yield* byRelease(name, machine, devices);
  }
  for (const address of ['', ON_DRIVE, place(0, 9), "<address type='ccw' cssid='0xfe' ssid='0' devno='0x0001'/>"]) {
    for (const machine of ['s390x', 'q35'] as const)
      yield* byRelease(
        `virtio memory with "${address}"`,
        machine,
        [(DEVICES['virtio memory'] ?? '').replace('</memory>', `${address}</memory>`)],
        MEMORY_ROOM,
      );
  }
  for (const value of ['0xfffffffe', '0xffffffff', '0x100000000'])
    yield* byRelease(`a register of ${value}`, 'pseries', [
      nic('spapr-vlan', `<address type='spapr-vio' reg='${value}'/>`),
    ]);
}

const tcp = (source: string, content = ''): string => serialOf('tcp', `<source mode='connect'${source}/>${content}`);
const forwarded = (target: string): string => `<channel type='unix'><target type='guestfwd'${target}/></channel>`;

/** Parts of character devices. */
function* characters(): Iterable<Variation> {
  for (const [name, device] of Object.entries({
    'a host alone': tcp(" host='h'"),
    'a service alone': tcp(" service='1'"),
    'two protocols': tcp(" host='h' service='1'", "<protocol type='raw'/><protocol type='raw'/>"),
    'two logs': tcp(" host='h' service='1'", "<log file='/l'/><log file='/l'/>"),
    'a forwarded channel without an address': forwarded(" port='4600'"),
    'a forwarded channel without a port': forwarded(" address='10.0.2.1'"),
    'a forwarded channel': forwarded(" address='10.0.2.1' port='4600'"),
    'a smart card of two certificates':
      "<smartcard mode='host-certificates'><certificate>a</certificate><certificate>b</certificate></smartcard>",
    'a smart card of the host with a type': "<smartcard mode='host' type='tcp'/>",
    'a smart card passed through':
      "<smartcard mode='passthrough' type='tcp'><source mode='bind' host='h'/></smartcard>",
    'random numbers of a tcp source':
      "<rng model='virtio'><backend model='egd' type='tcp'><source mode='connect' host='h'/></backend></rng>",
    'random numbers of a file with a type':
      "<rng model='virtio'><backend model='random' type='tcp'>/dev/urandom</backend></rng>",
    'a hub': '<hub/>',
    'two USB controllers of none':
      "<controller type='usb' model='none'/><controller type='usb' index='1' model='none'/>",
  }))
    yield* byRelease(name, 'q35', [device]);
  yield* byRelease('a USB controller without a model', 's390x', [controller('usb', { index: 0 })]);
}

/** NUMA nodes of controllers, and drives of buses that are not there. */
function* nodes(): Iterable<Variation> {
  for (const machine of ['pc', 'q35', 'pseries'] as const) {
    for (const [index, model] of [...Object.keys(NAMES), 'pci-root'].entries()) {
      for (const at of [0, 1]) {
        const bridge = controller('pci', { index: at, model, content: '<target><node>0</node></target>' });
        yield variation('a node', `${model} ${at}`, machine, [...BARE, bridge], MEMORY_ROOM);
      }
      yield variation('a link', `${model} ${index}`, machine, [
        ...BARE,
        controller('pci', { index: 1, model, content: `<model name='${NAMES[model] ?? ''}'/><target speed='8'/>` }),
      ]);
    }
  }
  for (const machine of ['virt', 'vexpress', 's390x', 'pc'] as const) {
    for (const capabilities of [[], ['ich9-ahci']]) {
      for (const [bus, target] of [
        ['ide', 'hda'],
        ['sata', 'sda'],
        ['fdc', 'fda'],
      ] as const) {
        for (const sort of ['disk', 'cdrom'])
          yield at(
            variation(`drives and a QEMU with ${capabilities.join() || 'nothing'}`, `${sort} on ${bus}`, machine, [
              diskOn(bus, target, sort),
            ]),
            { capabilities },
          );
      }
    }
  }
}

const vio = (value: string): string => `<address type='spapr-vio' reg='${value}'/>`;

/** Registers, drives and controllers that come before those with a number. */
function* before(): Iterable<Variation> {
  for (const [name, devices] of Object.entries({
    'a NIC': [nic('spapr-vlan'), nic('spapr-vlan', vio('0x1000')), nic('spapr-vlan')],
    'a SCSI controller': [controller('scsi'), controller('scsi', { index: 1, where: vio('0x2000') })],
    'a SCSI controller where a NIC is': [nic('spapr-vlan', vio('0x2000')), controller('scsi')],
    'a serial port': [serialOf('pty', ''), serialOf('pty', vio('0x30000000'))],
    'an NVRAM where a NIC is': [nic('spapr-vlan', vio('0x3000')), '<nvram/>'],
    'a TPM where a NIC is': [nic('spapr-vlan', vio('0x4000')), DEVICES['VIO TPM'] ?? ''],
    'a NIC on PCI that becomes one of VIO': [nic('spapr-vlan', '00:05.0'), nic('spapr-vlan', vio('0x1000'))],
    'two TPMs of two sorts': [DEVICES['TPM proxy'] ?? '', DEVICES['VIO TPM'] ?? ''],
  }))
    yield* byRelease(`registers, ${name}`, 'pseries', devices);
  const scsiOn = (index: number): string =>
    scsiHost(`<address type='drive' controller='${index}' bus='0' target='0' unit='0'/>`);
  for (const [name, devices] of Object.entries({
    'of two models': [
      controller('scsi', { index: 5, model: 'lsilogic' }),
      controller('scsi', { index: 7, model: 'virtio-scsi' }),
      controller('scsi', { index: 3 }),
      scsiOn(7),
    ],
    'of the highest number': [controller('scsi', { index: 2, model: 'virtio-scsi' }), scsiOn(2), scsiOn(4)],
    'of a lower number last': [controller('scsi', { index: 4, model: 'virtio-scsi' }), scsiOn(4), scsiOn(1)],
    'and disks': [scsiOn(2), diskOn('scsi', 'sdz')],
    'beside drives on other buses': [
      scsiHost("<address type='drive' controller='0' bus='1' target='0' unit='0'/>"),
      scsiHost("<address type='drive' controller='0' bus='0' target='1' unit='0'/>"),
      ...many(2, () => scsiHost()),
    ],
  })) {
    for (const machine of ['pc', 'q35'] as const) yield* byRelease(`SCSI host devices ${name}`, machine, devices);
  }
  for (const machine of ['pc', 'q35', 'virt', 'pseries'] as const) {
    for (const [name, devices] of Object.entries({
      'VNC and no display': ["<graphics type='vnc'/>"],
      'SPICE and SDL': ["<graphics type='spice'/>", "<graphics type='sdl'/>", video('qxl')],
      'SDL and SPICE': ["<graphics type='sdl'/>", "<graphics type='spice'/>", video('qxl')],
      'egl-headless alone': ["<graphics type='egl-headless'/>", video('virtio')],
      'VNC and a tablet': ["<graphics type='vnc'/>", ...tablets(1)],
      'two displays': [video('virtio'), video('vga'), video('qxl')],
      'ports of a controller that is no xHCI': [
        controller('usb', { index: 0, model: 'ich9-ehci1' }).replace('/>', " ports='9'/>"),
        ...tablets(7),
      ],
      'two watchdogs': ["<watchdog model='itco' action='pause'/>", "<watchdog model='i6300esb' action='pause'/>"],
      'USB without a first controller': [controller('usb', { index: 2, model: 'nec-xhci' })],
      'a USB set in the wrong order': [
        controller('usb', { model: 'ich9-uhci1' }),
        controller('usb', { model: 'nec-xhci' }),
        controller('usb', { model: 'ich9-ehci1' }),
        controller('usb', { model: 'ich9-uhci1' }),
        controller('usb', { index: 4, model: 'ich9-uhci2' }),
        controller('usb', { model: 'ich9-uhci3' }),
      ],
    }))
      yield* byRelease(name, machine, devices);
  }
}

/** Memory that says where it begins; `more` stands in its target. */
const memoryAt = (model: string, slot: number, base: string, more = '', source = ''): string =>
  `<memory model='${model}'><source><path>/p</path>${source}</source><target><size unit='MiB'>256</size><node>0</node>${more}</target><address type='dimm'${slot < 0 ? '' : ` slot='${slot}'`}${base === '' ? '' : ` base='${base}'`}/></memory>`;
const label = (kib: number): string => `<label><size unit='KiB'>${kib}</size></label>`;
const ALIGNED = "<alignsize unit='MiB'>2</alignsize>";
const PMEM = DEVICES['virtio PMEM'] ?? '';
const slots = (count: number): readonly string[] => [
  `<maxMemory slots='${count}' unit='GiB'>8</maxMemory>`,
  ...MEMORY_ROOM.slice(1),
];

/** Slots and places of memory. */
function* memory(): Iterable<Variation> {
  const first = memoryAt('dimm', 0, '0x100000000');
  const rows: Readonly<Record<string, readonly string[]>> = {
    'the same base': [first, memoryAt('dimm', 1, '0x100000000')],
    'the same base without slots': [memoryAt('dimm', -1, '0x100000000'), memoryAt('dimm', -1, '0x100000000')],
    'one after the other': [first, memoryAt('dimm', 1, '0x110000000')],
    'one before the other': [memoryAt('dimm', 1, '0x110000000'), first],
    'one into the other': [first, memoryAt('dimm', 1, '0x10fffffff')],
    'one into the other from before': [memoryAt('dimm', 1, '0x10fffffff'), first],
    'a base of 0': [memoryAt('dimm', 0, '0x0'), memoryAt('dimm', 1, '0x0')],
    ...Object.fromEntries(
      ['dimm', 'nvdimm'].flatMap((model) =>
        ['0x10ffdffff', '0x10ffe0000', '0x10fdfffff', '0x10fe00000', '0x10fffffff'].flatMap((base) =>
          [0, 64, 128, 256].flatMap((size) =>
            ['', ALIGNED].map((source) => [
              `after a ${model} of label ${size}${source === '' ? '' : ', aligned'}: ${base}`,
              [memoryAt(model, 0, '0x100000000', label(size), source), memoryAt('dimm', 1, base)],
            ]),
          ),
        ),
      ),
    ),
    'two slots of one number': [memoryAt('dimm', 1, ''), memoryAt('dimm', 1, '')],
    'a dimm and an nvdimm': [memoryAt('dimm', 0, ''), memoryAt('nvdimm', 1, '')],
    'a dimm and PMEM': [memoryAt('dimm', 0, ''), PMEM],
    'PMEM twice': [PMEM, PMEM],
    'an nvdimm and PMEM': [memoryAt('nvdimm', 0, ''), PMEM],
    'slot 1': [memoryAt('dimm', 1, '')],
    'slot 2': [memoryAt('dimm', 2, '')],
  };
  for (const [name, devices] of Object.entries(rows)) {
    yield variation('places of memory', name, 'q35', [...BARE, ...devices], slots(4));
    if (name.startsWith('after')) continue;
    yield variation('places of memory, one slot', name, 'q35', [...BARE, ...devices], slots(1));
    yield variation('places of memory, two slots', name, 'q35', [...BARE, ...devices], slots(2));
    yield variation('places of memory, no room', name, 'q35', [...BARE, ...devices]);
  }
}

const ipOf = (address: string, more = ''): string =>
  `<interface type='user'><ip address='${address}'${more}/><model type='virtio'/></interface>`;

/** Parts of addresses that a bus does not have, forms of addresses of the network, features by machine. */
function* forms(): Iterable<Variation> {
  for (const machine of ['pc', 'q35'] as const) {
    for (const bus of ['ide hda', 'sata sda', 'fdc fda', 'scsi sda']) {
      const [name = '', target = ''] = bus.split(' ');
      for (const parts of ["bus='1' target='0'", "bus='0' target='1'", "bus='2' target='0'", "bus='1' target='1'"])
        yield variation('parts of drives', `${name} ${parts}`, machine, [
          diskOn(
            name,
            target,
            name === 'fdc' ? 'floppy' : 'disk',
            `<address type='drive' controller='0' ${parts} unit='0'/>`,
          ),
        ]);
    }
  }
  for (const address of ['10.0.0.1', '10.0.0.255', '10.0.0.256', '10.1', '1.2.3.4.5', '256.1', '::1', '1::', 'x', ''])
    for (const family of ['', " family='ipv4'", " family='ipv6'"])
      yield variation('addresses of NICs', `${address}${family}`, 'q35', [...BARE, ipOf(address, family)]);
  for (const machine of ['pc', 'q35', 'virt', 'pseries', 's390x', 'riscv', 'loongarch', 'vexpress'] as const) {
    for (const feature of [
      '<acpi/>',
      "<gic version='3'/>",
      "<ioapic driver='kvm'/>",
      "<vmport state='off'/>",
      "<htm state='on'/>",
      "<hpt resizing='enabled'/>",
      "<ps2 state='on'/>",
      '<ps2/>',
      "<smm state='on'/>",
    ])
      for (const one of byRelease(`feature ${feature}`, machine, BARE)) {
        const xml = one.xml
          .replace('<features><acpi/></features>', '')
          .replace('<os>', `<features>${feature}</features><os>`);
        yield { ...one, xml };
      }
  }
  const lun = "<disk type='block' device='lun'><source dev='/dev/sda'/><target dev='vda' bus='virtio'/></disk>";
  for (const capabilities of [['virtio-blk-pci.scsi'], []])
    yield at(variation('a lun on virtio', capabilities.join(), 'pc', [...BARE, lun]), {
      profile: 'libvirt-latest',
      capabilities,
    });
  yield* byRelease('a capability of the host', 'q35', ["<hostdev mode='capabilities' type='storage'/>"]);
  for (const [name, device] of Object.entries({
    'two cards of a watchdog': many(2, () => "<watchdog model='i6300esb'/>").join(''),
    'two ISA watchdogs': many(2, () => "<watchdog model='ib700'/>").join(''),
    'two panic devices of ISA': many(2, () => "<panic model='isa'/>").join(''),
    'two panic devices of PCI': many(2, () => "<panic model='pvpanic'/>").join(''),
  }))
    yield* byRelease(name, 'pc', [device]);
}

export function seldom(): readonly Variation[] {
  return [
    ...choices(),
    ...unnamed(),
    ...kept(),
    ...elsewhere(),
    ...groups(),
    ...ends(),
    ...channels(),
    ...links(),
    ...smmu(),
    ...withQemu(),
    ...firmware(),
    ...parts(),
    ...shared(),
    ...hostGroups(),
    ...chipset(),
    ...numbers(),
    ...zpciIds(),
    ...kindsOfAddresses(),
    ...characters(),
    ...nodes(),
    ...before(),
    ...memory(),
    ...forms(),
  ];
}
