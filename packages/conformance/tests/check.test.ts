import { readdirSync, readFileSync } from 'node:fs';
import { type CheckPlanner, checkDomain, fixDomain, planDomain } from '@rootport/core';
import { expect, test } from 'vitest';
import { CORE_PLANNER } from '../src/core-planner.ts';
import { judgeAnswer } from '../src/differential.ts';
import { isOracleAvailable, openGenerator, openLiveOracle } from '../src/oracle.ts';

const PROFILE = 'libvirt-9.0';
/** Random domains of each machine; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? '30');

const planner: CheckPlanner = (xml) => planDomain(xml, { profile: PROFILE });

/** The domain with the address of one device written for a second one, too. */
function withClash(xml: string): string | undefined {
  const [first] = /<address type='pci'[^>]*\/>/.exec(xml) ?? [];
  const plan = planner(xml);
  const place = first ?? (plan.ok ? placeOf(plan.plan) : undefined);
  if (place === undefined) return undefined;
  return xml.replace(
    '</devices>',
    `<rng model='virtio'><backend model='random'>/dev/urandom</backend>${place}</rng></devices>`,
  );
}

function placeOf(plan: Extract<ReturnType<typeof planDomain>, { ok: true }>['plan']): string | undefined {
  const [at] = [...plan.decisions.values()]
    .map(({ address }) => address)
    .filter(({ bus, slot }) => bus === 0 && slot > 1);
  return at === undefined ? undefined : `<address type='pci' domain='0' bus='0' slot='${at.slot}' function='0'/>`;
}

const isAvailable = await isOracleAvailable();
if (!isAvailable)
  process.stdout.write('skipped: repaired documents before libvirt: libvirt is not installed (npm run oracle:setup)\n');

test.skipIf(!isAvailable)(
  'libvirt refuses what check refuses, and takes what check --fix leaves, with the same addresses',
  async () => {
    const generate = await openGenerator();
    const oracle = await openLiveOracle(1);
    const folders = ['check', 'examples'].map((name) => new URL(`../../../fixtures/${name}/`, import.meta.url));
    const fixtures = folders.flatMap((folder) =>
      readdirSync(folder).map((name) => ({
        id: name,
        machine: 'pc',
        // libvirt refuses KVM on a machine that has none.
        xml: readFileSync(new URL(name, folder), 'utf8').replace(/(<domain type=['"])kvm/, '$1qemu'),
      })),
    );
    const random = ['pc', 'q35'].flatMap((machine) =>
      Array.from({ length: RUNS }, (_, index) => generate(machine, index, 'check')),
    );
    const seeded = random.flatMap((one) => {
      const xml = withClash(one.xml);
      return xml === undefined ? [] : [{ ...one, id: `${one.id} with a clash`, xml }];
    });
    const counts = { repaired: 0, kept: 0, left: 0, host: 0 };
    const wrong: string[] = [];
    for (const [position, { id, machine, xml }] of [...fixtures, ...random, ...seeded].entries()) {
      const before = checkDomain(xml, planner);
      const fixed = fixDomain(xml, planner, { unsafe: position % 2 === 0 });
      if (fixed.result.plan === undefined) {
        counts.left += 1;
        continue;
      }
      const domain = { id, machine, xml: fixed.xml };
      const verdict = judgeAnswer(domain, await oracle.ask(domain), {
        planner: CORE_PLANNER,
        plan: { profile: PROFILE },
      });
      if (verdict.kind === 'different') {
        if (verdict.mismatch.scope === 'host') counts.host += 1;
        else
          wrong.push(`${id}: ${verdict.mismatch.sort} ${verdict.mismatch.label} ${verdict.mismatch.lines.join('; ')}`);
      } else if (before.plan === undefined) {
        counts.repaired += 1;
        const asWritten = { id, machine, xml };
        const answer = judgeAnswer(asWritten, await oracle.ask(asWritten), {
          planner: CORE_PLANNER,
          plan: { profile: PROFILE },
        });
        if (answer.kind === 'different') wrong.push(`${id}: libvirt does not refuse it as it was`);
      } else counts.kept += 1;
    }
    await oracle.close();
    process.stdout.write(`repaired documents before libvirt: ${JSON.stringify(counts)}\n`);
    expect(wrong).toEqual([]);
    expect(counts.repaired).toBeGreaterThan(20);
    expect(counts.kept).toBeGreaterThan(20);
  },
);
