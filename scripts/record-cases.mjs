// Records what the real libvirt answers to the documents of packages/core/tests/cases.
//
//   node scripts/record-cases.mjs            every case
//   node scripts/record-cases.mjs NAME…      these cases
//   ROOTPORT_ORACLE_SUITE=trixie node …      the libvirt of another Debian suite, as the oracle describes
//
// Needs libvirt on this machine (npm run oracle:setup). The answer goes to expected.PROFILE.xml, or to expected.PROFILE.refused where libvirt refuses; read the diff like code.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const CASES = join(ROOT, 'packages/core/tests/cases');
const ORACLE = join(ROOT, 'packages/conformance/oracle');

const isModuleThere = existsSync(join(ORACLE, 'define.mjs'));
const { openOracle, oracleAvailable } = isModuleThere
  ? await import(pathToFileURL(join(ORACLE, 'define.mjs')).href)
  : {};
if (!isModuleThere || !oracleAvailable()) {
  process.stderr.write('no libvirt to ask: the recorded answers stay as they are\n');
  process.exit(1);
}
const { kindOf } = await import(pathToFileURL(join(ORACLE, 'kinds.mjs')).href);
const kinds = JSON.parse(readFileSync(join(ORACLE, 'kinds.json'), 'utf8'));

const wanted = process.argv.slice(2);
const names = readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (wanted.length === 0 || wanted.includes(entry.name)))
  .map(({ name }) => name);
const oracle = await openOracle();
// 9.0.0 is asked for the profile libvirt-9.0, and an architecture whose emulator is not installed is passed over.
const profile = `libvirt-${/^\d+\.\d+/.exec(oracle.about.libvirt)?.[0]}`;
try {
  for (const name of names) {
    const xml = readFileSync(join(CASES, name, 'domain.xml'), 'utf8');
    const answer = await oracle.ask({ id: name, xml });
    if (!answer.ok && /No emulator found/.test(answer.error.message)) continue;
    const files = {
      xml: join(CASES, name, `expected.${profile}.xml`),
      refused: join(CASES, name, `expected.${profile}.refused`),
    };
    for (const file of Object.values(files)) rmSync(file, { force: true });
    if (answer.ok) writeFileSync(files.xml, withoutNoise(answer.xml, xml));
    else writeFileSync(files.refused, `${faultOf(answer.error)}\n`);
    process.stdout.write(
      `${name}: ${answer.ok ? 'accepted' : `refused, ${faultOf(answer.error)}: ${answer.error.message}`}\n`,
    );
  }
} finally {
  await oracle.close();
}

function faultOf(error) {
  const { kind } = kindOf(error);
  // A refusal that the oracle has no word for: only that there is one is recorded.
  return kinds[kind]?.name ?? 'unsorted';
}

/** Drops what differs from run to run and from machine to machine. */
function withoutNoise(text, input) {
  return text
    .split('\n')
    .filter((line) => !/^\s*<uuid>/.test(line) || input.includes('<uuid>'))
    .filter((line) => !/^\s*<mac address=/.test(line) || input.includes(line.trim()))
    .map((line) => line.replace(/<emulator>[^<]*\/([^/<]+)<\/emulator>/, '<emulator>$1</emulator>'))
    .join('\n');
}
