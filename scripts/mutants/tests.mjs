// Mutants before tests of vitest.

import { resolve } from 'node:path';
import { ask, startOf } from './processes.mjs';

/** `most` is how long a mutant may take, in milliseconds. */
export function openTests(root, most) {
  let runner = startOf('runner.mjs');

  /** The test that failed, or `time` for a mutant that had to be ended. */
  async function judge(mutant, tests) {
    const timer = setTimeout(() => runner.kill('SIGKILL'), most);
    const answer = await ask(runner, { ...mutant, file: resolve(root, mutant.file), tests });
    clearTimeout(timer);
    if (answer !== undefined) return answer.killer;
    runner = startOf('runner.mjs');
    return 'time';
  }

  /** Where a test fails without a change, the answers mean nothing. */
  async function expectNoKill(mutant, tests) {
    const killer = await judge({ ...mutant, end: mutant.start, text: '' }, tests);
    if (killer === undefined) return;
    throw new Error(`${killer} fails without a change`);
  }

  return { judge, expectNoKill, close: () => runner.kill('SIGKILL') };
}
