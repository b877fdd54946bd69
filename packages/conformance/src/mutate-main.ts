import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanOptions } from '@rootport/core';
import { callerPath, profileNamed, programArguments, runProgram, UsageError } from './command-line.ts';
import { type Ask, deviceCount, type OutcomeKind } from './mutate/law.ts';
import type { Mutation } from './mutate/mutant.ts';
import { MUTATIONS } from './mutate/mutations.ts';
import type { Mutator } from './mutate/mutator.ts';
import { type Opened, openMutator, openThird } from './mutate/open-mutator.ts';
import { reduce } from './mutate/reduce.ts';
import { type Found, type MutationResult, runMutations } from './mutate/run.ts';
import { SECOND_MUTATIONS } from './mutate/second-mutations.ts';
import { createSingleFaults } from './mutate/single-faults.ts';
import { readSources } from './mutate/sources.ts';
import { MACHINES } from './mutate/spellings.ts';
import { openLiveOracle } from './oracle.ts';

const USAGE = `usage: npm run mutate -- [options]

Changes real and generated documents at random and holds the plans against the
real libvirt: its answer to the planned document has to be its answer to the
document itself. The oracle has to be installed; see its own description.

  --count N         documents (default 1000)
  --first N         start at this document (default 0)
  --seed S          seed (default 1)
  --suite NAME      the libvirt of this Debian suite (default: the machine's own)
  --profile NAME    plan with this profile (default: by the oracle's libvirt)
  --qemu VERSION    plan with this QEMU (default: the profile's own)
  --own             begin with the project's own documents only, which are the same everywhere
  --mutators SET    first, second (whole parts moved and swapped, devices of every class),
                    both, third (parts, values and machines of some documents put into others),
                    all (by turns both and third), or faults: one fault at each place of
                    each sort of device (default: first)
  --arch A,B        only machines of these architectures
  --kinds LIST      outcomes to list, of ours-refuses, libvirt-refuses, differs,
                    both-refuse, host, unstable (default: the first three)
  --show N          print so many examples, reduced (default 5)
  --out DIR         write the examples there
  --jobs N          libvirts at work (default 2)
`;

const { values: call } = programArguments(
  USAGE,
  {
    options: {
      count: { type: 'string', default: '1000' },
      first: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      suite: { type: 'string' },
      profile: { type: 'string' },
      qemu: { type: 'string' },
      own: { type: 'boolean', default: false },
      mutators: { type: 'string', default: 'first' },
      arch: { type: 'string' },
      kinds: { type: 'string', default: 'ours-refuses,libvirt-refuses,differs' },
      show: { type: 'string', default: '5' },
      out: { type: 'string' },
      jobs: { type: 'string', default: '2' },
    },
  },
  ['seed'],
);

const MUTATORS: ReadonlyMap<string, readonly Mutation[]> = new Map([
  ['first', MUTATIONS],
  ['second', SECOND_MUTATIONS],
  ['both', [...MUTATIONS, ...SECOND_MUTATIONS]],
]);

/** In ms. A definition takes a few, but of a controller with index 65544 libvirt makes as many buses. */
const LONGEST = 30_000;

const FAULTS = 'faults';
const THIRD = 'third';
const ALL = 'all';

/** Documents of two mutators by turns. */
function byTurns(first: Mutator, second: Mutator): Mutator {
  return {
    make: (index) => (index % 2 === 0 ? first : second).make(Math.floor(index / 2)),
    keep: (mutated) => {
      first.keep(mutated);
      second.keep(mutated);
    },
  };
}

async function open(): Promise<Opened & { readonly count: number }> {
  const count = Number(call.count);
  if (call.mutators === FAULTS) {
    const sources = readSources(call.own);
    const mutator = createSingleFaults(call.seed, sources);
    return { mutator, sources: sources.length, count: Math.min(count, mutator.count - Number(call.first)) };
  }
  if (call.mutators === THIRD) return { ...(await openThird(call.seed, call.own)), count };
  const mutations = mutationsNamed(call.mutators === ALL ? 'both' : call.mutators);
  const archs = call.arch?.split(',');
  const machines = archs === undefined ? MACHINES : MACHINES.filter(([arch]) => archs.includes(arch));
  const opened = await openMutator({ seed: call.seed, mutations, isOwn: call.own, machines });
  if (call.mutators !== ALL) return { ...opened, count };
  const third = await openThird(call.seed, call.own);
  return { ...opened, mutator: byTurns(opened.mutator, third.mutator), count };
}

