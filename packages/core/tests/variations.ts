// Small documents by table: each device with each type of address, one too many of each, each model, each number at its
// limits. variations.test.ts keeps what is said of them.
import type { PlanOptions } from '../src/index.ts';
import { BARE, controller, domain, many, nic, pci, rootPort } from './build.ts';

export interface Variation {
  /** What stands above its answer, and what tells it from the others there. */
  readonly group: string;
  readonly name: string;
  readonly machine: MachineName;
  readonly xml: string;
  readonly options: PlanOptions;
}

interface Machine {
  readonly name: string;
  readonly arch: string;
  readonly options: PlanOptions;
  readonly before?: readonly string[];
}

const ACPI = ['<features><acpi/></features>'];

export const MACHINES = {
  pc: { name: 'pc', arch: 'x86_64', options: { profile: 'libvirt-9.0' }, before: ACPI },
  q35: { name: 'q35', arch: 'x86_64', options: { profile: 'libvirt-latest' }, before: ACPI },
  virt: { name: 'virt', arch: 'aarch64', options: { profile: 'libvirt-11.3' } },
  pseries: { name: 'pseries', arch: 'ppc64', options: { profile: 'libvirt-7.0' } },
  s390x: { name: 's390-ccw-virtio', arch: 's390x', options: { profile: 'libvirt-latest' } },
  s390old: { name: 's390-ccw-virtio', arch: 's390x', options: { profile: 'libvirt-5.10' } },
  riscv: { name: 'virt', arch: 'riscv64', options: { profile: 'libvirt-latest' } },
  loongarch: { name: 'virt', arch: 'loongarch64', options: { profile: 'libvirt-latest' } },
  vexpress: { name: 'vexpress-a15', arch: 'armv7l', options: { profile: 'libvirt-9.0' } },
  old: { name: 'q35', arch: 'x86_64', options: { profile: 'libvirt-2.5' }, before: ACPI },
} satisfies Readonly<Record<string, Machine>>;

export type MachineName = keyof typeof MACHINES;

/** A document of a machine. */
export function documentOf(machine: MachineName, devices: readonly string[], before: readonly string[] = []): string {
  const row: Machine = MACHINES[machine];
  return domain({ arch: row.arch, machine: row.name, before: [...(row.before ?? []), ...before], devices });
}

/** Puts an address into the first element. */
export const withAddress = (device: string, address: string): string =>
  /^<[^>]*\/>/.test(device)
    ? device.replace(/^<(\w+)([^>]*)\/>/, `<$1$2>${address}</$1>`)
    : device.replace(/<\/(\w+)>(?=(?:<[^/]|$))/, (end) => `${address}${end}`);

const character = (name: string, target = '', type = 'pty'): string =>
  target === '' ? `<${name} type='${type}'/>` : `<${name} type='${type}'><target ${target}/></${name}>`;
export const diskOn = (bus: string, target: string, device = 'disk', more = ''): string =>
  `<disk type='file' device='${device}'><source file='/a'/><target dev='${target}' bus='${bus}'/>${more}</disk>`;
export const host = (type: string, source: string, attributes = ''): string =>
  `<hostdev mode='subsystem' type='${type}'${attributes}><source${source}</source></hostdev>`;
const UUID = "<address uuid='53764d0e-85a0-42b4-af5c-2046b460b1dc'/>";
export const HOST_PCI = "><address domain='0' bus='0xc1' slot='0' function='0'/>";
const HOST_SCSI = "><adapter name='scsi_host0'/><address bus='0' target='0' unit='0'/>";
const NVDIMM = '<target><size unit="MiB">256</size><label><size unit="KiB">128</size></label></target>';
const MEMORY = "<target><size unit='MiB'>512</size><node>0</node>";

/** One of each sort of device. */
export const DEVICES: Readonly<Record<string, string>> = {
  'virtio disk': diskOn('virtio', 'vda'),
  'SCSI disk': diskOn('scsi', 'sda'),
  'SATA disk': diskOn('sata', 'sda'),
  'IDE disk': diskOn('ide', 'hda'),
  floppy: diskOn('fdc', 'fda', 'floppy'),
  'USB disk': diskOn('usb', 'sda'),
  card: diskOn('sd', 'mmcblk0'),
  'NVMe disk': diskOn('nvme', 'nvme0n1', 'disk', '<serial>n</serial>'),
  'CD-ROM': diskOn('sata', 'sda', 'cdrom'),
  'virtio NIC': nic('virtio'),
  'e1000e NIC': nic('e1000e'),
  'usb-net NIC': nic('usb-net'),
  'spapr-vlan NIC': nic('spapr-vlan'),
  'hostdev NIC':
    "<interface type='hostdev'><source><address type='pci' domain='0' bus='0xc2' slot='0' function='0'/></source></interface>",
  'USB controller': controller('usb', { index: 1, model: 'qemu-xhci' }),
  'USB 1 controller': controller('usb', { index: 0, model: 'piix3-uhci' }),
  'USB 2 companion': controller('usb', { index: 0, model: 'ich9-uhci1' }),
  'no USB controller': controller('usb', { index: 0, model: 'none' }),
  'virtio SCSI controller': controller('scsi', { model: 'virtio-scsi' }),
  'lsilogic controller': controller('scsi', { model: 'lsilogic' }),
  'ibmvscsi controller': controller('scsi', { model: 'ibmvscsi' }),
  'SATA controller': controller('sata', { index: 1 }),
  'IDE controller': controller('ide', { index: 0 }),
  'floppy controller': controller('fdc'),
  'virtio-serial controller': controller('virtio-serial'),
  'CCID controller': controller('ccid'),
  'root port': rootPort(1),
  bridge: pci(2, 'pci-bridge'),
  'PCI Express expander': pci(3, 'pcie-expander-bus'),
  'PCI host device': host('pci', HOST_PCI),
  'USB host device': host('usb', "><vendor id='0x1234'/><product id='0xbeef'/>"),
  'SCSI host device': host('scsi', HOST_SCSI),
  'vhost SCSI': host('scsi_host', " protocol='vhost' wwpn='naa.5123456789abcde0'>"),
  'mediated PCI device': host('mdev', `>${UUID}`, " model='vfio-pci'"),
  'mediated CCW device': host('mdev', `>${UUID}`, " model='vfio-ccw'"),
  'mediated AP device': host('mdev', `>${UUID}`, " model='vfio-ap'"),
  serial: character('serial'),
  'ISA serial': character('serial', "type='isa-serial'"),
  'PCI serial': character('serial', "type='pci-serial'"),
  'USB serial': character('serial', "type='usb-serial'"),
  'VIO serial': character('serial', "type='spapr-vio-serial'"),
  'debug port': character('serial', "type='isa-debug'"),
  parallel: character('parallel'),
  'serial console': character('console'),
  'virtio console': character('console', "type='virtio'"),
  'SCLP console': character('console', "type='sclp'"),
  'virtio channel': character('channel', "type='virtio' name='c'", 'unix'),
  'forwarded channel': character('channel', "type='guestfwd' address='10.0.2.1' port='4600'"),
  smartcard: "<smartcard mode='host'/>",
  'virtio input': "<input type='mouse' bus='virtio'/>",
  'USB input': "<input type='tablet' bus='usb'/>",
  'PS/2 input': "<input type='mouse' bus='ps2'/>",
  'virtio video': "<video><model type='virtio'/></video>",
  'QXL video': "<video><model type='qxl'/></video>",
  ramfb: "<video><model type='ramfb'/></video>",
  'no video': "<video><model type='none'/></video>",
  'ICH9 sound': "<sound model='ich9'/>",
  'USB sound': "<sound model='usb'/>",
  'virtio sound': "<sound model='virtio'/>",
  'PC speaker': "<sound model='pcspk'/>",
  balloon: "<memballoon model='virtio'/>",
  'no balloon': "<memballoon model='none'/>",
  rng: "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
  filesystem: "<filesystem type='mount'><source dir='/srv'/><target dir='a'/></filesystem>",
  'USB filesystem': "<filesystem type='mount'><driver type='mtp'/><source dir='/srv'/><target dir='a'/></filesystem>",
  'PCI watchdog': "<watchdog model='i6300esb'/>",
  'ISA watchdog': "<watchdog model='ib700'/>",
  'chipset watchdog': "<watchdog model='itco'/>",
  'S/390 watchdog': "<watchdog model='diag288'/>",
  'ISA panic': "<panic model='isa'/>",
  'PCI panic': "<panic model='pvpanic'/>",
  'pSeries panic': "<panic model='pseries'/>",
  'Hyper-V panic': "<panic model='hyperv'/>",
  panic: '<panic/>',
  vsock: "<vsock model='virtio'><cid auto='no' address='3'/></vsock>",
  shmem: "<shmem name='s'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
  'shmem of a server': "<shmem name='t'><model type='ivshmem-doorbell'/><server path='/s'/></shmem>",
  TPM: "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>",
  'VIO TPM': "<tpm model='tpm-spapr'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>",
  'TPM proxy': "<tpm model='spapr-tpm-proxy'><backend type='passthrough'><device path='/dev/tpmrm0'/></backend></tpm>",
  'Intel IOMMU': "<iommu model='intel'/>",
  'virtio IOMMU': "<iommu model='virtio'/>",
  SMMU: "<iommu model='smmuv3'/>",
  'AMD IOMMU': "<iommu model='amd'/>",
  DIMM: `<memory model='dimm'>${MEMORY}</target></memory>`,
  NVDIMM: `<memory model='nvdimm'><source><path>/p</path></source>${NVDIMM}</memory>`,
  'virtio memory': `<memory model='virtio-mem'>${MEMORY}<block unit='MiB'>2</block></target></memory>`,
  'virtio PMEM':
    "<memory model='virtio-pmem'><source><path>/p</path></source><target><size unit='MiB'>512</size></target></memory>",
  hub: "<hub type='usb'/>",
  redirection: "<redirdev bus='usb' type='tcp'><source mode='connect' host='h' service='1'/></redirdev>",
  NVRAM: '<nvram/>',
  crypto: "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>",
  pstore: "<pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>8</size></pstore>",
};

