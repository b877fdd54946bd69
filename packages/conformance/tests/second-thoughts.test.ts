// Whatever a plan writes is accepted again, with everything where it was; and what libvirt itself changes when it reads
// its answer back is in docs/second-thoughts.md, one document for each cause.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalXml, type ProfileName, patchXml, planDomain } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { emptyMaterial, learn, mutate, oneOf, randomNumbers } from '../src/fuzz/mutate.ts';
import { readSeeds } from '../src/fuzz/seeds.ts';
import { isOracleAvailable, openLiveOracle } from '../src/oracle.ts';
import { places, refusesItself } from '../src/second-thoughts.ts';
import { PROJECT_ROOT } from '../src/shared-folder.ts';

const FOLDER = join(PROJECT_ROOT, 'fixtures', 'second-thoughts');
const PAGE = readFileSync(join(PROJECT_ROOT, 'docs', 'second-thoughts.md'), 'utf8');
const thoughts = readdirSync(FOLDER).map((file) => ({
  name: file.replace('.xml', ''),
  xml: readFileSync(join(FOLDER, file), 'utf8'),
}));
/** Accepted, and refused as libvirt's own answer. */
const REFUSED_AGAIN = [
  'console-alias',
  'usb-none',
  'serial-port',
  'isa-port-twice',
  'negative-target',
  'zpci-fid-alone',
];
const PROFILES: readonly ProfileName[] = ['libvirt-2.5', 'libvirt-6.5', 'libvirt-9.0', 'libvirt-latest'];

/** What is wrong with the outputs of a document's plan; `undefined` for a document that is refused. */
function faultOf(xml: string, profile: ProfileName): string | undefined {
  const result = planDomain(xml, { profile });
  if (!result.ok) return undefined;
  for (const write of [patchXml, canonicalXml]) {
    const again = planDomain(write(result.plan), { profile });
    if (!again.ok && refusesItself(result.plan)) continue;
    if (!again.ok) return `${write.name} is refused: ${again.diagnostics.map(({ code }) => code)}`;
    if (places(again.plan) !== places(result.plan)) return `${write.name} moves something`;
  }
  return '';
}

describe('what a plan writes', () => {
  test('is accepted again and moves nothing: the documents of our tests', () => {
    const counts = { held: 0, refused: 0 };
    for (const [position, xml] of readSeeds().entries()) {
      const fault = faultOf(xml, PROFILES[position % PROFILES.length] ?? 'libvirt-9.0');
      expect(fault ?? '', xml).toBe('');
      counts[fault === undefined ? 'refused' : 'held'] += 1;
    }
    expect(counts.held).toBeGreaterThan(counts.refused);
  });

  test('is accepted again and moves nothing: documents made of them', () => {
    const material = emptyMaterial();
    for (const xml of readSeeds()) learn(material, xml, planDomain(xml).ok);
    const pick = randomNumbers(8);
    let held = 0;
    for (let count = 0; count < 300; count += 1) {
      const xml = mutate(material, pick);
      const fault = faultOf(xml, oneOf(pick, PROFILES));
      expect(fault ?? '', xml).toBe('');
      if (fault === '') held += 1;
    }
    expect(held).toBeGreaterThan(30);
  });
});

describe('what libvirt changes when it reads its answer back', () => {
  test('is told on a page, with the documents that show it', () => {
    for (const { name, xml } of thoughts) {
      expect(PAGE, name).toContain(`fixtures/second-thoughts/${name}.xml`);
      expect(PAGE, name).toContain(xml.trim());
    }
    expect(PAGE.match(/^## /gm)).toHaveLength(thoughts.length);
  });

  test.each([
    ['console-ports', 'changed'],
    ['console-alias', 'refused'],
    ['usb-none', 'refused'],
    ['serial-port', 'refused'],
    ['negative-target', 'refused'],
    ['controller-order', 'same'],
    ['zpci-ids', 'changed'],
    ['zpci-fid-alone', 'refused'],
  ])('%s: the plan imitates it', (name, outcome) => {
    const xml = thoughts.find((one) => one.name === name)?.xml ?? '';
    const plan = planDomain(xml, { profile: 'libvirt-9.0' });
    const written = plan.ok ? patchXml(plan.plan) : '';
    const again = planDomain(written, { profile: 'libvirt-9.0' });
    if (!again.ok) expect(outcome).toBe('refused');
    else expect(patchXml(again.plan) === written ? 'same' : 'changed').toBe(outcome);
  });

  const isAvailable = isOracleAvailable();
  test('libvirt 9.0 does so', async (context) => {
    if (!(await isAvailable)) context.skip('libvirt is not installed (npm run oracle:setup)');
    const oracle = await openLiveOracle(1);
    if (!oracle.version.startsWith('9.')) context.skip(`this is libvirt ${oracle.version}`);
    for (const { name, xml } of thoughts) {
      const answer = await oracle.ask({ id: name, machine: '', xml });
      expect(answer.ok, name).toBe(true);
      const again = await oracle.ask({ id: `${name}-again`, machine: '', xml: answer.ok ? answer.xml : '' });
      if (REFUSED_AGAIN.includes(name)) expect(again.ok, name).toBe(false);
      else expect(again.ok && answer.ok && again.xml !== answer.xml, name).toBe(true);
    }
    await oracle.close();
  });
});
