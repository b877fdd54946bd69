// A process of its own, since a mutant may loop for ever: gets mutants as messages, answers whether a test failed.

import { resolve } from 'node:path';
import { createVitest } from 'vitest/node';

let mutant;
const root = process.cwd();
const vitest = await createVitest(
  'test',
  { watch: false, reporters: [{}], maxWorkers: 1, pool: 'threads', update: false, silent: true },
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
  const specifications = await vitest.globTestSpecifications(next.tests.map((test) => resolve(root, test)));
  for (const specification of specifications) {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification]);
    if (unhandledErrors.length > 0 || testModules.some((one) => !one.ok())) return specification.moduleId;
  }
  return undefined;
}

process.on('message', async (next) => {
  const began = process.cpuUsage();
  const killer = await judge(next);
  const { user, system } = process.cpuUsage(began);
  process.send({ killer, cpu: (user + system) / 1e6 });
});
process.on('disconnect', () => process.exit());
process.send('ready');
