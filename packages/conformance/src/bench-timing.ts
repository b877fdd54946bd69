import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlanOptions, placeDevices, planDomain } from '@rootport/core';
import { type StageTimes, stageTimes } from './core-planner.ts';
import { devicesToPlace, guestOn, placeableHosts } from './placed-hosts.ts';
import type { Planner } from './planner.ts';
import { PROJECT_ROOT } from './shared-folder.ts';

/** Repeated runs of one thing, in milliseconds. */
export interface Timing {
  readonly best: number;
  readonly median: number;
}

export interface OurTimes {
  /** Text to plan. */
  readonly plan: Timing;
  /** Text to text: the plan and the patched document. */
  readonly whole: Timing;
  /** The best of each stage; absent where the core cannot tell. */
  readonly stages?: StageTimes;
}

const WARM_UP_RUNS = 20;
const STARTS = 20;

function summarise(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  return { best: sorted[0] ?? Number.NaN, median: sorted[sorted.length >> 1] ?? Number.NaN };
}

/** Calls again and again for so many seconds; the first runs do not count, unless a run is very long. */
function timeCalls(call: () => void, seconds: number): Timing {
  const samples: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let run = 1; performance.now() < end || samples.length === 0; run += 1) {
    const began = performance.now();
    call();
    const took = performance.now() - began;
    if (run > WARM_UP_RUNS || took > seconds * 50) samples.push(took);
  }
  return summarise(samples);
}

/** Our times for a document, or the reason why it is not planned. */
export function timeOurs(planner: Planner, xml: string, options: PlanOptions, seconds: number): OurTimes | string {
  const first = planner.plan(xml, options);
  if (!first.ok) return first.text;
  const plan = timeCalls(() => {
    planner.plan(xml, options);
  }, seconds / 2);
  const whole = timeCalls(() => {
    const planned = planner.plan(xml, options);
    if (planned.ok) planned.patched();
  }, seconds / 2);
  const rounds = Math.max(3, Math.min(200, Math.floor((seconds * 500) / whole.best)));
  const stages = stageTimes(xml, options, rounds);
  return stages ? { plan, whole, stages } : { plan, whole };
}

/** Placing the first 16 devices that go together on the largest host that there is (`rootport place`). */
export interface PlacingTimes {
  readonly host: string;
  readonly devices: number;
  readonly times: Timing;
}

/** Our times for placing devices of a host; the largest is the one with most devices. */
export function timePlacing(seconds: number): PlacingTimes | undefined {
  const hosts = [...placeableHosts()].sort((a, b) => b.host.devices.length - a.host.devices.length);
  for (const { name, host } of hosts) {
    const devices = devicesToPlace(host)
      .slice(0, 16)
      .map(({ address }) => address);
    const xml = guestOn(host);
    const place = (): ReturnType<typeof placeDevices> =>
      placeDevices(xml, (text) => planDomain(text), { host, policy: 'switch', devices });
    if (devices.length === 16 && place().ok) return { host: name, devices: 16, times: timeCalls(place, seconds) };
  }
  return undefined;
}

export interface StartTimes {
  /** `node -e 0`: what any command pays. */
  readonly node: Timing;
  readonly command: Timing;
}

function timeProcess(args: readonly string[]): number {
  const began = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (error) throw error;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - began;
}

/** The wall time of the whole command on a document; a string says why it cannot be told. */
export function timeStart(xml: string): StartTimes | string {
  const main = join(PROJECT_ROOT, 'packages', 'cli', 'dist', 'main.js');
  if (!existsSync(main)) return 'the command is not built';
  const folder = mkdtempSync(join(tmpdir(), 'rootport-bench-'));
  try {
    const file = join(folder, 'domain.xml');
    writeFileSync(file, xml);
    const [node, command]: [number[], number[]] = [[], []];
    // in turn, so that other work on the machine hits both alike
    for (let run = 0; run < STARTS; run += 1) {
      node.push(timeProcess(['-e', '0']));
      command.push(timeProcess([main, 'plan', file]));
    }
    return { node: summarise(node), command: summarise(command) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