const ADDRESSES: Readonly<Record<string, string>> = {
  pci: "<address type='pci' domain='0' bus='0' slot='0x9' function='0'/>",
  'pci, no place': "<address type='pci'/>",
  zpci: "<address type='pci' domain='0' bus='0' slot='0x9' function='0'><zpci uid='0x11' fid='0x12'/></address>",
  drive: "<address type='drive' controller='0' bus='0' target='0' unit='1'/>",
  'drive bus 1': "<address type='drive' controller='0' bus='1' target='0' unit='0'/>",
  'drive target 1': "<address type='drive' controller='0' bus='0' target='1' unit='0'/>",
  'virtio-serial': "<address type='virtio-serial' controller='0' bus='0' port='1'/>",
  'virtio-serial bus 2': "<address type='virtio-serial' controller='1' bus='2' port='0'/>",
  ccid: "<address type='ccid' controller='0' slot='0'/>",
  'ccid slot 4': "<address type='ccid' controller='1' slot='4'/>",
  usb: "<address type='usb' bus='0' port='1'/>",
  'usb port 3.1': "<address type='usb' bus='1' port='3.1'/>",
  'spapr-vio': "<address type='spapr-vio' reg='0x71000000'/>",
  'spapr-vio beyond': "<address type='spapr-vio' reg='0x100000000'/>",
  ccw: "<address type='ccw' cssid='0xfe' ssid='0' devno='0x0009'/>",
  isa: "<address type='isa' iobase='0x505' irq='5'/>",
  dimm: "<address type='dimm' slot='1'/>",
  'virtio-mmio': "<address type='virtio-mmio'/>",
  unassigned: "<address type='unassigned'/>",
};

/** What the devices need of the rest: room for memory, a firmware's RAM, a display for agents. */
const ROOM = [
  "<maxMemory slots='4' unit='GiB'>8</maxMemory>",
  "<vcpu>2</vcpu><cpu><numa><cell id='0' cpus='0-1' memory='1' unit='GiB'/></numa></cpu>",
];

export function variation(
  group: string,
  name: string,
  machine: MachineName,
  devices: readonly string[],
  before?: readonly string[],
): Variation {
  return {
    group: `${machine} ${group}`,
    name,
    machine,
    xml: documentOf(machine, devices, before),
    options: MACHINES[machine].options,
  };
}

const needsRoom = (device: string): readonly string[] => (/^<memory/.test(device) ? ROOM : []);

/** Other places of a type, for those whose places are looked at. */
const FURTHER = [
  'pci, no place',
  'zpci',
  'drive bus 1',
  'drive target 1',
  'virtio-serial bus 2',
  'ccid slot 4',
  'usb port 3.1',
  'spapr-vio beyond',
];
const LOOKED_AT =
  /disk|floppy|CD-ROM|USB input|hub|smartcard|channel|virtio console|VIO|NIC|CCID controller|root port|bridge|expander|host device/;

/** Types of addresses that each machine is asked about; the others are refused everywhere alike. */
const ASKED: Readonly<Record<MachineName, RegExp>> = {
  pc: /^(?:none|pci|drive|usb|ccw|virtio-mmio|unassigned)$/,
  q35: /./,
  virt: /^(?:none|pci|virtio-mmio|usb)$/,
  pseries: /^(?:none|pci|spapr-vio.*)$/,
  s390x: /^(?:none|pci|zpci|ccw)$/,
  s390old: /^none$/,
  riscv: /^(?:none|pci|virtio-mmio)$/,
  loongarch: /^none$/,
  vexpress: /^(?:none|pci)$/,
  old: /^(?:none|pci|drive.*|usb|ccid.*|ccw)$/,
};

