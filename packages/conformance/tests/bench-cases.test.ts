import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { growthCases, standingCases } from '../src/bench-cases.ts';
import { isRecord } from '../src/json-value.ts';
import { ORACLE_FOLDER } from '../src/shared-folder.ts';

const original = join(ORACLE_FOLDER, 'bench', 'cases.mjs');

async function originals(name: string): Promise<Readonly<Record<string, unknown>>> {
  const module: unknown = await import(pathToFileURL(original).href);
  const found = isRecord(module) ? module[name] : undefined;
  if (!isRecord(found)) throw new Error(`the original has no ${name}`);
  return found;
}

test('a growth case has as many endpoints as it says', () => {
  for (const { devices, xml } of growthCases()) expect(xml.match(/<(interface|disk) /g)).toHaveLength(devices);
});

describe('the documents are those of the oracle', () => {
  test.each(standingCases())('$name', async ({ name, xml }) => {
    const make = (await originals('CASES'))[name];
    expect(typeof make === 'function' ? make() : undefined).toBe(xml);
  });

  test('growth', async () => {
    const module: unknown = await import(pathToFileURL(original).href);
    const { spread, bridgesFor } = isRecord(module) ? module : {};
    if (typeof spread !== 'function' || typeof bridgesFor !== 'function') throw new Error('no generator');
    for (const { name, devices, xml } of growthCases()) {
      const given = name.startsWith('grow-q35') ? ['q35', devices] : ['pc', devices, bridgesFor(devices)];
      expect(xml).toBe(spread(...given));
    }
  });
});
