// Changes the sources one spot at a time and looks whether a test fails: how much the tests would notice.

import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openAnswers } from './mutants/answers.mjs';
import { whyEquivalent } from './mutants/equivalent.mjs';
import { sitesOf } from './mutants/sites.mjs';
import { openTests } from './mutants/tests.mjs';

const USAGE = `usage: npm run mutants -- [options]

Samples mutants: sources of the core with one change (a condition flipped, a
boundary moved, && for ||, a row of a table dropped, another number or string, an
early return or a call dropped). Asks what the files of answers were made of, as
far as it reaches the change: an answer that makes a file another is a test
that fails. What is left is given to the other tests that hold the file's folder.
Says which mutants survive. Mutants that change no answer stand with their reason
in scripts/mutants/equivalent.mjs and are counted apart.

  --count N     how many (default 100)
  --seed N      which ones (default 1)
  --rooms A,B   of these folders of the core (default placement, defaults,
                validation, guest, lints)
  --files A,B   only files with this in their path
  --only ID     this one alone, as the list names it; may come again
  --quick       the files of answers alone
  --most N      seconds after which a test that does not end counts as failed
                (default 600)
`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    rooms: { type: 'string', default: 'placement,defaults,validation,guest,lints' },
    files: { type: 'string', default: '' },
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean', default: false },
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

/** The tests that hold each room beside the files of answers, in the order in which they find most; folders stand for what is in them. */
const TESTS = {
  placement: [
    'cases',
    'codes',
    'placement/',
    ...RECORDED,
    'properties/laws',
    'profiles/row-coverage',
    'profiles/next-release',
    'capacity/',
  ],
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
  validation: ['validation/', 'codes', 'cases', ...RECORDED, 'profiles/row-coverage', 'profiles/next-release'],
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
    'calls',
  ],
  lints: ['codes', 'lints/', 'calls', '../../cli/tests/check', '../../cli/tests/config'],
};

/** Tests of the same name come first: they find a change soonest. */
function testsOf({ room, file }) {
  const name = file.split('/').at(-1).replace('.ts', '.test.ts');
  const files = TESTS[room].flatMap((test) =>
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

const chosen = sample(allMutants());
const judged = chosen.filter(({ equivalent }) => equivalent === undefined);
for (const { id, equivalent } of chosen) {
  if (equivalent !== undefined) process.stdout.write(`the same  ${id} (${equivalent})\n`);
}

const answers = await openAnswers(root, judged);
const left = [];
for (const mutant of judged) {
  const killer = await answers.judge(mutant);
  if (killer === undefined) left.push(mutant);
  process.stdout.write(killer === undefined ? `left      ${mutant.id}\n` : `killed    ${mutant.id} (${killer})\n`);
}
await answers.expectNoKill();
answers.close();

const survivors = [];
const tests = values.quick ? undefined : openTests(root, Number(values.most) * 1000);
for (const [index, mutant] of left.entries()) {
  // Before the first one, and again after it: nothing may be left over of a mutant.
  if (index < 2) await tests?.expectNoKill(mutant, testsOf(mutant).slice(0, 1));
  const killer = await tests?.judge(mutant, testsOf(mutant));
  if (killer === undefined) survivors.push(mutant.id);
  process.stdout.write(
    killer === undefined ? `SURVIVED  ${mutant.id}\n` : `killed    ${mutant.id} (${relative(root, killer)})\n`,
  );
}
tests?.close();
const killed = judged.length - survivors.length;
process.stdout.write(
  `${chosen.length} mutants, ${chosen.length - judged.length} change nothing, ${killed} of ${judged.length} killed (${((100 * killed) / judged.length).toFixed(1)} %), ${survivors.length} survived, seed ${values.seed}\n`,
);
