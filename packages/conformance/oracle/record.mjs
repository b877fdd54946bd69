#!/usr/bin/env node
// Records what the real libvirt answers, for tests on machines that have no libvirt.
//   node record.mjs [--machines pc,q35,...] [--accepted 400 (pc, q35: 1000)] [--rejected 100] [--attach 100] [--argv 60] [--out recorded]
// For each machine: accepted, rejected, attach and argv (.ndjson.gz). The same generator and the same
// libvirt give the same bytes.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { openOracle } from './define.mjs';
import { generate, MACHINES, parseArgs } from './generate.mjs';
import { kindOf } from './kinds.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const a = parseArgs(process.argv.slice(2));
const out = a.out ?? join(here, 'recorded');
const kindsFile = join(here, 'kinds.json');
const known = existsSync(kindsFile) ? JSON.parse(readFileSync(kindsFile, 'utf8')) : {};
const unknown = new Map();
const oracle = await openOracle();
const manifest = { libvirt: oracle.about.libvirt, qemu: a.qemu ?? '7.2', sets: {} };
const save = (dir, name, rows) => {
  mkdirSync(dir, { recursive: true });
  const packed = gzipSync(`${rows.map((r) => JSON.stringify(r)).join('\n')}\n`, { level: 9 });
  writeFileSync(join(dir, `${name}.ndjson.gz`), packed);
  return packed.length;
};
const refusal = (error) => {
  const k = kindOf(error);
  if (!known[k.kind]) unknown.set(k.kind, { n: (unknown.get(k.kind)?.n ?? 0) + 1, error });
  return {
    stage: error.stage,
    code: error.code,
    name: error.name,
    domain: error.domain,
    scope: known[k.kind]?.scope,
    fault: known[k.kind]?.name,
    ...k,
  };
};
const askAll = (rows, extra = {}) =>
  Promise.all(
    rows.map(async (d) => ({
      d,
      r: await oracle.ask({ id: d.id, xml: d.xml, ...(d.attach ? { attach: d.attach } : {}), ...extra }),
    })),
  );
// A shell line as words, with what differs from run to run taken out.
const words = (line) => {
  const out = [];
  let word = null;
  let quote = '';
  for (const c of line) {
    if (quote) {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === "'" || c === '"') {
      quote = c;
      word ??= '';
    } else if (c === ' ') {
      if (word !== null) out.push(word);
      word = null;
    } else word = (word ?? '') + c;
  }
  if (word !== null) out.push(word);
  const first = out.findIndex((w) => w.startsWith('/'));
  return out.slice(first).map((w) =>
    w
      .replace(/[^",=]*\/rootport-oracle[^",=]*?\/(?=lib\/|run\/|cache\/)/g, 'ROOT/')
      .replace(/fds?=[\d:]+/g, 'fd=N')
      .replace(/"fds?":"[\d:]+"/g, '"fd":"N"'),
  );
};
const sorted = (text) =>
  text
    .split('\n')
    .map((s) => s.trim())
    .sort()
    .join('\n');

for (const machine of String(a.machines ?? Object.keys(MACHINES).join(',')).split(',')) {
  const dir = join(out, machine);
  const wanted = Number(a.accepted ?? (machine === 'pc' || machine === 'q35' ? 1000 : 400));
  const refused = Number(a.rejected ?? 100);
  const set = {};
  // accepted: the first ones of one stream
  const accepted = [];
  for (let first = 0; accepted.length < wanted; first += 200) {
    const batch = Array.from({ length: 200 }, (_, i) => generate(machine, first + i, { seed: 'a1', invalid: 0 }));
    for (const { d, r } of await askAll(batch)) {
      if (!r.ok || accepted.length >= wanted) continue;
      const { xml, ...meta } = d;
      accepted.push({ ...meta, input: xml, output: r.xml });
    }
    if (first > 20 * wanted) break;
  }
  // defined once more: "stable" when the same lines come back, in whatever order
  for (const { d, r } of await askAll(accepted.map((x) => ({ id: x.id, xml: x.output })))) {
    const row = accepted.find((x) => x.id === d.id);
    row.stable = r.ok && sorted(r.xml) === sorted(row.output);
    row.again =
      r.ok && r.xml === row.output
        ? 'same'
        : r.ok
          ? (r.xml.match(/<controller type='pci' index='\d+'/g)?.map((s) => Number(s.match(/\d+/)[0])) ?? [])
          : 'refused';
  }
  set.accepted = { count: accepted.length, bytes: save(dir, 'accepted', accepted) };
  // refused: as many kinds as can be had, round robin over them
  const byKind = new Map();
  for (const [seed, invalid, count] of [
    ['r1', 1, 1200],
    ['r2', 0, 1200],
  ]) {
    const batch = Array.from({ length: count }, (_, i) => generate(machine, i, { seed, invalid, devices: [0, 8] }));
    for (const { d, r } of await askAll(batch)) {
      if (r.ok) continue;
      const { xml, ...meta } = d;
      const error = refusal(r.error);
      if (!byKind.has(error.kind)) byKind.set(error.kind, []);
      byKind.get(error.kind).push({ ...meta, input: xml, error });
    }
  }
  const rejected = [];
  for (let turn = 0; rejected.length < refused && turn < 400; turn++)
    for (const rows of byKind.values()) if (rows[turn] && rejected.length < refused) rejected.push(rows[turn]);
  rejected.sort((x, y) => (x.id < y.id ? -1 : 1));
  set.rejected = { count: rejected.length, kinds: byKind.size, bytes: save(dir, 'rejected', rejected) };
  // devices added to a defined, stopped domain
  const adds = Number(a.attach ?? 100);
  if (adds) {
    const rows = [];
    const batch = Array.from({ length: adds * 2 }, (_, i) =>
      generate(machine, i, { seed: 't1', invalid: 0, devices: [0, 12], attach: 5 }),
    );
    for (const { d, r } of await askAll(batch)) {
      const { xml, ...meta } = d;
      if (!r.ok && r.error.stage === 'define') continue;
      if (rows.length < adds)
        rows.push({ ...meta, input: xml, ...(r.ok ? { output: r.xml } : { error: refusal(r.error) }) });
    }
    set.attach = { count: rows.length, refused: rows.filter((x) => x.error).length, bytes: save(dir, 'attach', rows) };
  }
  // QEMU command lines of the first accepted ones that libvirt can make here (root and /dev/net/tun needed)
  const lines = Number(a.argv ?? 60);
  if (lines && process.getuid() === 0) {
    const rows = [];
    for (const row of accepted) {
      if (rows.length >= lines) break;
      const r = await oracle.ask({ id: row.id, xml: row.output, argv: true });
      if (r.argv) rows.push({ id: row.id, argv: words(r.argv) });
    }
    set.argv = { count: rows.length, bytes: save(dir, 'argv', rows) };
  }
  manifest.sets[machine] = set;
  console.error(machine, JSON.stringify(set));
}
await oracle.close();
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
if (unknown.size) {
  console.error(`${unknown.size} kinds without a description in kinds.json:`);
  for (const [kind, { n, error }] of [...unknown].sort((x, y) => y[1].n - x[1].n))
    console.error(`  ${kind} ${String(n).padStart(5)} ${error.name} ${error.message}`);
}