function* addresses(): Iterable<Variation> {
  for (const machine of Object.keys(MACHINES) as MachineName[]) {
    for (const [sort, device] of Object.entries(DEVICES)) {
      const bare = /usb|balloon/.test(device) ? [] : BARE;
      for (const [name, address] of Object.entries({ none: '', ...ADDRESSES })) {
        if (!ASKED[machine].test(name) || (FURTHER.includes(name) && !LOOKED_AT.test(sort))) continue;
        const devices = [...bare, withAddress(device, address)];
        yield variation(sort, name, machine, devices, needsRoom(device));
      }
    }
  }
}

const COUNTS: Readonly<Record<MachineName, readonly number[]>> = {
  pc: [2, 6],
  q35: [2, 6],
  virt: [2],
  pseries: [6],
  s390x: [6],
  s390old: [],
  riscv: [],
  loongarch: [],
  vexpress: [2],
  old: [2],
};

/** Sorts of which there may be many. */
const MANY = ['virtio disk', 'SCSI disk', 'SATA disk', 'e1000e NIC', 'USB input', 'virtio channel', 'SCSI host device'];

/** The letters that a disk's name ends with. */
const letters = (at: number): string =>
  at < 26 ? String.fromCharCode(97 + at) : `a${String.fromCharCode(97 + at - 26)}`;

/** One of several of a sort: what names it is its own. */
function numbered(device: string, at: number, count: number): string {
  return device
    .replace(/dev='(..)a'/, (_, name: string) => `dev='${name}${letters(at)}'`)
    .replace(/ index='\d+'/, count === 6 ? ` index='${at + 1}'` : '')
    .replace("bus='0xc", `bus='0x${(at + 16).toString(16)}`)
    .replace("name='c'", `name='c${at}'`)
    .replace("dir='a'", `dir='a${at}'`)
    .replace("name='s'", `name='s${at}'`)
    .replace('53764d0e', `53764d${(at + 16).toString(16)}`);
}

function* counts(): Iterable<Variation> {
  for (const machine of Object.keys(MACHINES) as MachineName[]) {
    for (const [sort, device] of Object.entries(DEVICES)) {
      for (const count of [...COUNTS[machine], ...(machine === 'q35' && MANY.includes(sort) ? [33] : [])]) {
        const devices = many(count, (at) => numbered(device, at, count));
        yield variation(`${count} of a sort`, sort, machine, devices, needsRoom(device));
      }
    }
  }
}

/** The models of a class, and a device of each. */
export const MODELS: Readonly<
  Record<string, { readonly names: string; readonly make: (model: string) => readonly string[] }>
> = {
  NIC: {
    names:
      'e1000 e1000e e1000-82544gc e1000-82545em igb ne2k_pci pcnet rtl8139 virtio virtio-transitional virtio-non-transitional vmxnet3 usb-net spapr-vlan lan9118 smc91c111 scm91c111 ne2k_isa netfront vlance Virtio',
    make: (model) => [nic(model)],
  },
  'SCSI controller': {
    names:
      'auto buslogic lsilogic lsisas1068 lsisas1078 vmpvscsi ibmvscsi virtio-scsi virtio-transitional virtio-non-transitional ncr53c90 am53c974 dc390',
    make: (model) => [controller('scsi', { model }), diskOn('scsi', 'sdb'), diskOn('scsi', 'sdi')],
  },
  'USB controller': {
    names:
      'none piix3-uhci piix4-uhci ehci ich9-ehci1 ich9-uhci1 vt82c686b-uhci pci-ohci nec-xhci qemu-xhci qusb1 qusb2',
    make: (model) => [controller('usb', { model, index: 0 })],
  },
  video: {
    names: 'vga cirrus vmvga xen vbox qxl virtio gop none bochs ramfb default',
    make: (model) => [`<video><model type='${model}'/></video>`],
  },
  sound: {
    names: 'sb16 es1370 pcspk ac97 ich6 ich7 ich9 usb virtio virtio-transitional',
    make: (model) => [`<sound model='${model}'/>`, `<sound model='${model}'/>`],
  },
  watchdog: {
    names: 'i6300esb ib700 diag288 itco',
    make: (model) => [`<watchdog model='${model}' action='pause'/>`],
  },
  panic: { names: 'isa pseries hyperv s390 pvpanic', make: (model) => [`<panic model='${model}'/>`] },
  TPM: {
    names: 'tpm-tis tpm-crb tpm-spapr spapr-tpm-proxy',
    make: (model) => [`<tpm model='${model}'><backend type='passthrough'><device path='/dev/tpm0'/></backend></tpm>`],
  },
  IOMMU: { names: 'intel smmuv3 virtio amd', make: (model) => [`<iommu model='${model}'/>`] },
  'virtio device': {
    names: 'virtio virtio-transitional virtio-non-transitional',
    make: (model) => [
      diskOn('virtio', 'vda').replace("device='disk'", `device='disk' model='${model}'`),
      `<memballoon model='${model}'/>`,
      `<rng model='${model}'><backend model='random'>/dev/urandom</backend></rng>`,
      `<filesystem type='mount' model='${model}'><source dir='/srv'/><target dir='a'/></filesystem>`,
      `<vsock model='${model}'><cid auto='no' address='3'/></vsock>`,
      `<input type='tablet' bus='virtio' model='${model}'/>`,
      controller('virtio-serial', { model }),
    ],
  },
  input: {
    names: 'mouse tablet keyboard evdev',
    make: (type) => ['usb', 'virtio', 'ps2'].map((bus) => `<input type='${type}' bus='${bus}'/>`),
  },
  serial: {
    names: 'isa-serial usb-serial pci-serial spapr-vio-serial system-serial sclp-serial isa-debug',
    make: (type) => [character('serial', `type='${type}'`), character('serial', `type='${type}'`)],
  },
  console: {
    names: 'serial virtio sclp sclplm',
    make: (type) => [character('console', `type='${type}'`), character('console', `type='${type}'`)],
  },
  graphics: {
    names: 'vnc spice sdl egl-headless',
    make: (type) => [`<graphics type='${type}'/>`, "<sound model='ich6'/>"],
  },
  filesystem: {
    names: 'path handle loop nbd ploop virtiofs mtp',
    make: (type) => [
      `<filesystem type='mount'><driver type='${type}'/><source dir='/srv'/><target dir='a'/></filesystem>`,
    ],
  },
  memory: {
    names: 'dimm nvdimm virtio-pmem virtio-mem sgx-epc',
    make: (model) => [`<memory model='${model}'><source><path>/p</path></source>${MEMORY}</target></memory>`],
  },
};

function* models(): Iterable<Variation> {
  for (const machine of Object.keys(MACHINES) as MachineName[]) {
    for (const [sort, { names, make }] of Object.entries(MODELS)) {
      for (const name of names.split(' ')) {
        yield variation(`models of ${sort}`, name, machine, make(name), sort === 'memory' ? ROOM : []);
      }
    }
  }
}

export const tablets = (count: number): readonly string[] => many(count, () => "<input type='tablet' bus='usb'/>");
const at = (port: string, bus = 0): string => `<address type='usb' bus='${bus}' port='${port}'/>`;
export const tabletAt = (port: string, bus = 0): string => `<input type='tablet' bus='usb'>${at(port, bus)}</input>`;
export const hubAt = (port: string, bus = 0): string => `<hub type='usb'>${at(port, bus)}</hub>`;

