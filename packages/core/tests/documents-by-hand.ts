// Documents for what rules of the guest and of checks look at and no other document has: one line each says what.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CheckOptions,
  factsOfHost,
  type HostFacts,
  type PlanOptions,
  type ProfileName,
  readHost,
  type WindowsOptions,
} from '../src/index.ts';
import { at, BARE, controller, disk, hostdev, many, nic, pci, rootPort, sound, video, withArguments } from './build.ts';
import { HOST } from './topologies.ts';
import { DEVICES, documentOf, type MachineName } from './variations.ts';

export interface ByHand {
  readonly name: string;
  readonly xml: string;
  readonly options?: PlanOptions;
  /** What checks are told besides. */
  readonly checks?: CheckOptions;
  /** Its guest has much to say, and nothing that is not said elsewhere. */
  readonly isWithoutGuest?: boolean;
  /** Of which firmwares the room is asked. */
  readonly windows?: readonly WindowsOptions[];
}

const acpi = (index: number, where?: string): string =>
  nic('virtio', where).replace('</interface>', `<acpi index='${index}'/></interface>`);
const withMachine = (xml: string, machine: string): string => xml.replace(/machine='[^']*'/, `machine='${machine}'`);
const withEfi = (xml: string): string => xml.replace('</os>', "<loader type='pflash'>/a.fd</loader></os>");
const port = (index: number, target: string, where?: string, model = 'pcie-root-port'): string =>
  controller('pci', { index, model, where, content: `<target ${target}/>` });

/** Slots that ask for a name, and those that do not. */
function* slots(): Iterable<ByHand> {
  const onArm = [
    rootPort(1, '00:01.0'),
    port(2, "hotplug='off'", '00:02.0'),
    nic('virtio', '00:03.0'),
    nic('virtio', '01:00.0'),
    acpi(2, '02:00.0'),
  ];
  for (const value of ['on', 'yes', 'true', 'y', 'off']) {
    const ged = ['-global', `acpi-ged.acpi-pci-hotplug-with-bridge-support=${value}`];
    const arm = documentOf('virt', onArm, ['<features><acpi/></features>']);
    yield { name: `virt with ACPI, and ${value} for all its slots`, xml: withArguments(withEfi(arm), ...ged) };
  }
  const ged = ['-global', 'acpi-ged.acpi-pci-hotplug-with-bridge-support=on'];
  yield { name: 'q35, and what only ARM has', xml: withArguments(documentOf('q35', onArm), ...ged) };
  const old = [pci(1, 'dmi-to-pci-bridge'), pci(2, 'pci-bridge', '01:01.0'), acpi(7, '02:03.0'), acpi(8, '01:02.0')];
  for (const machine of ['pc-q35-2.9', 'pc-q35-2.10', 'pc-q35-8.0'])
    yield {
      name: `${machine} with a bridge and an index behind it`,
      xml: withMachine(documentOf('q35', [...BARE, ...old]), machine),
      options: { profile: 'libvirt-9.0' },
    };
  for (const machine of ['pc-0.12', 'pc-1.3', 'pc-i440fx-1.7', 'pc-i440fx-2.0'])
    yield {
      name: `${machine} with a NIC behind a bridge`,
      xml: withMachine(documentOf('pc', [...BARE, pci(1, 'pci-bridge', '00:05.0'), acpi(3, '01:05.0')]), machine),
      options: { profile: 'libvirt-2.5' },
    };
  for (const taken of [
    [0, 1, 2, 3],
    [0, 2, 3],
    [1, 3],
    [1, 2, 4],
  ]) {
    const last = taken.length + 2;
    yield {
      name: `a switch with ports at ${taken.join(', ')}`,
      xml: documentOf('q35', [
        ...BARE,
        rootPort(1),
        pci(2, 'pcie-switch-upstream-port', '01:00.0'),
        ...taken.map((slot, position) => pci(position + 3, 'pcie-switch-downstream-port', `02:0${slot}.0`)),
        acpi(3, `0${last}:00.0`),
      ]),
    };
  }
  const arguments_ = [
    ['-device', 'pci-bridge,id=b,chassis_nr=9,addr=0x7', '-device', 'e1000,bus=b,addr=0x3'],
    ['-device', 'VGA,addr=0x7', '-device', 'e1000,addr=0x8'],
    ['-device', 'e1000,addr=0x7.1', '-device', 'e1000,addr=0x8.1'],
  ];
  for (const words of arguments_) {
    const bridge = [pci(1, 'pci-bridge', '00:05.0'), nic('e1000', '01:07.0'), nic('e1000', '01:05.0')];
    yield { name: `pc with ${words.join(' ')}`, xml: withArguments(documentOf('pc', [...BARE, ...bridge]), ...words) };
  }
  for (const model of ['vga', 'cirrus', 'vmvga', 'qxl', 'virtio', 'none']) {
    const devices = [video(model), pci(1, 'pci-bridge', '00:05.0'), nic('e1000', '01:02.0')];
    yield {
      name: `pc of QEMU 1.5 with ${model}`,
      xml: documentOf('pc', devices),
      options: { profile: 'libvirt-2.5', qemu: '1.5' },
    };
  }
}

