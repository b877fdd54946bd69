// Mutants before the questions of packages/core/tests/asked: where an answer makes a file of answers another, its test fails.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundle } from './bundle.mjs';
import { ask, startOf } from './processes.mjs';
import { withProbes } from './sites.mjs';

const ANSWERS = 'packages/core/tests/answers';

/** Processor time that no question may take longer than, in seconds: all of them take a quarter of it. */
const MOST_SECONDS = 100;

/** Numbers below a count, neighbours far from each other. */
const spread = (count) => {
  const step = Math.max(1, Math.round(count * 0.618));
  const numbers = new Set();
  for (let number = 0; numbers.size < count; number = (number + step) % count) {
    while (numbers.has(number)) number = (number + 1) % count;
    numbers.add(number);
  }
  return [...numbers];
};

/** Some of each file in turn. */
function inTurn(counts) {
  const orders = counts.map(spread);
  const rounds = Array.from({ length: Math.max(...counts) }, (_, round) =>
    orders.flatMap((order, file) => (round < order.length ? [[file, order[round]]] : [])),
  );
  return rounds.flat();
}

/** `mutants` are those that will be asked of. */
export async function openAnswers(root, mutants) {
  const probes = mutants.flatMap(({ file, id, around }) => (around === undefined ? [] : [{ file, id, around }]));
  const probed = await bundle(root, (source, path) => {
    const own = probes
      .map((probe, number) => ({ ...probe, number }))
      .filter(({ file }) => resolve(root, file) === path);
    return own.length === 0 ? source : withProbes(source, own);
  });
  const start = () => startOf('asker.mjs', '--max-old-space-size=1500');
  let asker = start();
  const known = await ask(asker, { all: probed });
  if (known === undefined) throw new Error('the unchanged core does not answer');
  for (const { file, text } of known.texts) {
    if (readFileSync(resolve(root, ANSWERS, file), 'utf8') !== text)
      throw new Error(`${file} differs without a change`);
  }
  asker.send({ answers: known.answers });

  const reached = new Map(known.reached.map(([number, keys]) => [probes[number].id, new Set(keys)]));
  const order = inTurn(known.answers.map(({ length }) => length));
  const keyOf = ([file, number]) => `${file} ${number}`;
  /** What told mutants of a file from the original last, newest first. */
  const recent = new Map();

  /** What reaches the change comes first. The rest may do so by what is remembered of another question. */
  function orderFor({ id, file }) {
    const own = reached.get(id) ?? new Set();
    const isOwn = (one) => own.has(keyOf(one));
    const others = (recent.get(file) ?? []).filter((one) => !isOwn(one));
    const parts = [(recent.get(file) ?? []).filter(isOwn), order.filter(isOwn), others, order];
    return [...new Map(parts.flat().map((one) => [keyOf(one), one])).values()];
  }

  /** What is answered otherwise, or undefined. */
  async function judge(mutant) {
    const code = await bundle(root, (source, path) =>
      path === resolve(root, mutant.file)
        ? source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end)
        : source,
    );
    const other = await findOther(code, orderFor(mutant));
    if (other?.file !== undefined) {
      recent.set(mutant.file, [[other.file, other.number], ...(recent.get(mutant.file) ?? [])].slice(0, 20));
    }
    return other?.name;
  }

  async function findOther(code, asked) {
    const answer = await ask(asker, { code, order: asked, seconds: MOST_SECONDS });
    if (answer !== undefined) return answer.other;
    asker = start();
    asker.send({ answers: known.answers });
    return { name: 'it does not end' };
  }

  /** Whoever changes the project meanwhile makes every mutant look killed. */
  async function expectNoKill() {
    const other = await findOther(await bundle(root, (source) => source), order);
    if (other !== undefined) throw new Error(`${other.name} is answered otherwise without a change`);
  }

  return { judge, expectNoKill, close: () => asker.kill('SIGKILL') };
}
