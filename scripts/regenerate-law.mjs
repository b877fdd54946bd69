// Holds "profiles diff --regenerate" against two live libvirts: documents are defined on the first, what it chose is
// forgotten, and what is left is planned for both. The places have to be those that each libvirt gives to the original.
// Counted apart: documents that the first libvirt itself answers otherwise when it reads its own answer. Where a person
// wrote what the first libvirt chooses anyway, nobody can tell which of two documents was meant: the one with that line or
// the one without. Both are asked, and the second libvirt's answer has to be that to one of them ("undecided").
//
//   node scripts/regenerate-law.mjs [COUNT [SEED [MACHINES]]]
//
// Needs the oracle (npm run oracle:setup), with the machine's own libvirt and the suite trixie-backports.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareDocuments } from '../packages/conformance/dist/index.js';
import { canonicalXml, forgetChoices, planDomain } from '../packages/core/dist/index.js';
import { ORACLE, suiteAnswers } from './suite-answers.mjs';

const [count = '1000', seed = '1', machines = 'pc,q35'] = process.argv.slice(2);
const SUITES = [
  { suite: '', profile: 'libvirt-9.0' },
  { suite: 'trixie-backports', profile: 'libvirt-12.9' },
];
const DROPPED = /<(?:crypto|pstore)\b/;
/** What the first libvirt chooses by itself and the second does not. */
const WRITTEN_DEFAULTS = [
  [/(type='scsi'[^>]*) model='lsilogic'/g, '$1'],
  [/(type='usb'[^>]*) model='piix3-uhci'/g, '$1'],
  [/\n *<memballoon model='virtio'(?:\/>|><address type='virtio-mmio'\/><\/memballoon>)/g, ''],
  // Where a controller has fewer ports than there are devices.
  [/\n *<hub type='usb'\/>/g, ''],
  // One address of virtio-mmio brings it to all virtio devices, whichever has it.
  [
    /(<target dev='vd\w+' bus='virtio'\/>|<model type='virtio'\/>(?=<\/interface>))([\s\S]*)\n *<memballoon model='virtio'><address type='virtio-mmio'\/><\/memballoon>/,
    "$1<address type='virtio-mmio'/>$2",
  ],
];
/** Nobody chose an address or a PCI controller. */
const KNOBS = { explicit: 0, controllers: 0, invalid: 0, versioned: 0, seed };

const { generate } = await import(pathToFileURL(join(ORACLE, 'generate.mjs')).href);
const folder = mkdtempSync(join(tmpdir(), 'rootport-law-'));
try {
  const documents = machines
    .split(',')
    .flatMap((machine) => Array.from({ length: Number(count) }, (_, index) => generate(machine, index, KNOBS)));
  const asked = join(folder, 'asked.ndjson');
  const lesser = documents.flatMap(({ id, xml }) =>
    lesserOf(xml).map((less, at) => ({ id: `${id}-less${at}`, xml: less })),
  );
  const lines = [...documents, ...lesser].map(({ id, xml }) => `${JSON.stringify({ id, xml })}\n`);
  writeFileSync(asked, lines.join(''));
  const [first, second] = SUITES.map(({ suite }) => textsOf(suiteAnswers(suite, asked, folder)));
  const tally = { judged: 0, refused: 0, unstable: 0, first: 0, second: 0, undecided: 0 };
  const examples = [];
  for (const { id, xml } of documents) {
    const [old, newest] = [first.get(id), second.get(id)];
    // What 9.0 does not know it drops; no document of its own can say that it was there.
    if (old === undefined || newest === undefined || DROPPED.test(xml)) {
      tally.refused += 1;
      continue;
    }
    if (isSame(old, old, SUITES[0].profile) !== true) {
      tally.unstable += 1;
      continue;
    }
    tally.judged += 1;
    const planner = (profile) => (text) => planDomain(text, { profile });
    const left = forgetChoices(old, planner('libvirt-9.0'));
    const same = [old, newest].map((answer, at) => left.ok && isSame(answer, left.xml, SUITES[at].profile));
    const isUndecided =
      same[1] !== true &&
      left.ok &&
      lesserOf(xml).some((_, at) => {
        const [oldLess, newestLess] = [first, second].map((answers) => answers.get(`${id}-less${at}`));
        return (
          newestLess !== undefined &&
          oldLess !== undefined &&
          compareDocuments(old, oldLess, { all: true, ignoreOrder: true }).equal &&
          isSame(newestLess, left.xml, SUITES[1].profile) === true
        );
      });
    if (isUndecided) {
      same[1] = true;
      tally.undecided += 1;
    }
    if (same[0] === true) tally.first += 1;
    if (same[1] === true) tally.second += 1;
    if (same.some((verdict) => verdict !== true)) {
      examples.push(`${id}: ${left.ok ? same.join(' | ') : left.diagnostics[0]?.code}`);
    }
  }
  process.stdout.write(`${JSON.stringify({ count, seed, machines, ...tally })}\n${examples.slice(0, 20).join('\n')}\n`);
  process.exitCode = tally.first === tally.judged && tally.second === tally.judged ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** The document without each choice of these defaults: whether one is a default depends on the machine. */
function lesserOf(xml) {
  const found = new Set([xml]);
  for (const [pattern, rest] of WRITTEN_DEFAULTS) for (const text of [...found]) found.add(text.replace(pattern, rest));
  return [...found].slice(1);
}

/** True, or the first difference. */
function isSame(answer, text, profile) {
  const result = planDomain(text, { profile });
  if (!result.ok) return result.diagnostics[0]?.code;
  const { equal, differences } = compareDocuments(answer, canonicalXml(result.plan), { all: true, ignoreOrder: true });
  return equal || differences[0].text;
}

/** The answers as texts; none where the document is refused. */
function textsOf(answers) {
  return new Map([...answers].map(([id, { ok, xml, output }]) => [id, ok === false ? undefined : (xml ?? output)]));
}
