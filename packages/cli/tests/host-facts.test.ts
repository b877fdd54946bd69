import { expect, test } from 'vitest';
import { parseCapabilities } from '../src/planning/capabilities.ts';
import { readHostFacts } from '../src/planning/host-facts.ts';

test('host facts are read as they are written', () => {
  const facts = {
    hostDevices: { '0000:03:00.0': { present: true, pcie: false, iommuGroup: 0, numaNode: 1 }, '0001:ff:1f.7': {} },
    hostdevNetworks: ['pool', 'ünïque'],
  };
  expect(readHostFacts(JSON.stringify(facts), 'host.json')).toEqual({ ok: true, value: facts });
});

test.each([
  ['[]', 'the whole is []; it has to be an object', '[]'],
  ['null', 'the whole is null; it has to be an object', 'null'],
  [
    '{"hostdevices": {}}',
    'the whole has "hostdevices", which is not known; did you mean hostDevices?',
    '"hostdevices"',
  ],
  ['{"hostDevices": []}', 'hostDevices is []; it has to be an object', '[]'],
  [
    '{"hostDevices": {"03:00.0": {}}}',
    'a name in hostDevices is "03:00.0"; it has to be a name such as "0000:03:00.0"',
    '"03:00.0"',
  ],
  [
    '{"hostDevices": {"0000:03:00.0": {"pcie": "yes"}}}',
    'hostDevices["0000:03:00.0"].pcie is "yes"; it has to be true or false',
    '"yes"',
  ],
  [
    '{"hostDevices": {"0000:03:00.0": {"numaNode": -1}}}',
    'hostDevices["0000:03:00.0"].numaNode is -1; it has to be a whole number from 0',
    '-1',
  ],
  [
    '{"hostDevices": {"0000:03:00.0": {"bars": [{"kind": "io", "size": 3}]}}}',
    'hostDevices["0000:03:00.0"].bars[0].size is 3; it has to be a power of two, in bytes or as "16M"',
    '3}',
  ],
  ['{"hostdevNetworks": "pool"}', 'hostdevNetworks is "pool"; it has to be a list', '"pool"'],
  ['{"hostdevNetworks": [7]}', 'hostdevNetworks[0] is 7; it has to be a text', '7'],
])('host facts %s are refused', (json, problem, at) => {
  const outcome = readHostFacts(json, 'host.json');
  expect(outcome).toMatchObject({ ok: false, problem: [{ values: { file: 'host.json', problem } }] });
  expect(outcome.ok ? -1 : outcome.problem[0]?.span?.start).toBe(json.lastIndexOf(at));
});

test('all faults of host facts are told at once, in the order of the text', () => {
  const outcome = readHostFacts('{"hostdevNetworks": 1, "hostDevices": 2, "x": 3}', 'host.json');
  expect(outcome.ok ? [] : outcome.problem.map(({ span }) => span?.start)).toEqual([20, 38, 41]);
});

test('a fault of the JSON is said in one line', () => {
  const outcome = readHostFacts('{\n  "hostDevices": \n}', 'host.json');
  expect(outcome).toMatchObject({
    ok: false,
    problem: [{ values: { problem: expect.stringMatching(/^not JSON: [^\n]+$/) }, span: { start: 20 } }],
  });
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
