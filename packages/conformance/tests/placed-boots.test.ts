import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparePlaced, type PlacedBoot } from '../src/boots/placed-boots.ts';
import { ownHosts, placeAll } from '../src/placed-hosts.ts';
import { PROJECT_ROOT } from '../src/shared-folder.ts';

const boots = JSON.parse(
  readFileSync(join(PROJECT_ROOT, 'fixtures', 'placed-boots.json'), 'utf8'),
) as readonly PlacedBoot[];
const hosts = new Map(ownHosts().map(({ name, host }) => [name, host]));

describe('guests whose devices were placed', () => {
  test('are recorded with both firmwares', () => {
    const firmwares = new Set(boots.map(({ environment }) => environment.firmware.split(' ')[0]));
    expect(firmwares).toEqual(new Set(['SeaBIOS', 'OVMF']));
  });

  test.each(boots.map((boot) => [`${boot.host} ${boot.policy}`, boot.environment.firmware, boot] as const))(
    '%s with %s saw addresses, nodes and levels as predicted',
    (_, __, boot) => {
      const host = hosts.get(boot.host);
      if (host === undefined) throw new Error(`no host ${boot.host}`);
      const placed = placeAll(host, boot.policy, 'libvirt-9.0');
      if (!placed.ok) throw new Error('not placed');
      const { differences, addresses, devices, pairs } = comparePlaced(placed.xml, host, boot);
      expect(differences).toEqual([]);
      expect(Math.min(addresses, devices, pairs)).toBeGreaterThan(0);
    },
  );

  test('are told apart from what they are not', () => {
    const [boot] = boots;
    const host = hosts.get(boot?.host ?? '');
    const placed = host === undefined ? undefined : placeAll(host, boot?.policy ?? 'switch', 'libvirt-9.0');
    if (boot === undefined || host === undefined || placed?.ok !== true) throw new Error('not placed');
    const functions = boot.functions.map(({ node: _, ...one }) => one);
    const { differences } = comparePlaced(placed.xml, host, { ...boot, functions });
    expect(differences.some((line) => line.includes('numa_node'))).toBe(true);
  });
});
