import { expect, test } from 'vitest';
import { parseCapabilities } from '../src/planning/capabilities.ts';
import { parseHostFacts } from '../src/planning/host-facts.ts';

test('host facts are read as they are written', () => {
  const facts = {
    hostDevices: { '0000:03:00.0': { present: true, pcie: false, iommuGroup: 0, numaNode: 1 }, '0001:ff:1f.7': {} },
    hostdevNetworks: ['pool', 'ünïque'],
  };
  expect(parseHostFacts(JSON.stringify(facts))).toEqual({ ok: true, value: facts });
  expect(parseHostFacts('\uFEFF{}')).toEqual({ ok: true, value: {} });
});

test.each([
  ['[]', 'the file must be an object, not []'],
  ['null', 'the file must be an object, not null'],
  ['{"hostdevices": {}}', 'the file has "hostdevices", which is not one of hostDevices, hostdevNetworks, $schema'],
  ['{"hostDevices": []}', 'hostDevices must be an object, not []'],
  ['{"hostDevices": {"03:00.0": {}}}', 'hostDevices: write the address "03:00.0" like "0000:03:00.0"'],
  ['{"hostDevices": {"0000:03:20.0": {}}}', 'hostDevices: write the address "0000:03:20.0" like "0000:03:00.0"'],
  ['{"hostDevices": {"0000:03:00.0": 1}}', 'hostDevices["0000:03:00.0"] must be an object, not 1'],
  [
    '{"hostDevices": {"0000:03:00.0": {"pcie": "yes"}}}',
    'hostDevices["0000:03:00.0"].pcie must be true or false, not "yes"',
  ],
  [
    '{"hostDevices": {"0000:03:00.0": {"numaNode": -1}}}',
    'hostDevices["0000:03:00.0"].numaNode must be a whole number from 0, not -1',
  ],
  ['{"hostdevNetworks": "pool"}', 'hostdevNetworks must be a list of names, not "pool"'],
  ['{"hostdevNetworks": [7]}', 'hostdevNetworks must hold names only, not 7'],
])('host facts %s are refused', (json, problem) => {
  expect(parseHostFacts(json)).toEqual({ ok: false, problem });
});

test('a fault of the JSON is said in one line', () => {
  const outcome = parseHostFacts('{\n  "hostDevices": \n}');
  expect(outcome).toMatchObject({ ok: false, problem: expect.stringMatching(/^not JSON: [^\n]+$/) });
});

test.each([
  ['a,b', ['a', 'b']],
  [' a b\n\tc, ,d ', ['a', 'b', 'c', 'd']],
  ['# none\n', []],
  ['a # first, second\r\nb\na', ['a', 'b']],
  ['', []],
])('capabilities %j', (text, names) => {
  expect(parseCapabilities(text)).toEqual({ ok: true, value: names });
});
