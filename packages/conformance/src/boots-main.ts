import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BOOT_PLAN, bootGuest, GUEST_FOLDER, type Topology } from './boots/boot-guest.ts';
import { compareBoot } from './boots/compare-boot.ts';
import type { BootCase, BootRun } from './boots/record.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run boots -- [--record] [--firmware seabios|ovmf] [NAME...]

Boots the topologies of fixtures/boots with real QEMU, firmware, Linux and udev,
and compares what the guests see with the prediction. All of them, or those
named; with --record, writes what was seen into fixtures/boots/NAME.json.

$ROOTPORT_GUEST is the folder that guest/build-initramfs.sh of the shared folder
made. One boot takes 5 to 15 seconds. Exit code 1: a guest saw something else.
`;

const FOLDER = join(PROJECT_ROOT, 'fixtures', 'boots');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    record: { type: 'boolean', default: false },
    firmware: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) process.stdout.write(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const topologies = JSON.parse(readFileSync(join(FOLDER, 'topologies.json'), 'utf8')) as readonly Topology[];
  const chosen = topologies.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const unknown = positionals.filter((name) => !topologies.some((one) => one.name === name));
  if (unknown.length > 0 || GUEST_FOLDER === undefined) {
    process.stderr.write(
      unknown.length > 0 ? `no topology ${unknown.join(', ')}\n` : `ROOTPORT_GUEST is not set\n\n${HELP}`,
    );
    return 2;
  }
  let wrong = 0;
  let count = 0;
  for (const topology of chosen) {
    const runs: BootRun[] = [];
    for (const firmware of topology.firmware) {
      if (values.firmware !== undefined && values.firmware !== firmware) continue;
      const { run, differences } = await boot(topology, firmware, GUEST_FOLDER);
      count += 1;
      if (differences.length > 0) wrong += 1;
      if (run !== undefined) runs.push(run);
      const verdict = differences.length === 0 ? 'as predicted' : `\n  ${differences.join('\n  ')}`;
      process.stdout.write(`${topology.name} (${firmware}): ${verdict}\n`);
    }
    if (values.record && runs.length > 0) record({ name: topology.name, note: topology.note, runs });
  }
  process.stdout.write(`${count} boots, ${wrong} not as predicted\n`);
  return wrong === 0 ? 0 : 1;
}

async function boot(
  { name, hotplug = [] }: Topology,
  firmware: 'seabios' | 'ovmf',
  work: string,
): Promise<{ readonly run?: BootRun; readonly differences: readonly string[] }> {
  const xml = readFileSync(join(FOLDER, `${name}.xml`), 'utf8');
  try {
    const run = await bootGuest(xml, firmware, { work, hotplug });
    return { run, differences: compareBoot(xml, run, BOOT_PLAN) };
  } catch (error) {
    return { differences: [`not booted: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

function record({ name, note, runs }: BootCase): void {
  const each = runs.map(
    ({ environment, observed: { devices, slots, nics }, lspci }) => `  {
   "environment": ${JSON.stringify(environment)},
   "observed": {
    "devices": ${lines(devices)},
    "slots": ${JSON.stringify(slots)},
    "nics": ${lines(nics)}
   }${lspci === undefined ? '' : `,\n   "lspci": {\n    "list": ${lines(lspci.list)},\n    "tree": ${lines(lspci.tree)}\n   }`}
  }`,
  );
  const head = ` "name": ${JSON.stringify(name)},\n "note": ${JSON.stringify(note)},`;
  writeFileSync(join(FOLDER, `${name}.json`), `{\n${head}\n "runs": [\n${each.join(',\n')}\n ]\n}\n`);
}

/** An array with one element a line. */
function lines(list: readonly unknown[]): string {
  return `[\n${list.map((one) => `     ${JSON.stringify(one)}`).join(',\n')}\n    ]`;
}
