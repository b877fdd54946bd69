// A process of its own, since a mutant may loop for ever: gets mutants as messages, answers whether a test failed.

import { resolve } from 'node:path';
import { createVitest } from 'vitest/node';

let mutant;
const root = process.cwd();
const vitest = await createVitest(
  'test',
  { watch: false, reporters: [{}], maxWorkers: 1, pool: 'threads', isolate: true, update: false, silent: true },
  {
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform(code, id) {
          if (mutant === undefined || id.split('?')[0] !== mutant.file) return undefined;
          return { code: code.slice(0, mutant.start) + mutant.text + code.slice(mutant.end), map: null };
        },
      },
    ],
  },
);
await vitest.standalone?.();
let last;

async function judge(next) {
  if (last !== undefined) vitest.invalidateFile(last);
  mutant = next;
  vitest.invalidateFile(next.file);
  last = next.file;
  const order = next.tests.map((test) => resolve(root, test));
  const specifications = await vitest.globTestSpecifications(order);
  specifications.sort((a, b) => order.indexOf(a.moduleId) - order.indexOf(b.moduleId));
  for (const specification of specifications) if (await fails(specification)) return specification.moduleId;
  return undefined;
}

/** Errors outside of tests can be the runner's own, on a busy machine: they have to come twice. */
async function fails(specification) {
  for (let runs = 1; ; runs += 1) {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
    // The files of earlier runs are among them, as they ended then.
    const modules = testModules.filter(({ moduleId }) => moduleId === specification.moduleId);
    if (modules.some((one) => !one.children.allTests('failed').next().done)) return true;
    if (unhandledErrors.length === 0 && modules.every((one) => one.ok())) return false;
    if (runs === 2) return true;
    const told = [...unhandledErrors, ...modules.flatMap((one) => [...one.errors()])].map(({ message }) => message);
    process.stderr.write(`${specification.moduleId} is run again: ${told.join('; ').slice(0, 500)}\n`);
  }
}

process.on('message', async (next) => process.send({ killer: await judge(next) }));
process.on('disconnect', () => process.exit());
