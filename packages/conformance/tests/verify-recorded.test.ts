import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { verifyRecorded, verifyText } from '../src/verify-recorded.ts';

const hasQemu = (spawnSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' }).stdout ?? '').includes(' 7.2');
if (!hasQemu) process.stdout.write('skipped: recorded domains in a real QEMU: there is no QEMU 7.2\n');

// A few of each; "npm run verify:recorded" takes all, and CI some hundred.
describe.skipIf(!hasQemu)('recorded domains in a real QEMU', () => {
  test.each(['pc', 'q35'])('%s', async (machine) => {
    const tally = await verifyRecorded({ machine, first: 0, count: 12, jobs: 2, hotplug: false });
    process.stdout.write(verifyText(tally));
    expect(tally).toMatchObject({ domains: 12, verified: 12, failures: [] });
    expect(tally.devices).toBeGreaterThan(100);
  });
});