/** What the guest does not see of arguments. */
function* unseenArguments(): Iterable<ByHand> {
  const lost: readonly (readonly string[])[] = [
    ['-device', 'e1000,bus=pci.1,addr=0x1'],
    ['-device', 'e1000,bus=pcie.0,addr=0x9.1'],
    ['-device', 'e1000,bus=pcie.0,addr=0x9', '-device', 'e1000,bus=pcie.0,addr=0x9.1'],
    ['-device', 'pcie-root-port,id=a,chassis=9,addr=0x8', '-device', 'e1000,bus=a,addr=0x0.1'],
    ['-device', 'pcie-root-port,id=a,chassis=9,addr=0x8', '-device', 'e1000,bus=a,addr=0x1'],
  ];
  for (const words of lost) {
    const xml = documentOf('q35', [...BARE, rootPort(1, '00:02.0'), rootPort(2, '00:03.0'), nic('virtio', '02:00.0')]);
    yield { name: `q35 with ${words.join(' ')}`, xml: withArguments(xml, ...words) };
  }
}

/** More than there is room for. */
function* short(): Iterable<ByHand> {
  const ports = (count: number): readonly string[] => many(count, () => nic('e1000e'));
  const windows = ['seabios', 'ovmf'].map((firmware) => ({ firmware }));
  const xml = documentOf('q35', [...BARE, ...ports(16), nic('virtio', '00:10.0')]);
  yield { name: 'too many ports for EFI, and one on the root', xml: withEfi(xml), windows };
  yield {
    name: 'too many ports, and too large BARs',
    xml: withEfi(documentOf('q35', [...BARE, ...ports(16), hostdev('c4:00.0')])),
    options: { host: HOST },
    windows,
  };
}

/** Numbers and addresses that fixes write. */
function* fixes(): Iterable<ByHand> {
  const q35 = (name: string, devices: readonly string[]): ByHand => ({ name, xml: documentOf('q35', devices) });
  yield q35('a chassis number twice, and the next one in use', [
    ...BARE,
    port(1, "chassis='5'"),
    port(2, "chassis='5'"),
    port(3, "chassis='2'"),
  ]);
  yield q35('functions of the host on slots from 0x15 on', [
    hostdev('c1:00.0', "<address type='pci' domain='0' bus='0' slot='0x15' function='0' multifunction='on'/>"),
    hostdev('c1:00.1', "<address type='pci' domain='0' bus='0x0' slot='0x16' function='1'/>"),
    hostdev('c1:00.2'),
  ]);
  yield q35('functions of the host on buses from 0x10 on', [
    hostdev('c1:00.0', '12:00.0'),
    hostdev('c1:00.1', '13:00.0'),
  ]);
  yield {
    ...q35('a full root bus, and a NIC behind a port of it', [
      ...BARE,
      rootPort(1, '00:1e.0'),
      nic('virtio', '01:00.0'),
      ...many(29, (slot) => nic('virtio', `00:${(slot + 1).toString(16).padStart(2, '0')}.0`)),
    ]),
    checks: { rules: { RP6005: 'off' } },
    isWithoutGuest: true,
  };
  yield {
    name: 'a high index, and an address beyond it',
    xml: documentOf('pc', [...BARE, pci(30, 'pci-bridge'), nic('virtio', '32:01.0')]),
  };
  yield {
    name: 'a refused document and a release that there is none of',
    xml: documentOf(
      'q35',
      many(2, () => nic('virtio', '00:09.0')),
    ),
    checks: { profile: 'libvirt-99' as never },
  };
}

