import { comparePlans, createLock, type Plan, patchXml, planDomain, planLocked } from '@rootport/core';
import { expect, test } from 'vitest';
import { CORE_PLANNER } from '../src/core-planner.ts';
import { judgeAnswer } from '../src/differential.ts';
import { isOracleAvailable, openGenerator, openLiveOracle } from '../src/oracle.ts';

const PROFILE = 'libvirt-9.0';
/** Random domains of each machine; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? '40');

/** What is put before all other devices, so that without a lock most of them move. */
const EXTRA =
  "<interface type='user'><mac address='52:54:00:99:99:99'/><model type='virtio'/></interface>" +
  "<disk type='file'><source file='/x'/><target dev='vdzz' bus='virtio'/></disk>";

const planner = (xml: string) => planDomain(xml, { profile: PROFILE });
const moves = (before: Plan, after: Plan): readonly string[] =>
  comparePlans(before, after)
    .devices.filter(({ status }) => status === 'moved' || status === 'gone')
    .map(({ label }) => label);

const isAvailable = await isOracleAvailable();
if (!isAvailable)
  process.stdout.write('skipped: locked plans before libvirt: libvirt is not installed (npm run oracle:setup)\n');

test.skipIf(!isAvailable)('libvirt takes locked plans as they are', async () => {
  const generate = await openGenerator();
  const oracle = await openLiveOracle(1);
  const counts = { kept: 0, refused: 0, host: 0, wouldMove: 0 };
  const wrong: string[] = [];
  for (const machine of ['pc', 'q35', 'virt']) {
    for (let index = 0; index < RUNS; index += 1) {
      const { id, xml } = generate(machine, index, 'lock');
      const [before, grown] = [planner(xml), xml.replace('<devices>', `<devices>${EXTRA}`)];
      const free = planner(grown);
      if (!before.ok || !free.ok) continue;
      if (moves(before.plan, free.plan).length > 0) counts.wouldMove += 1;
      const after = planLocked(grown, createLock(before.plan), planner);
      if (!after.ok) {
        counts.refused += 1;
        if (!after.diagnostics.some(({ code }) => code.startsWith('RP307')))
          wrong.push(`${id}: refused without a reason`);
        continue;
      }
      wrong.push(...moves(before.plan, after.plan).map((label) => `${id}: ${label} moved`));
      const domain = { id, machine, xml: patchXml(after.plan) };
      const verdict = judgeAnswer(domain, await oracle.ask(domain), {
        planner: CORE_PLANNER,
        plan: { profile: PROFILE },
      });
      if (verdict.kind !== 'different') counts.kept += 1;
      else if (verdict.mismatch.scope === 'host') counts.host += 1;
      else wrong.push(`${id}: ${verdict.mismatch.sort} ${verdict.mismatch.label} ${verdict.mismatch.lines.join('; ')}`);
    }
  }
  await oracle.close();
  process.stdout.write(`locked plans before libvirt: ${JSON.stringify(counts)}\n`);
  expect(wrong).toEqual([]);
  expect(counts.kept).toBeGreaterThan(counts.refused);
});
