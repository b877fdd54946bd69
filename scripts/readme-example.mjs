// Runs the first example of the README and asks libvirt about what it prints: it has to be accepted and nothing may move.
//
//   node scripts/readme-example.mjs [SUITE...]
//
// Asks the libvirt of each Debian suite that is named ("own": this machine's; the default). Needs a build and the oracle
// (npm run oracle:setup). Exit code 1: a libvirt refuses it or places something elsewhere.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compareDocuments } from '../packages/conformance/dist/index.js';
import { suiteAnswers } from './suite-answers.mjs';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const command = /^node (packages\/cli\/dist\/main\.js plan .*)$/m.exec(readme)?.[1];
if (command === undefined) throw new Error('README.md has no line "node packages/cli/dist/main.js plan ..."');
const [program, ...args] = command.split(/\s+/);
const printed = execFileSync(process.execPath, [join(root, program), ...args], { cwd: root, encoding: 'utf8' });
// The oracle has no KVM.
const xml = printed.replace(/^(<domain\b[^>]*\btype=)'kvm'/m, "$1'qemu'");

const folder = mkdtempSync(join(tmpdir(), 'rootport-readme-'));
try {
  const asked = join(folder, 'asked.ndjson');
  writeFileSync(asked, `${JSON.stringify({ id: 'readme', xml })}\n`);
  for (const suite of process.argv.length > 2 ? process.argv.slice(2) : ['own']) {
    const answer = suiteAnswers(suite === 'own' ? '' : suite, asked, folder).get('readme');
    const verdict = verdictOn(answer);
    process.stdout.write(`${suite}: ${verdict ?? 'accepts the first example of the README and moves nothing'}\n`);
    if (verdict !== undefined) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** What is wrong with an answer; undefined when nothing is. */
function verdictOn(answer) {
  if (answer?.ok === false) return `refuses it: ${answer.error?.message}`;
  const { equal, differences } = compareDocuments(xml, answer?.xml ?? answer?.output ?? '', { ignoreOrder: true });
  return equal ? undefined : `places it otherwise: ${differences[0]?.text}`;
}