/** Refusals whose ways out depend on more than their code. */
function* waysOut(): Iterable<ByHand> {
  const pc = (name: string, devices: readonly string[]): ByHand => ({ name, xml: documentOf('pc', devices) });
  const q35 = (name: string, devices: readonly string[]): ByHand => ({ name, xml: documentOf('q35', devices) });
  const drive = (name: string, bus: string, where = ''): string =>
    `<disk type='file' device='disk'><source file='/${name}'/><target dev='${name}' bus='${bus}'/>${where}</disk>`;
  const place = (index: number): string => `<address type='drive' controller='${index}' bus='0' target='0' unit='0'/>`;
  yield q35('a second root that nobody numbered', [pci(0, 'pcie-root'), controller('pci', { model: 'pcie-root' })]);
  const express = [
    pci(0, 'pcie-root'),
    rootPort(1, '00:02.0'),
    controller('pci', { index: 2, model: 'pcie-root-port' }),
    pci(3, 'dmi-to-pci-bridge', '00:1e.0'),
    pci(4, 'pci-bridge', '03:01.0'),
    nic('virtio', '01:00.0'),
    nic('e1000', '02:00.0'),
    nic('e1000', '04:01.0'),
    nic('e1000', '00:05.0'),
    nic('e1000'),
  ];
  const sata = controller('sata', { index: 0, where: '00:1f.2' });
  yield pc('PCI Express on pc', express);
  yield pc('PCI Express on pc, and an idle SATA controller', [...express, sata]);
  yield pc('PCI Express on pc, and a SATA controller in use', [...express, sata, drive('sda', 'sata', place(0))]);
  yield pc('PCI Express on pc, and more controllers', [
    ...express,
    sata,
    drive('sda', 'sata', place(1)),
    drive('hda', 'ide', place(0)),
    drive('sdb', 'scsi', place(0)),
    drive('sdc', 'sata'),
    controller('sata', { index: 1 }),
    controller('sata', { index: 2, where: '00:06.0' }),
    controller('scsi', { index: 0, where: '00:1f.4' }),
  ]);
  yield pc('a bridge for a root', [pci(0, 'pci-bridge'), nic('virtio', '00:05.0')]);
  yield pc('ports alone on pc', [rootPort(1), nic('virtio', '01:00.0')]);
  yield pc('ports behind each other on pc', [
    rootPort(1),
    pci(2, 'pcie-to-pci-bridge', '01:00.0'),
    nic('e1000', '02:01.0'),
  ]);
  yield q35(
    'two backends of one number',
    many(2, () => "<audio id='1' type='none'/>"),
  );
  const filter = "<redirfilter><usbdev allow='yes'/></redirfilter>";
  yield q35('two filters', [filter, filter]);
  yield q35('names of disks that have no next one', [
    ...['vdaa', 'vdaa', 'nvme0n1', 'nvme0n1'].map((name) => drive(name, name.startsWith('v') ? 'virtio' : 'nvme')),
  ]);
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  yield q35(
    'all names of disks in use',
    [...letters, 'a'].map((letter) => drive(`vd${letter}`, 'virtio')),
  );
  yield q35('a disk on a bus that there is none of, with the name of another', [drive('sda', 'ide')]);
  yield q35('disks on a bus that there is none of', [drive('hda', 'ide', place(0)), drive('hdb', 'ide', place(1))]);
  yield q35('disks on a bus that there is none of, and no name for them', [
    drive('hda', 'ide'),
    ...letters.map((letter) => drive(`sd${letter}`, 'usb')),
  ]);
  yield q35('twice a chassis in ports without a number', [
    ...many(2, () => controller('pci', { model: 'pcie-root-port', content: "<target chassis='5'/>" })),
    port(0, "chassis='5'"),
    ...many(2, () => nic('virtio', '00:09.0')),
  ]);
  yield q35('three of one chassis, and their own numbers in use', [
    ...BARE,
    ...[3, 4, 5, 5, 5].map((chassis, at) => port(at + 1, `chassis='${chassis}'`)),
  ]);
}

const expander = (index: number, number: number): string =>
  controller('pci', { index, model: 'pcie-expander-bus', content: `<target busNr='${number}'/>` });

