// Places that no search for PCI slots gives: drives, ports of virtio-serial, smart cards, what the chipset keeps.
import { describe, expect, test } from 'vitest';
import { canonicalXml, type ProfileName, planDomain } from '../../src/index.ts';
import { addressesOf, BARE, channel, controller, disk, i440fx, many, planned, q35, scsiHostdev } from '../build.ts';

describe('X-CCID', () => {
  const card = (controllerIndex?: number, slot = 0): string =>
    `<smartcard mode='host'>${controllerIndex === undefined ? '' : `<address type='ccid' controller='${controllerIndex}' slot='${slot}'/>`}</smartcard>`;

  test.each([
    ['another controller', [card(1, 7), card()], ['ccid 1/7', 'ccid 0/0']],
    ['controller 0', [card(0, 7), card()], ['ccid 0/7', 'ccid 0/8']],
    ['a lower slot after a higher one', [card(0, 7), card(0, 2), card()], ['ccid 0/7', 'ccid 0/2', 'ccid 0/8']],
    ['several without', [card(), card()], ['ccid 0/0', 'ccid 0/1']],
  ])('a smart card after one on %s', (_, devices, expected) => {
    // Later releases take one smart card.
    expect(addressesOf(planned(i440fx({ devices }), 'libvirt-6.5'), 'smartcard')).toEqual(expected);
  });
});

describe('a place on virtio-serial that is none', () => {
  const two = controller('virtio-serial', { index: 0 }).replace('/>', " ports='2'/>");
  const at = (number: number, port: number): string =>
    `<address type='virtio-serial' controller='${number}' bus='0' port='${port}'/>`;
  const channelAt = (name: string, number: number, port: number): string =>
    channel(name).replace('</channel>', `${at(number, port)}</channel>`);
  const console_ = (where: string): string => `<console type='pty'><target type='virtio'/>${where}</console>`;
  const serial = "<console type='pty'><target type='serial'/></console>";

  // As libvirt 9.0 refuses them.
  test.each([
    ['a port beyond the last', [two, channelAt('a', 0, 2)], 'the controller has 2 ports'],
    ['a port twice', [two, channelAt('a', 0, 1), channelAt('b', 0, 1)], 'the port is taken'],
    ['no port left', [two, channelAt('a', 0, 1), channelAt('b', 0, 0)], 'all its ports are taken'],
    [
      'no port left for a console that asks for one',
      [two, channelAt('a', 0, 1), serial, console_(at(0, 0))],
      'all its ports are taken',
    ],
  ])('%s', (_, devices, problem) => {
    const result = planDomain(i440fx({ devices: [...BARE, ...devices] }), { profile: 'libvirt-9.0' });
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'RP2023', values: { problem } },
    ]);
  });

  test('a port that is free beside one that is taken', () => {
    const devices = [two.replace("'2'", "'3'"), channelAt('a', 0, 1), channelAt('b', 0, 0)];
    const plan = planned(i440fx({ devices: [...BARE, ...devices] }), 'libvirt-9.0');
    expect(addressesOf(plan, 'channel')).toEqual(['port 0/1', 'port 0/2']);
  });
});

describe('X-VSER-1', () => {
  test('a channel beyond the last port brings a controller, with its first port', () => {
    const plan = planned(i440fx({ devices: many(31, (n) => channel(`c${n}`)) }), 'libvirt-9.0');
    expect(addressesOf(plan, 'channel').slice(-2)).toEqual(['port 0/30', 'port 1/1']);
    const added = plan.domain.devices.controller.filter(({ type }) => type === 'virtio-serial');
    expect(added.map(({ index, impliedBy }) => [index, impliedBy])).toEqual([
      [0, 'I-CTRL'],
      [1, 'X-VSER-1'],
    ]);
  });

  test('controllers of the document are filled first, by index', () => {
    const devices = [
      controller('virtio-serial', { index: 4 }).replace('/>', " ports='3'/>"),
      controller('virtio-serial', { index: 0 }).replace('/>', " ports='2'/>"),
      ...many(4, (n) => channel(`c${n}`)),
    ];
    // As libvirt 9.0 gave them.
    const expected = ['port 0/1', 'port 4/1', 'port 4/2', 'port 1/1'];
    expect(addressesOf(planned(i440fx({ devices }), 'libvirt-9.0'), 'channel')).toEqual(expected);
  });
});

