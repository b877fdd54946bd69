import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { arePlacedAlike, comparePlans, documentPlanner, type Plan, planDomain } from '../../src/index.ts';
import { disk, nic, q35 } from '../build.ts';

const CASES = new URL('../cases/', import.meta.url);

/** Each case of the planner under an old and a new release; those that one of them refuses are left out. */
const pairs = readdirSync(CASES).flatMap((name): readonly (readonly [name: string, before: Plan, after: Plan])[] => {
  const plan = documentPlanner(readFileSync(new URL(`${name}/domain.xml`, CASES), 'utf8'));
  const [before, after] = [plan({ profile: 'libvirt-7.0', qemu: '6.2' }), plan({ profile: 'libvirt-12.9' })];
  return before.ok && after.ok ? [[name, before.plan, after.plan]] : [];
});

const isSame = (before: Plan, after: Plan): boolean =>
  comparePlans(before, after).devices.every(({ status }) => status === 'same');

describe('arePlacedAlike', () => {
  test('says so only of plans in which a comparison finds every device the same', () => {
    const alike = pairs.filter(([, before, after]) => arePlacedAlike(before, after));
    expect(alike.filter(([, before, after]) => !isSame(before, after)).map(([name]) => name)).toEqual([]);
    expect(alike.length).toBeGreaterThan(10);
    expect(alike.length).toBeLessThan(pairs.length);
  });

  test('finds most of those that are', () => {
    const same = pairs.filter(([, before, after]) => isSame(before, after));
    const found = same.filter(([, before, after]) => arePlacedAlike(before, after));
    expect(found.length).toBeGreaterThan(same.length * 0.6);
  });

  test('finds those whose controllers one of the releases lists in another order', () => {
    const plan = documentPlanner(
      q35({ devices: [nic('virtio'), disk('sda', 'scsi'), '<channel type="unix"><target type="virtio"/></channel>'] }),
    );
    const [before, after] = [plan({ profile: 'libvirt-7.0', qemu: '6.2' }), plan({ profile: 'libvirt-12.9' })];
    if (!before.ok || !after.ok) throw new Error('one of them refuses the document');
    const order = (one: Plan): readonly string[] =>
      one.domain.devices.controller.map(({ type, index }) => `${type} ${index}`);
    expect(order(before.plan)).not.toEqual(order(after.plan));
    expect(arePlacedAlike(before.plan, after.plan)).toBe(true);
  });

  test('says nothing of texts that were read apart', () => {
    const xml = q35({ devices: [nic('virtio'), disk('vda', 'virtio')] });
    const [one, other] = [planDomain(xml), planDomain(xml)];
    expect(one.ok && other.ok && arePlacedAlike(one.plan, other.plan)).toBe(false);
    expect(one.ok && arePlacedAlike(one.plan, one.plan)).toBe(true);
  });
});

test('documentPlanner gives the plans of planDomain, also of a text that is none', () => {
  const xml = q35({ devices: [nic('virtio'), disk('vda', 'virtio')] });
  for (const text of [xml, '<domain', '<network/>']) {
    const plan = documentPlanner(text);
    for (const profile of ['libvirt-7.0', 'libvirt-12.9'] as const) {
      expect(plan({ profile })).toEqual(planDomain(text, { profile }));
    }
  }
});