/** What lints count and compare. */
function* counts(): Iterable<ByHand> {
  const q35 = (name: string, devices: readonly string[]): ByHand => ({ name, xml: documentOf('q35', devices) });
  yield q35('expanders in another order than their numbers', [
    ...BARE,
    expander(1, 22),
    expander(2, 20),
    ...many(3, (at) => rootPort(at + 3, `02:0${at}.0`)),
    rootPort(6, '01:00.0'),
  ]);
  yield {
    name: 'an expander and 254 ports',
    xml: documentOf('q35', [...BARE, expander(1, 200), ...many(254, (at) => rootPort(at + 2))]),
    checks: { rules: { RP6003: 'off', RP6013: 'off' } },
    isWithoutGuest: true,
  };
  for (const count of [9, 10, 13, 14]) {
    const devices = [...BARE, ...many(count, () => nic('e1000e')), rootPort(1)];
    yield q35(`${count} NICs with ports`, devices);
    yield { name: `${count} NICs with ports and EFI`, xml: withEfi(documentOf('q35', devices)) };
  }
  yield q35('a NIC in a port that was added for its address', [...BARE, nic('virtio', '01:00.0')]);
  yield q35('a NIC that the guest does not see, behind a late port', [
    ...BARE,
    rootPort(1, '00:1d.0'),
    rootPort(2, '00:1c.0'),
    nic('virtio', '01:00.1'),
    nic('virtio', '02:00.0'),
  ]);
  yield q35('a NIC with an index of 0 behind a late port', [...BARE, rootPort(1, '00:1d.0'), acpi(0, '01:00.0')]);
  yield { name: 'what libvirt 2.5 adds to q35', xml: documentOf('q35', []), options: { profile: 'libvirt-2.5' } };
  yield {
    name: 'a USB controller without a model, of libvirt 2.5',
    xml: documentOf('q35', [controller('usb', { index: 0 }), nic('e1000')]),
    options: { profile: 'libvirt-2.5' },
  };
}

/** Machines that are nearly right. */
function* machines(): Iterable<ByHand> {
  const names: readonly (readonly [machine: MachineName, name: string, profile?: ProfileName])[] = [
    ...['pc-q35', 'q35-6.2', 'Q35-7.2', 'i440fx-6.2', '440fx', 'q35x-9.1', 'none'].map(
      (name) => ['q35', name] as const,
    ),
    ...['virt6.2', 'Virt-9.0', 'virtual'].flatMap((name) => [['virt', name] as const, ['riscv', name] as const]),
    ...['pSeries', 'p-series-9.0', 'pseries9'].map((name) => ['pseries', name] as const),
    ...['s390-ccw', 's390ccw-9.0', 's390-ccw-virtio9.0'].map((name) => ['s390x', name] as const),
    ['riscv', 'virt', 'libvirt-2.5'],
    ['pseries', 'pseries', 'libvirt-2.5'],
  ];
  for (const [machine, name, profile] of names)
    yield {
      name: `${machine}: ${name}${profile === undefined ? '' : ` of ${profile}`}`,
      xml: withMachine(documentOf(machine, [disk('vda', 'virtio')]), name),
      ...(profile !== undefined && { options: { profile } }),
    };
}

/** Settings of rules, and comments that silence them. */
function* settings(): Iterable<ByHand> {
  const unknown = hostdev('d0:00.0');
  const xml = documentOf('q35', [...BARE, nic('virtio', '00:05.0'), nic('rtl8139'), unknown]);
  yield {
    name: 'rules as notes and errors',
    xml,
    checks: { rules: { RP6005: 'error', RP6004: 'note', RP4005: 'off' } },
  };
  yield { name: 'rules that are off', xml, checks: { rules: { RP6005: 'off', RP6004: 'off', RP6010: 'off' } } };
  const [a, b] = [nic('virtio', '00:05.0'), nic('e1000e', '00:06.0')];
  const ignore = '<!-- rootport-ignore RP6005 -->';
  yield { name: 'a comment, and two elements that touch', xml: documentOf('q35', [...BARE, `${ignore}${a}${b}`]) };
  yield { name: 'a comment between two elements that touch', xml: documentOf('q35', [...BARE, `${a}${ignore}${b}`]) };
  const idle = '<!-- rootport-ignore RP6013 -->';
  yield {
    name: 'a comment, and two expanders that touch',
    xml: documentOf('q35', [...BARE, `${idle}${expander(1, 200)}${expander(2, 210)}`]),
  };
  const large = documentOf('q35', [...BARE, hostdev('c4:00.0')]);
  const far = '<!-- rootport-ignore RP7023 -->';
  const options = { host: HOST };
  yield { name: 'a comment about what has no place', xml: `${far}\n${large}`, options };
  yield {
    name: 'a comment at a device about what has no place',
    xml: large.replace('<hostdev', `${far}<hostdev`),
    options,
  };
  const implied = documentOf('q35', [pci(0, 'pcie-root'), disk('sda', 'scsi')]);
  const old = '<!-- rootport-ignore RP6004 -->';
  for (const [where, xml] of Object.entries({
    'before the domain': `${old}${implied}`,
    'at a controller': implied.replace('<controller', `${old}<controller`),
  }))
    yield { name: `a comment about an added device ${where}`, xml, options: { profile: 'libvirt-9.0' } };
  for (const qemu of ['7.2', '10.0'])
    yield { name: `BARs of 1 TiB with QEMU ${qemu}`, xml: large, options, checks: { qemu } };
}

