import { describe, expect, test } from 'vitest';
import {
  compareProfiles,
  type PlanOptions,
  type ProfileComparison,
  type ProfileName,
  planDomain,
} from '../../src/index.ts';

const domain = (devices: string, machine = 'q35'): string => `<domain type='kvm'>
  <name>d</name><memory>1048576</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>
  <devices><controller type='usb' model='none'/><memballoon model='none'/>${devices}</devices>
</domain>`;

function compare(xml: string, profiles: readonly ProfileName[], options: PlanOptions = {}): ProfileComparison {
  return compareProfiles(xml, profiles, (text, profile) => planDomain(text, { ...options, profile }));
}

const rows = (comparison: ProfileComparison) =>
  comparison.devices
    .filter(({ changed }) => changed)
    .map(({ name, places }) => [
      name,
      ...places.map(({ address, model }) => (model === undefined ? address : `${address} ${model}`)),
    ]);

const NIC =
  "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='n'/><model type='virtio'/></interface>";

describe('compareProfiles', () => {
  test('finds nothing to say of a profile and itself', () => {
    const comparison = compare(domain(NIC), ['libvirt-9.0', 'libvirt-9.0']);
    expect(comparison).toMatchObject({ differs: false, profiles: [{ ok: true }, { ok: true }] });
    expect(comparison.devices.every(({ changed }) => !changed)).toBe(true);
  });

  test('shows what moves, appears and goes', () => {
    const comparison = compare(domain(NIC), ['libvirt-2.5-step1', 'libvirt-latest'], { qemu: '10.0' });
    expect(comparison.differs).toBe(true);
    expect(rows(comparison)).toMatchSnapshot();
  });

  test('matches a written device by its place, whatever becomes of its model', () => {
    const bare = "<interface type='network'><source network='n'/></interface>";
    const { devices } = compare(domain(bare, 'pc'), ['libvirt-2.5', 'libvirt-latest']);
    expect(devices.filter(({ kind }) => kind === 'interface')).toHaveLength(1);
  });

  test('tells namesakes apart', () => {
    const { devices } = compare(
      domain("<rng model='virtio'><backend model='random'>/dev/random</backend></rng>".repeat(2)),
      ['libvirt-9.0'],
    );
    expect(devices.filter(({ kind }) => kind === 'rng').map(({ name }) => name)).toEqual([
      'rng (virtio)',
      'rng (virtio) #2',
    ]);
  });

  test('says refused for a profile that refuses, and compares the others', () => {
    const comparison = compareProfiles(domain(NIC), ['libvirt-2.5', 'libvirt-9.0', 'libvirt-9.0'], (xml, profile) =>
      planDomain(profile === 'libvirt-2.5' ? xml.replace('<devices>', '<devices><bad') : xml, { profile }),
    );
    expect(comparison).toMatchObject({ differs: true, profiles: [{ ok: false }, { ok: true }, { ok: true }] });
    expect(comparison.profiles[0]?.diagnostics[0]?.code).toBe('RP1001');
    expect(comparison.devices.map(({ places }) => places[0]?.address)).toEqual(comparison.devices.map(() => 'refused'));
    expect(comparison.devices.some(({ changed }) => changed)).toBe(false);
  });

  test('agrees when all refuse for the same reason', () => {
    expect(compare('<network/>', ['libvirt-9.0', 'libvirt-latest'])).toMatchObject({ differs: false, devices: [] });
  });

  test('is JSON', () => {
    const comparison = compare(domain(NIC), ['libvirt-2.5', 'libvirt-latest']);
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });
});
