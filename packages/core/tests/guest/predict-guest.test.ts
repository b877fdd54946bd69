import { describe, expect, test } from 'vitest';
import {
  findNamingScheme,
  type Guest,
  type GuestOptions,
  namedInterfaces,
  type Plan,
  pinNames,
  predictGuest,
} from '../../src/index.ts';
import { applyEdits } from '../../src/text/index.ts';
import { type DomainParts, domain, planned } from '../build.ts';

const planOf = (parts: DomainParts): Plan => planned(domain(parts), 'libvirt-9.0');

const ACPI = '<features><acpi/></features>';

function place(address: string, multifunction = ''): string {
  const [, bus, slot, fn] = /^(\w+):(\w+)\.(\d)$/.exec(address) ?? [];
  return `<address type='pci' bus='0x${bus}' slot='0x${slot}' function='${fn}'${multifunction}/>`;
}

const nic = (mac: string, address: string, more = ''): string =>
  `<interface type='user'><mac address='52:54:00:00:00:${mac}'/><model type='virtio'/>${more}${place(address)}</interface>`;

const controller = (index: number, model: string, address?: string, target = ''): string =>
  `<controller type='pci' index='${index}' model='${model}'>${target}${address === undefined ? '' : place(address)}</controller>`;

const pc = (...devices: readonly string[]): DomainParts => ({
  machine: 'pc-i440fx-7.2',
  before: [ACPI],
  devices: ["<controller type='usb' model='none'/>", ...devices],
});
const q35 = (...devices: readonly string[]): DomainParts => ({ ...pc(...devices), machine: 'pc-q35-7.2' });

function predict(parts: DomainParts, options: GuestOptions = { qemu: '7.2', scheme: 'v252' }): Guest {
  const result = predictGuest(planOf(parts), options);
  if (!result.ok) throw new Error('no prediction');
  return result.guest;
}

const codes = ({ diagnostics }: Guest): readonly string[] => diagnostics.map(({ code }) => code);
const names = ({ interfaces }: Guest): readonly (string | undefined)[] => interfaces.map(({ name }) => name);

describe('predictGuest', () => {
  test('refuses machines that were not measured (RP7100)', () => {
    const result = predictGuest(planOf({ arch: 'armv7l', machine: 'vexpress-a15' }));
    expect(result.ok ? [] : result.diagnostics.map(({ code }) => code)).toEqual(['RP7100']);
  });

  test('numbers buses by place, not by index (G-BUS-NUM)', () => {
    const ports = [controller(1, 'pcie-root-port', '00:05.0'), controller(2, 'pcie-root-port', '00:03.0')];
    const { interfaces } = predict(q35(...ports, nic('01', '01:00.0'), nic('02', '02:00.0')));
    expect(interfaces.map(({ planned, address }) => `${planned} ${address}`)).toEqual([
      '0000:01:00.0 0000:03:00.0',
      '0000:02:00.0 0000:02:00.0',
    ]);
  });

  test('gives a bus behind a pci-expander-bus the number after busNr (G-BUS-EXP)', () => {
    const expander = controller(1, 'pci-expander-bus', '00:06.0', "<target busNr='60'/>");
    const guest = predict(pc(expander, nic('01', '01:02.0')));
    expect(guest.interfaces[0]?.address).toBe('0000:3d:02.0');
    expect(guest.functions.find(({ address }) => address === '0000:3c:00.0')).toMatchObject({
      secondary: 61,
      id: 'pci.1',
    });
  });

  test('says which devices the guest never sees (RP7101)', () => {
    const guest = predict(pc(nic('01', '00:05.1')));
    expect(codes(guest)).toEqual(['RP7101']);
    expect(guest.interfaces[0]).toMatchObject({ confidence: 'low', reasons: ['the guest does not see it'] });
  });

  test('says when the numbers of an expander do not suffice (RP7102)', () => {
    const parts = [
      controller(1, 'pcie-expander-bus', '00:04.0', "<target busNr='254'/>"),
      controller(2, 'pcie-root-port', '01:00.0'),
      controller(3, 'pcie-root-port', '01:01.0'),
    ];
    expect(codes(predict(q35(...parts)))).toEqual(['RP7102']);
    const room = parts.map((one) => one.replace('254', '253'));
    expect(codes(predict(q35(...room)))).toEqual([]);
  });

  test('says that a q35 without ACPI depends on its firmware (RP7107)', () => {
    expect(codes(predict({ ...q35(), before: [] }))).toEqual(['RP7107']);
  });

  test('takes the firmware from the document', () => {
    expect(predict(q35()).firmware).toBe('SeaBIOS');
    expect(predict(q35(), { firmware: 'OVMF' }).firmware).toBe('OVMF');
  });
});

