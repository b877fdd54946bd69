// Records what libvirt answers to changed documents (npm run mutate), for tests on machines without it.
//
//   [ROOTPORT_ORACLE_SUITE=trixie-backports] node scripts/record-changed.mjs [COUNT [SEED [MOST]]]
//
// Writes packages/conformance/recorded/changed-RELEASE.ndjson.gz: a line for each document, with libvirt's answer, or null
// where it refuses. Of COUNT documents those are kept that run code which none before them ran, and others up to MOST.
// `whole` says that our canonical document has libvirt's devices line by line. Documents that we answer differently, and
// what the host or chance decides, are left out and counted.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = (name) => import(resolve(import.meta.dirname, '../packages/conformance/dist', name));
const [{ judge, planSafely }, { openMutator }, { MUTATIONS }, { SECOND_MUTATIONS }] = await Promise.all(
  ['law', 'open-mutator', 'mutations', 'second-mutations'].map((name) => dist(`mutate/${name}.js`)),
);
const [{ openLiveOracle }, { profileNamed }, { devicesDiffer }] = await Promise.all(
  ['oracle.js', 'command-line.js', 'line-difference.js'].map(dist),
);

const [count = '3000', seed = 'recorded', most = '400'] = process.argv.slice(2);

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const ranges = new Set();

/** Whether code of the core ran since the last call that had never run. */
async function ranNewCode() {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const before = ranges.size;
  for (const { url, functions } of result) {
    if (!url.includes('/core/dist/')) continue;
    for (const { ranges: parts } of functions)
      for (const { startOffset, endOffset, count: runs } of parts)
        if (runs > 0) ranges.add(`${url}:${startOffset}:${endOffset}`);
  }
  return ranges.size > before;
}

const oracle = await openLiveOracle(1);
try {
  const release = oracle.version.split('.').slice(0, 2).join('.');
  const options = { profile: profileNamed(oracle.version), newlyDefined: true };
  const mutations = [...MUTATIONS, ...SECOND_MUTATIONS];
  const { mutator } = await openMutator({ seed, mutations, isOwn: true });
  const kept = [];
  const others = [];
  const left = new Map();
  for (let index = 0; index < Number(count); index += 1) {
    const { id, xml } = mutator.make(index);
    let answer;
    const ask = async (text) => {
      const given = await oracle.ask({ id: '', machine: '', xml: text });
      answer ??= given;
      return given;
    };
    const plan = planSafely(xml, options);
    const isNew = await ranNewCode();
    const { kind } = await judge(xml, plan, ask);
    await ranNewCode();
    const isAccepted = kind === 'same';
    if (!isAccepted && kind !== 'both-refuse') {
      left.set(kind, (left.get(kind) ?? 0) + 1);
      continue;
    }
    const whole = isAccepted && devicesDiffer(plan.plan, answer.xml) === undefined;
    (isNew ? kept : others).push({ id, input: xml, output: isAccepted ? answer.xml : null, whole });
  }
  const rest = others.filter(({ output }) => output !== null).slice(0, Math.max(0, Number(most) - kept.length));
  const lines = [...kept, ...rest].map((row) => JSON.stringify(row));
  const file = join(import.meta.dirname, `../packages/conformance/recorded/changed-${release}.ndjson.gz`);
  const packed = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
  writeFileSync(file, packed);
  const told = [...left].map(([kind, times]) => `${kind} ${times}`).join(', ');
  process.stdout.write(
    `${file}: ${lines.length} answers, ${kept.length} of new code, ${packed.length} bytes; left out: ${told}\n`,
  );
} finally {
  await oracle.close();
}