describe('X-SCSIHOST', () => {
  const places = (model: string, profile: ProfileName, count = 3): readonly string[] => {
    const devices = [
      controller('scsi', { index: 0, model }),
      ...many(count, (n) => scsiHostdev().replace('scsi_host0', `scsi_host${n}`)),
    ];
    return addressesOf(planned(i440fx({ devices }), profile), 'hostdev');
  };
  const unit = (onController: number, number: number): string => `drive ${onController}/0/0/${number}`;

  test('since 5.9 an lsisas1068 takes two', () => {
    expect(places('lsisas1068', 'libvirt-9.0')).toEqual([unit(0, 0), unit(0, 1), unit(1, 0)]);
    expect(places('lsisas1068', 'libvirt-5.8')).toEqual([unit(0, 0), unit(0, 1), unit(0, 2)]);
  });

  test('others take seven, before and since', () => {
    const expected = [...many(7, (n) => unit(0, n)), unit(1, 0)];
    expect(places('lsilogic', 'libvirt-9.0', 8)).toEqual(expected);
    expect(places('lsilogic', 'libvirt-2.5', 8)).toEqual(expected);
  });
});

test('X-DRIVE: the number of a target decides about controller, bus and unit', () => {
  const letters = ['a', 'b', 'c', 'd'];
  const plan = planned(
    i440fx({
      devices: [
        ...letters.map((letter) => disk(`hd${letter}`, 'ide')),
        ...['a', 'g', 'h', 'o'].map((letter) => disk(`sd${letter}`, 'scsi')),
        ...['a', 'b'].map((letter) => disk(`fd${letter}`, 'fdc')),
      ],
    }),
    'libvirt-9.0',
  );
  const places = Object.fromEntries(
    plan.domain.devices.disk.map(({ target, address }) => [
      target,
      address.type === 'drive' ? `${address.controller}/${address.bus}/${address.unit}` : '',
    ]),
  );
  expect(places).toEqual({
    ...{ hda: '0/0/0', hdb: '0/0/1', hdc: '0/1/0', hdd: '0/1/1' },
    ...{ sda: '0/0/0', sdg: '0/0/6', sdh: '1/0/0', sdo: '2/0/0' },
    ...{ fda: '0/0/0', fdb: '0/0/1' },
  });
  const sata = planned(q35({ devices: [disk('sdf', 'sata'), disk('sdg', 'sata')] }), 'libvirt-9.0');
  expect(addressesOf(sata, 'disk')).toEqual(['drive 0/0/0/5', 'drive 1/0/0/0']);
});

test('V-77: USB disks have a model since 11.5 only', () => {
  const xml = i440fx({ devices: [disk('sda', 'usb')] });
  expect(canonicalXml(planned(xml, 'libvirt-9.0'))).not.toContain('usb-storage');
  expect(canonicalXml(planned(xml, 'libvirt-latest'))).toContain("model='usb-storage'");
});

describe('V-12 and F-Q35: who holds the functions of the chipset', () => {
  const holders = (build: typeof i440fx, slot: number, profile: ProfileName, more: readonly string[] = []) =>
    many(5, (fn) => {
      const nic = `<interface type='user'><model type='virtio'/><address type='pci' slot='${slot}' function='${fn}'/></interface>`;
      const result = planDomain(build({ devices: [...BARE, nic, ...more] }), { profile });
      return result.ok ? '' : result.diagnostics.find(({ code }) => code === 'RP3010')?.values['holder'];
    });
  const [isa, ide, power] = ['the PIIX3 ISA bridge', 'controller ide 0', 'the PIIX4 power management'];

  test.each<readonly [ProfileName, readonly string[]]>([
    ['libvirt-2.5', [isa, isa, isa, isa, isa]],
    ['libvirt-3.0', [isa, '', '', '', '']],
    ['libvirt-3.9', [isa, ide, '', power, '']],
    ['libvirt-9.0', [isa, ide, '', power, '']],
  ])('i440fx, slot 1, %s', (profile, expected) => {
    expect(holders(i440fx, 1, profile, [disk('hda', 'ide')])).toEqual(expected);
  });

  test('q35, slot 1f', () => {
    expect(holders(q35, 31, 'libvirt-9.0')).toEqual([
      'the ICH9 LPC bridge',
      '',
      'controller sata 0',
      'the ICH9 SMBus',
      '',
    ]);
  });
});

test('M-ROOT: a root of another model is named with its index and what it has to be', () => {
  const result = planDomain(q35({ devices: [controller('pci', { index: 0, model: 'pci-root' })] }));
  expect(result.diagnostics.map(({ code, values }) => [code, values])).toContainEqual([
    'RP2009',
    expect.objectContaining({ index: 0, required: 'pcie-root', found: 'pci-root', machine: 'q35' }),
  ]);
});
