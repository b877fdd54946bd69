// Changes the sources one spot at a time and looks whether a test fails: how much the tests would notice.

import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { whyEquivalent } from './mutants/equivalent.mjs';
import { sitesOf } from './mutants/sites.mjs';

const USAGE = `usage: npm run mutants -- [options]

Samples mutants: sources of the core with one change (a condition flipped, a
boundary moved, && for ||, a row of a table dropped, another number or string, an
early return or a call dropped). Runs the tests that hold the file's folder,
and says which mutants survive. Mutants that change no answer stand
with their reason in scripts/mutants/equivalent.mjs and are counted apart.

  --count N     how many (default 100)
  --seed N      which ones (default 1)
  --rooms A,B   of these folders of the core (default placement, defaults,
                validation, guest, lints)
  --files A,B   only files with this in their path
  --only ID     this one alone, as the list names it; may come again
  --most N      seconds after which a mutant counts as killed (default 600)
`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    rooms: { type: 'string', default: 'placement,defaults,validation,guest,lints' },
    files: { type: 'string', default: '' },
    only: { type: 'string', multiple: true },
    most: { type: 'string', default: '600' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const root = resolve(fileURLToPath(import.meta.url), '../..');
const core = 'packages/core';

const filesBelow = (folder, ending) =>
  readdirSync(resolve(root, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);

const RECORDED = ['../../conformance/tests/recorded-releases', '../../conformance/tests/canonical'];

/** Texts of whole answers; the first ones find the most. */
const ANSWERS = ['topologies', 'variations', 'answers'];

/** The tests that hold each room, in the order in which they find most; folders stand for what is in them. */
const TESTS = {
  placement: ['cases', 'codes', 'placement/', ...RECORDED, 'properties/laws', 'profiles/row-coverage', 'capacity/'],
  defaults: [
    'cases',
    'codes',
    'defaults/',
    ...RECORDED,
    'profiles/row-coverage',
    'properties/laws',
    'validation/',
    'outputs/',
  ],
  validation: ['validation/', 'codes', 'cases', ...RECORDED, 'profiles/row-coverage'],
  guest: [
    'guest/',
    'codes',
    'spec',
    '../../conformance/tests/boots',
    '../../conformance/tests/window-boots',
    '../../conformance/tests/windows',
    '../../cli/tests/guest',
    '../../cli/tests/bars',
    'compare/',
  ],
  lints: ['lints/check-domain', 'codes', 'lints/', '../../cli/tests/check', '../../cli/tests/config'],
};

/** Tests of the same name come first: they find a change soonest. */
function testsOf({ room, file }) {
  const name = file.split('/').at(-1).replace('.ts', '.test.ts');
  const files = [...TESTS[room], ...ANSWERS].flatMap((test) =>
    test.endsWith('/')
      ? filesBelow(`${core}/tests/${test.slice(0, -1)}`, '.test.ts')
      : [`${core}/tests/${test}.test.ts`],
  );
  const own = files.filter((test) => test.endsWith(`/${name}`));
  return [...new Set([...own, ...files])];
}

/** Numbers that a seed decides. */
function randomOf(seed) {
  let state = seed | 0 || 1;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

function allMutants() {
  const parts = values.files.split(',');
  return values.rooms.split(',').flatMap((room) =>
    filesBelow(`${core}/src/${room}`, '.ts')
      .filter((file) => parts.some((part) => file.includes(part)))
      .flatMap((file) => {
        const source = readFileSync(resolve(root, file), 'utf8');
        return sitesOf(source).map((site) => {
          const line = source.slice(0, site.start).split('\n').length;
          const column = site.start - source.lastIndexOf('\n', site.start - 1);
          const text = source.split('\n')[line - 1]?.trim() ?? '';
          const equivalent = whyEquivalent(file, text, site.what);
          return {
            ...site,
            equivalent,
            room,
            file,
            id: `${relative(`${core}/src`, file)}:${line}:${column} ${site.what}`,
          };
        });
      }),
  );
}

function sample(all) {
  if (values.only !== undefined) return all.filter(({ id }) => values.only.includes(id));
  const pick = randomOf(Number(values.seed));
  const left = [...all];
  return Array.from(
    { length: Math.min(Number(values.count), left.length) },
    () => left.splice(pick(left.length), 1)[0],
  );
}

function startRunner() {
  const runner = fork(resolve(root, 'scripts/mutants/runner.mjs'), {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((ready) => runner.once('message', () => ready(runner)));
}

/** The test that failed, or `time` for a mutant that had to be ended. */
async function judge(runner, mutant) {
  return new Promise((tell) => {
    const timer = setTimeout(() => runner.kill('SIGKILL'), Number(values.most) * 1000);
    const done = (killer) => {
      clearTimeout(timer);
      runner.removeAllListeners();
      tell(killer);
    };
    runner.once('message', ({ killer }) => done(killer));
    runner.once('exit', () => done('time'));
    runner.send({ tests: testsOf(mutant), ...mutant, file: resolve(root, mutant.file) });
  });
}

const chosen = sample(allMutants());
const survivors = [];
let equivalent = 0;
/** No change at all: where a test fails of it, the answers mean nothing. */
const nothing = (mutant) => ({ ...mutant, end: mutant.start, text: '', tests: testsOf(mutant).slice(0, 1) });

async function expectNoKill(mutant) {
  const killer = await judge(runner, nothing(mutant));
  if (killer === undefined) return;
  process.stderr.write(`${killer} fails without a change\n`);
  process.exit(1);
}

let runner = await startRunner();
for (const [index, mutant] of chosen.entries()) {
  if (mutant.equivalent !== undefined) {
    equivalent += 1;
    process.stdout.write(`the same  ${mutant.id} (${mutant.equivalent})\n`);
    continue;
  }
  // Before the first one, and again after it: nothing may be left of a mutant.
  if (index < 2) await expectNoKill(mutant);
  const killer = await judge(runner, mutant);
  if (killer === 'time') runner = await startRunner();
  if (killer === undefined) survivors.push(mutant.id);
  process.stdout.write(
    `${killer === undefined ? 'SURVIVED' : 'killed  '} ${mutant.id}${killer === undefined ? '' : ` (${relative(root, killer)})`}\n`,
  );
}
runner.kill('SIGKILL');
const counted = chosen.length - equivalent;
const killed = counted - survivors.length;
process.stdout.write(
  `${chosen.length} mutants, ${equivalent} change nothing, ${killed} of ${counted} killed (${((100 * killed) / counted).toFixed(1)} %), ${survivors.length} survived, seed ${values.seed}\n`,
);
