// V-ADDRTYPE and X-VSER-1: devices whose address is of one type; libvirt 7.0, 9.0 and 12.9 gave these answers.
import { describe, expect, test } from 'vitest';
import { ADDRESS_TYPES } from '../../src/profiles/tables/address-types.ts';
import { armVirt, i440fx, q35, refusals, s390x } from '../build.ts';

const ADDRESSES: Readonly<Record<string, string>> = {
  isa: "<address type='isa' iobase='0x3f8'/>",
  usb: "<address type='usb' bus='0' port='1'/>",
  pci: "<address type='pci' bus='0' slot='9'/>",
  ccid: "<address type='ccid' controller='0' slot='0'/>",
  drive: "<address type='drive' controller='0'/>",
  'spapr-vio': "<address type='spapr-vio' reg='0x30000000'/>",
  'virtio-mmio': "<address type='virtio-mmio'/>",
};

const serial = (target: string) => (address: string) =>
  `<serial type='pty'><target type='${target}'/>${address}</serial>`;

const hostInterface =
  (source: string, attributes = '') =>
  (address: string) =>
    `<interface type='hostdev' ${attributes}><source>${source}</source>${address}</interface>`;

/** A device of each row: its row's sort, the types it takes, a document with it. */
type Row = readonly [
  name: string,
  types: readonly string[],
  device: (address: string) => string,
  machine: typeof i440fx,
  release: 'libvirt-9.0' | 'libvirt-12.9',
];

const DEVICES: readonly Row[] = [
  [
    'hostdev usb',
    ['usb'],
    (a) => `<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/></source>${a}</hostdev>`,
    i440fx,
    'libvirt-9.0',
  ],
  ['input usb', ['usb'], (a) => `<input type='tablet' bus='usb'>${a}</input>`, i440fx, 'libvirt-9.0'],
  ['input usb written', ['usb'], (a) => `<input type='tablet' bus='usb'>${a}</input>`, i440fx, 'libvirt-12.9'],
  ['interface mdev', ['pci'], hostInterface("<address type='mdev'/>", "model='vfio-pci'"), i440fx, 'libvirt-9.0'],
  ['interface pci', ['pci'], hostInterface("<address type='pci' bus='1'/>"), i440fx, 'libvirt-9.0'],
  [
    'interface scsi',
    ['drive'],
    hostInterface("<adapter name='scsi_host0'/><address type='scsi' bus='0' target='0' unit='0'/>"),
    i440fx,
    'libvirt-9.0',
  ],
  ['interface usb', ['usb'], hostInterface("<address type='usb' bus='1' device='2'/>"), i440fx, 'libvirt-9.0'],
  ['iommu amd', ['pci'], (a) => `<iommu model='amd'>${a}</iommu>`, q35, 'libvirt-12.9'],
  [
    'pstore',
    ['pci'],
    (a) => `<pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>8</size>${a}</pstore>`,
    q35,
    'libvirt-12.9',
  ],
  ['redirdev', ['usb'], (a) => `<redirdev bus='usb' type='pty'>${a}</redirdev>`, i440fx, 'libvirt-9.0'],
  ['serial isa-serial', ['isa'], serial('isa-serial'), i440fx, 'libvirt-9.0'],
  ['serial isa-debug', ['isa'], serial('isa-debug'), i440fx, 'libvirt-9.0'],
  ['serial usb-serial', ['usb'], serial('usb-serial'), i440fx, 'libvirt-9.0'],
  ['serial pci-serial', ['pci'], serial('pci-serial'), i440fx, 'libvirt-9.0'],
  ['serial system-serial', [], serial('system-serial'), armVirt, 'libvirt-9.0'],
  ['serial sclp-serial', [], serial('sclp-serial'), s390x, 'libvirt-9.0'],
  ['smartcard', ['ccid'], (a) => `<smartcard mode='host'>${a}</smartcard>`, i440fx, 'libvirt-9.0'],
  ['watchdog i6300esb', ['pci'], (a) => `<watchdog model='i6300esb'>${a}</watchdog>`, i440fx, 'libvirt-9.0'],
  ['watchdog ib700', [], (a) => `<watchdog model='ib700'>${a}</watchdog>`, i440fx, 'libvirt-9.0'],
  ['watchdog itco', [], (a) => `<watchdog model='itco'>${a}</watchdog>`, q35, 'libvirt-12.9'],
  ['watchdog diag288', [], (a) => `<watchdog model='diag288'>${a}</watchdog>`, s390x, 'libvirt-9.0'],
];

test('every row has a device here', () => {
  const rows = ADDRESS_TYPES.map(({ kind, sort, isWritten }) =>
    [kind, ...(sort === undefined ? [] : [sort]), ...(isWritten === true ? ['written'] : [])].join(' '),
  );
  expect([...rows].sort()).toEqual(DEVICES.map(([name]) => name).sort());
});

test.each(DEVICES)('V-ADDRTYPE: %s takes addresses of type %s alone', (_, types, device, machine, release) => {
  for (const [type, address] of Object.entries(ADDRESSES)) {
    const expected = types.includes(type) ? [] : ['address-type-other'];
    expect(refusals(machine({ devices: [device(address)] }), release), type).toEqual(expected);
  }
  expect(refusals(machine({ devices: [device('')] }), release)).toEqual([]);
});

test('V-ADDRTYPE: the default bus of an input counted before 11.3', () => {
  const tablet = i440fx({ devices: [`<input type='tablet'>${ADDRESSES['pci']}</input>`] });
  expect(refusals(tablet, 'libvirt-9.0')).toEqual(['address-type-other']);
  expect(refusals(tablet, 'libvirt-12.9')).toEqual([]);
});

test('V-ADDRTYPE: older libvirts were not asked, and isa-debug came with 8.1', () => {
  const port = i440fx({ devices: [serial('isa-serial')(ADDRESSES['pci'] ?? '')] });
  expect(refusals(port, 'libvirt-6.5')).toEqual([]);
  expect(refusals(port, 'libvirt-7.0')).toEqual(['address-type-other']);
});

describe('X-VSER-1: a port of virtio-serial that is named', () => {
  const place = "<address type='virtio-serial' controller='3' bus='0' port='5'/>";
  const controller = "<controller type='virtio-serial' index='3'/>";
  const parallel = `<parallel type='pty'>${place}</parallel>`;
  const nic = `<interface type='user'><model type='virtio'/>${place}</interface>`;

  test.each([
    ['parallel', parallel],
    ['network card', nic],
    ['console that becomes a serial device', `<console type='pty'>${place}</console>`],
  ])('has a controller, whatever device names it: %s', (_, device) => {
    expect(refusals(i440fx({ devices: [device] }), 'libvirt-9.0')).toEqual(['virtio-serial-port']);
  });

  test('is taken once', () => {
    expect(refusals(i440fx({ devices: [controller, parallel] }), 'libvirt-9.0')).toEqual([]);
    expect(refusals(i440fx({ devices: [controller, parallel, nic] }), 'libvirt-9.0')).toEqual(['virtio-serial-port']);
  });

  test('is nothing to a console that stands for a serial device', () => {
    const console = `<console type='pty'><target type='serial'/>${place}</console>`;
    expect(refusals(i440fx({ devices: ["<serial type='pty'/>", console] }), 'libvirt-9.0')).toEqual([]);
  });
});