/** As many as there are ports, one less and one more; what ports and hubs are written. */
function* usbPorts(): Iterable<Variation> {
  const counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 24, 25];
  for (const model of ['piix3-uhci', 'piix4-uhci', 'ehci', 'ich9-ehci1', 'pci-ohci', 'nec-xhci', 'vt82c686b-uhci']) {
    for (const count of counts) {
      const devices = [controller('usb', { index: 0, model }), ...tablets(count)];
      yield variation(`USB devices on ${model}`, String(count), 'q35', devices);
      if (count === 5 || count === 17) yield variation(`USB devices on ${model}`, String(count), 'old', devices);
    }
  }
  for (const ports of [1, 8, 15, 16]) {
    const many = controller('usb', { index: 0, model: 'qemu-xhci' }).replace('/>', ` ports='${ports}'/>`);
    for (const count of [ports, ports + 1])
      yield variation(`xHCI of ${ports} ports`, String(count), 'q35', [many, ...tablets(count)]);
  }
  const two = [1, 0].map((index) => controller('usb', { index, model: 'qemu-xhci' }));
  for (const machine of ['q35', 'old', 'pc'] as const) {
    for (const [name, devices] of Object.entries({
      'two controllers': [...two, ...tablets(6)],
      'three controllers': [
        ...[2, 0, 1].map((index) => controller('usb', { index, model: 'qemu-xhci' })),
        ...tablets(9),
      ],
      'a hub in the middle': [...two, hubAt('2'), tabletAt('2.1'), ...tablets(12)],
      'a hub of a hub': [...two, hubAt('2'), hubAt('2.3'), tabletAt('2.3.8'), ...tablets(20)],
      'hubs in the wrong order': [...two, hubAt('2.3'), hubAt('2'), ...tablets(3)],
      'no hub on the way': [...two, tabletAt('1.1')],
      'port 9 of a hub': [...two, hubAt('1'), tabletAt('1.9')],
      'hub on port 9': [...two, hubAt('1'), hubAt('1.9')],
      'hub on port 5 of 4': [...two, hubAt('5')],
      'no such bus': [...two, tabletAt('1', 7)],
      'hub on no such bus': [...two, hubAt('1', 7)],
      'one port twice': [...two, tabletAt('1'), tabletAt('1')],
      'a port of a hub': [...two, hubAt('1'), tabletAt('1')],
      'one port for two hubs': [...two, hubAt('1'), hubAt('1')],
      'port 0': [...two, tabletAt('0')],
      'a bus alone': [...two, "<input type='tablet' bus='usb'><address type='usb' bus='1'/></input>", ...tablets(5)],
      'a bus alone that is missing': [...two, "<input type='tablet' bus='usb'><address type='usb' bus='3'/></input>"],
      'a full bus': [...two, ...many(5, () => "<input type='tablet' bus='usb'><address type='usb' bus='1'/></input>")],
      'hubs and no controller': [controller('usb', { index: 0, model: 'none' }), '<hub type="usb"/>'],
      'redirection without USB': [controller('usb', { index: 0, model: 'none' }), DEVICES['redirection'] ?? ''],
      'nine hubs': [...many(9, () => "<hub type='usb'/>"), ...tablets(40)],
    })) {
      yield variation('USB ports and hubs', name, machine, devices);
    }
  }
}

const indexed = (type: string, ...indexes: readonly (number | undefined)[]): readonly string[] =>
  indexes.map((index) => controller(type, index === undefined ? {} : { index }));
const drive = (controllerIndex: number, unit: number): string =>
  `<address type='drive' controller='${controllerIndex}' bus='0' target='0' unit='${unit}'/>`;
export const scsiHost = (address = ''): string => withAddress(host('scsi', HOST_SCSI), address);
export const channel = (name: string, address = ''): string =>
  `<channel type='unix'><target type='virtio' name='${name}'/>${address}</channel>`;
export const port = (controllerIndex: number, number: number): string =>
  `<address type='virtio-serial' controller='${controllerIndex}' bus='0' port='${number}'/>`;
export const virtioConsole = (address = ''): string =>
  `<console type='pty'><target type='virtio'/>${address}</console>`;
export const ports = (count: number, index?: number): string =>
  controller('virtio-serial', index === undefined ? {} : { index }).replace('/>', ` ports='${count}'/>`);
const reg = (value: string): string => `<address type='spapr-vio' reg='${value}'/>`;
export const zpci = (ids: string): string => `<address type='pci'><zpci ${ids}/></address>`;
const dimm = (address = ''): string => `<memory model='dimm'>${MEMORY}</target>${address}</memory>`;
export const usb2 = (index: number, place = ''): readonly string[] =>
  ['ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3'].map((model, position) =>
    controller('usb', { index, model, ...(place !== '' && position === 0 ? { where: place } : {}) }),
  );

/** What QEMU calls each. */
export const NAMES: Readonly<Record<string, string>> = {
  'pci-bridge': 'pci-bridge',
  'dmi-to-pci-bridge': 'i82801b11-bridge',
  'pcie-to-pci-bridge': 'pcie-pci-bridge',
  'pcie-root-port': 'pcie-root-port',
  'pcie-switch-upstream-port': 'x3130-upstream',
  'pcie-switch-downstream-port': 'xio3130-downstream',
  'pci-expander-bus': 'pxb',
  'pcie-expander-bus': 'pxb-pcie',
};

