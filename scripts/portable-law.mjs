// Holds "plan --portable 7.0..12.9" against four live libvirts: each has to accept what it writes, and to place it alike.
// Documents of which rootport says that they cannot be had are counted apart.
//
//   node scripts/portable-law.mjs [COUNT [SEED [MACHINES]]]
//
// Needs the oracle (npm run oracle:setup), with the machine's own libvirt and the suites bullseye, trixie and
// trixie-backports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareDocuments } from '../packages/conformance/dist/index.js';
import { planDomain, portableDocument } from '../packages/core/dist/index.js';
import { ORACLE, suiteAnswers } from './suite-answers.mjs';

const [count = '150', seed = '1', machines = 'pc,q35'] = process.argv.slice(2);
const SUITES = ['bullseye', '', 'trixie', 'trixie-backports'];
const [FROM, TO] = ['libvirt-7.0', 'libvirt-12.9'];
const KNOBS = { invalid: 0, versioned: 0, devices: [1, 8], seed };
/** Of the host, not of the document. */
const HOST_LACKS = /TPM version/;

const { generate } = await import(pathToFileURL(join(ORACLE, 'generate.mjs')).href);
const folder = mkdtempSync(join(tmpdir(), 'rootport-portable-'));
try {
  const tally = { asked: 0, portable: 0, refused: 0, elsewhere: 0, hostLacks: 0 };
  const reasons = new Map();
  const examples = [];
  const written = [];
  for (const machine of machines.split(','))
    for (let index = 0; index < Number(count); index += 1) {
      const { id, xml } = generate(machine, index, KNOBS);
      tally.asked += 1;
      const answer = portableDocument(xml, FROM, TO, (text, profile) => planDomain(text, { profile }));
      if (answer.ok) written.push({ id, xml: answer.xml });
      else {
        const why = answer.diagnostics[0]?.related[0]?.message ?? answer.diagnostics[0]?.code;
        const code = /\[(RP\d+)\]/.exec(why)?.[1] ?? why;
        reasons.set(code, (reasons.get(code) ?? 0) + 1);
      }
    }
  tally.portable = written.length;
  const asked = join(folder, 'asked.ndjson');
  writeFileSync(asked, written.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const answers = SUITES.map((suite) => suiteAnswers(suite, asked, folder));
  for (const { id } of written) {
    const rows = answers.map((of) => of.get(id));
    const refused = rows.findIndex((row) => row?.ok !== true);
    if (refused >= 0) {
      const message = rows[refused]?.error?.message ?? 'no answer';
      if (HOST_LACKS.test(message)) tally.hostLacks += 1;
      else {
        tally.refused += 1;
        examples.push(`${id}: ${SUITES[refused] || 'own'}: ${message}`);
      }
      continue;
    }
    const texts = rows.map(({ xml, output }) => xml ?? output);
    const differences = texts.slice(1).flatMap((text) => {
      const { equal, differences: lines } = compareDocuments(texts[0], text, { ignoreOrder: true });
      return equal ? [] : [lines[0].text];
    });
    if (differences.length === 0) continue;
    tally.elsewhere += 1;
    examples.push(`${id}: ${differences[0]}`);
  }
  const said = Object.fromEntries([...reasons].sort((a, b) => b[1] - a[1]));
  process.stdout.write(`${JSON.stringify({ count, seed, machines, ...tally, notPortable: said })}\n`);
  process.stdout.write(`${examples.slice(0, 20).join('\n')}\n`);
  process.exitCode = tally.refused + tally.elsewhere === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
