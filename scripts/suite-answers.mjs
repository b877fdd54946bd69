// What the libvirt of a Debian suite answers to a file of documents; for the laws that ask several libvirts.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the oracle. */
export const ORACLE = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'packages/conformance/oracle');

/**
 * The answers by the id of the document. `suite` is '' for this machine's own libvirt; `asked` is NDJSON of ids and
 * documents; `folder` keeps what is between. Throws where that libvirt cannot be asked.
 */
export function suiteAnswers(suite, asked, folder) {
  const answers = join(folder, `${suite || 'own'}.ndjson`);
  const env = { ...process.env, ROOTPORT_ORACLE_SUITE: suite };
  if (suite === '') delete env.ROOTPORT_ORACLE_SUITE;
  const args = [join(ORACLE, 'define.mjs'), '--from', asked, '--ndjson', answers, '--quiet', '--jobs', '1'];
  const run = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.status !== 0) throw new Error(`the oracle of ${suite || 'this machine'} does not answer`);
  const rows = readFileSync(answers, 'utf8').trim().split('\n');
  return new Map(rows.map((line) => JSON.parse(line)).map((row) => [row.id, row]));
}
