// Recorded answers of the real libvirt 9.0: a line-wise diff of our canonical document with its inactive dump shows no
// line that says where something is: no controller, no address, nothing inside them, no serial model.
import { canonicalXml, planDomain } from '@rootport/core';
import { expect, test } from 'vitest';
import { elementLines, firstDifference } from '../src/line-difference.ts';
import { oracleMachines, readRecorded } from '../src/oracle.ts';

/** Domains of each machine; a desk asks few, since recorded-releases.test.ts has the same. $ROOTPORT_RUNS asks for more. */
const OF_EACH = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] === undefined ? '15' : '60'));

/** The lines of the devices that placement decides, in order, without indentation. */
function placementLines(xml: string): readonly string[] {
  let inController = false;
  return elementLines(xml, xml.lastIndexOf('<devices'), xml.lastIndexOf('</devices>')).filter((line) => {
    const isOpen = /^<controller\b/.test(line);
    const isPart = isOpen || inController || /^<(?:address|zpci|model name=)|^<\/address>/.test(line);
    if (isOpen) inController = !line.endsWith('/>');
    if (line === '</controller>') inController = false;
    return isPart;
  });
}

/** The first line that differs, ours beside libvirt's. */
function placementDifference(input: string, output: string): string | undefined {
  const result = planDomain(input, { profile: 'libvirt-9.0', qemu: '7.2' });
  if (!result.ok) return 'refused';
  return firstDifference(placementLines(canonicalXml(result.plan)), placementLines(output));
}

test('the canonical document has every placement line of the inactive dump', async () => {
  const found: string[] = [];
  let judged = 0;
  for (const machine of await oracleMachines()) {
    for (const { domain, answer } of (await readRecorded(machine, 'accepted')).slice(0, OF_EACH)) {
      if (!answer.ok) continue;
      judged += 1;
      const difference = placementDifference(domain.xml, answer.xml);
      if (difference !== undefined) found.push(`${domain.id}: ${difference}`);
    }
  }
  expect(found.slice(0, 20)).toEqual([]);
  expect(judged).toBeGreaterThanOrEqual(Math.min(200, OF_EACH));
});
