import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { type BenchCase, growthCases, standingCases } from './bench-cases.ts';
import { type LibvirtBench, openLibvirtBench } from './bench-libvirt.ts';
import { type BenchRow, growthTable, libvirtTable, ourTable, placingText, rowOf, startText } from './bench-report.ts';
import { timeOurs, timePlacing, timeStart } from './bench-timing.ts';
import { callerPath, programArguments } from './command-line.ts';
import { CORE_PLANNER } from './core-planner.ts';
import { wrap } from './wrap.ts';

const USAGE = `usage: npm run bench -- [options]

Times our planning, beside libvirt's in the same run where that is possible,
else beside recorded times, else alone. Nothing is judged.

  --seconds S    time for each measurement (default 2)
  --no-libvirt   ours alone
  --no-growth    without the growth series
  --json FILE    write all that was measured
`;

/** The oracle's libvirt and QEMU. */
const PLAN_OPTIONS = { profile: 'libvirt-9.0', qemu: '7.2', newlyDefined: true } as const;

const { values: call } = programArguments(USAGE, {
  options: {
    seconds: { type: 'string', default: '2' },
    'no-libvirt': { type: 'boolean', default: false },
    'no-growth': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function measure(row: BenchCase, libvirt: LibvirtBench | undefined, seconds: number, withSteady: boolean): BenchRow {
  const ours = timeOurs(CORE_PLANNER, row.xml, PLAN_OPTIONS, seconds);
  const own = libvirt?.measure(row, 'own', seconds);
  const steady = withSteady ? libvirt?.measure(row, 'steady', seconds) : undefined;
  return { ...rowOf(row), ours, ...(own && { libvirt: own }), ...(steady && { steady }) };
}

const seconds = Number(call.seconds);
const libvirt = call['no-libvirt'] ? undefined : await openLibvirtBench();
try {
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, node ${process.version}`;
  print([...wrap(machine), ...wrap(libvirt?.source ?? 'without libvirt')]);
  const cases = standingCases();
  const rows = cases.map((row) => measure(row, libvirt, seconds, true));
  print(ourTable(rows));
  if (libvirt) print(libvirtTable(rows, libvirt.isLive));
  const placing = timePlacing(seconds);
  print(placingText(placing));
  // many points: less time for each
  const growth = call['no-growth'] ? [] : growthCases().map((row) => measure(row, libvirt, seconds / 5, false));
  if (growth.length > 0) print(growthTable(growth));
  const start = timeStart(cases.find(({ name }) => name === 'q35-28')?.xml ?? '');
  print(startText(start));
  if (call.json !== undefined) {
    const all = { machine, libvirt: libvirt?.source ?? null, seconds, cases: rows, placing, growth, start };
    writeFileSync(callerPath(call.json), `${JSON.stringify(all, null, 1)}\n`);
  }
} finally {
  libvirt?.close();
}