describe('names', () => {
  // systemd issue 34082
  const pair = pc(controller(1, 'pci-bridge', '00:05.0'), nic('01', '00:03.0'), nic('02', '01:03.0'));

  test('clash from v257 on where slots are equal (RP7103)', () => {
    const clashing = predict(pair, { qemu: '10.0', scheme: 'v257' });
    expect(names(clashing)).toEqual(['ens3', 'ens3']);
    expect(codes(clashing)).toEqual(['RP7103']);
    expect(clashing.interfaces.map(({ confidence }) => confidence)).toEqual(['low', 'low']);
    const earlier = predict(pair, { qemu: '10.0', scheme: 'v255' });
    expect(names(earlier)).toEqual(['ens3', 'enp1s3']);
    expect(codes(earlier)).toEqual([]);
  });

  test('say what other schemes would give when none was asked for', () => {
    const { interfaces } = predict(pc(controller(1, 'pci-bridge', '00:05.0'), nic('01', '01:03.0')), { qemu: '10.0' });
    expect(interfaces[0]).toMatchObject({
      name: 'ens3',
      rule: 'G-NAME-SUN',
      confidence: 'medium',
      reasons: ['under other naming schemes: enp1s3 (v247-v255)'],
    });
  });

  test('are less sure with a QEMU that was not measured', () => {
    expect(predict(pc(nic('01', '00:03.0')), { qemu: '9.0', scheme: 'v252' }).interfaces[0]?.confidence).toBe('medium');
  });

  test('tell of an <acpi index> that is not heard, shared or too high', () => {
    const index = (value: number): string => `<acpi index='${value}'/>`;
    expect(codes(predict(q35(nic('01', '00:05.0', index(5)))))).toEqual(['RP7104']);
    expect(names(predict(q35(nic('01', '00:05.0', index(5))), { qemu: '10.0' }))).toEqual(['eno5']);
    const head = nic('01', '00:05.0', index(5)).replace("function='0'", "function='0' multifunction='on'");
    expect(codes(predict(pc(head, nic('02', '00:05.1'))))).toEqual(['RP7105']);
    expect(codes(predict(pc(nic('01', '00:05.0', index(16384)))))).toEqual(['RP7106']);
  });

  test.each([
    ['on pcie.0', '00:03.0', [], '10.0', 'eno7'],
    [
      'behind a port without hotplug',
      '01:00.0',
      [controller(1, 'pcie-root-port', '00:04.0', "<target hotplug='off'/>")],
      '10.0',
      'eno7',
    ],
    [
      'behind a port without hotplug',
      '01:00.0',
      [controller(1, 'pcie-root-port', '00:04.0', "<target hotplug='off'/>")],
      '7.2',
      'enp2s0',
    ],
    ['behind a port', '01:00.0', [controller(1, 'pcie-root-port', '00:04.0')], '10.0', 'enp2s0'],
    ['behind a dmi-to-pci-bridge', '01:03.0', [controller(1, 'dmi-to-pci-bridge', '00:04.0')], '10.0', 'eno7'],
    [
      'behind a pci-bridge',
      '02:03.0',
      [controller(1, 'dmi-to-pci-bridge', '00:04.0'), controller(2, 'pci-bridge', '01:02.0')],
      '10.0',
      'ens3',
    ],
  ])('on q35 before 6.1 an index is heard where nothing can be plugged: %s %s', (_, at, bridges, qemu, name) => {
    const parts = { ...q35(...bridges, nic('01', at, "<acpi index='7'/>")), machine: 'pc-q35-6.0' };
    expect(names(predict(parts, { qemu, scheme: 'v252' }))).toEqual([name]);
  });

  test.each([
    ['2.4', 'ens3'],
    ['2.8', 'ens3'],
    ['2.9', 'enp3s3'],
    ['2.10', 'ens3'],
  ])('a pci-bridge of a machine of %s has slots of its own, but of 2.9 (G-SLOT-SHPC)', (version, name) => {
    const bridges = [controller(1, 'dmi-to-pci-bridge', '00:04.0'), controller(2, 'pci-bridge', '01:02.0')];
    const parts = { ...q35(...bridges, nic('01', '02:03.0')), machine: `pc-q35-${version}` };
    expect(names(predict(parts))).toEqual([name]);
  });

  test('are not promised as alternatives where another interface may have them (G-NAME-ALTERNATIVE)', () => {
    const bridges = [1, 2, 3].map((index) => controller(index, 'pci-bridge', `00:0${index + 3}.0`));
    const nics = [1, 2].map((bus) => nic(`0${bus}`, `0${bus}:09.0`, `<acpi index='3${bus}'/>`));
    const options = { qemu: '10.0', scheme: 'v257' };
    const { interfaces } = predict(pc(...bridges, ...nics, nic('03', '03:09.0')), options);
    expect(interfaces.map(({ name }) => name)).toEqual(['eno31', 'eno32', 'ens9']);
    expect(interfaces.flatMap(({ alternatives }) => alternatives)).not.toContain('ens9');
  });

  test('of virtual functions to come hold slots (G-SLOT-VF)', () => {
    const parts = q35(
      controller(1, 'pcie-root-port', '00:04.0'),
      `<interface type='user'><model type='igb'/>${place('01:00.0')}</interface>`,
    );
    const guest = predictGuest(planned(domain(parts), 'libvirt-11.3'), { qemu: '10.0', scheme: 'v257' });
    expect(guest.ok ? [...guest.guest.slots.keys()] : []).toEqual([16, 17]);
  });

  // Booted with QEMU 11.1.3 and AAVMF.
  test.each([
    ['v252', ['ens3', 'eno7', 'enp1s0', 'ens2', 'eno9', 'eno11', 'ens8f1', 'ens8f0']],
    ['v257', ['ens3', 'eno7', 'enp1s0', 'ens2', 'eno9', 'eno11', 'ens8f1', 'ens8f0']],
  ])('follow the slots of ARM where its GED describes them (G-SLOT-OTHERS, %s)', (scheme, expected) => {
    const index = (number: number): string => `<acpi index='${number}'/>`;
    const devices = [
      controller(1, 'pcie-root-port', '00:05.0'),
      controller(2, 'pcie-root-port', '00:06.0'),
      controller(3, 'pcie-to-pci-bridge', '02:00.0'),
      controller(4, 'pcie-root-port', '00:07.0', "<target hotplug='off'/>"),
      ...[nic('01', '00:03.0'), nic('02', '00:04.0', index(7)), nic('03', '01:00.0')],
      ...[nic('04', '03:02.0'), nic('05', '03:03.0', index(9)), nic('06', '04:00.0', index(11))],
      ...[nic('07', '00:08.1'), nic('08', '00:08.0').replace("function='0'", "function='0' multifunction='on'")],
    ];
    const xml = domain({ arch: 'aarch64', machine: 'virt-7.2', before: [ACPI], devices })
      .replace('<os>', "<os firmware='efi'>")
      .replace('<domain', "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'");
    const words = ['-global', 'acpi-ged.acpi-pci-hotplug-with-bridge-support=on'];
    const given = `<qemu:commandline>${words.map((word) => `<qemu:arg value='${word}'/>`).join('')}</qemu:commandline>`;
    const named = (text: string): readonly (string | undefined)[] => {
      const result = predictGuest(planned(text, 'libvirt-9.0'), { qemu: '11.1', scheme });
      if (!result.ok) throw new Error('no prediction');
      return result.guest.interfaces.map(({ name }) => name);
    };
    expect(named(xml.replace('</domain>', `${given}</domain>`))).toEqual(expected);
    expect(named(xml)[0]).toBe('enp0s3');
  });

  test('follow the scheme of a distribution, and say when it was not measured', () => {
    const bridge = controller(1, 'pci-bridge', '00:05.0');
    const parts = pc(bridge, nic('01', '01:03.0'));
    const debian = predict(parts, { qemu: '7.2', scheme: 'debian-13' });
    expect(debian.interfaces[0]).toMatchObject({ name: 'ens3', confidence: 'high' });
    const ubuntu = predict(parts, { qemu: '7.2', scheme: 'ubuntu-24.04' });
    expect(ubuntu.interfaces[0]).toMatchObject({ name: 'enp1s3', confidence: 'medium' });
    expect(ubuntu.interfaces[0]?.reasons).toContain('no guest with Ubuntu 24.04 was measured');
  });

  test.each([
    ['252', 'v252'],
    ['V257', 'v257'],
    ['RHEL-9.4', 'rhel-9'],
    ['debian-12', 'debian-12'],
    ['debian-99', undefined],
    ['v999', undefined],
  ])('the scheme %s is %s', (text, name) => {
    expect(findNamingScheme(text)).toBe(name);
  });

  test('become enoN with the indexes that pinNames gives', () => {
    const plan = planOf(pair);
    const { edits, pinned, diagnostics } = pinNames(plan, { qemu: '10.0' });
    expect(pinned.map(({ name }) => name)).toEqual(['eno3', 'eno1']);
    expect(diagnostics).toEqual([]);
    const xml = applyEdits(plan.domain.document.source, edits);
    expect(xml.match(/<acpi index='\d+'\/>/g)).toHaveLength(2);
  });

  test('are what configuration keeps', () => {
    const { interfaces, diagnostics } = namedInterfaces(predict(pair, { qemu: '10.0', scheme: 'v257' }), 'name');
    expect(interfaces).toMatchSnapshot();
    expect(diagnostics).toEqual([]);
  });

  test('are matched otherwise where there is no MAC address (RP7108)', () => {
    const nameless = nic('01', '00:03.0').replace(/<mac[^>]*>/, '');
    const { interfaces, diagnostics } = namedInterfaces(predict(pc(nameless)), 'place');
    expect(diagnostics.map(({ code, values }) => [code, values['instead']])).toEqual([['RP7108', 'its place']]);
    expect(interfaces).toMatchObject([{ address: '0000:00:03.0' }]);
    expect(interfaces[0]).not.toHaveProperty('mac');
  });

  test('are none without PCI interfaces', () => {
    expect(namedInterfaces(predict(pc()), 'name').interfaces).toEqual([]);
  });
});
