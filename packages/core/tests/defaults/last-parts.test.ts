// V-LASTPART: which of two parts of a name counts; as answered by 7.0 and 9.0.
import { expect, test } from 'vitest';
import { planned, q35 } from '../build.ts';

const PROFILES = ['libvirt-7.0', 'libvirt-9.0'] as const;
const at = (slot: number): string => `<address domain='0' bus='1' slot='${slot}' function='0'/>`;

test('of an interface', () => {
  const models = (content: string) => {
    const xml = q35({ devices: [`<interface type='user'>${content}</interface>`] });
    return PROFILES.map((profile) => planned(xml, profile).domain.devices.interface[0]?.model);
  };
  expect(models("<model type='virtio'/><model type='e1000'/>")).toEqual(['e1000', 'virtio']);
  expect(models("<model type='virtio'/><model/>")).toEqual(['rtl8139', 'virtio']);
  expect(models("<model/><model type='virtio'/>")).toEqual(['virtio', 'virtio']);
  expect(models("<model x:type='virtio' xmlns:x='urn:x'/>")).toEqual(['virtio', 'rtl8139']);
});

test('of a serial device', () => {
  const xml = q35({ devices: ["<serial type='pty'><target type='usb-serial' port='3'/><target/></serial>"] });
  const targets = PROFILES.map((profile) => planned(xml, profile).domain.devices.serial[0]);
  expect(targets).toMatchObject([
    { targetType: 'isa-serial', targetPort: 0 },
    { targetType: 'usb-serial', targetPort: 3 },
  ]);
});

test('of the source of a host device', () => {
  const xml = q35({ devices: [`<hostdev mode='subsystem' type='pci'><source>${at(2)}${at(3)}</source></hostdev>`] });
  const hosts = PROFILES.map((profile) => planned(xml, profile).domain.devices.hostdev[0]?.host?.slot);
  expect(hosts).toEqual([3, 2]);
});
