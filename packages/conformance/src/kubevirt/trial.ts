import {
  createLock,
  KUBEVIRT_FORMULAS,
  type KubevirtSettings,
  type Plan,
  type PlanResult,
  planDomain,
  printLock,
  reservePlaces,
} from '@rootport/core';
import { changedVm, convertedVm, type Dice, randomVm, type VmParts } from './guests.ts';
import type { PluginServer } from './server.ts';
import { type Asked, type PluginAnswer, type StartedThrough, startThrough } from './start-through.ts';

/** The devices that the node of the trial has: node.txt of fixtures/guide. */
export const NODE_GPUS = ['0000:18:00.0', '0000:19:00.0', '0000:98:00.0', '0000:c8:00.0'];

/** What a trial has seen. */
export interface TrialReport {
  /** Starts by what the VM asked for. */
  readonly starts: Readonly<Record<string, number>>;
  readonly definitions: number;
  /** Refusals by their words; none is wanted. */
  readonly refused: Readonly<Record<string, number>>;
  /** What a start did not keep to. */
  readonly faults: readonly string[];
  /** Milliseconds of each answer, with a connection of its own; sorted. */
  readonly times: readonly number[];
  /** Every definition as libvirt gets it. */
  readonly answers: readonly { readonly id: string; readonly xml: string }[];
}

export interface TrialOptions {
  readonly count: number;
  readonly roll: Dice;
  /** Whether each answer is asked again, and the answer to an answer. */
  readonly server: PluginServer;
  readonly planner?: (xml: string) => PlanResult;
}

const ASKS = ['lock', 'reserve', 'lock and reserve', 'place', 'place and lock'] as const;

/**
 * Starts VMs as KubeVirt does, each three times: first as it is; then changed, with the lock of the first start; then as it
 * was then, with a lock of that. Looks whether every device keeps its place, places are free, answers are stable.
 */
export async function kubevirtTrial(options: TrialOptions): Promise<TrialReport> {
  const { count, roll, server } = options;
  const planner = options.planner ?? ((xml: string) => planDomain(xml, { profile: 'libvirt-9.0', qemu: '7.2' }));
  const starts: Record<string, number> = {};
  const refused: Record<string, number> = {};
  const faults: string[] = [];
  const times: number[] = [];
  const answers: { id: string; xml: string }[] = [];

  /** Asks for every definition of a start, and each one three times over. */
  const run = async (vm: VmParts, settings: KubevirtSettings, annotations: Annotations): Promise<StartedThrough> => {
    const vmi = JSON.stringify({ metadata: { namespace: 'trial', name: vm.name, annotations } });
    const ask = async (xml: string): Promise<PluginAnswer> => {
      const before = performance.now();
      const reply = await server.ask(xml, vmi);
      times.push(performance.now() - before);
      if (!reply.ok) return { ok: false, text: `${reply.code} ${reply.text}` };
      const answered = reply.domain.toString('utf8');
      for (const [what, given, wanted, context] of [
        ['the same question', xml, answered, 'Boot'],
        ['its own answer', answered, answered, 'Boot'],
        ['the target of a migration', xml, xml, 'MigrationTarget'],
      ] as const) {
        const again = await server.ask(given, vmi, context);
        if (!again.ok || again.domain.toString('utf8') !== wanted)
          faults.push(`${vm.name}: ${what} is answered otherwise`);
      }
      answers.push({ id: `${vm.name}-${answers.length}`, xml: answered });
      return { ok: true, xml: answered };
    };
    const started = await startThrough(convertedVm(vm), settings, planner, ask);
    if (!started.ok) refused[started.text] = (refused[started.text] ?? 0) + 1;
    return started;
  };

  for (let n = 0; n < count; n += 1) {
    const asked = ASKS[roll(ASKS.length)] ?? 'lock';
    starts[asked] = (starts[asked] ?? 0) + 1;
    const places = asked.includes('place');
    const gpus = places ? NODE_GPUS.filter((_, position) => position === 0 || roll(2) === 0) : [];
    const policy = ['per-node', 'per-root', 'switch', 'dedicated'][roll(4)] ?? 'per-node';
    const wanted = 1 + roll(12);
    const always: Annotations = {
      ...(asked.includes('reserve') ? { 'rootport/reserve': `${wanted}` } : {}),
      ...(places ? { 'rootport/place': policy } : {}),
    };
    const slotCount = roll(3) === 0 ? { slotCount: 11 } : {};
    const settings: KubevirtSettings = { formula: KUBEVIRT_FORMULAS[roll(3)] ?? 'v3', ...slotCount };
    const vm = randomVm(n, roll, gpus);

    const first = await run(vm, settings, always);
    if (!first.ok) continue;
    check(vm, first, faults, { free: asked.includes('reserve') ? wanted : 0, planner });
    if (!asked.includes('lock')) continue;
    const later = changedVm(vm, roll);
    const second = await run(later, settings, { ...always, 'rootport/lock': lockOf(first.start.plan) });
    if (!second.ok) continue;
    check(later, second, faults, { free: asked.includes('reserve') ? wanted : 0, planner, before: first.start.plan });
    const third = await run(later, settings, { ...always, 'rootport/lock': lockOf(second.start.plan) });
    if (!third.ok) continue;
    check(later, third, faults, { free: 0, planner, before: second.start.plan });
    const [then, now] = [second, third].map(({ start }) => start.plan.buses.length);
    if (then !== now) faults.push(`${vm.name}: ${then} buses became ${now} although nothing had changed`);
  }
  times.sort((a, b) => a - b);
  return { starts, definitions: times.length, refused, faults, times, answers };
}

