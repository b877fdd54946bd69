import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLACE_POLICIES } from '@rootport/core';
import { askedSettings, bootGuest } from './boots/boot-guest.ts';
import { comparePlaced, PLACED_FIRMWARE, type PlacedBoot, placedBoot } from './boots/placed-boots.ts';
import { profileNamed, programArguments, runProgram, UsageError } from './command-line.ts';
import { CORE_PLANNER } from './core-planner.ts';
import { judgeAnswer } from './differential.ts';
import { openLiveOracle } from './oracle.ts';
import { ownHosts, type PlacedArch, placeAll, placeableHosts } from './placed-hosts.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run places -- [OPTIONS] [HOST...]

Places the devices of every host with every policy in a guest that has a cell
for each node, and asks a live libvirt what it makes of the document. Hosts are
those of fixtures/hosts and of the shared folder.

  --suite NAME     another installed libvirt, as the oracle knows it
  --profile NAME   the libvirt that is imitated (default libvirt-9.0)
  --arch NAME      x86_64 (default) or aarch64
  --write DIR      write the documents there instead, for "rootport verify"
  --boot           boot the documents of our own hosts instead, and compare
                   addresses, numa_node and the levels of all pairs
  --record         with --boot: write what was seen into fixtures/placed-boots.json
  --qemu "PROGRAM" with --boot: another QEMU than the installed one
  --efi CODE:VARS  with --boot: other UEFI files

Exit code 1: libvirt refuses one, or answers something else than we do; a guest
saw something else.
`;

/** What the placed guests saw. */
const RECORD = join(PROJECT_ROOT, 'fixtures', 'placed-boots.json');

const { values, positionals } = programArguments(HELP, {
  allowPositionals: true,
  options: {
    suite: { type: 'string' },
    profile: { type: 'string', default: 'libvirt-9.0' },
    arch: { type: 'string', default: 'x86_64' },
    write: { type: 'string' },
    boot: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    qemu: { type: 'string' },
    efi: { type: 'string' },
  },
});

process.exitCode = await runProgram(HELP, values.boot ? bootAll : askAll);

function isAsked(name: string): boolean {
  return positionals.length === 0 || positionals.some((one) => name === one || name.startsWith(`${one}/`));
}

function archNamed(name: string): PlacedArch {
  if (name !== 'x86_64' && name !== 'aarch64') throw new UsageError(`--arch takes x86_64 or aarch64, not ${name}`);
  return name;
}

async function askAll(): Promise<number> {
  if (values.suite !== undefined) process.env['ROOTPORT_ORACLE_SUITE'] = values.suite;
  const profile = profileNamed(values.profile);
  const arch = archNamed(values.arch);
  const hosts = placeableHosts().filter((one) => isAsked(one.name));
  if (hosts.length === 0) throw new UsageError(`no host ${positionals.join(', ')}`);
  const oracle = values.write === undefined ? await openLiveOracle(1) : undefined;
  let [asked, wrong] = [0, 0];
  for (const { name, host } of hosts) {
    for (const policy of PLACE_POLICIES) {
      const placed = placeAll(host, policy, profile, arch);
      if (!placed.ok) {
        const codes = new Set(placed.diagnostics.map(({ code }) => code));
        process.stdout.write(`${name} ${policy}: refused by us: ${[...codes].join(', ')}\n`);
        continue;
      }
      const domain = { id: `${name}-${policy}`, machine: arch === 'aarch64' ? 'virt' : 'q35', xml: placed.xml };
      if (oracle === undefined) {
        mkdirSync(values.write ?? '', { recursive: true });
        writeFileSync(join(values.write ?? '', `${domain.id.replaceAll('/', '-')}.xml`), placed.xml);
        continue;
      }
      const verdict = judgeAnswer(domain, await oracle.ask(domain), { planner: CORE_PLANNER, plan: { profile } });
      asked += 1;
      if (verdict.kind !== 'accepted-equal') wrong += 1;
      const more = verdict.kind === 'different' ? `\n  ${verdict.mismatch.lines.slice(0, 5).join('\n  ')}` : '';
      process.stdout.write(`${name} ${policy}: ${verdict.kind}${more}\n`);
    }
  }
  await oracle?.close();
  if (oracle !== undefined)
    process.stdout.write(`libvirt ${oracle.version}: ${asked} documents, ${wrong} not accepted as they are\n`);
  return wrong === 0 ? 0 : 1;
}

async function bootAll(): Promise<number> {
  const boots: PlacedBoot[] = [];
  let wrong = 0;
  for (const { name, host } of ownHosts().filter((one) => isAsked(one.name))) {
    for (const policy of PLACE_POLICIES) {
      const placed = placeAll(host, policy, 'libvirt-9.0');
      if (!placed.ok) throw new Error(`${name} ${policy} cannot be placed`);
      for (const firmware of PLACED_FIRMWARE[policy]) {
        const boot = placedBoot(name, policy, await bootGuest(placed.xml, firmware, askedSettings(values)));
        const { addresses, devices, pairs, differences } = comparePlaced(placed.xml, host, boot);
        boots.push(boot);
        if (differences.length > 0) wrong += 1;
        const what = `${addresses} addresses, ${devices} nodes, ${pairs} pairs`;
        process.stdout.write(
          `${name} ${policy} (QEMU ${boot.environment.qemu}, ${boot.environment.firmware}): ${what}: ${
            differences.length === 0 ? 'as predicted' : `\n  ${differences.join('\n  ')}`
          }\n`,
        );
        if (values.record) record([boot]);
      }
    }
  }
  process.stdout.write(`${boots.length} boots, ${wrong} not as predicted\n`);
  return wrong === 0 ? 0 : 1;
}

/** A boot of the same host, policy, QEMU and firmware is replaced; others stay. */
function record(boots: readonly PlacedBoot[]): void {
  const before = existsSync(RECORD) ? (JSON.parse(readFileSync(RECORD, 'utf8')) as readonly PlacedBoot[]) : [];
  const keyOf = ({ host, policy, environment: { qemu, firmware } }: PlacedBoot): string =>
    `${host} ${policy} ${qemu} ${firmware}`;
  const kept = before.filter((old) => !boots.some((one) => keyOf(one) === keyOf(old)));
  const all = [...kept, ...boots].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const texts = all.map(({ functions, ...head }) => {
    const lines = functions.map((one) => `  ${JSON.stringify(one)}`).join(',\n');
    return `${JSON.stringify(head).slice(0, -1)},"functions":[\n${lines}\n ]}`;
  });
  writeFileSync(RECORD, `[\n ${texts.join(',\n ')}\n]\n`);
}
