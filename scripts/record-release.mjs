// Records what the libvirt of a Debian suite answers to random domains, for tests on machines without it.
//
//   ROOTPORT_ORACLE_SUITE=trixie node scripts/record-release.mjs [COUNT [SEED [MACHINES]]]
//
// Writes packages/conformance/recorded/libvirt-RELEASE.ndjson.gz: a line for each domain, with libvirt's answer, or null
// where it refuses. A libvirt without an emulator for a machine says nothing of it.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { ORACLE } from './suite-answers.mjs';

const [count = '25', seed = 'recorded', machines = 'pc,q35,virt,virt-armv7l,virt-riscv64,pseries,s390x,mac99'] =
  process.argv.slice(2);
/** Of the machine that was asked, not of the document. */
const OF_THE_HOST = /No emulator found|TPM version/;
/** QEMU drops old machine types; libvirt drops none. */
const KNOBS = { versioned: 0, devices: [1, 14], seed };

const oracleModule = (name) => import(pathToFileURL(join(ORACLE, name)).href);
const [{ generate }, { openOracle }] = await Promise.all([oracleModule('generate.mjs'), oracleModule('define.mjs')]);
const oracle = await openOracle({ jobs: 1 });
try {
  const release = oracle.about.libvirt.split('.').slice(0, 2).join('.');
  const lines = [];
  for (const machine of machines.split(','))
    for (let index = 0; index < Number(count); index += 1) {
      const { id, xml } = generate(machine, index, KNOBS);
      const answer = await oracle.ask({ id, xml });
      if (!answer.ok && OF_THE_HOST.test(answer.error?.message ?? '')) continue;
      lines.push(JSON.stringify({ id, input: xml, output: answer.ok ? answer.xml : null }));
    }
  const file = resolve(import.meta.dirname, `../packages/conformance/recorded/libvirt-${release}.ndjson.gz`);
  const packed = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
  writeFileSync(file, packed);
  process.stdout.write(`${file}: ${lines.length} answers, ${packed.length} bytes\n`);
} finally {
  await oracle.close();
}
