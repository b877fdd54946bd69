#!/usr/bin/env node
// libvirt and ours, side by side in one run.
//   node bench/run.mjs                                      libvirt alone
//   node bench/run.mjs --ours dist/index.js --call plan     ours = the module's export called with the domain's XML text
// Options: --seconds S (per case, default 2)  --growth  --steady-host  --native  --json FILE  --rounds N
// Builds bench.c when needed (setup.sh --bench installs what that takes). The documents come from the built package.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { growthCases, standingCases } from '../../dist/bench-cases.js';
import { oracleRoot } from '../define.mjs';
import { parseArgs } from '../generate.mjs';

const here = dirname(fileURLToPath(import.meta.url));

export function buildBench(root) {
  const binary = join(root, 'bench-binary');
  const source = join(here, 'bench.c');
  if (!existsSync(binary) || statSync(binary).mtimeMs < statSync(source).mtimeMs) {
    execFileSync('gcc', ['-O2', '-rdynamic', '-o', binary, source, '-lvirt', '-ldl', '-lpthread'], {
      stdio: 'inherit',
    });
  }
  return binary;
}

// median and best of repeated calls, in milliseconds
export async function time(f, seconds, warm = 20) {
  const all = [];
  const asynchronous = f() instanceof Promise;
  const end = performance.now() + seconds * 1000;
  for (let i = 1; performance.now() < end || all.length < 1; i++) {
    const t0 = performance.now();
    if (asynchronous) await f();
    else f();
    const t = performance.now() - t0;
    if (i > warm || t > seconds * 50) all.push(t);
  }
  all.sort((a, b) => a - b);
  return { med: all[all.length >> 1], min: all[0], runs: all.length };
}

async function main() {
  const flags = ['growth', 'steady-host', 'native'];
  const a = parseArgs(process.argv.slice(2).flatMap((x) => (flags.includes(x.slice(2)) ? [x, 'true'] : [x])));
  const seconds = Number(a.seconds ?? 2);
  const rounds = Number(a.rounds ?? 1);
  const root = oracleRoot();
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const binary = buildBench(root);
  const home = join(root, 'bench-home');
  execFileSync(
    process.env.ORACLE_PYTHON ?? '/usr/bin/python3',
    [join(here, '..', 'worker.py'), '--root', home, '--base', join(root, 'base'), '--warm'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const folder = join(root, 'bench-cases');
  mkdirSync(folder, { recursive: true });
  const files = [...standingCases(), ...(a.growth ? growthCases() : [])].map(({ name, xml }) => {
    const file = join(folder, `${name}.xml`);
    writeFileSync(file, xml);
    return file;
  });
  let ours = null;
  if (a.ours) {
    const module = await import(pathToFileURL(resolve(a.ours)));
    ours = module[a.call ?? 'default'];
    if (typeof ours !== 'function') throw new Error(`${a.ours} has no function ${a.call ?? 'default'}`);
  }
  const rows = [];
  const f = (x, n = 9) =>
    (x === undefined ? '' : x < 1 ? x.toFixed(4) : x < 100 ? x.toFixed(2) : x.toFixed(0)).padStart(n);
  console.log(
    'case'.padEnd(20) +
      ['define', 'parse', 'place', 'format', 'rest', 'dump', 'native'].map((s) => s.padStart(9)).join('') +
      (ours ? '     ours    ratio' : '') +
      '   (ms; best of the run; ratio = ours / (parse + format))',
  );
  for (const file of files) {
    let best = null;
    let mine = null;
    for (let r = 0; r < rounds; r++) {
      const line = execFileSync(
        binary,
        [
          '--root',
          home,
          '--seconds',
          String(seconds),
          ...(a['steady-host'] ? ['--steady-host'] : []),
          ...(a.native && !/-7000/.test(file) ? ['--native'] : []),
          file,
        ],
        { encoding: 'utf8', maxBuffer: 1 << 26 },
      );
      const one = JSON.parse(line);
      if (!one.ok) {
        best = one;
        break;
      }
      best = best ?? one;
      for (const k of Object.keys(one.ms)) {
        best.ms[k] ??= one.ms[k];
        for (const q of ['min', 'med', 'p90']) best.ms[k][q] = Math.min(best.ms[k][q], one.ms[k][q]);
      }
      if (ours) {
        const text = readFileSync(file, 'utf8');
        const t = await time(() => ours(text), seconds);
        mine = mine ? { med: Math.min(mine.med, t.med), min: Math.min(mine.min, t.min) } : t;
      }
    }
    const name = basename(file, '.xml');
    if (!best.ok) {
      console.log(`${name.padEnd(20)} refused: ${best.message}`);
      continue;
    }
    const m = best.ms;
    const ratio = mine ? mine.min / (m.parse.min + m.format.min) : undefined;
    rows.push({
      name,
      bytes_in: best.bytes_in,
      bytes_out: best.bytes_out,
      kernel_share: best.kernel_share,
      libvirt: m,
      ours: mine,
      ratio,
    });
    console.log(
      name.padEnd(20) +
        ['define', 'parse', 'place', 'format', 'rest', 'dump', 'native'].map((k) => f(m[k]?.min)).join('') +
        (mine ? f(mine.min) + f(ratio) : ''),
    );
  }
  if (a.json) writeFileSync(a.json, `${JSON.stringify(rows, null, 1)}\n`);
}
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