/** Numbers and places by hand, on machines where they matter. */
const BY_HAND: readonly (readonly [machines: string, Readonly<Record<string, readonly string[]>>])[] = [
  [
    'pc q35 old',
    {
      'SCSI 0 and another': indexed('scsi', 0, undefined, undefined),
      'SCSI 3 and others': indexed('scsi', undefined, 3, undefined),
      'SCSI 1 alone': indexed('scsi', 1),
      'SCSI 1 before its first': [...indexed('scsi', 2, 1), diskOn('scsi', 'sda')],
      'USB sets without index': ['ich9-ehci1', 'ich9-uhci1', 'ich9-ehci1', 'ich9-uhci1'].map((model) =>
        controller('usb', { model }),
      ),
      'USB set behind another controller': [controller('usb', { model: 'qemu-xhci' }), ...usb2(1)],
      'USB set by hand': usb2(0, '00:08.7'),
      'USB set where something is': [...usb2(0, '00:08.7'), nic('virtio', '00:08.1')],
      'two USB sets': [...usb2(0), ...usb2(1), ...usb2(2)],
      'a companion alone': [controller('usb', { index: 0, model: 'ich9-uhci2' })],
      'a drive twice': [diskOn('scsi', 'sda', 'disk', drive(0, 3)), diskOn('scsi', 'sdd')],
      'a SATA drive twice': [diskOn('sata', 'sda', 'disk', drive(0, 3)), diskOn('sata', 'sdd')],
      'a host drive twice': [scsiHost(drive(0, 1)), scsiHost(drive(0, 1))],
      'a host drive on a disk': [diskOn('scsi', 'sdb'), scsiHost(drive(0, 1))],
      'a disk on a host drive': [scsiHost(drive(0, 0)), diskOn('scsi', 'sda')],
      'host drives beside disks': [...many(9, () => scsiHost()), diskOn('scsi', 'sdc'), diskOn('scsi', 'sdh')],
      'host drives on a large controller': [
        controller('scsi', { model: 'lsisas1068', index: 0 }),
        ...many(9, () => scsiHost()),
      ],
      'host drives in the order of the list': [...indexed('scsi', 4, 2), ...many(9, () => scsiHost())],
      'disks far away': ['sdg', 'sdh', 'sdn', 'sdo', 'sdz', 'sdaa', 'sdzz'].map((name) => diskOn('scsi', name)),
      'SATA disks far away': ['sdf', 'sdg', 'sdl', 'sdm'].map((name) => diskOn('sata', name)),
      'IDE disks far away': ['hdb', 'hdc', 'hdd', 'hde'].map((name) => diskOn('ide', name)),
      'floppies far away': ['fdb', 'fdc'].map((name) => diskOn('fdc', name, 'floppy')),
      'a disk of no number': [diskOn('scsi', 'sd1')],
      'a partition': [diskOn('virtio', 'vda1')],
      'controllers far away': [diskOn('scsi', 'sda', 'disk', drive(3, 0)), diskOn('sata', 'sdb', 'disk', drive(2, 0))],
      'channels by hand': [channel('a', port(2, 1)), channel('b'), channel('c', port(0, 0)), virtioConsole(port(0, 0))],
      'a port twice': [channel('a', port(0, 1)), channel('b', port(0, 1))],
      'a full controller': [ports(2, 0), channel('a'), channel('b'), channel('c')],
      'a controller of 1 port': [ports(1, 0), channel('a'), virtioConsole()],
      'beyond the ports': [ports(4, 0), channel('a', port(0, 4)), channel('b', port(0, 3))],
      'no such controller': [channel('a', port(5, 1))],
      'a console at port 5': [virtioConsole(port(0, 5)), virtioConsole(port(0, 2)), channel('a'), channel('b')],
      'consoles of virtio': [virtioConsole(), virtioConsole(), channel('a')],
      'consoles and a serial port': [virtioConsole(), character('serial'), character('console')],
      'serial ports by hand': ['3', '0', '7']
        .map((number) => character('serial', `port='${number}'`))
        .concat(character('serial')),
      'parallel ports by hand': ['3', '0']
        .map((number) => character('parallel', `port='${number}'`))
        .concat(character('parallel')),
      'USB controllers on channels': ['piix3-uhci', 'qemu-xhci'].map((model, index) =>
        controller('usb', { index, model, where: "<address type='ccw' cssid='0xfe' ssid='0' devno='0x0000'/>" }),
      ),
      'a USB set and no slot': [
        ...many(29, (at) => nic('e1000', `00:${(at + 2).toString(16).padStart(2, '0')}.0`)),
        ...usb2(0),
      ],
      'a USB set and one slot': [
        ...many(27, (at) => nic('e1000', `00:${(at + 3).toString(16).padStart(2, '0')}.0`)),
        ...usb2(0),
      ],
      'ports forwarded': ["start='1' end='2'", "end='2'", "to='2'", "exclude='yes'", "start='1' exclude='yes'", ''].map(
        (range) =>
          `<interface type='user'><backend type='passt'/><portForward proto='tcp'><range ${range}/></portForward></interface>`,
      ),
      'a mouse without a bus': ["<graphics type='vnc'/>", "<input type='mouse'/>", "<input type='keyboard'/>"],
      'a tablet without a bus': ["<graphics type='vnc'/>", "<input type='tablet'/>"],
      'a mouse beside a tablet': ["<graphics type='vnc'/>", ...tablets(1), "<input type='mouse' bus='ps2'/>"],
      'smart cards by hand': [
        "<smartcard mode='host'><address type='ccid' controller='0' slot='2'/></smartcard>",
        "<smartcard mode='host'/>",
        "<smartcard mode='host'><address type='ccid' controller='3' slot='0'/></smartcard>",
      ],
    },
  ],
  [
    'pc old',
    {
      'IDE elsewhere': [controller('ide', { index: 0, where: '00:04.1' })],
      'IDE at home': [controller('ide', { index: 0, where: '00:01.1' })],
      'IDE 1': [controller('ide', { index: 1 })],
      'USB elsewhere': [controller('usb', { index: 0, model: 'piix3-uhci', where: '00:04.2' })],
      'USB 1 at home': [controller('usb', { index: 1, model: 'piix3-uhci' })],
      ...Object.fromEntries(
        ['00:01.0', '00:01.1', '00:01.2', '00:01.3', '00:01.4', '00:02.0', '00:02.1', '00:1f.7'].map((place) => [
          `a NIC at ${place}`,
          [nic('virtio', place), controller('ide', { index: 0 })],
        ]),
      ),
      'a display elsewhere': [
        "<video><model type='cirrus'/><address type='pci' bus='0' slot='5' function='0'/></video>",
      ],
      'a display and a NIC in its place': [nic('rtl8139', '00:02.0'), "<video><model type='cirrus'/></video>"],
      'two displays': ["<video><model type='cirrus'/></video>", "<video><model type='qxl'/></video>"],
      'a sound card of ICH9': ["<sound model='ich9'/>", "<sound model='ich9'/>"],
    },
  ],
  [
    'q35 old',
    {
      'SATA elsewhere': [controller('sata', { index: 0, where: '00:1e.2' })],
      'SATA at home': [controller('sata', { index: 0, where: '00:1f.2' })],
      ...Object.fromEntries(
        [
          '00:1f.0',
          '00:1f.1',
          '00:1f.2',
          '00:1f.3',
          '00:1f.4',
          '00:1e.0',
          '00:1b.0',
          '00:01.0',
          '00:1d.0',
          '00:1a.0',
        ].map((place) => [
          `a NIC at ${place}`,
          [
            nic('e1000e', place),
            ...usb2(0),
            "<sound model='ich9'/>",
            pci(1, 'dmi-to-pci-bridge'),
            "<video><model type='vga'/></video>",
          ],
        ]),
      ),
      'a raised bus': [
        ...BARE,
        nic('rtl8139', "<address type='pci' bus='1' slot='2' function='0' multifunction='on'/>"),
      ],
      'two places of USB sets taken': [nic('e1000e', '00:1d.0'), nic('e1000e', '00:1a.1'), ...usb2(0)],
      'a display elsewhere': [
        "<video><model type='cirrus'/><address type='pci' bus='0' slot='5' function='0'/></video>",
      ],
      'a watchdog with an action': ["<watchdog model='i6300esb' action='poweroff'/>"],
      'two watchdogs of two minds': [
        "<watchdog model='i6300esb' action='poweroff'/>",
        "<watchdog model='ib700' action='reset'/>",
      ],
    },
  ],
  [
    'pseries',
    {
      'registers by hand': [
        nic('spapr-vlan', reg('0x1000')),
        nic('spapr-vlan'),
        nic('spapr-vlan', reg('0x3000')),
        '<nvram/>',
      ],
      'a register twice': [nic('spapr-vlan', reg('0x1000')), nic('spapr-vlan', reg('0x1000'))],
      'a NIC of PCI before': [nic('spapr-vlan', '00:05.0'), nic('spapr-vlan', '00:00.0')],
      'a NIC of PCI twice': [nic('spapr-vlan', '00:05.0'), nic('spapr-vlan', '01:05.0')],
      'SCSI and serial ports': [
        controller('scsi'),
        controller('scsi', { model: 'ibmvscsi' }),
        character('serial'),
        character('serial'),
      ],
      'a TPM and a proxy': [DEVICES['VIO TPM'] ?? '', DEVICES['TPM proxy'] ?? ''],
      'host bridges': [1, 2, 2].map((index) => controller('pci', { index, model: 'pci-root' })),
      'host bridges by hand': [
        controller('pci', { index: 1, model: 'pci-root', content: "<target index='3'/>" }),
        controller('pci', {
          index: 2,
          model: 'pci-root',
          content: "<model name='spapr-pci-host-bridge'/><target index='3'/>",
        }),
        controller('pci', { index: 3, model: 'pci-root', content: "<target index='31'/>" }),
        controller('pci', { index: 4, model: 'pci-root', content: "<target index='1'><node>0</node></target>" }),
      ],
    },
  ],
  [
    's390x s390old',
    {
      'zPCI ids by hand': [
        host('pci', HOST_PCI),
        withAddress(host('pci', HOST_PCI.replace('c1', 'c2')), zpci("uid='0x3'")),
        withAddress(host('pci', HOST_PCI.replace('c1', 'c3')), zpci("fid='0x1'")),
      ],
      'a uid twice': many(2, (n) =>
        withAddress(host('pci', HOST_PCI.replace('c1', `c${n + 1}`)), zpci("uid='0x3' fid='0x0'")),
      ),
      'a fid twice': many(2, (n) =>
        withAddress(host('pci', HOST_PCI.replace('c1', `c${n + 1}`)), zpci(`uid='0x${n + 1}' fid='0x9'`)),
      ),
      'a uid of 0': [withAddress(host('pci', HOST_PCI), zpci("uid='0x0'"))],
      'a serial port of PCI': [`<serial type='pty'><target type='pci-serial'/>${zpci("uid='0x5'")}</serial>`],
      'USB sets': [...usb2(0, zpci("uid='0x5' fid='0x6'"))],
      'USB set with a fid': [...usb2(0, zpci("fid='0x5'"))],
      'USB set with a uid': [...usb2(0, zpci("uid='0x5'"))],
      'channel devices by hand': [
        nic('virtio', "<address type='ccw' cssid='0xfe' ssid='0' devno='0x0000'/>"),
        nic('virtio'),
        nic('virtio', "<address type='ccw' cssid='0xfe' ssid='0' devno='0x0000'/>"),
      ],
      'channel numbers of others': [
        nic('virtio', "<address type='ccw' cssid='0xfd' ssid='3' devno='0xffff'/>"),
        nic('virtio', "<address type='ccw' cssid='0xfe' ssid='4' devno='0x1'/>"),
      ],
    },
  ],
  [
    'vexpress q35 pc virt',
    Object.fromEntries(
      [
        'pci-bridge',
        'dmi-to-pci-bridge',
        'pcie-to-pci-bridge',
        'pcie-root-port',
        'pcie-switch-upstream-port',
        'pcie-switch-downstream-port',
        'pci-expander-bus',
        'pcie-expander-bus',
      ].flatMap((model) =>
        [
          "chassisNr='1'",
          "chassis='1'",
          "port='1'",
          "chassis='1' port='1'",
          "busNr='9'",
          "index='1'",
          "hotplug='on'",
        ].map((target) => [
          `${model} with ${target}`,
          [controller('pci', { index: 1, model, content: `<model name='${NAMES[model] ?? ''}'/><target ${target}/>` })],
        ]),
      ),
    ),
  ],
  [
    'virt',
    {
      'virtio without PCI': [
        nic('virtio', "<address type='virtio-mmio'/>"),
        nic('virtio'),
        "<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>",
        "<sound model='virtio'/>",
      ],
      'SMMU and its bus': ["<iommu model='smmuv3'><driver pciBus='0'/></iommu>"],
      'SMMU and no such bus': ["<iommu model='smmuv3'><driver pciBus='7'/></iommu>"],
      'SMMU and a port': [rootPort(1), "<iommu model='smmuv3'><driver pciBus='1'/></iommu>"],
    },
  ],
];

