import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { readHostFacts } from '../src/planning/host-facts.ts';

const path = createRequire(import.meta.url).resolve('@rootport/core/schemas/host-facts.schema.json');
const schema: unknown = JSON.parse(readFileSync(path, 'utf8'));

const GOOD = [
  {},
  { $schema: 'https://example.org/host-facts.schema.json' },
  { hostDevices: {}, hostdevNetworks: [] },
  { hostDevices: { '0000:03:00.0': {}, 'ffff:ff:1f.7': { present: true, pcie: false, iommuGroup: 0, numaNode: 1 } } },
  { hostdevNetworks: ['sriov-pool', ''] },
  { hostDevices: { '0000:03:00.0': { bars: [] } } },
  {
    hostDevices: {
      '0000:03:00.0': {
        bars: [
          { kind: 'io', size: 128 },
          { kind: 'pref64', size: '512G' },
        ],
      },
    },
  },
];

const BAD = [
  [],
  null,
  'text',
  { $schema: 7 },
  { hostdevices: {} },
  { hostDevices: [] },
  { hostDevices: { '03:00.0': {} } },
  { hostDevices: { '0000:03:20.0': {} } },
  { hostDevices: { '0000:03:00.8': {} } },
  { hostDevices: { '0000:0A:00.0': {} } },
  { hostDevices: { '0000:03:00.0': null } },
  { hostDevices: { '0000:03:00.0': [] } },
  { hostDevices: { '0000:03:00.0': { here: true } } },
  { hostDevices: { '0000:03:00.0': { present: 1 } } },
  { hostDevices: { '0000:03:00.0': { pcie: null } } },
  { hostDevices: { '0000:03:00.0': { iommuGroup: -1 } } },
  { hostDevices: { '0000:03:00.0': { iommuGroup: '1' } } },
  { hostDevices: { '0000:03:00.0': { numaNode: 0.5 } } },
  { hostDevices: { '0000:03:00.0': { numaNode: 1e300 } } },
  { hostDevices: { '0000:03:00.0': { bars: {} } } },
  { hostDevices: { '0000:03:00.0': { bars: [{ kind: 'mem', size: 128 }] } } },
  { hostDevices: { '0000:03:00.0': { bars: [{ kind: 'io' }] } } },
  { hostDevices: { '0000:03:00.0': { bars: [{ kind: 'io', size: '3K' }] } } },
  { hostDevices: { '0000:03:00.0': { bars: [{ kind: 'io', size: 0 }] } } },
  { hostdevNetworks: 'pool' },
  { hostdevNetworks: ['pool', 7] },
];

describe('--host', () => {
  test.each(GOOD)('takes %j', (facts) => {
    expect(readHostFacts(JSON.stringify(facts), 'host.json').ok).toBe(true);
  });

  test.each(BAD.map((facts) => [facts]))('refuses %j', (facts) => {
    expect(readHostFacts(JSON.stringify(facts), 'host.json').ok).toBe(false);
  });
});

test('the schema is of draft 2020-12', () => {
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});
