#!/usr/bin/env node
// Asks the real libvirt: defines each domain, dumps its inactive XML, undefines it.
//
//   node define.mjs a.xml b.xml --out DIR              DIR/a.xml, or DIR/a.error.json where refused
//   node generate.mjs ... | node define.mjs --from - --ndjson answers.ndjson
// Options: --jobs N (workers, default one a core)   --argv   --again   --check   --quiet
//
// As a module:  const oracle = await openOracle();  const a = await oracle.ask({ xml });  await oracle.close();
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, createWriteStream, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { kindOf } from './kinds.mjs';

const here = dirname(fileURLToPath(import.meta.url));
// Python of the machine's own Debian, or of the suite that $ROOTPORT_ORACLE_SUITE names.
const PYTHON =
  process.env.ORACLE_PYTHON ?? (process.env.ROOTPORT_ORACLE_SUITE ? join(here, 'suite-python.sh') : '/usr/bin/python3');
const AHEAD = 4; // requests a worker may have waiting, so that it never idles between two

export function oracleRoot() {
  return execFileSync('/bin/sh', ['-c', '. ./lib.sh; printf %s "$ROOTPORT_ORACLE_ROOT"'], {
    cwd: here,
    encoding: 'utf8',
  });
}

// True where the bindings can be loaded; tests use it to skip themselves elsewhere.
export function oracleAvailable() {
  try {
    execFileSync(PYTHON, ['-c', 'import libvirt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

class Worker {
  constructor(root, n, timeout) {
    this.root = root;
    this.n = n;
    this.timeout = timeout;
    this.waiting = [];
    this.closing = false;
  }
  start() {
    this.child = spawn(
      PYTHON,
      [
        join(here, 'worker.py'),
        '--root',
        join(this.root, `w${process.pid}-${this.n}`),
        '--base',
        join(this.root, 'base'),
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    let stderr = '';
    this.child.stderr.on('data', (d) => {
      stderr = (stderr + d).slice(-4000);
    });
    this.child.stdin.on('error', () => {});
    this.ready = new Promise((resolve, reject) => {
      let greeted = false;
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        if (!greeted) {
          greeted = true;
          this.about = JSON.parse(line);
          resolve();
          return;
        }
        const job = this.waiting.shift();
        this.arm();
        job.resolve(JSON.parse(line));
        this.free?.(this);
      });
      this.child.on('exit', (code, signal) => {
        clearTimeout(this.timer);
        if (this.closing) return;
        if (!greeted) {
          reject(new Error(`oracle worker did not start (${code ?? signal}): ${stderr}`));
          return;
        }
        // libvirt itself fell over: the oldest request is to blame, the others are asked again.
        const [bad, ...rest] = this.waiting;
        this.waiting = [];
        this.start();
        this.ready.then(
          () => {
            for (const job of rest) this.send(job);
            this.free?.(this);
          },
          () => {},
        );
        bad?.resolve({
          id: bad.request.id,
          ok: false,
          error: {
            stage: 'define',
            code: -1,
            name: 'ORACLE_CRASH',
            domain: 'oracle',
            message: `libvirt ended (${signal ?? code})`,
          },
        });
      });
    });
    return this.ready;
  }
  arm() {
    clearTimeout(this.timer);
    if (this.waiting.length) this.timer = setTimeout(() => this.child.kill('SIGKILL'), this.timeout);
  }
  send(job) {
    this.waiting.push(job);
    if (this.waiting.length === 1) this.arm();
    this.child.stdin.write(`${JSON.stringify(job.request)}\n`);
  }
  async stop() {
    this.closing = true;
    clearTimeout(this.timer);
    const gone = new Promise((r) => this.child.on('exit', r));
    this.child.stdin.end();
    await gone;
  }
}

export async function openOracle({ jobs = availableParallelism(), timeout = 120000 } = {}) {
  const root = oracleRoot();
  mkdirSync(root, { recursive: true, mode: 0o700 });
  // Warm the shared base once, so that the workers do not each probe the emulators.
  execFileSync(PYTHON, [join(here, 'worker.py'), '--root', join(root, 'base'), '--warm'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const workers = Array.from({ length: jobs }, (_, n) => new Worker(root, n, timeout));
  await Promise.all(workers.map((w) => w.start()));
  const queue = [];
  const feed = (w) => {
    while (queue.length && w.waiting.length < AHEAD) w.send(queue.shift());
  };
  for (const w of workers) w.free = feed;
  return {
    about: workers[0].about,
    ask(request) {
      return new Promise((resolve) => {
        queue.push({ request, resolve });
        workers.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a)) && workers.forEach(feed);
      });
    },
    async close() {
      await Promise.all(workers.map((w) => w.stop()));
      for (const w of workers) execFileSync('rm', ['-rf', join(root, `w${process.pid}-${w.n}`)]);
    },
  };
}

async function main() {
  const { parseArgs } = await import('./generate.mjs');
  const flags = ['argv', 'again', 'check', 'quiet'];
  const argv = process.argv.slice(2).flatMap((a) => (flags.includes(a.slice(2)) ? [a, 'true'] : [a]));
  const a = parseArgs(argv.map((x) => (x === '-' ? '/dev/stdin' : x)));
  const options = Object.fromEntries(flags.filter((f) => a[f] && f !== 'quiet').map((f) => [f, true]));
  const oracle = await openOracle({ jobs: a.jobs ? Number(a.jobs) : undefined });
  const out = a.ndjson ? createWriteStream(a.ndjson) : null;
  if (a.out) mkdirSync(a.out, { recursive: true });
  const kinds = JSON.parse(readFileSync(join(here, 'kinds.json'), 'utf8'));
  const tally = new Map();
  let ok = 0;
  let total = 0;
  const began = process.hrtime.bigint();
  const jobs = [];
  const one = (meta, xml) =>
    jobs.push(
      oracle.ask({ id: meta.id, xml, ...options, ...(meta.attach ? { attach: meta.attach } : {}) }).then((r) => {
        total++;
        if (r.ok) ok++;
        else {
          const { kind } = kindOf(r.error);
          const label = `${r.error.name.padEnd(28)} ${kinds[kind] ? `${kinds[kind].scope}: ${kinds[kind].name}` : kind}`;
          tally.set(label, (tally.get(label) ?? 0) + 1);
        }
        if (a.out) {
          if (r.ok) writeFileSync(join(a.out, `${meta.id}.xml`), r.xml);
          else writeFileSync(join(a.out, `${meta.id}.error.json`), `${JSON.stringify(r.error, null, 1)}\n`);
        }
        const { id, xml: answer, ...rest } = r;
        return { ...meta, input: xml, output: answer, ...rest };
      }),
    );
  for (const file of a._) one({ id: basename(file).replace(/\.xml$/, '') }, readFileSync(file, 'utf8'));
  if (a.from)
    for await (const line of createInterface({ input: createReadStream(a.from) })) {
      if (!line.trim()) continue;
      const { xml, input, ...meta } = JSON.parse(line);
      one(meta, xml ?? input);
    }
  for (const job of jobs) {
    const r = await job;
    if (out) out.write(`${JSON.stringify(r)}\n`);
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  await oracle.close();
  if (out) await new Promise((r) => out.end(r));
  if (!a.quiet) {
    console.error(
      `libvirt ${oracle.about.libvirt}: ${total} domains, ${ok} accepted, ${total - ok} refused, ${seconds.toFixed(2)} s, ${(total / seconds).toFixed(0)} domains/s`,
    );
    for (const [name, n] of [...tally].sort((x, y) => y[1] - x[1]))
      console.error(`  ${String(n).padStart(6)}  ${name}`);
  }
}
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
