// Helpers of `npm run mutants` that a mutant may end.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A script of this folder as a process. */
export const startOf = (script, ...flags) =>
  fork(new URL(script, import.meta.url), {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    execArgv: flags,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

/** What a process answers; undefined when it ends instead. */
export function ask(helper, message) {
  return new Promise((tell) => {
    const done = (answer) => {
      helper.removeAllListeners();
      tell(answer);
    };
    helper.once('message', done);
    helper.once('exit', () => done(undefined));
    helper.send(message);
  });
}