function* byHand(): Iterable<Variation> {
  for (const [machines, rows] of BY_HAND) {
    for (const machine of machines.split(' ') as MachineName[]) {
      for (const [name, devices] of Object.entries(rows)) yield variation('places by hand', name, machine, devices);
    }
  }
  for (const slots of [0, 1, 2, 3]) {
    const before = [`<maxMemory slots='${slots}' unit='GiB'>8</maxMemory>`, ...ROOM.slice(1)];
    yield variation(
      'memory slots',
      `${slots}`,
      'q35',
      [dimm("<address type='dimm' slot='0'/>"), dimm(), dimm()],
      before,
    );
  }
  for (const count of [1, 2, 254, 255, 256, 288]) {
    yield variation('processors', `${count}`, 'q35', [], [`<vcpu>${count}</vcpu>`]);
    yield variation('processors', `${count}`, 'old', [], [`<vcpu>${count}</vcpu>`]);
  }
}

/** A QEMU that offers nothing that is asked for. */
function* bare(): Iterable<Variation> {
  for (const machine of ['pc', 'q35', 'virt', 's390x', 'old'] as const) {
    const more = {
      'a display': '<video/>',
      'a USB controller': controller('usb', { index: 0 }),
      'a SCSI controller': controller('scsi'),
      'a NIC': "<interface type='user'/>",
      'a display elsewhere': "<video><model type='vga'/><address type='pci' bus='0' slot='7' function='0'/></video>",
      'a NIC in the place of a display': `${nic('e1000', machine === 'q35' ? '00:01.0' : '00:02.0')}<video><model type='vga'/></video>`,
    };
    for (const [sort, device] of Object.entries({ ...DEVICES, ...more })) {
      const one = variation('a bare QEMU', sort, machine, [device], needsRoom(device));
      yield { ...one, options: { ...one.options, capabilities: [] } };
    }
  }
}

/** Boards that libvirt knows little of. */
const BOARDS =
  'armv6l/versatilepb armv7l/versatilepb aarch64/raspi3b mips/malta mips/magnum ppc/g3beige ppc/mac99 sparc/SS-5 sparc64/sun4u sparc64/sun4v m68k/q800 m68k/virt x86_64/isapc x86_64/microvm sh4/r2d ppc64/powernv9 riscv64/sifive_u i686/pc';
