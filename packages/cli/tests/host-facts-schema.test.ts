import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { parseHostFacts } from '../src/planning/host-facts.ts';

const path = createRequire(import.meta.url).resolve('@rootport/core/schemas/host-facts.schema.json');
const schema: unknown = JSON.parse(readFileSync(path, 'utf8'));

/** The keywords of the schema that decide; any other would be passed over without being checked, and is refused. */
const KEYWORDS: Readonly<Record<string, (rule: unknown, value: unknown) => boolean>> = {
  type: (type, value) => [type].flat().some((one) => typesOf(value).includes(String(one))),
  minimum: (least, value) => typeof value !== 'number' || value >= Number(least),
  enum: (values, value) => Array.isArray(values) && values.includes(value),
  required: (names, value) => Array.isArray(names) && names.every((name) => String(name) in fieldsOf(value)),
  maximum: (most, value) => typeof value !== 'number' || value <= Number(most),
  pattern: (pattern, value) => typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value),
  items: (items, value) => !Array.isArray(value) || value.every((item) => isValid(items, item)),
  propertyNames: (names, value) => Object.keys(fieldsOf(value)).every((name) => isValid(names, name)),
  properties: (rules, value) =>
    Object.entries(fieldsOf(value)).every(([name, field]) => isValid(fieldsOf(rules)[name] ?? true, field)),
  $ref: (ref, value) => isValid(fieldsOf(fieldsOf(schema)['$defs'])[String(ref).replace('#/$defs/', '')], value),
};

const ANNOTATIONS = ['$schema', '$id', '$defs', 'title', 'description', 'additionalProperties'];

function isValid(rules: unknown, value: unknown): boolean {
  if (typeof rules === 'boolean') return rules;
  const others = Object.keys(fieldsOf(value)).filter((name) => !(name in fieldsOf(fieldsOf(rules)['properties'])));
  return (
    Object.entries(fieldsOf(rules)).every(([keyword, rule]) => {
      if (!ANNOTATIONS.includes(keyword) && KEYWORDS[keyword] === undefined) throw new Error(`keyword ${keyword}`);
      return KEYWORDS[keyword]?.(rule, value) ?? true;
    }) && others.every((name) => isValid(fieldsOf(rules)['additionalProperties'] ?? true, fieldsOf(value)[name]))
  );
}

function typesOf(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  return Number.isInteger(value) ? ['number', 'integer'] : [typeof value];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

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

describe('the published schema and --host agree', () => {
  test.each(GOOD)('on %j, which is good', (facts) => {
    expect(isValid(schema, facts)).toBe(true);
    expect(parseHostFacts(JSON.stringify(facts)).ok).toBe(true);
  });

  test.each(BAD.map((facts) => [facts]))('on %j, which is not', (facts) => {
    expect(isValid(schema, facts)).toBe(false);
    expect(parseHostFacts(JSON.stringify(facts)).ok).toBe(false);
  });
});

test('the schema is of draft 2020-12', () => {
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
});
