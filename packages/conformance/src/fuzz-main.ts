import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_PROFILES, planDomain } from '@rootport/core';
import { programArguments } from './command-line.ts';
import { openCoverage } from './fuzz/coverage.ts';
import { changedText, hostSeeds } from './fuzz/host-inputs.ts';
import { hostLaws } from './fuzz/host-laws.ts';
import { BrokenLaw, outputLaws, plannerLaws } from './fuzz/laws.ts';
import { emptyMaterial, learn, mutate, oneOf, randomNumbers } from './fuzz/mutate.ts';
import { readSeeds } from './fuzz/seeds.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const USAGE = `usage: npm run fuzz -- [options]

Makes texts from the documents of our tests and from each other, keeps those
that reach new code, and holds the core to its laws with every one of them.

  --minutes N    how long (default 1)
  --inputs N     or how many texts
  --hosts        files about hosts instead, so many of each format
  --outputs N    ask everything else of every Nth text, too (default 20)
  --seed N       where the random numbers begin (default: the time)
  --found DIR    where texts go that break a law (default fuzz-found)
  --keep DIR     write each short text that reaches new code there, as seeds for
                 fixtures/fuzz (slower)
`;

const { values } = programArguments(USAGE, {
  options: {
    minutes: { type: 'string', default: '1' },
    inputs: { type: 'string', default: '1000000000' },
    outputs: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    found: { type: 'string', default: 'fuzz-found' },
    keep: { type: 'string' },
    hosts: { type: 'boolean', default: false },
  },
});

/** After so many texts it is looked whether they reached anything new. */
const BATCH = 32;
/** Seeds that the project keeps are no longer than this. */
const LONGEST_SEED = 1500;
/** Texts that are kept; beyond, the oldest of those that were not seeds make room. */
const MOST_TEXTS = 3000;

const isAccepted = (text: string): boolean => planDomain(text).ok;

const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** What two texts that break a law in the same way have in common. */
function signature(error: unknown): string {
  if (error instanceof BrokenLaw) return error.message.replace(/\d+/g, 'N');
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack
    .split('\n')
    .slice(0, 3)
    .join(' | ')
    .replace(/file:\S*\//g, '');
}

async function fuzz(): Promise<void> {
  const pick = randomNumbers(Number(values.seed));
  const profiles = ALL_PROFILES.map(({ name }) => name);
  const material = emptyMaterial();
  for (const text of readSeeds()) learn(material, text, isAccepted(text));
  const seedCount = material.texts.length;
  const soundSeeds = material.accepted.length;
  const coverage = await openCoverage();
  const broken = new Map<string, number>();
  const end = Date.now() + Number(values.minutes) * 60_000;
  const most = Number(values.inputs);
  let [inputs, accepted, outputs] = [0, 0, 0];

  function write(to: string, name: string, text: string): void {
    const folder = join(PROJECT_ROOT, to);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  }

  function keep(error: unknown, text: string, profile: string): void {
    const what = signature(error);
    const count = broken.get(what) ?? 0;
    broken.set(what, count + 1);
    if (count > 0) return;
    const name = nameOf(what);
    write(values.found, `${name}.xml`, text);
    write(values.found, `${name}.txt`, `${profile}\n${what}\n`);
    process.stdout.write(`broken: ${what} (${profile}, ${name}.xml)\n`);
  }

  while (inputs < most && Date.now() < end) {
    const batch = Array.from({ length: values.keep === undefined ? BATCH : 1 }, () => mutate(material, pick));
    const sound = new Set<string>();
    for (const text of batch) {
      const profile = oneOf(pick, profiles);
      inputs += 1;
      try {
        if (plannerLaws(text, profile).ok) sound.add(text);
        if (inputs % Number(values.outputs) !== 0) continue;
        outputs += 1;
        outputLaws(text, profile, pick);
      } catch (error) {
        keep(error, text, profile);
      }
    }
    accepted += sound.size;
    if ((await coverage.news()) === 0) continue;
    for (const text of batch) {
      if (values.keep !== undefined && text.length < LONGEST_SEED) write(values.keep, `${nameOf(text)}.xml`, text);
    }
    if (material.texts.length > MOST_TEXTS) material.texts.splice(seedCount, BATCH * 8);
    if (material.accepted.length > MOST_TEXTS) material.accepted.splice(soundSeeds, BATCH * 8);
    for (const text of batch) learn(material, text, sound.has(text));
    if (material.devices.length > 50_000) material.devices.splice(0, 10_000);
  }
  process.stdout.write(
    `${inputs} texts (${accepted} accepted), ${outputs} of them through all outputs, seed ${values.seed}; ${coverage.total()} blocks reached; ${broken.size} laws broken\n`,
  );
  for (const [what, count] of broken) process.stdout.write(`  ${count} x ${what}\n`);
  coverage.close();
  if (broken.size > 0) process.exitCode = 1;
}

/** Holds the readers of hosts to their laws with changed files of each format. */
function fuzzHosts(): void {
  const pick = randomNumbers(Number(values.seed));
  const seeds = hostSeeds();
  const end = Date.now() + Number(values.minutes) * 60_000;
  const most = Number(values.inputs);
  let broken = 0;
  for (const [position, { format, text, wrap }] of seeds.entries()) {
    const until = Date.now() + (end - Date.now()) / (seeds.length - position);
    let [inputs, read] = [0, 0];
    let slowest = 0;
    const found = new Set<string>();
    for (; inputs < most && Date.now() < until; inputs += 1) {
      const changed = changedText(text, pick, oneOf(pick, seeds).text);
      const began = performance.now();
      try {
        if (hostLaws([wrap(changed)], changed.length)) read += 1;
      } catch (error) {
        const what = signature(error);
        if (found.has(what)) continue;
        found.add(what);
        broken += 1;
        const name = nameOf(what);
        mkdirSync(join(PROJECT_ROOT, values.found), { recursive: true });
        writeFileSync(join(PROJECT_ROOT, values.found, `${name}.${format}`), changed, 'latin1');
        process.stdout.write(`broken: ${what} (${name}.${format})\n`);
      }
      slowest = Math.max(slowest, performance.now() - began);
    }
    process.stdout.write(`${format}: ${inputs} files (${read} read), the slowest took ${slowest.toFixed(0)} ms\n`);
  }
  process.stdout.write(`seed ${values.seed}; ${broken} laws broken\n`);
  if (broken > 0) process.exitCode = 1;
}

if (values.hosts) fuzzHosts();
else await fuzz();
