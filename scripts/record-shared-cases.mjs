// Records what the real libvirt answers to the cases of the shared folder (../shared/cases), which are not in the project.
//
//   [ROOTPORT_ORACLE_SUITE=trixie-backports] node scripts/record-shared-cases.mjs
//
// Writes packages/conformance/recorded/cases-RELEASE.ndjson.gz: a line for each case with libvirt's answer, or null where it
// refuses. Cases whose emulator this libvirt lacks are left out.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openLiveOracle } from '../packages/conformance/dist/oracle.js';
import { sharedCases } from '../packages/conformance/dist/shared-cases.js';

const oracle = await openLiveOracle(2);
try {
  const release = oracle.version.split('.').slice(0, 2).join('.');
  const rows = await Promise.all(
    sharedCases().map(async ({ id, xml }) => {
      const answer = await oracle.ask({ id, machine: '', xml });
      if (!answer.ok && /No emulator found/.test(answer.message)) return [];
      return [JSON.stringify({ id, output: answer.ok ? answer.xml : null })];
    }),
  );
  const lines = rows.flat();
  const file = resolve(import.meta.dirname, '../packages/conformance/recorded', `cases-${release}.ndjson.gz`);
  writeFileSync(join(file), gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
  process.stdout.write(`libvirt ${oracle.version}: ${lines.length} cases\n`);
} finally {
  await oracle.close();
}
