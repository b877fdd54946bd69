// What libvirt refuses of a definition that is placed (P-9); the answers of profile libvirt-9.0 are those of the real one.
import { describe, expect, test } from 'vitest';
import type { ProfileName } from '../../src/index.ts';
import { at, BARE, disk, domain, hostdev, i440fx, NO_BALLOON, pci, q35, refusals, scsiHostdev } from '../build.ts';

const riscvBoard = (...devices: readonly string[]): string =>
  domain({ arch: 'riscv64', machine: 'sifive_u', devices: [NO_BALLOON, ...devices] });

describe('A-SUB-2 on machines where nothing is placed', () => {
  const ports = (content: string): string =>
    `<controller type='pci' index='1' model='pcie-root-port'>${content}</controller>`;
  const MODEL = "<model name='pcie-root-port'/>";

  test.each([
    ['no name', ''],
    ['no chassis', MODEL],
    ['no port', `${MODEL}<target chassis='1'/>`],
  ])('a root port with %s is refused', (_, content) => {
    expect(refusals(riscvBoard(pci(0, 'pcie-root'), ports(content)), 'libvirt-9.0')).toEqual(['machine-without-pci']);
  });

  test('a root port that says everything is taken', () => {
    const whole = ports(`${MODEL}<target chassis='1' port='0x8'/>`);
    expect(refusals(riscvBoard(pci(0, 'pcie-root'), whole), 'libvirt-9.0')).toEqual([]);
  });
});

test('V-USB: redirection without any USB controller is refused, also when a stored definition is read', () => {
  const xml = domain({
    arch: 'aarch64',
    machine: 'virt',
    devices: ["<redirdev bus='usb' type='tcp'><source mode='connect' host='a' service='1'/></redirdev>"],
  });
  for (const profile of ['libvirt-2.5', 'libvirt-9.0'] as const) {
    expect(refusals(xml, profile, { newlyDefined: false })).toEqual(['usb-device-while-none']);
  }
});

test.each<[ProfileName, readonly string[]]>([
  ['libvirt-9.0', ['numa-node-missing']],
  ['libvirt-11.3', []],
  ['libvirt-latest', []],
])('V-74: memory that can be added later brings NUMA cell 0 (%s)', (profile, expected) => {
  const expander =
    "<controller type='pci' index='1' model='pcie-expander-bus'><target><node>0</node></target></controller>";
  const xml = q35({ before: ["<maxMemory slots='4' unit='GiB'>8</maxMemory>"], devices: [...BARE, expander] });
  expect(refusals(xml, profile)).toEqual(expected);
});

test('V-15: zPCI ids are refused where there is no zPCI', () => {
  const zpci =
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'><zpci uid='0x1' fid='0x2'/></address>";
  const xml = i440fx({ devices: [...BARE, hostdev('06:00.0', zpci)] });
  expect(refusals(xml, 'libvirt-9.0')).toEqual(['zpci-unsupported']);
  expect(refusals(xml, 'libvirt-2.5')).toEqual([]);
});

describe('V-DISKDUP: one place on a drive controller', () => {
  const place = "<address type='drive' controller='0' bus='0' target='0' unit='0'/>";
  const host = scsiHostdev().replace('</hostdev>', `${place}</hostdev>`);

  test.each([
    ['two disks', [disk('sda', 'scsi', place), disk('sdb', 'scsi', place)], false],
    ['two SCSI host devices', [host, host], false],
    ['a disk and a SCSI host device', [disk('sda', 'scsi', place), host], true],
  ])('%s', (_, devices, isOld) => {
    const xml = i440fx({ devices: [...BARE, ...devices] });
    expect(refusals(xml, 'libvirt-9.0')).toContain('drive-address-in-use');
    expect(refusals(xml, 'libvirt-2.5').includes('drive-address-in-use')).toBe(isOld);
  });
});

test('V-12: functions of slot 1 of i440fx that the chipset holds', () => {
  const clash = (fn: number): readonly string[] =>
    refusals(
      i440fx({ devices: [...BARE, disk('hda', 'ide'), disk('vda', 'virtio', at(`00:01.${fn}`))] }),
      'libvirt-9.0',
    );
  expect([0, 1, 3].map(clash)).toEqual([0, 1, 3].map(() => ['pci-address-in-use']));
  expect([2, 4, 7].map(clash)).toEqual([[], [], []]);
});
