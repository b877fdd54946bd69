// Records whether the real libvirt takes the documents of packages/core/tests/validation/verdicts.json, and what we say.
//
//   node scripts/record-verdicts.mjs                              of the libvirt on this machine
//   ROOTPORT_ORACLE_SUITE=trixie-backports node scripts/…         of another Debian suite's
//
// Needs libvirt on this machine (npm run oracle:setup) and a build. Read the diff like code: where "ours" is empty and
// libvirt refuses, or the other way round, the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const FILE = join(ROOT, 'packages/core/tests/validation/verdicts.json');
const load = (path) => import(pathToFileURL(join(ROOT, path)).href);
const { openOracle } = await load('packages/conformance/oracle/define.mjs');
const { planDomain } = await load('packages/core/dist/index.js');
const { documentOf, wordsOf } = await load('packages/core/tests/validation/verdict-documents.mjs');

const oracle = await openOracle();
const profile = `libvirt-${/^\d+\.\d+/.exec(oracle.about.libvirt)?.[0]}`;
const rows = JSON.parse(readFileSync(FILE, 'utf8'));
let different = 0;
try {
  for (const [number, row] of rows.entries()) {
    const xml = documentOf(row);
    const answer = await oracle.ask({ id: `verdict-${number}`, xml });
    // Of an architecture whose emulator is not installed nothing is known.
    if (!answer.ok && /No emulator found/.test(answer.error.message)) continue;
    const ours = wordsOf(planDomain(xml, { profile }));
    row.verdicts = { ...row.verdicts, [profile]: { libvirt: answer.ok ? 'accepted' : 'refused', ours } };
    if (answer.ok === ours.length > 0) {
      different += 1;
      process.stdout.write(
        `differs: ${row.machine} ${row.devices}: ${answer.ok ? 'accepted' : answer.error.message}; ${ours.join('; ')}\n`,
      );
    }
  }
} finally {
  await oracle.close();
}
writeFileSync(FILE, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
process.stdout.write(`${rows.length} documents, ${different} differ under ${profile}\n`);
