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
  old: { name: 'q35', arch: 'x86_64', options: { profile: 'libvirt-2.5' }, before: ACPI },
} satisfies Readonly<Record<string, Machine>>;

export type MachineName = keyof typeof MACHINES;

/** A document of a machine. */
export function documentOf(machine: MachineName, devices: readonly string[], before: readonly string[] = []): string {
  const row: Machine = MACHINES[machine];
  return domain({ arch: row.arch, machine: row.name, before: [...(row.before ?? []), ...before], devices });
}

/** Puts an address into the first element. */
const withAddress = (device: string, address: string): string =>
  /^<[^>]*\/>/.test(device)
    ? device.replace(/^<(\w+)([^>]*)\/>/, `<$1$2>${address}</$1>`)
    : device.replace(/<\/(\w+)>(?=(?:<[^/]|$))/, (end) => `${address}${end}`);

const character = (name: string, target = '', type = 'pty'): string =>
  target === '' ? `<${name} type='${type}'/>` : `<${name} type='${type}'><target ${target}/></${name}>`;
const diskOn = (bus: string, target: string, device = 'disk', more = ''): string =>
  `<disk type='file' device='${device}'><source file='/a'/><target dev='${target}' bus='${bus}'/>${more}</disk>`;
const host = (type: string, source: string, attributes = ''): string =>
  `<hostdev mode='subsystem' type='${type}'${attributes}><source${source}</source></hostdev>`;
const UUID = "<address uuid='53764d0e-85a0-42b4-af5c-2046b460b1dc'/>";
const HOST_PCI = "><address domain='0' bus='0xc1' slot='0' function='0'/>";
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

function variation(
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

/** Types of addresses that each machine is asked about; the others are refused everywhere alike. */
const ASKED: Readonly<Record<MachineName, RegExp>> = {
  pc: /^(?:none|pci|drive|usb|ccw|virtio-mmio|unassigned)$/,
  q35: /./,
  virt: /^(?:none|pci|virtio-mmio|usb)$/,
  pseries: /^(?:none|pci|spapr-vio.*)$/,
  s390x: /^(?:none|pci|zpci|ccw)$/,
  old: /^(?:none|pci|drive.*|usb|ccid.*|ccw)$/,
};

function* addresses(): Iterable<Variation> {
  for (const machine of Object.keys(MACHINES) as MachineName[]) {
    for (const [sort, device] of Object.entries(DEVICES)) {
      const bare = /usb|balloon/.test(device) ? [] : BARE;
      for (const [name, address] of Object.entries({ none: '', ...ADDRESSES })) {
        if (!ASKED[machine].test(name)) continue;
        const devices = [...bare, withAddress(device, address)];
        yield variation(sort, name, machine, devices, needsRoom(device));
      }
    }
  }
}

const COUNTS: Readonly<Record<MachineName, readonly number[]>> = {
  pc: [2, 6],
  q35: [2, 6, 33],
  virt: [2],
  pseries: [6],
  s390x: [6],
  old: [2],
};

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
      for (const count of COUNTS[machine]) {
        const devices = many(count, (at) => numbered(device, at, count));
        yield variation(`${count} of a sort`, sort, machine, devices, needsRoom(device));
      }
    }
  }
}

export function variations(): readonly Variation[] {
  return [...addresses(), ...counts()];
}
