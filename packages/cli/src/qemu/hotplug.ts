import { type OpenSlot, openSlots, type Plan, qemuBusNames } from '@rootport/core';
import { type Outcome, success } from '../outcome.ts';
import { findDevice } from './found-devices.ts';
import type { Qmp, QmpFault } from './qmp.ts';

/** What became of a device that was plugged into a free place. */
export interface HotplugTrial {
  readonly place: OpenSlot;
  /** QEMU's name of the bus. */
  readonly bus: string;
  readonly outcome: 'fine' | 'refused' | 'elsewhere' | 'not-unplugged';
  /** QEMU's reason, or where the device is instead. */
  readonly reason?: string;
}

/** Trials on one bus that came out alike. */
export interface TrialGroup extends Omit<HotplugTrial, 'place'> {
  /** The controller index. */
  readonly controller: number;
  readonly model: string;
  readonly slots: readonly number[];
}

/** Trials in groups, by bus: a conventional one has 31 slots that all do the same. */
export function groupTrials(trials: readonly HotplugTrial[]): readonly TrialGroup[] {
  const groups = new Map<string, TrialGroup>();
  for (const { place, ...rest } of trials) {
    const key = JSON.stringify([place.bus, rest.outcome, rest.reason]);
    const { slots = [] } = groups.get(key) ?? {};
    groups.set(key, { ...rest, controller: place.bus, model: place.model, slots: [...slots, place.slot] });
  }
  return [...groups.values()];
}

/** A device that every machine with PCI takes, with nothing behind it. */
const DRIVER = 'virtio-scsi-pci';

/**
 * Plugs a device into every free place that is open for hotplug, all at once, and takes all out again. A guest that never
 * ran agrees to no removal; where QEMU waits for that, a reset completes it.
 */
export async function tryHotplug(qmp: Qmp, plan: Plan): Promise<Outcome<readonly HotplugTrial[], QmpFault>> {
  const buses = qemuBusNames(plan);
  const plugged: { readonly id: string; readonly trial: HotplugTrial }[] = [];
  const others: HotplugTrial[] = [];
  for (const place of openSlots(plan)) {
    if (!place.hotpluggable || place.takes === 'none') continue;
    const bus = buses.get(place.bus) ?? '';
    const id = `rootport-plug-${place.bus}-${place.slot}`;
    const added = await plug(qmp, { id, bus, place });
    if (!added.ok) return added;
    if (added.value.outcome === 'refused') others.push(added.value);
    else plugged.push({ id, trial: added.value });
  }
  const left = await unplug(
    qmp,
    plugged.map(({ id }) => id),
  );
  if (!left.ok) return left;
  const trials = plugged.map(({ id, trial }): HotplugTrial => {
    const isStuck = trial.outcome === 'fine' && left.value.has(id);
    return isStuck ? { ...trial, outcome: 'not-unplugged' } : trial;
  });
  return success([...others, ...trials].sort((a, b) => a.place.bus - b.place.bus || a.place.slot - b.place.slot));
}

interface Plug {
  readonly id: string;
  readonly bus: string;
  readonly place: OpenSlot;
}

async function plug(qmp: Qmp, { id, bus, place }: Plug): Promise<Outcome<HotplugTrial, QmpFault>> {
  const addr = `0x${place.slot.toString(16)}`;
  const added = await qmp.execute('device_add', { driver: DRIVER, id, bus, addr });
  if (!added.ok) {
    if (added.problem.kind !== 'refused') return added;
    return success({ place, bus, outcome: 'refused', reason: added.problem.reason });
  }
  const found = await findDevice(qmp, id);
  if (!found.ok) return found;
  const { value } = found;
  if (value?.bus === bus && value.slot === place.slot && value.function === 0) {
    return success({ place, bus, outcome: 'fine' });
  }
  const where = value === undefined ? 'nowhere' : `${value.bus} slot ${value.slot}`;
  return success({ place, bus, outcome: 'elsewhere', reason: `it went ${where}` });
}

/** Returns the ids of the devices that are still there. */
async function unplug(qmp: Qmp, ids: readonly string[]): Promise<Outcome<ReadonlySet<string>, QmpFault>> {
  const left = new Set<string>();
  if (ids.length === 0) return success(left);
  for (const id of ids) {
    const asked = await qmp.execute('device_del', { id });
    if (!asked.ok && asked.problem.kind !== 'refused') return asked;
  }
  const reset = await qmp.execute('system_reset', {});
  if (!reset.ok) return reset;
  if (await qmp.deleted(ids)) return success(left);
  for (const id of ids) {
    const still = await findDevice(qmp, id);
    if (!still.ok) return still;
    if (still.value !== undefined) left.add(id);
  }
  return success(left);
}