type Annotations = Readonly<Record<string, string>>;

const lockOf = (plan: Plan): string => printLock(createLock(plan));

interface Wanted {
  readonly free: number;
  readonly planner: (xml: string) => PlanResult;
  /** Of the start whose lock was kept to. */
  readonly before?: Plan;
}

function check(
  vm: VmParts,
  { start, calls }: Extract<StartedThrough, { ok: true }>,
  faults: string[],
  { free, planner, before }: Wanted,
): void {
  const places = placesOf(start.plan);
  const fail = (problem: string): void => {
    faults.push(`${vm.name}: ${problem}`);
  };
  const names = [...vm.nics, ...vm.gpus].map(({ name }) => name).concat(vm.disks);
  for (const name of names) if (!places.has(name)) fail(`${name} has no place`);
  if (new Set(places.values()).size !== places.size) fail('two devices have one place');
  const last = calls.at(-1) as Asked;
  if (last.answered.includes('placeholder-')) fail('a placeholder is left');
  for (const [name, place] of before === undefined ? [] : placesOf(before)) {
    const now = places.get(name);
    if (now !== undefined && now !== place) fail(`${name} was at ${place} and is at ${now}`);
  }
  // What one definition gave a GPU, the others have to give it, too.
  for (const { answered } of calls) {
    const plan = planner(answered);
    const own = plan.ok ? placesOf(plan.plan) : new Map<string, string>();
    for (const { name } of vm.gpus) if (own.get(name) !== places.get(name)) fail(`${name} moves between definitions`);
  }
  const reserved = reservePlaces(last.answered, planner, { free: 0 });
  if (!reserved.ok || reserved.before < free) fail(`fewer than ${free} places are free`);
}

/** Addresses by name in the VMI. */
function placesOf({ domain }: Plan): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const { element, address } of Object.values(domain.devices).flat()) {
    for (const node of element?.children ?? []) {
      if (node.kind !== 'element' || node.name !== 'alias' || address.type !== 'pci' || address.at === undefined)
        continue;
      const { bus, slot, function: fn } = address.at;
      places.set((node.attributes[0]?.value ?? '').replace('ua-', ''), `${bus}:${slot}.${fn}`);
    }
  }
  return places;
}
