// Recorded answers of the real libvirt 9.0: our canonical document has the devices of its inactive dump, line by line. Left
// out are MAC addresses that libvirt makes up, and the size that it rounds NVDIMMs of pSeries to.
import { planDomain } from '@rootport/core';
import { expect, test } from 'vitest';
import { devicesDiffer } from '../src/line-difference.ts';
import { oracleMachines, readRecorded } from '../src/oracle.ts';

/** Domains of each machine; a desk asks few, since recorded-releases.test.ts has the same. $ROOTPORT_RUNS asks for more. */
const OF_EACH = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] === undefined ? '15' : '60'));

/** The first line that differs, ours beside libvirt's. */
function difference(input: string, output: string): string | undefined {
  const result = planDomain(input, { profile: 'libvirt-9.0', qemu: '7.2' });
  return result.ok ? devicesDiffer(result.plan, output) : 'refused';
}

test('the canonical document has every line of the devices of the inactive dump', async () => {
  const found: string[] = [];
  let judged = 0;
  for (const machine of await oracleMachines()) {
    for (const { domain, answer } of (await readRecorded(machine, 'accepted')).slice(0, OF_EACH)) {
      if (!answer.ok) continue;
      judged += 1;
      const differs =
        machine === 'pseries' && domain.xml.includes("'nvdimm'") ? undefined : difference(domain.xml, answer.xml);
      if (differs !== undefined) found.push(`${domain.id}: ${differs}`);
    }
  }
  expect(found.slice(0, 20)).toEqual([]);
  expect(judged).toBeGreaterThanOrEqual(Math.min(200, OF_EACH));
});
