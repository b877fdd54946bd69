import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  askedSettings,
  BOOT_FIRMWARES,
  BOOT_PLAN,
  type BootFirmware,
  bootGuest,
  type Topology,
} from './boots/boot-guest.ts';
import { GUESTS_FOLDER } from './boots/build-guest.ts';
import { compareBoot } from './boots/compare-boot.ts';
import type { BootCase, BootRun } from './boots/record.ts';
import { programArguments } from './command-line.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run boots -- [OPTIONS] [NAME...]

Boots the topologies of fixtures/boots with real QEMU, firmware, Linux and udev,
and compares what the guests see with the prediction. All of them, or those
named.

  --record           write what was seen into fixtures/boots/NAME.json; a run of
                     the same QEMU, firmware and udev is replaced, others are kept
  --firmware F       only the boots with seabios, ovmf, aavmf or none
  --qemu "PROGRAM"   another QEMU than the installed one, with its first words
  --efi CODE:VARS    other UEFI files than those of Debian's packages
  --udevs SUITES     other udevs, of these Debian suites: the first one runs, the
                     last one is asked for the names of every scheme

A guest is built when its architecture is first needed: kernel and udev from
Debian's packages, downloaded with an apt state of its own and unpacked, never
installed; one to two minutes, some 150 MB, in
${GUESTS_FOLDER}
($ROOTPORT_GUESTS is another place). QEMU and firmware come from the packages
that packages/conformance/src/boots/guests.ts names. A boot takes 5 to 15 s on
x86, 30 to 90 s on the others. Exit code 1: a guest saw something else.
`;

const FOLDER = join(PROJECT_ROOT, 'fixtures', 'boots');

const { values, positionals } = programArguments(HELP, {
  allowPositionals: true,
  options: {
    record: { type: 'boolean', default: false },
    firmware: { type: 'string' },
    qemu: { type: 'string' },
    efi: { type: 'string' },
    udevs: { type: 'string' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const topologies = JSON.parse(readFileSync(join(FOLDER, 'topologies.json'), 'utf8')) as readonly Topology[];
  const chosen = topologies.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const unknown = positionals.filter((name) => !topologies.some((one) => one.name === name));
  if (unknown.length > 0 || !isFirmware(values.firmware)) {
    const fault = unknown.length > 0 ? `no topology ${unknown.join(', ')}` : `no firmware ${values.firmware}`;
    process.stderr.write(`${fault}\n\n${HELP}`);
    return 2;
  }
  let wrong = 0;
  let count = 0;
  for (const topology of chosen) {
    const runs: BootRun[] = [];
    for (const firmware of topology.firmware) {
      if (values.firmware !== undefined && values.firmware !== firmware) continue;
      const { run, differences } = await boot(topology, firmware);
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

function isFirmware(name: string | undefined): name is BootFirmware | undefined {
  return name === undefined || BOOT_FIRMWARES.some((one) => one === name);
}

async function boot(
  { name, hotplug = [] }: Topology,
  firmware: BootFirmware,
): Promise<{ readonly run?: BootRun; readonly differences: readonly string[] }> {
  const xml = readFileSync(join(FOLDER, `${name}.xml`), 'utf8');
  try {
    const run = await bootGuest(xml, firmware, {
      hotplug,
      ...askedSettings(values),
      ...(values.udevs === undefined ? {} : { udevs: values.udevs.split(',') }),
    });
    return { run, differences: compareBoot(xml, run, BOOT_PLAN) };
  } catch (error) {
    return { differences: [`not booted: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** Runs of another QEMU, firmware or udev stay as they are. */
function record({ name, note, runs }: BootCase): void {
  const path = join(FOLDER, `${name}.json`);
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BootCase).runs : [];
  const keyOf = ({ environment: { qemu, firmware, udev } }: BootRun): string => `${qemu} ${firmware} ${udev}`;
  const kept = before.filter((old) => !runs.some((run) => keyOf(run) === keyOf(old)));
  const each = [...kept, ...runs].map(
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
  writeFileSync(path, `{\n${head}\n "runs": [\n${each.join(',\n')}\n ]\n}\n`);
}

/** An array with one element a line. */
function lines(list: readonly unknown[]): string {
  return `[\n${list.map((one) => `     ${JSON.stringify(one)}`).join(',\n')}\n    ]`;
}
