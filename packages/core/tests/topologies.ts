// Ways to put PCI controllers by hand, and what is behind them: for checks, fixes and the guest's view.
import { BARE, balloon, controller, hostdev, many, nic, pci, sound, video } from './build.ts';
import { documentOf, type MachineName } from './variations.ts';

export interface Topology {
  readonly name: string;
  readonly machine: MachineName;
  readonly xml: string;
}

const MODELS: Readonly<Record<string, readonly string[]>> = {
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

const acpi = (index: number): string => nic('virtio').replace('</interface>', `<acpi index='${index}'/></interface>`);

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
    const models = MODELS[machine] ?? [];
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
  for (const machine of ['q35', 'pc', 'virt', 's390x', 'pseries'] as const) {
    const named = (name: string, devices: readonly string[], before: readonly string[] = []): Topology => ({
      machine,
      name: `${machine}: ${name}`,
      xml: documentOf(machine, devices, before),
    });
    const root = machine === 'pc' || machine === 'pseries' ? 'pci-root' : 'pcie-root';
    yield named('indexes for the firmware', [acpi(1), acpi(1), acpi(16383), acpi(16384), nic()]);
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

export function topologies(): readonly Topology[] {
  return [...chains(), ...others()];
}