function mutationsNamed(name: string): readonly Mutation[] {
  const found = MUTATORS.get(name);
  if (found === undefined)
    throw new UsageError(`--mutators takes ${[...MUTATORS.keys(), THIRD, ALL, FAULTS].join(', ')}`);
  return found;
}

function planOptions(version: string): PlanOptions {
  const profile = profileNamed(call.profile ?? version);
  return { profile, ...(call.qemu !== undefined && { qemu: call.qemu }), newlyDefined: true };
}

const ORDER: readonly OutcomeKind[] = [
  'same',
  'unstable',
  'both-refuse',
  'host',
  'differs',
  'ours-refuses',
  'libvirt-refuses',
];

function summary({ counts, labels, reached }: MutationResult, total: number, kinds: readonly string[]): string {
  const share = (n: number): string => `${String(n).padStart(8)}  ${((100 * n) / total).toFixed(2).padStart(6)} %`;
  const rows = ORDER.map((kind) => `${kind.padEnd(18)}${share(counts.get(kind) ?? 0)}`);
  const inScope = [...labels.values()]
    .filter(({ kind, examples }) => kind === 'libvirt-refuses' && !isElsewhere(examples[0]))
    .reduce((sum, { count }) => sum + count, 0);
  const tables = kinds.flatMap((wanted) => {
    const found = [...labels].filter(([, { kind }]) => kind === wanted).sort((a, b) => b[1].count - a[1].count);
    const lines = found.map(([key, { count, examples }]) => {
      return `${String(count).padStart(7)}  ${key.slice(wanted.length + 1)}  [${examples[0]?.mutated.id}]`;
    });
    return lines.length === 0 ? [] : ['', `${wanted}:`, ...lines];
  });
  const scope = `${'  of it, in scope'.padEnd(18)}${share(inScope)}`;
  return [...rows, scope, `${'reached'.padEnd(18)}${String(reached).padStart(8)}`, ...tables, ''].join('\n');
}

function isElsewhere(found: Found | undefined): boolean {
  return found !== undefined && 'label' in found.outcome && found.outcome.label.startsWith('elsewhere:');
}

async function showExamples(result: MutationResult, options: PlanOptions, ask: Ask): Promise<void> {
  const kinds = call.kinds.split(',');
  const rows = [...result.labels.values()].filter(({ kind }) => kinds.includes(kind));
  const wanted = rows.sort((a, b) => b.count - a.count).slice(0, Number(call.show));
  for (const { examples, count } of wanted) {
    const [found] = examples;
    if (found === undefined) continue;
    const { mutated, outcome } = found;
    const small = await reduce(mutated.xml, outcome, options, ask);
    const label = 'label' in outcome ? outcome.label : '';
    const lines = 'lines' in outcome ? outcome.lines : [];
    process.stdout.write(`======== ${mutated.id}: ${outcome.kind} ${label}; ${count}; ${deviceCount(small)} devices\n`);
    process.stdout.write(`${lines.slice(0, 12).join('\n')}\n-------- reduced, of ${mutated.source}\n${small}\n`);
    if (call.out === undefined) continue;
    const folder = callerPath(call.out);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${mutated.id}.xml`), small);
  }
}

async function run(): Promise<number> {
  if (call.suite !== undefined) process.env['ROOTPORT_ORACLE_SUITE'] = call.suite;
  const { mutator, sources, count } = await open();
  const oracle = await openLiveOracle(Number(call.jobs), LONGEST);
  try {
    const options = planOptions(oracle.version);
    const ask: Ask = (xml) => oracle.ask({ id: '', machine: '', xml });
    const first = Number(call.first);
    const began = performance.now();
    const result = await runMutations(mutator, { first, end: first + count }, options, ask);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(
      `libvirt ${oracle.version}, profile ${options.profile}, QEMU ${options.qemu ?? 'of its time'}, seed ${call.seed}, ` +
        `${sources} sources, ${count} documents, ${seconds} s\n\n`,
    );
    process.stdout.write(`${summary(result, count, call.kinds.split(','))}\n`);
    await showExamples(result, options, ask);
    const bad = (result.counts.get('differs') ?? 0) + (result.counts.get('ours-refuses') ?? 0);
    return bad === 0 ? 0 : 1;
  } finally {
    await oracle.close();
  }
}

// 0 as libvirt, 1 differences, 2 wrong call or no oracle.
process.exitCode = await runProgram(USAGE, run);
