import { visible } from '@rootport/core';
import type { ComparedDevice } from '../../qemu/compare.ts';
import type { FoundDevice } from '../../qemu/found-devices.ts';
import { groupTrials, type TrialGroup } from '../../qemu/hotplug.ts';
import type { Verification } from '../../qemu/verify-plan.ts';
import type { Colours } from '../../terminal/colours.ts';
import { formatTable } from '../../terminal/table.ts';

/** `pcie.0 02.1`: QEMU's bus, slot and function. */
export function placeText({ bus, slot, function: fn }: Pick<FoundDevice, 'bus' | 'slot' | 'function'>): string {
  return `${bus} ${slot.toString(16).padStart(2, '0')}.${fn}`;
}

/** Where the plan has a device, as {@link placeText}. */
export function plannedPlace({ planned: { bus = '', at } }: ComparedDevice): string {
  return placeText({ bus, slot: at?.slot ?? 0, function: at?.function ?? 0 });
}

/** True if QEMU has the device exactly as planned. */
export function isAsPlanned({ isThere, differences }: ComparedDevice): boolean {
  return isThere && differences.length === 0;
}

interface Layout {
  readonly width: number | undefined;
  readonly quiet: boolean;
  readonly colours: Colours;
}

/** A line for each device, one for each place tried by hotplug, and the result. */
export function verificationText(file: string, verification: Verification, { width, quiet, colours }: Layout): string {
  const { devices, hotplug, version } = verification;
  const good = devices.filter(isAsPlanned).length;
  const taken = hotplug.filter(({ outcome }) => outcome === 'fine').length;
  const mark = (isFine: boolean): string => (isFine ? 'ok' : 'BAD');
  const rows = devices.map((one) => [
    mark(isAsPlanned(one)),
    plannedPlace(one),
    one.planned.id ?? '-',
    one.planned.label,
  ]);
  const trials = groupTrials(hotplug).map((one) => [
    mark(one.outcome === 'fine'),
    `${one.bus} ${slotsText(one.slots)}`,
    'hotplug',
    trialText(one),
  ]);
  const isShown = ([first]: readonly string[]): boolean => !quiet || first !== 'ok';
  const table = formatTable([...rows, ...trials].filter(isShown), width);
  const painted = table.replace(/^BAD/gm, colours.red('BAD'));
  const plugs = hotplug.length === 0 ? '' : `, ${taken} of ${hotplug.length} free places take a device`;
  const isGood = good === devices.length && taken === hotplug.length;
  const summary = `${visible(file)}: QEMU ${version} has ${good} of ${devices.length} devices as planned${plugs}\n`;
  return quiet && isGood ? '' : `${painted}${summary}`;
}

/** `03, 05-1f` */
export function slotsText(slots: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const slot of slots) {
    const last = ranges.at(-1);
    if (last?.[1] === slot - 1) last[1] = slot;
    else ranges.push([slot, slot]);
  }
  const hex = (slot: number): string => slot.toString(16).padStart(2, '0');
  return ranges.map(([first, last]) => (first === last ? hex(first) : `${hex(first)}-${hex(last)}`)).join(', ');
}

function trialText({ outcome, reason = '', model }: TrialGroup): string {
  switch (outcome) {
    case 'fine':
      return `plugged and unplugged (${model})`;
    case 'not-unplugged':
      return `plugged, and not unplugged (${model})`;
    default:
      return `${outcome}: ${reason} (${model})`;
  }
}