const ON_BOARDS: readonly (readonly [name: string, device: string])[] = [
  ['nothing', ''],
  ['a NIC', "<interface type='user'/>"],
  ['a SCSI disk', diskOn('scsi', 'sda')],
  ['an IDE disk', diskOn('ide', 'hda')],
  ['a floppy', diskOn('fdc', 'fda', 'floppy')],
  ['a USB device', "<input type='mouse' bus='usb'/>"],
  ['a display', '<video/>'],
  ['serial ports', '<serial type="pty"/><console type="pty"/>'],
  ['a virtio device', DEVICES['rng'] ?? ''],
  ['a port', rootPort(1)],
  ['a panic device', '<panic/>'],
  ['graphics', "<graphics type='vnc'/>"],
];

function* onBoards(): Iterable<Variation> {
  for (const board of BOARDS.split(' ')) {
    const [arch = '', machine = ''] = board.split('/');
    for (const [name, device] of ON_BOARDS) {
      for (const profile of ['libvirt-6.5', 'libvirt-latest'] as const) {
        const xml = domain({ arch, machine, devices: [device] });
        yield {
          group: `board ${board}`,
          name: `${name} at ${profile}`,
          machine: 'vexpress',
          xml,
          options: { profile },
        };
      }
    }
  }
}

const cell = (id: number, content: string): string =>
  `<cell id='${id}' cpus='${id}' memory='1' unit='GiB'>${content}</cell>`;
const distances = (content: string): string =>
  `<vcpu>2</vcpu><cpu><numa>${cell(0, `<distances>${content}</distances>`)}${cell(1, '')}</numa></cpu>`;

/** What stands before the devices. */
const BEFORE: Readonly<Record<string, readonly [before: string, ...devices: string[]]>> = {
  ...Object.fromEntries(
    ["id='1' value='9'", "id='1' value='10'", "id='1' value='11'", "id='1' value='255'", "id='1' value='256'"]
      .concat("id='0' value='10'", "id='0' value='11'", "id='1'", "value='20'", "id='7' value='20'", "id='x' value='y'")
      .map((sibling) => [`distance ${sibling}`, [distances(`<sibling ${sibling}/>`)] as const]),
  ),
  'no distances': [distances('')],
  'no PS/2': ["<features><acpi/><ps2 state='off'/></features>", "<input type='mouse' bus='ps2'/>"],
  'PS/2 that passes through': ['', "<input type='passthrough' bus='ps2'><source evdev='/dev/input/event0'/></input>"],
  'a hub of no type': ['', "<hub type=''/>"],
  'boot devices and orders': ['', nic().replace('</interface>', "<boot order='1'/></interface>")],
  'no ACPI and a virtio IOMMU': ['', "<iommu model='virtio'/>"],
  'interrupts remapped': [
    '<features><acpi/><ioapic driver="qemu"/></features>',
    "<iommu model='intel'><driver intremap='on' eim='on'/></iommu>",
  ],
  'interrupts not remapped': ['', "<iommu model='intel'><driver eim='on'/></iommu>"],
};

function* beforeDevices(): Iterable<Variation> {
  for (const [name, [before, ...devices]] of Object.entries(BEFORE)) {
    for (const machine of ['q35', 'pc'] as const) {
      const xml = domain({
        machine,
        before: [/<features>/.test(before) ? '' : '<features><acpi/></features>', before],
        devices,
      });
      yield { group: `${machine} before devices`, name, machine, xml, options: MACHINES[machine].options };
    }
  }
}

/** The steps by which libvirt came to its placement on q35. */
function* bySteps(): Iterable<Variation> {
  for (const profile of ['libvirt-2.5-step1', 'libvirt-2.5-step2', 'libvirt-2.5-step3'] as const) {
    for (const [name, devices] of Object.entries({
      nothing: [],
      'a port': [rootPort(1), nic('virtio'), nic('rtl8139')],
      'another port': [rootPort(2), nic('virtio'), nic('rtl8139')],
      'a bridge': [pci(1, 'dmi-to-pci-bridge'), nic('rtl8139')],
      'USB sets and a sound card': [...usb2(0), "<sound model='ich9'/>", nic('e1000e', '00:1f.0')],
    })) {
      yield { ...variation(`at ${profile}`, name, 'old', devices), options: { profile } };
    }
  }
}

/** Back ends of NICs whose parts each release asks for otherwise. */
function* backends(): Iterable<Variation> {
  const source = (attributes: string): string => `<source type='unix'${attributes}/>`;
  for (const [name, content] of Object.entries({
    'no path': source(''),
    'no mode': source(" path='/s'"),
    both: source(" path='/s' mode='client'"),
    'passt and no path': `${source('')}<backend type='passt'/>`,
    'passt and a path': `${source(" path='/s'")}<backend type='passt'/>`,
    'passt alone': "<backend type='passt'/>",
    'another back end': `${source('')}<backend type='default'/>`,
  })) {
    for (const profile of [
      'libvirt-6.5',
      'libvirt-7.0',
      'libvirt-9.0',
      'libvirt-10.0',
      'libvirt-11.3',
      'libvirt-latest',
    ] as const) {
      const nic = `<interface type='vhostuser'>${content}<model type='virtio'/></interface>`;
      const one = variation(
        `vhostuser, ${name}`,
        profile,
        'q35',
        [nic],
        ["<memoryBacking><access mode='shared'/></memoryBacking>"],
      );
      yield { ...one, options: { profile } };
    }
  }
}

/** Guests of other kinds, and those of other drivers. */
function* kinds(): Iterable<Variation> {
  const plain = documentOf('q35', BARE);
  const make = (name: string, xml: string): Variation => ({ ...variation('kinds', name, 'q35', []), xml });
  for (const kind of 'hvm xen linux exe uml xenpvh other'.split(' ').concat('', ' hvm'))
    yield make(`os type "${kind}"`, plain.replace('>hvm<', `>${kind}<`));
  const types = 'kvm qemu hvf kqemu xen lxc uml openvz test vmware hyperv vbox phyp parallels bhyve vz nothing';
  for (const type of types.split(' ').concat(''))
    yield make(`type "${type}"`, plain.replace("type='qemu'", `type='${type}'`));
}

const UUIDS = ['09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f', '09b11c53'];

