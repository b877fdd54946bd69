// Puts the tallies of "npm run conformance -- --json" into the table of docs/fidelity.md; "npm run docs:fidelity" does both.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, wrap, writePages } from './write-page.mjs';

const PAGE = join(ROOT, 'docs/fidelity.md');
const CHECKS = ['place', 'reject', 'reject-start', 'accept'];

const results = JSON.parse(printed('corpus-main.js', '--json'));

const rows = results.map(({ set, profile, tallies, different }) => {
  const cells = CHECKS.map((check) => {
    const tally = tallies.find((one) => one.check === check);
    return tally === undefined ? '–' : `${tally.matched} of ${tally.total}`;
  });
  const known = different.filter(({ reason }) => reason !== undefined).length;
  return `| \`${set}\` | \`${profile}\` | ${cells.join(' | ')} | ${known} |`;
});
const table = [
  '| Set | Profile | Placed alike | Refused alike | Refused at start | Accepted | Known differences |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n');

// The line of the sums: domains, accepted alike, refused by both, differences.
const sums = /^all\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(
  printed('differential-main.js', '--recorded', '--show', '0'),
);
if (sums === null) throw new Error('the differential test printed no sums');
const [, domains, accepted, refused, byHost, differences] = sums;
const random = wrap(
  `Of ${domains} random domains of which libvirt 9.0 with QEMU 7.2 was asked, ${accepted} were accepted by both with the same result, ${refused} were refused by both, and ${differences} differ; ${byHost} were refused by libvirt alone, because its host had no TPM.`,
);

const page = readFileSync(PAGE, 'utf8');
const pattern = /(<!-- begin fidelity -->\n)[\s\S]*?(<!-- end fidelity -->)/;
if (!pattern.test(page)) throw new Error('docs/fidelity.md has no part "fidelity"');
writePages(new Map([[PAGE, page.replace(pattern, (_, begin, end) => `${begin}${table}\n\n${random}\n${end}`)]]));

function printed(program, ...args) {
  const path = join('packages/conformance/dist', program);
  const { stdout, stderr } = spawnSync(process.execPath, [path, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stdout === '') throw new Error(stderr);
  return stdout;
}
