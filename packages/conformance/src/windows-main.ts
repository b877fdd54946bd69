import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askedSettings, BOOT_FIRMWARES, type BootFirmware } from './boots/boot-guest.ts';
import { bootWindows, canStart, type WindowCase, type WindowRecord, windowVerdict } from './boots/window-cases.ts';
import { programArguments } from './command-line.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run bars:boots -- --firmware F [OPTIONS] [NAME...]

Boots the guests of fixtures/windows, whose BARs need about as much room as
firmware has, and looks which BARs have no place in the running guest. All of
them, or those named.

  --firmware F       seabios or ovmf; aavmf or none for virt
  --record           write what was seen into fixtures/windows/boots.json; a run
                     of the same QEMU and firmware is replaced, others are kept
  --qemu "PROGRAM"   another QEMU than the installed one, with its first words
  --efi CODE:VARS    other UEFI files than those of Debian's packages
  --timeout SECONDS  after so long a guest counts as hanging; 150

Guests are built as "npm run boots" builds them. A boot takes 5 to 20 s on x86
and 30 to 90 s on virt. Exit code 1: "fits" was said of a guest that lost BARs, or a
guest did not start.
`;

const FOLDER = join(PROJECT_ROOT, 'fixtures', 'windows');
const RECORDS = join(FOLDER, 'boots.json');

const { values, positionals } = programArguments(HELP, {
  allowPositionals: true,
  options: {
    record: { type: 'boolean', default: false },
    firmware: { type: 'string' },
    qemu: { type: 'string' },
    efi: { type: 'string' },
    timeout: { type: 'string', default: '150' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const firmware = BOOT_FIRMWARES.find((one) => one === values.firmware);
  const cases = JSON.parse(readFileSync(join(FOLDER, 'cases.json'), 'utf8')) as readonly WindowCase[];
  const unknown = positionals.filter((name) => !cases.some((one) => one.name === name));
  if (firmware === undefined || unknown.length > 0) {
    const fault = unknown.length > 0 ? `no case ${unknown.join(', ')}` : `no firmware ${values.firmware ?? ''}`;
    process.stderr.write(`${fault}\n\n${HELP}`);
    return 2;
  }
  let [count, wrong, failed] = [0, 0, 0];
  for (const one of cases) {
    if (!canStart(one, firmware) || (positionals.length > 0 && !positionals.includes(one.name))) continue;
    count += 1;
    const holds = await boot(one, firmware);
    if (holds === undefined) failed += 1;
    else if (!holds) wrong += 1;
  }
  process.stdout.write(`${count} guests, ${failed} not started, ${wrong} times "fits" where it does not\n`);
  return wrong === 0 && failed === 0 ? 0 : 1;
}

/** Whether what was said holds; undefined where nothing was seen. */
async function boot(one: WindowCase, firmware: BootFirmware): Promise<boolean | undefined> {
  try {
    const run = await bootWindows(one, firmware, {
      ...askedSettings(values),
      timeout: Number(values.timeout),
    });
    const verdict = windowVerdict(one, run);
    const isLost = run.hangs === true || run.lost.length > 0;
    const seen = run.hangs === true ? 'does not boot' : isLost ? `lost ${run.lost.join(' ')}` : 'all there';
    process.stdout.write(`${one.name} (QEMU ${run.qemu}, ${firmware}): ${seen}; said: ${verdict ?? 'nothing'}\n`);
    if (values.record) record(one.name, run);
    return !(isLost && verdict === 'fits');
  } catch (error) {
    process.stdout.write(`${one.name} (${firmware}): not started: ${error instanceof Error ? error.message : error}\n`);
    return undefined;
  }
}

/** Written after each boot; runs of another QEMU or firmware stay as they are. */
function record(name: string, run: WindowRecord['runs'][number]): void {
  const before = existsSync(RECORDS) ? (JSON.parse(readFileSync(RECORDS, 'utf8')) as readonly WindowRecord[]) : [];
  const old = before.find((one) => one.name === name)?.runs ?? [];
  const kept = old.filter(({ qemu, firmware }) => qemu !== run.qemu || firmware !== run.firmware);
  const records = [...before.filter((one) => one.name !== name), { name, runs: [...kept, run] }];
  const lines = records.map(
    (one) =>
      ` {"name": ${JSON.stringify(one.name)}, "runs": [\n  ${one.runs.map((each) => JSON.stringify(each)).join(',\n  ')}\n ]}`,
  );
  writeFileSync(RECORDS, `[\n${lines.join(',\n')}\n]\n`);
}