/** Releases that answer otherwise. */
function* releases(): Iterable<ByHand> {
  const checks: CheckOptions = { rules: { RP6014: 'warning' } };
  for (const [name, devices] of Object.entries({
    'refused by some': [sound('virtio')],
    'refused by all, and not alike': [nic('virtio', '00:09.0'), nic('virtio', '00:09.0'), sound('virtio')],
    'refused by all alike': [nic('virtio', '00:09.0'), nic('virtio', '00:09.0')],
    'elsewhere by release': [disk('vda', 'virtio'), nic('e1000')],
  }))
    yield { name, xml: documentOf('pc', [...BARE, ...devices]), checks };
}

/** Arguments and overrides beside what the document has. */
function* overrides(): Iterable<ByHand> {
  const override = (alias: string, name: string, value: number): string =>
    `<qemu:override><qemu:device alias='${alias}'><qemu:frontend><qemu:property name='${name}' type='unsigned' value='${value}'/></qemu:frontend></qemu:device></qemu:override>`;
  const ports = documentOf('q35', [...BARE, ...many(3, (at) => rootPort(at + 1)), nic()]);
  const withOverride = (xml: string, ...all: readonly string[]): string =>
    withArguments(xml).replace('</domain>', `${all.join('')}</domain>`);
  for (const value of [1, 2, 3, 9])
    yield { name: `chassis ${value} by an override`, xml: withOverride(ports, override('pci.2', 'chassis', value)) };
  yield {
    name: 'two chassis by overrides',
    xml: withOverride(ports, override('pci.1', 'chassis', 9), override('pci.2', 'chassis', 9)),
  };
  yield {
    name: 'a NIC that an override moves out of sight',
    xml: withOverride(documentOf('pc', [...BARE, nic()]), override('net0', 'addr', 0x39)),
  };
}

const read = (...path: readonly string[]): string => readFileSync(join(import.meta.dirname, ...path), 'utf8');
/** What files of the project say of a host. */
export function hostOf(files: readonly string[]): HostFacts {
  const { host } = readHost(files.map((file) => ({ file, text: read('../../..', file) })));
  return host === undefined ? {} : factsOfHost(host);
}

/** Host devices, near and far. */
function* hosts(): Iterable<ByHand> {
  const [lspci, hwloc] = ['fixtures/hosts/two-switches/lspci.txt', 'fixtures/hosts/two-switches/hwloc.xml'];
  const [known, noNodes] = [hostOf([lspci, hwloc]), hostOf([lspci])];
  const far = read('codes/RP6500/domain.xml');
  const numatune = /<numatune>.*<\/numatune>/s;
  for (const [name, xml] of Object.entries({
    'far from its node': far,
    'far from its node, which nothing binds': far.replace(numatune, ''),
    'far from its node, which the document does not bind': far.replace(/<memnode cellid='1'[^>]*>/, ''),
    'far from its node, with processors that are bound': far.replace(numatune, '<cputune/>'),
    'behind an expander of no node': far.replace('<node>0</node>', ''),
    'behind an expander of no node, which nothing binds': far.replace('<node>0</node>', '').replace(numatune, ''),
    'of a node that the guest does not have': far.replace(numatune, '').replace("bus='0x83'", "bus='0x23'"),
    'of the node of its expander': far.replace("bus='0x83'", "bus='0x23'"),
  })) {
    yield { name: `a host device ${name}`, xml, options: { host: known } };
    yield { name: `a host device ${name}, on a host whose nodes are not known`, xml, options: { host: noNodes } };
  }
  const torn = read('codes/RP6503/domain.xml');
  const more = `${hostdev('24:00.1', '04:00.0')}${hostdev('25:00.0')}</devices>`;
  for (const [name, xml] of Object.entries({
    'torn apart': torn,
    'torn apart, and more of them': torn.replace('</devices>', more),
    'torn apart, and one that the guest does not see': torn.replace(
      "bus='0x03' slot='0x00' function='0x0'",
      "bus='0x03' slot='0x00' function='0x1'",
    ),
    'of two nodes': torn.replace("bus='0x24'", "bus='0x84'"),
    'behind one expander, refused': torn.replace(
      '</devices>',
      `${many(2, () => nic('virtio', '00:09.0')).join('')}</devices>`,
    ),
  }))
    yield { name: `peers ${name}`, xml, options: { host: known } };
}

