import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PROFILES } from '@rootport/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readConfig } from '../src/config/read-config.ts';

const path = createRequire(import.meta.url).resolve('@rootport/core/schemas/config.schema.json');
const isValid = new Ajv2020().compile(JSON.parse(readFileSync(path, 'utf8')));

const GOOD = [
  {},
  { $schema: 'https://example.org/config.schema.json' },
  { severity: 'note', qemu: '7.2.1', rules: {} },
  { rules: { RP6010: 'off', 'machine-alias': 'error', RP4005: 'warning' } },
  ...PROFILES.flatMap(({ name }) => [{ profile: name }, { profile: name.replace('libvirt-', '') }]),
];

const BAD = [
  [],
  null,
  'text',
  { rule: {} },
  { profile: 'newest' },
  { profile: 9 },
  { qemu: 7.2 },
  { qemu: 'seven' },
  { severity: 'off' },
  { rules: [] },
  { rules: { RP6010: 'none' } },
  { rules: { 'RP 6010': 'off' } },
];

test.each(GOOD)('%j is taken by both', (value) => {
  expect(isValid(value)).toBe(true);
  expect(readConfig(JSON.stringify(value)).ok).toBe(true);
});

test.each(BAD)('%j is refused by both', (value) => {
  expect(isValid(value)).toBe(false);
  expect(readConfig(JSON.stringify(value)).ok).toBe(false);
});
