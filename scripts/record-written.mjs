// Records what libvirt writes of the devices of packages/conformance/recorded/written.txt, each in a q35 guest of its own.
//
//   [ROOTPORT_ORACLE_SUITE=trixie-backports] node scripts/record-written.mjs
//
// Writes packages/conformance/recorded/written-RELEASE.ndjson.gz: a line for each document, with libvirt's answer, or null
// where it refuses.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openLiveOracle } from '../packages/conformance/dist/oracle.js';

const FOLDER = resolve(import.meta.dirname, '../packages/conformance/recorded');

const documentOf = (devices) =>
  `<domain type='qemu'>\n  <name>a</name>\n  <memory unit='MiB'>512</memory>\n  <os><type arch='x86_64' machine='q35'>hvm</type></os>\n` +
  `  <features><acpi/></features>\n  <devices>\n    <memballoon model='none'/>\n    ${devices}\n  </devices>\n</domain>\n`;

const oracle = await openLiveOracle(2);
try {
  const release = oracle.version.split('.').slice(0, 2).join('.');
  const lines = readFileSync(join(FOLDER, 'written.txt'), 'utf8').trim().split('\n');
  const rows = await Promise.all(
    lines.map(async (devices) => {
      const input = documentOf(devices);
      const answer = await oracle.ask({ id: '', machine: '', xml: input });
      return JSON.stringify({ id: devices, input, output: answer.ok ? answer.xml : null, whole: answer.ok });
    }),
  );
  const packed = gzipSync(`${rows.join('\n')}\n`, { level: 9 });
  writeFileSync(join(FOLDER, `written-${release}.ndjson.gz`), packed);
  process.stdout.write(`libvirt ${oracle.version}: ${rows.length} documents, ${packed.length} bytes\n`);
} finally {
  await oracle.close();
}
