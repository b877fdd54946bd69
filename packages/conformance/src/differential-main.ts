import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { callerPath, profileNamed, programArguments, runProgram, UsageError } from './command-line.ts';
import { CORE_PLANNER } from './core-planner.ts';
import type { DifferentialOptions } from './differential.ts';
import { differentialText, mismatchText, signatureRows } from './differential-report.ts';
import { type DifferentialResult, type Question, recordedQuestions, runDifferential } from './differential-run.ts';
import { isRecord, type JsonRecord } from './json-value.ts';
import { type FoundMismatch, minimise } from './minimise.ts';
import { isOracleAvailable, type LiveOracle, openGenerator, openLiveOracle, oracleMachines } from './oracle.ts';

const USAGE = `usage: npm run differential -- [options]

Plans random domains and holds the plans against the real libvirt, which has to
be installed: the machine's own (9.0 with QEMU 7.2) or that of another suite;
see the oracle's own description.

  --count N         domains of each machine (default 200)
  --first N         start at this domain (default 0)
  --seed S          seed of the random domains (default 1)
  --machine A,B     machines (default: all that the generator knows)
  --knobs JSON      knobs of the generator, such as '{"explicit":0.6}'
  --suite NAME      ask the libvirt of this Debian suite (trixie, bullseye, ...)
  --qemu VERSION    the QEMU of that libvirt (default: the profile's own)
  --profile NAME    plan with this profile (default: that of the libvirt asked;
                    libvirt-9.0 for recorded answers)
  --recorded        judge the recorded answers instead; also --set recorded
  --pci             judge PCI addresses alone
  --jobs N          libvirts at work (default 2)
  --kinds           list the reasons of what both refuse
  --show N          print so many test cases, minimised (default 5)
  --out DIR         write the test cases there: NAME/in.xml and out.xml
`;

/** The libvirt whose answers the oracle holds recorded. */
const RECORDED_RELEASE = '9.0';

const { values: call } = programArguments(
  USAGE,
  {
    options: {
      count: { type: 'string', default: '200' },
      first: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      machine: { type: 'string' },
      knobs: { type: 'string', default: '{}' },
      suite: { type: 'string' },
      qemu: { type: 'string' },
      profile: { type: 'string' },
      set: { type: 'string' },
      recorded: { type: 'boolean', default: false },
      pci: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '2' },
      kinds: { type: 'boolean', default: false },
      show: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  },
  ['seed'],
);

function knobs(): JsonRecord {
  try {
    const value: unknown = JSON.parse(call.knobs);
    if (isRecord(value)) return value;
  } catch {
    // Said below, as for a value that is no object.
  }
  throw new UsageError(`--knobs wants a JSON object, not ${call.knobs}`);
}

async function machinesAsked(): Promise<readonly string[]> {
  const known = await oracleMachines();
  const wanted = call.machine?.split(',') ?? known;
  const strange = wanted.find((machine) => !known.includes(machine));
  if (strange !== undefined) throw new UsageError(`no machine ${strange}; there are ${known.join(', ')}`);
  return wanted;
}

function* liveQuestions(
  machines: readonly string[],
  generate: Awaited<ReturnType<typeof openGenerator>>,
  oracle: LiveOracle,
): Generator<Question> {
  const first = Number(call.first);
  const end = first + Number(call.count);
  for (const machine of machines) {
    for (let index = first; index < end; index += 1) {
      const domain = generate(machine, index, call.seed);
      yield { domain, answer: () => oracle.ask(domain) };
    }
  }
}

function writeCase(folder: string, { domain, answer, mismatch }: FoundMismatch): void {
  const path = join(folder, domain.id);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'in.xml'), domain.xml);
  if (answer.ok) writeFileSync(join(path, 'out.xml'), answer.xml);
  else writeFileSync(join(path, 'error.json'), `${JSON.stringify(answer, null, 1)}\n`);
  writeFileSync(join(path, 'differences.txt'), `${mismatch.lines.join('\n')}\n`);
}

/** The smallest example of each sort first, then second ones, and so on. */
function examples(result: DifferentialResult, limit: number): readonly FoundMismatch[] {
  const rows = [...signatureRows(result, false), ...signatureRows(result, true)].map(([, counts]) => counts.examples);
  const longest = Math.max(0, ...rows.map((row) => row.length));
  const rounds = Array.from({ length: longest }, (_, n) => rows.flatMap((row) => row.slice(n, n + 1)));
  return rounds.flat().slice(0, limit);
}

async function showExamples(result: DifferentialResult, tools: Tools): Promise<void> {
  for (const found of examples(result, Number(call.show))) {
    const smallest = tools.oracle ? await minimise(found, tools.oracle, tools.options) : found;
    process.stdout.write(`${mismatchText(smallest)}\n`);
    if (call.out !== undefined) writeCase(callerPath(call.out), smallest);
  }
}

interface Tools {
  readonly options: DifferentialOptions;
  /** The live libvirt, for fresh answers and for minimising; absent where there is none. */
  readonly oracle: LiveOracle | undefined;
}

async function run(tools: Tools, isRecorded: boolean): Promise<number> {
  const machines = await machinesAsked();
  const { oracle, options } = tools;
  const began = performance.now();
  const questions =
    isRecorded || !oracle
      ? await recordedQuestions(machines)
      : liveQuestions(machines, await openGenerator(knobs()), oracle);
  const result = await runDifferential(questions, options);
  const seconds = (performance.now() - began) / 1000;
  const source = isRecorded ? 'recorded answers' : `libvirt ${oracle?.version}, seed ${call.seed}`;
  process.stdout.write(`${source}, profile ${options.plan.profile}, ${seconds.toFixed(1)} s\n\n`);
  process.stdout.write(`${differentialText(result, call.kinds)}\n`);
  await showExamples(result, tools);
  return result.signatures.size === 0 ? 0 : 1;
}

// 0 no difference, 1 differences, 2 wrong call or no oracle.
process.exitCode = await runProgram(USAGE, async () => {
  // The oracle reads it when it is opened.
  if (call.suite !== undefined) process.env['ROOTPORT_ORACLE_SUITE'] = call.suite;
  const isRecorded = call.recorded || call.set === 'recorded';
  const isLive = await isOracleAvailable();
  if (!isLive && !isRecorded)
    throw new UsageError('libvirt with its Python bindings is not installed: npm run oracle:setup, or --recorded');
  const oracle = isLive ? await openLiveOracle(Number(call.jobs)) : undefined;
  try {
    const asked = isRecorded || !oracle ? RECORDED_RELEASE : oracle.version;
    const plan = {
      profile: profileNamed(call.profile ?? asked),
      ...(call.qemu !== undefined && { qemu: call.qemu }),
      newlyDefined: true,
    };
    const options = { planner: CORE_PLANNER, plan, pciOnly: call.pci };
    return await run({ options, oracle }, isRecorded);
  } finally {
    await oracle?.close();
  }
});