/** Each type of a virtual port with its parameters: good ones, one that is missing, those beyond a limit and those of others. */
function* virtualPorts(): Iterable<Variation> {
  const good = {
    managerid: ['11', '255', '256'],
    typeid: ['1193047', '16777215', '16777216'],
    typeidversion: ['2', '255', '256'],
    instanceid: UUIDS,
    interfaceid: UUIDS,
    profileid: ['a', ''],
  };
  const written = (values: Readonly<Record<string, string>>): string =>
    `<parameters${Object.entries(values)
      .map(([name, value]) => ` ${name}='${value}'`)
      .join('')}/>`;
  const own = {
    '802.1Qbg': ['managerid', 'typeid', 'typeidversion', 'instanceid'],
    '802.1Qbh': ['profileid'],
    openvswitch: ['interfaceid', 'profileid'],
    midonet: ['interfaceid', 'profileid'],
  };
  for (const [type, names] of Object.entries(own)) {
    const first = Object.fromEntries(
      Object.entries(good).flatMap(([name, [value = '']]) => (names.includes(name) ? [[name, value]] : [])),
    );
    for (const [nic, source] of [
      ['direct', "<source dev='eth0' mode='vepa'/>"],
      ['bridge', "<source bridge='a'/>"],
      ['network', "<source network='a'/>"],
    ] as const) {
      const make = (name: string, parameters: string): Variation =>
        variation(`virtual port ${type} of type ${nic}`, name, 'q35', [
          `<interface type='${nic}'>${source}<virtualport type='${type}'>${parameters}</virtualport></interface>`,
        ]);
      yield make('no parameters', '');
      for (const [name, values] of Object.entries(good)) {
        const { [name]: _, ...others } = first;
        if (name in first) yield make(`all but ${name}`, written(others));
        for (const value of values) yield make(`${name} ${value}`, written({ ...first, [name]: value }));
      }
    }
  }
}

/** Each machine with each emulator. */
function* emulators(): Iterable<Variation> {
  const names = 'i386 x86_64 arm aarch64 ppc64 ppc alpha s390x riscv64 loongarch64 mips nothing'.split(' ');
  for (const machine of Object.keys(MACHINES) as MachineName[]) {
    for (const name of names)
      yield variation('emulators', name, machine, [...BARE, `<emulator>/usr/bin/qemu-system-${name}</emulator>`]);
  }
}

/** Each type of disk with each attribute of a source. */
function* sources(): Iterable<Variation> {
  for (const type of 'file block dir network volume nvme vhostuser vhostvdpa'.split(' ')) {
    for (const [name, source] of Object.entries({
      nothing: '',
      'an empty source': '<source/>',
      'an empty file': "<source file=''/>",
      'a file': "<source file='/a'/>",
      'a device': "<source dev='/dev/a'/>",
      'a folder': "<source dir='/a'/>",
      'a name': "<source protocol='nbd' name='a'><host name='b'/></source>",
      'a volume': "<source pool='a' volume='b'/>",
    })) {
      for (const [sort, bus] of [
        ['disk', 'virtio'],
        ['cdrom', 'sata'],
        ['lun', 'scsi'],
        ['disk', 'usb'],
      ] as const) {
        const target = bus === 'virtio' ? 'vda' : 'sda';
        const disk = `<disk type='${type}' device='${sort}'>${source}<target dev='${target}' bus='${bus}'/></disk>`;
        for (const machine of ['q35', 'pc'] as const)
          yield variation(`${sort} of type ${type} on ${bus}`, name, machine, [disk]);
      }
    }
  }
}

/** What is on the machine's own virtio bus, by release. */
function* byRelease(): Iterable<Variation> {
  const virtio = Object.entries({ ...DEVICES, 'SCSI controller': controller('scsi') }).filter(([, device]) =>
    /virtio|vhost|vsock|model='ccid'|crypto|<rng|filesystem|<controller type='scsi'/.test(device),
  );
  for (const machine of ['s390x', 'virt', 'vexpress'] as const) {
    for (const [sort, device] of virtio) {
      for (const profile of [
        'libvirt-2.5',
        'libvirt-4.6',
        'libvirt-4.9',
        'libvirt-6.0',
        'libvirt-7.10',
        'libvirt-10.0',
      ] as const) {
        const one = variation(`${sort} by release`, profile, machine, [device], needsRoom(device));
        yield { ...one, options: { profile } };
      }
    }
  }
}

const sized = (model: string, target: string, source = ''): string =>
  `<memory model='${model}'><source><path>/p</path>${source}</source>${MEMORY}${target}</target></memory>`;

/** Places of numbers, and sizes with a unit. */
const NUMBERS: Readonly<Record<string, (value: string) => string>> = {
  'memory size': (value) => DEVICES['DIMM']?.replace('>512<', `>${value}<`) ?? '',
  'memory node': (value) => DEVICES['DIMM']?.replace('>0<', `>${value}<`) ?? '',
  'NVDIMM label': (value) => DEVICES['NVDIMM']?.replace('>128<', `>${value}<`) ?? '',
  requested: (value) => sized('virtio-mem', `<block unit='MiB'>2</block><requested unit='MiB'>${value}</requested>`),
  block: (value) => sized('virtio-mem', `<block unit='MiB'>${value}</block>`),
  pagesize: (value) => sized('dimm', '', `<pagesize unit='MiB'>${value}</pagesize>`),
  alignsize: (value) => sized('nvdimm', '', `<alignsize unit='MiB'>${value}</alignsize>`),
  pstore: (value) => DEVICES['pstore']?.replace('>8<', `>${value}<`) ?? '',
  shmem: (value) => DEVICES['shmem']?.replace('>4<', `>${value}<`) ?? '',
  pcihole64: (value) => controller('pci', { index: 0, model: 'pcie-root', content: `<pcihole64>${value}</pcihole64>` }),
  'node of an expander': (value) =>
    controller('pci', { index: 1, model: 'pcie-expander-bus', content: `<target><node>${value}</node></target>` }),
  'hard limit': (value) =>
    DEVICES['filesystem']?.replace('</filesystem>', `<space_hard_limit>${value}</space_hard_limit></filesystem>`) ?? '',
  ...Object.fromEntries(
    'total_bytes_sec total_iops_sec_max total_bytes_sec_max_length size_iops_sec'
      .split(' ')
      .map((name) => [
        `iotune ${name}`,
        (value: string) => diskOn('virtio', 'vda', 'disk', `<iotune><${name}>${value}</${name}></iotune>`),
      ]),
  ),
};
const VALUES = [
  '',
  'x',
  '-1',
  '0',
  '1',
  ' 7 ',
  '1000000000000000',
  '1000000000000001',
  '99999999999999999999',
  '9'.repeat(40),
  '9'.repeat(41),
];

function* numbers(): Iterable<Variation> {
  for (const [place, make] of Object.entries(NUMBERS)) {
    for (const value of VALUES) yield variation(`number at ${place}`, `"${value}"`, 'q35', [make(value)], ROOM);
  }
  for (const name of ['bytes_sec', 'iops_sec', 'bytes_sec_max', 'iops_sec_max']) {
    for (const half of ['read', 'write']) {
      const limits = ['total', half].map((side) => `<${side}_${name}>9</${side}_${name}>`).join('');
      yield variation('limits of a disk', `${half} ${name}`, 'q35', [
        diskOn('virtio', 'vda', 'disk', `<iotune>${limits}</iotune>`),
      ]);
    }
  }
}

export function variations(): readonly Variation[] {
  return [
    ...addresses(),
    ...counts(),
    ...models(),
    ...usbPorts(),
    ...byHand(),
    ...bare(),
    ...onBoards(),
    ...beforeDevices(),
    ...numbers(),
    ...bySteps(),
    ...byRelease(),
    ...backends(),
    ...kinds(),
    ...emulators(),
    ...sources(),
    ...virtualPorts(),
  ];
}
