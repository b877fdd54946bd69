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
  ];
}
