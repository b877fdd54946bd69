import { spawnSync } from 'node:child_process';
import { programArguments } from './command-line.ts';
import { verifyRecorded, verifyText } from './verify-recorded.ts';

const USAGE = `usage: npm run verify:recorded -- [options]

Has "rootport verify" ask a real QEMU 7.2 about every recorded domain that
libvirt 9.0 accepts: is each device where the plan says?

  --machine A,B     sets (default pc,q35)
  --first N         start at this domain (default 0)
  --count N         domains of each set (default: all)
  --hotplug         also plug a device into every free port
  --jobs N          at a time (default 2)
`;

const { values } = programArguments(USAGE, {
  options: {
    machine: { type: 'string', default: 'pc,q35' },
    first: { type: 'string', default: '0' },
    count: { type: 'string', default: '1000000' },
    hotplug: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
  },
});

const version = spawnSync('qemu-system-x86_64', ['--version'], { encoding: 'utf8' }).stdout ?? '';
if (!version.includes('version 7.2')) refuse('there is no QEMU 7.2 (qemu-system-x86_64)');
else await verifyAll();

function refuse(reason: string): void {
  process.stderr.write(`cannot verify: ${reason}\n`);
  process.exitCode = 2;
}

async function verifyAll(): Promise<void> {
  for (const machine of values.machine.split(',')) {
    const { first, count, jobs, hotplug } = values;
    const run = { machine, first: Number(first), count: Number(count), jobs: Number(jobs), hotplug };
    const tally = await verifyRecorded(run);
    process.stdout.write(verifyText(tally));
    if (tally.failures.length > 0) process.exitCode = 1;
  }
}
