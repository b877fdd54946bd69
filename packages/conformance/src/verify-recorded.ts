import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isRecord, recordsOf, textAt } from './json-value.ts';
import { KNOWN_REFUSALS, type KnownRefusal } from './known-refusals.ts';
import { type GeneratedDomain, readRecorded } from './oracle.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

export interface VerifyRun {
  readonly machine: string;
  /** Domains at the beginning of the set that are passed over. */
  readonly first: number;
  readonly count: number;
  /** Commands at work at a time. */
  readonly jobs: number;
  readonly hotplug: boolean;
}

export interface VerifyTally {
  readonly machine: string;
  readonly domains: number;
  readonly verified: number;
  /** Devices that QEMU has where the plan says. */
  readonly devices: number;
  /** Free places into which QEMU took a device, and gave it up again. */
  readonly plugged: number;
  readonly known: ReadonlyMap<KnownRefusal, readonly string[]>;
  /** Each with the domain in front. */
  readonly failures: readonly string[];
}

/** So many files in one call: enough that starting the command does not count. */
const CHUNK = 25;

/**
 * Has `rootport verify` look at recorded domains that libvirt 9.0 accepts, with a real QEMU 7.2. Each domain is planned
 * from what was given to libvirt. Throws if the command cannot be run at all.
 */
export async function verifyRecorded(run: VerifyRun): Promise<VerifyTally> {
  const rows = (await readRecorded(run.machine, 'accepted')).slice(run.first, run.first + run.count);
  const folder = mkdtempSync(join(tmpdir(), 'rootport-verify-'));
  try {
    const chunks: (readonly GeneratedDomain[])[] = [];
    for (let at = 0; at < rows.length; at += CHUNK) {
      chunks.push(rows.slice(at, at + CHUNK).map(({ domain }) => domain));
    }
    const answers: string[] = [];
    const lane = async (): Promise<void> => {
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
        answers.push(...(await verifyFiles(folder, chunk, run.hotplug)));
      }
    };
    await Promise.all(Array.from({ length: run.jobs }, lane));
    return tally(run.machine, rows.length, answers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verifyFiles(
  folder: string,
  domains: readonly GeneratedDomain[],
  hotplug: boolean,
): Promise<readonly string[]> {
  const paths = domains.map(({ id, xml }) => {
    const path = join(folder, `${id}.xml`);
    writeFileSync(path, xml);
    return path;
  });
  const main = join(PROJECT_ROOT, 'packages/cli/dist/main.js');
  const options = ['-q', '-o', 'json', '--profile', 'libvirt-9.0', '--qemu', '7.2', ...(hotplug ? ['--hotplug'] : [])];
  const child = spawn(process.execPath, [main, 'verify', ...options, ...paths], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  return output.split('\n').filter((line) => line !== '');
}

function tally(machine: string, domains: number, answers: readonly string[]): VerifyTally {
  const known = new Map<KnownRefusal, string[]>();
  const failures: string[] = [];
  let [verified, devices, plugged] = [0, 0, 0];
  for (const line of answers) {
    const answer: unknown = JSON.parse(line);
    if (!isRecord(answer)) continue;
    const name = basename(textAt(answer, 'file') ?? '?', '.xml');
    devices += recordsOf(answer['devices']).filter((one) => one['asPlanned'] === true).length;
    plugged += recordsOf(answer['hotplug']).filter((one) => one['outcome'] === 'fine').length;
    const errors = recordsOf(answer['diagnostics']).filter((one) => one['severity'] === 'error');
    if (answer['ok'] === true) verified += 1;
    for (const error of errors) {
      const message = textAt(error, 'message') ?? '';
      const row = KNOWN_REFUSALS.find(({ pattern }) => pattern.test(message));
      if (row === undefined) failures.push(`${name}: ${textAt(error, 'code')} ${message}`);
      else known.set(row, [...(known.get(row) ?? []), name]);
    }
  }
  if (answers.length !== domains) failures.push(`${machine}: ${domains} domains, but ${answers.length} answers`);
  return { machine, domains, verified, devices, plugged, known, failures };
}

/** The numbers, and the reason of each exception, for people. */
export function verifyText({ machine, domains, verified, devices, plugged, known, failures }: VerifyTally): string {
  const plugs = plugged === 0 ? '' : `, ${plugged} free places take a device`;
  const lines = [`${machine}: ${verified} of ${domains} domains, ${devices} devices where the plan says${plugs}`];
  for (const [{ reason }, names] of known) lines.push(`  known, ${names.length}: ${reason}`, `    ${names.join(' ')}`);
  for (const failure of failures) lines.push(`  FAILED ${failure}`);
  return `${lines.join('\n')}\n`;
}