const shared = (gib: number, where: string, more = ''): string =>
  `<shmem name='s${where.replaceAll(/\W/g, '')}'><model type='ivshmem-plain'/><size unit='GiB'>${gib}</size>${more}${at(where)}</shmem>`;

/** What firmware has room for. */
function* rooms(): Iterable<ByHand> {
  const windows: readonly WindowsOptions[] = ['seabios', 'ovmf'].flatMap((firmware) =>
    ['5.2', '7.2', '11'].map((qemu) => ({ firmware, qemu })),
  );
  const fits = (gib: readonly number[]): readonly string[] => [
    ...BARE,
    ...gib.map((_, position) => rootPort(position + 1)),
    ...gib.map((size, position) => shared(size, `0${position + 1}:00.0`)),
  ];
  const q35 = (name: string, devices: readonly string[], before: readonly string[] = []): ByHand => ({
    name,
    xml: documentOf('q35', devices, before),
    windows,
    isWithoutGuest: true,
  });
  const withMemory = (xml: string, gib: number): string =>
    xml.replace(/<memory .*?<\/memory>/, `<memory unit='GiB'>${gib}</memory>`);
  for (const memory of [500, 508, 510, 514]) {
    const one = q35(`BARs of 384 GiB beside ${memory} GiB of memory`, fits([256, 128]));
    yield { ...one, xml: withMemory(one.xml, memory) };
  }
  const cell = "<cpu><numa><cell id='0' cpus='0' memory='8' unit='GiB'/></numa></cpu>";
  for (const [slots, most] of [
    [1, 506],
    [1, 512],
    [8, 500],
  ])
    yield q35(`BARs of 384 GiB beside memory of up to ${most} GiB in ${slots} slots`, fits([256, 128]), [
      `<maxMemory slots='${slots}' unit='GiB'>${most}</maxMemory>`,
      cell,
    ]);
  yield q35('memory of up to 507 GiB in slots that nobody counts', fits([256, 128]), [
    "<maxMemory unit='GiB'>508</maxMemory>",
    cell.replace("memory='8'", "memory='4'"),
  ]);
  yield q35('a node without memory', fits([256, 128]), [
    cell.replace('</numa>', "<cell id='1' cpus='1'/></numa>").replace("memory='8'", "memory='508'"),
    '<vcpu>2</vcpu>',
  ]);
  const dimm = DEVICES['DIMM'] ?? '';
  const inSlot = q35(
    'memory in a slot that is part of the size',
    [...fits([8]), dimm],
    ["<maxMemory slots='4' unit='GiB'>16</maxMemory>", "<cpu><numa><cell id='0' cpus='0'/></numa></cpu>"],
  );
  yield { ...inSlot, xml: inSlot.xml.replace("<memory unit='KiB'>1048576", "<memory unit='MiB'>8448") };
  for (const gib of [1, 8192, 16_384, 2 ** 21, 2 ** 31])
    yield {
      ...q35(`a BAR of ${gib} GiB`, fits([gib])),
      windows: [
        { firmware: 'ovmf', firmwareVersion: '2024.02' },
        { firmware: 'ovmf', firmwareVersion: '2022.11', addressBits: 52 },
        { firmware: 'ovmf', qemu: '8.2', addressBits: 52 },
        { firmware: 'seabios', qemu: '11', addressBits: 46, vendor: 'AMD' },
        { firmware: 'seabios', qemu: '11', addressBits: 45, vendor: 'Intel' },
        { firmware: 'seabios', firmwareVersions: { seabios: '1.16.3', ovmf: '2022.11' } },
        { firmwareVersions: { seabios: '1.16.3', ovmf: '2022.11' } },
      ],
    };
  yield {
    ...q35('BARs that end where addresses are reserved', [
      ...BARE,
      ...many(10, (power) => shared(2 ** power, `00:${(power + 5).toString(16).padStart(2, '0')}.0`)),
      shared(1, '00:10.0'),
    ]),
    windows: [40, 41, 42].map((addressBits) => ({ firmware: 'seabios', qemu: '11.1', addressBits, vendor: 'AMD' })),
  };
  const hole = controller('pci', { index: 0, model: 'pcie-root', content: "<pcihole64 unit='GiB'>64</pcihole64>" });
  yield {
    ...q35('a hole beyond the addresses', [...BARE, hole, rootPort(1), shared(1, '01:00.0')]),
    windows: [36, 37, 40].flatMap((addressBits) => windows.map((one) => ({ ...one, addressBits }))),
  };
  for (const size of [16_384, 524_288, 4_194_304]) {
    const words = ['-fw_cfg', `name=opt/ovmf/X-PciMmio64Mb,string=${size}`];
    const one = q35(`a window of ${size} MiB for EFI`, fits([256]));
    yield { ...one, xml: withArguments(withEfi(one.xml), ...words) };
  }
  const given: readonly (readonly string[])[] = [
    ['-m', '8G'],
    ['-cpu', 'host,phys-bits=46'],
    ['-smp', '4'],
    ['-bios', '/a'],
    ['-drive', 'file=/a,if=none,id=a'],
    ['-drive', 'file=/a,if=pflash'],
    ['-drive', 'if=pflash,file=/a'],
    ['-pflash', '/a'],
    ['-global', 'PIIX4_PM.acpi-root-pci-hotplug=off', '-global', 'virtio-net-pci.rombar=0'],
    ['-global', 'ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off'],
    ['-fw_cfg', 'name=opt/a,string=b'],
  ];
  for (const words of given) {
    const one = q35(`room, with ${words.join(' ')}`, [...BARE, nic()]);
    yield { ...one, xml: withArguments(one.xml, ...words), windows: [{ firmware: 'seabios', qemu: '7.2' }] };
  }
  const roms: readonly string[] = [
    "file='/a'",
    "file='/a' bar='on'",
    "file='/a' bar='off'",
    "bar='on'",
    "enabled='no'",
  ];
  for (const rom of roms)
    yield q35(`an option ROM with ${rom}`, [...BARE, nic().replace('</interface>', `<rom ${rom}/></interface>`)]);
  yield q35('shared memory of a server, and beside it some without', [
    ...BARE,
    shared(1, '00:05.0'),
    shared(1, '00:06.0', "<server path='/a'/>").replace('ivshmem-plain', 'ivshmem-doorbell'),
  ]);
  const pass = (bus: string): string =>
    `<interface type='hostdev'><source><address type='pci' domain='0' bus='0x${bus}' slot='0' function='0'/></source></interface>`;
  yield {
    ...q35('interfaces of the host', [...BARE, pass('c1'), pass('d0'), hostdev('c2:00.0')]),
    options: { host: HOST },
  };
  yield q35('a circle of switches', [
    ...BARE,
    pci(1, 'pcie-switch-upstream-port', '02:00.0'),
    pci(2, 'pcie-switch-downstream-port', '01:00.0'),
  ]);
  const io = (where: string): string => nic('rtl8139', where);
  const bridges = [rootPort(1), pci(2, 'pcie-to-pci-bridge', '01:00.0'), pci(3, 'pci-bridge', '02:03.0')];
  yield q35('ports beside a bridge without any', [...BARE, ...bridges, io('02:01.0'), nic('virtio', '03:01.0')]);
  yield q35('ports beside a bridge with some', [...BARE, ...bridges, io('02:01.0'), io('03:01.0')]);
  yield q35('no ports beside a bridge with some', [...BARE, ...bridges, nic('virtio', '02:01.0'), io('03:01.0')]);
  yield q35('ports beside two bridges without any', [
    ...BARE,
    ...bridges,
    pci(4, 'pci-bridge', '03:05.0'),
    io('02:01.0'),
    io('03:01.0'),
  ]);
  yield q35('ports on an expander', [...BARE, expander(1, 200), rootPort(2, '01:00.0'), nic('e1000e', '02:00.0')]);
  const pxb = (index: number, number: number): string =>
    controller('pci', { index, model: 'pci-expander-bus', content: `<target busNr='${number}'/>` });
  for (const count of [0, 1, 6])
    yield {
      name: `${count} NICs on an expander of pc`,
      xml: documentOf('pc', [...BARE, pxb(1, 200), pxb(2, 100), ...many(count, (slot) => io(`01:0${slot + 1}.0`))]),
      windows,
      isWithoutGuest: true,
    };
  const virt = documentOf('virt', [...BARE, nic('e1000'), expander(1, 200)]);
  for (const [name, xml] of Object.entries({
    'virt with an expander': virt,
    'virt with an expander and EFI': withEfi(
      documentOf('virt', [nic('e1000'), expander(1, 200)], ['<features><acpi/></features>']),
    ),
    'virt of 32 bits': virt.replace("arch='aarch64'", "arch='armv7l'"),
  }))
    yield { name, xml, windows: [{}, { firmware: 'aavmf' }, { firmware: 'device tree' }], isWithoutGuest: true };
  for (const memory of [261_000, 262_100]) {
    const most = withMemory(documentOf('virt', [...BARE, shared(1, '00:05.0')]), memory);
    for (const type of ['qemu', 'kvm'])
      for (const cpu of ['', "<cpu mode='custom'><model>cortex-a57</model></cpu>"])
        yield {
          name: `virt by ${type} with ${memory} GiB ${cpu}`,
          xml: most.replace("type='qemu'", `type='${type}'`).replace('<os>', `${cpu}<os>`),
          windows: [{}],
          isWithoutGuest: true,
        };
  }
  const displays = ['qxl', 'vga', 'bochs', 'vmvga', 'cirrus', 'virtio'].flatMap((model) =>
    [
      '',
      " vram='x'",
      " vram='65536' ram='65536' vgamem='524288' vram64='0'",
      " ram='8192' vgamem='8192' vram64='5000'",
    ].map((sizes) => [model, sizes] as const),
  );
  for (const [model, sizes] of displays)
    yield {
      name: `display ${model}${sizes}`,
      xml: documentOf('pc', [...BARE, `<video><model type='${model}'${sizes}/></video>`]),
      windows: [{ firmware: 'seabios' }],
      isWithoutGuest: true,
    };
  for (const memory of [
    "unit='MiB'>100",
    "unit='B'>4000000000",
    "unit='GB'>5",
    "unit='none'>5",
    "unit='TiB'> 2 ",
    "unit='MiB'>2816",
    '>9000000',
  ])
    yield {
      ...q35(`memory ${memory}`, [...BARE, rootPort(1), shared(8, '01:00.0')]),
      xml: documentOf('q35', [...BARE, rootPort(1), shared(8, '01:00.0')]).replace(
        /<memory unit='KiB'>[^<]*/,
        `<memory ${memory}`,
      ),
    };
  const large = fits([512]);
  for (const cpu of [
    "<maxphysaddr mode='passthrough' limit='42'/>",
    "<maxphysaddr mode='passthrough'/>",
    "<maxphysaddr mode='emulate' bits='42'/>",
    "<feature name='lm' policy='disable'/>",
    "<feature name='lm' policy='force'/>",
    '<model>qemu32</model>',
    '<model>pentium2</model>',
    '<model>Skylake-Client</model>',
    '<model>EPYC</model>',
  ])
    for (const type of ['qemu', 'kvm']) {
      const one = q35(`BARs of 512 GiB with ${type} and ${cpu}`, large, [`<cpu>${cpu}</cpu>`]);
      yield { ...one, xml: one.xml.replace("type='qemu'", `type='${type}'`), windows: windows.slice(-3) };
    }
  const rhel = q35('a machine of a distribution', large);
  yield { ...rhel, xml: withMachine(rhel.xml, 'pc-q35-rhel9.2.0') };
  yield { name: 'an x86 of 32 bits', xml: documentOf('pc', [...BARE, nic()]).replace('x86_64', 'i686'), windows };
}

export function documentsByHand(): readonly ByHand[] {
  return [
    ...slots(),
    ...unseenArguments(),
    ...short(),
    ...fixes(),
    ...waysOut(),
    ...counts(),
    ...machines(),
    ...settings(),
    ...releases(),
    ...overrides(),
    ...hosts(),
    ...rooms(),
  ];
}
