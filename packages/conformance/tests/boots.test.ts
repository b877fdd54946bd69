import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lspciList, lspciTree, planDomain, predictGuest } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { BOOT_PLAN, type Topology } from '../src/boots/boot-guest.ts';
import { compareBoot, guestOptions } from '../src/boots/compare-boot.ts';
import type { BootCase } from '../src/boots/record.ts';
import { PROJECT_ROOT, sharedPath } from '../src/shared-folder.ts';

const OWN = join(PROJECT_ROOT, 'fixtures', 'boots');

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const titleOf = ({ environment: { qemu, firmware, scheme } }: BootCase['runs'][number]): string =>
  `QEMU ${qemu}, ${firmware}, ${scheme}`;

describe('our own booted guests', () => {
  const topologies = read(join(OWN, 'topologies.json')) as readonly Topology[];
  const cases = topologies
    .filter(({ name }) => existsSync(join(OWN, `${name}.json`)))
    .map(({ name }) => ({
      boots: read(join(OWN, `${name}.json`)) as BootCase,
      xml: readFileSync(join(OWN, `${name}.xml`), 'utf8'),
    }));
  const runs = cases.flatMap(({ boots, xml }) =>
    boots.runs.map((run) => ({ name: boots.name, title: titleOf(run), run, xml })),
  );

  test('are recorded for every topology, of which there are at least 20', () => {
    expect(cases.map(({ boots }) => boots.name)).toEqual(topologies.map(({ name }) => name));
    expect(cases.length).toBeGreaterThanOrEqual(20);
  });

  test.each(runs)('$name saw what is predicted ($title)', ({ run, xml }) => {
    expect(compareBoot(xml, run, BOOT_PLAN)).toEqual([]);
  });

  test.each(runs)('$name lists it as lspci does ($title)', ({ run, xml }) => {
    const planned = planDomain(xml, BOOT_PLAN);
    const predicted = planned.ok ? predictGuest(planned.plan, guestOptions(run.environment)) : planned;
    if (!predicted.ok) throw new Error('no prediction');
    expect(lspciList(predicted.guest)).toEqual(run.lspci?.list);
    expect(lspciTree(predicted.guest)).toEqual(run.lspci?.tree);
  });
});

/** Guests that the rules do not foresee. */
const UNPREDICTED: readonly string[] = [
  // G-SLOT-NOACPI: Linux powers the ports off; the specification leaves it unpredicted.
  'q35-noacpi QEMU 11.1.3, SeaBIOS 1.17.0, v261',
  'g-q35-noacpi QEMU 11.1.3, SeaBIOS 1.17.0, v261',
];

const RECORDED = join(PROJECT_ROOT, 'packages', 'conformance', 'recorded', 'boots');

describe('guests that others booted, placed by libvirt itself', () => {
  const cases = readdirSync(RECORDED)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({
      boots: read(join(RECORDED, name)) as BootCase,
      xml: readFileSync(join(RECORDED, name.replace(/json$/, 'xml')), 'utf8'),
    }));
  const runs = cases.flatMap(({ boots, xml }) =>
    boots.runs.map((run) => ({ name: boots.name, title: titleOf(run), run, xml })),
  );

  test.each(runs.filter(({ name, title }) => !UNPREDICTED.includes(`${name} ${title}`)))(
    '$name saw what is predicted ($title)',
    ({ run, xml }) => {
      expect(compareBoot(xml, run, BOOT_PLAN)).toEqual([]);
    },
  );

  test.each(runs.filter(({ name, title }) => UNPREDICTED.includes(`${name} ${title}`)))(
    '$name is not foreseen ($title), and the prediction says so',
    ({ run, xml }) => {
      expect(compareBoot(xml, run, BOOT_PLAN)).not.toEqual([]);
      const planned = planDomain(xml, BOOT_PLAN);
      const predicted = planned.ok ? predictGuest(planned.plan, guestOptions(run.environment)) : planned;
      expect(predicted.ok && predicted.guest.interfaces.every(({ confidence }) => confidence === 'low')).toBe(true);
    },
  );
});

/** The same guests and newer ones as they came, with all that was seen; in a folder beside the project. */
const SHARED = ['verified', join('more', 'boots')].flatMap((folder) => sharedPath('guest', folder) ?? []);
if (SHARED.length === 0) process.stdout.write('skipped: every boot of others: there is no ../shared/guest\n');

// Guests of other machines there (more/other-machines) come without the document that they were started from.
describe.skipIf(SHARED.length === 0)('every boot of others', () => {
  const files = SHARED.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

  test.each(files.filter((file) => file.endsWith('.json')))('%s', (file) => {
    const { name, placed, runs } = read(file) as BootCase & { readonly placed: string };
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      const differences = compareBoot(placed, run, BOOT_PLAN);
      if (UNPREDICTED.includes(`${name} ${titleOf(run)}`)) expect(differences).not.toEqual([]);
      else expect(differences, titleOf(run)).toEqual([]);
    }
  });
});
