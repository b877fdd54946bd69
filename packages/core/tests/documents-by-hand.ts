// Documents for what rules of the guest and of checks look at and no other document has: one line each says what.
import type { CheckOptions, PlanOptions, WindowsOptions } from '../src/index.ts';
import { BARE, controller, hostdev, many, nic, pci, rootPort, video, withArguments } from './build.ts';
import { HOST } from './topologies.ts';
import { documentOf } from './variations.ts';

export interface ByHand {
  readonly name: string;
  readonly xml: string;
  readonly options?: PlanOptions;
  /** What checks are told besides. */
  readonly checks?: CheckOptions;
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
  yield q35('a full root bus, and a NIC behind a port of it', [
    ...BARE,
    rootPort(1, '00:1e.0'),
    nic('virtio', '01:00.0'),
    ...many(29, (slot) => nic('virtio', `00:${(slot + 1).toString(16).padStart(2, '0')}.0`)),
  ]);
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

export function documentsByHand(): readonly ByHand[] {
  return [...slots(), ...unseenArguments(), ...short(), ...fixes()];
}
