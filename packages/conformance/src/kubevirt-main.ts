import { fileURLToPath } from 'node:url';
import { comparePlans, type PlanOptions, planDomain } from '@rootport/core';
import { programArguments, runProgram } from './command-line.ts';
import { sendHostile } from './kubevirt/frames.ts';
import { convertedVm, dice, randomVm } from './kubevirt/guests.ts';
import { isServerBuilt, question, startServer } from './kubevirt/server.ts';
import { kubevirtTrial, type TrialReport } from './kubevirt/trial.ts';
import { openLiveOracle } from './oracle.ts';

const HELP = `npm run kubevirt:trial -- [OPTIONS]

Starts random VMs as KubeVirt does, with the built server of packages/kubevirt in each
definition, over a Unix socket and with a new connection each time. Looks whether
devices keep the places of a lock, places are free, GPUs stay, answers are stable,
and how long an answer takes.

  --count N       VMs; 1000 by default
  --seed N        other VMs
  --oracle        give every definition to the live libvirt, too
  --profile P     what libvirt the server and the trial imitate; libvirt-9.0 by default
  --qemu V        what its QEMU is; 7.2 by default
  --frames N      instead: send N hostile frames and calls to the server

Exit code 1: something was not as it has to be.
`;

const { values } = programArguments(HELP, {
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    frames: { type: 'string' },
    oracle: { type: 'boolean' },
    profile: { type: 'string', default: 'libvirt-9.0' },
    qemu: { type: 'string', default: '7.2' },
  },
});

const NODE = fileURLToPath(new URL('../../../fixtures/guide/node.txt', import.meta.url));
const options = { profile: values.profile, qemu: values.qemu } as PlanOptions;
const planner = (xml: string) => planDomain(xml, options);
const roll = dice(Number(values.seed));
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function trial(): Promise<number> {
  const server = await startServer(['--host', NODE, '--profile', values.profile, '--qemu', values.qemu]);
  const report = await kubevirtTrial({ count: Number(values.count), roll, server, planner });
  const memory = Math.round(server.memory() / 2 ** 20);
  const { code, isSocketLeft } = await server.stop();
  const { starts, definitions, refused, faults, times } = report;
  print(`${values.count} VMs, ${definitions} definitions: ${JSON.stringify(starts)}`);
  const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1);
  print(`ms of an answer, connection included: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`);
  print(`server: ${memory} MiB resident, exit code ${code}, socket ${isSocketLeft ? 'left' : 'removed'}`);
  for (const [text, count] of Object.entries(refused)) print(`refused ${count}: ${text}`);
  print(`${faults.length} faults`);
  for (const fault of faults.slice(0, 10)) print(`  ${fault}`);
  const wrong = values.oracle === true ? await askLibvirt(report) : 0;
  return faults.length + wrong > 0 || code !== 0 || isSocketLeft ? 1 : 0;
}

/** Definitions that the live libvirt takes otherwise than we do. */
async function askLibvirt({ answers }: TrialReport): Promise<number> {
  const oracle = await openLiveOracle(1);
  let wrong = 0;
  for (const { id, xml } of answers) {
    const answer = await oracle.ask({ id, machine: 'q35', xml });
    const ours = planner(xml);
    const theirs = answer.ok ? planner(answer.xml) : undefined;
    const differs =
      theirs?.ok === true && ours.ok
        ? comparePlans(ours.plan, theirs.plan).devices.filter(({ status }) => status !== 'same')
        : undefined;
    if (differs?.length === 0) continue;
    wrong += 1;
    if (wrong > 5) continue;
    const reason = answer.ok ? (differs ?? []).map(({ label }) => label).join(', ') : answer.message;
    print(`  ${id}: ${reason}`);
  }
  await oracle.close();
  print(`libvirt ${oracle.version}: ${answers.length} definitions, ${wrong} differ`);
  return wrong;
}

async function frames(count: number): Promise<number> {
  const server = await startServer();
  const domain = convertedVm(randomVm(0, roll));
  const vmi = JSON.stringify({ metadata: { name: 'x', annotations: { 'rootport/reserve': '9' } } });
  const wanted = await server.ask(domain, vmi);
  const report = await sendHostile(server, count, roll, {
    request: question(domain, vmi, 'Boot'),
    check: async () => {
      const reply = await server.ask(domain, vmi);
      return reply.ok && wanted.ok && reply.domain.equals(wanted.domain);
    },
  });
  const { sent, codes, answered, memory } = report;
  const { code, isSocketLeft } = await server.stop();
  print(`sent: ${JSON.stringify(sent)}`);
  print(`codes of calls: ${JSON.stringify(codes)}`);
  print(`real calls on the way: ${answered.filter(Boolean).length} of ${answered.length} answered`);
  print(`MiB resident at each tenth: ${memory.map((bytes) => Math.round(bytes / 2 ** 20)).join(' ')}`);
  print(`server: exit code ${code}, socket ${isSocketLeft ? 'left' : 'removed'}`);
  return answered.every(Boolean) && codes['bug'] === undefined && code === 0 && !isSocketLeft ? 0 : 1;
}

async function main(): Promise<number> {
  if (!isServerBuilt()) {
    process.stderr.write('packages/kubevirt is not built: run npm run build first\n');
    return 2;
  }
  return values.frames === undefined ? trial() : frames(Number(values.frames));
}

process.exitCode = await runProgram(HELP, main);
