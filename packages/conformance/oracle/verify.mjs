#!/usr/bin/env node
// Asks the live oracle everything that is recorded, and says where it answers otherwise.
//   node verify.mjs [--machines pc,q35]      exit status 1 where anything differs
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openOracle } from './define.mjs';
import { parseArgs } from './generate.mjs';
import { kindOf } from './kinds.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), 'recorded');
// The rows of one recorded set; tests may import this.
export function recorded(machine, set) {
  const file = join(here, machine, `${set}.ndjson.gz`);
  return existsSync(file)
    ? gunzipSync(readFileSync(file))
        .toString()
        .trimEnd()
        .split('\n')
        .map((l) => JSON.parse(l))
    : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const a = parseArgs(process.argv.slice(2));
  const machines = a.machines
    ? String(a.machines).split(',')
    : readdirSync(here, { withFileTypes: true })
        .filter((d) => d.isDirectory())
        .map((d) => d.name);
  const oracle = await openOracle();
  let wrong = 0;
  for (const machine of machines)
    for (const set of ['accepted', 'rejected', 'attach']) {
      const rows = recorded(machine, set);
      const off = [];
      await Promise.all(
        rows.map(async (row) => {
          const r = await oracle.ask({ id: row.id, xml: row.input, ...(row.attach ? { attach: row.attach } : {}) });
          const same = row.error
            ? !r.ok && kindOf(r.error).kind === row.error.kind && r.error.stage === row.error.stage
            : r.ok && r.xml === row.output;
          if (!same)
            off.push(
              `${row.id}: ${r.ok ? (row.error ? 'accepted now' : 'placed otherwise') : `refused now (${r.error.name})`}`,
            );
        }),
      );
      wrong += off.length;
      console.log(`${machine} ${set}: ${rows.length - off.length} of ${rows.length} the same`);
      for (const line of off.slice(0, 5)) console.log(`  ${line}`);
    }
  await oracle.close();
  process.exitCode = wrong ? 1 : 0;
}
