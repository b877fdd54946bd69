import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparePlans, type Plan, type PlanComparison } from '../../src/index.ts';
import { balloon, disk, hostdev, i440fx, nic, planned, q35, rootPort } from '../build.ts';

const fixture = (name: string): Plan =>
  planned(readFileSync(new URL(`../../../../fixtures/diff/${name}.xml`, import.meta.url), 'utf8'), 'libvirt-9.0');
const plan = (...devices: readonly string[]): Plan => planned(q35({ devices }), 'libvirt-9.0');

/** `label before -> after` of the devices of a status. */
const told = ({ devices }: PlanComparison, status: string): readonly string[] =>
  devices
    .filter((device) => device.status === status)
    .map(({ label, before, after }) => `${label} ${before?.address ?? '-'} -> ${after?.address ?? '-'}`);
const aspects = ({ devices }: PlanComparison, label: RegExp): readonly string[] =>
  devices
    .filter((one) => label.test(one.label))
    .flatMap(({ consequences }) => consequences.map(({ aspect }) => aspect));

describe('comparePlans', () => {
  test('tells what moves when a tool puts in six placeholders more', () => {
    const comparison = comparePlans(fixture('placeholders-v1'), fixture('placeholders-v2'));
    expect(told(comparison, 'moved')).toEqual([
      'disk vda 0000:07:00.0 -> 0000:0d:00.0',
      'controller scsi 0 (virtio-non-transitional) 0000:05:00.0 -> 0000:0b:00.0',
      'controller virtio-serial 0 (virtio-non-transitional) 0000:06:00.0 -> 0000:0c:00.0',
      'memballoon virtio-non-transitional 0000:08:00.0 -> 0000:0e:00.0',
    ]);
    expect(comparison).toMatchObject({ severity: 'warning', differs: true });
  });

  test('sees no move when the same placeholders come with locked addresses', () => {
    const comparison = comparePlans(fixture('placeholders-v1'), fixture('placeholders-v3'));
    expect(told(comparison, 'moved')).toEqual([]);
    expect(told(comparison, 'gone')).toEqual([]);
    expect(comparison.severity).toBe('notice');
  });

  test('takes an empty drive on another bus for the same drive, and one with another letter for another', () => {
    const drive = (target: string, bus: string): string =>
      `<disk type='file' device='cdrom'><target dev='${target}' bus='${bus}'/></disk>`;
    const before = planned(i440fx({ devices: [drive('hda', 'ide'), drive('hdb', 'ide')] }), 'libvirt-9.0');
    const moved = comparePlans(before, plan(drive('sda', 'sata'), drive('sdb', 'sata')));
    const kept = moved.devices.filter(({ before, after }) => before !== undefined && after !== undefined);
    expect(kept.map(({ before, after }) => `${before?.label} ${after?.label}`)).toEqual(
      expect.arrayContaining(['disk hda disk sda', 'disk hdb disk sdb']),
    );
    const other = comparePlans(plan(drive('sda', 'sata')), plan(drive('sdb', 'sata')));
    expect(told(other, 'gone')).toEqual(['disk sda drive 0:0:0:0 -> -']);
  });

  test('takes an iSCSI target for the same with and without the LUN that is meant', () => {
    const target = (name: string): string =>
      `<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='${name}'><host name='h' port='1'/></source></hostdev>`;
    const comparison = comparePlans(plan(target('iqn.x')), plan(target('iqn.x/0')));
    expect(comparison).toMatchObject({ severity: 'none', differs: false });
    expect(told(comparePlans(plan(target('iqn.x')), plan(target('iqn.x/1'))), 'gone')).toHaveLength(1);
  });

  test('finds a plan the same as itself', () => {
    const one = plan(nic('virtio'), disk('vda', 'virtio'), balloon());
    expect(comparePlans(one, one)).toMatchObject({ severity: 'none', differs: false });
  });

  test('says that a bus may be numbered anew although the address stays', () => {
    const ports = (place: string): readonly string[] => [
      rootPort(1, '00:05.0'),
      rootPort(2, '00:06.0'),
      rootPort(3, place),
    ];
    const before = plan(...ports('00:07.0'), disk('vda', 'virtio', '02:00.0'));
    const after = plan(...ports('00:04.0'), disk('vda', 'virtio', '02:00.0'));
    const comparison = comparePlans(before, after);
    expect(aspects(comparison, /vda/)).toEqual(['guest-bus']);
    expect(told(comparison, 'moved')).toEqual(['controller pci 3 (pcie-root-port) 0000:00:07.0 -> 0000:00:04.0']);
  });

  test('names what is lost, and what is another device now', () => {
    const before = plan(hostdev('c1:00.0'), disk('vda', 'virtio'), balloon('virtio'));
    const after = plan(disk('vda', 'sata'), balloon('virtio-non-transitional'));
    const comparison = comparePlans(before, after);
    expect(told(comparison, 'gone').join()).toMatch(/hostdev 0000:c1:00.0/);
    expect(aspects(comparison, /vda/)).toEqual(['transport', 'bus']);
    expect(aspects(comparison, /memballoon/)).toContain('model');
    expect(comparison.severity).toBe('breaking');
  });

  test('is data', () => {
    const comparison = comparePlans(fixture('placeholders-v1'), fixture('placeholders-v2'));
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });
});
