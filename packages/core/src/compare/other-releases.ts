import { checkArguments, isFunction, isPlan, isText } from '../basics/index.ts';
import { allDevices, type Device } from '../domain/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import {
  isProfile,
  oldestWithin,
  type ProfileChoice,
  type ProfileName,
  profileOf,
  profileRow,
  profileSpan,
  turningPoints,
} from '../profiles/index.ts';
import { type ComparedDevice, compareProfiles, type ProfilePlanner } from './compare-profiles.ts';

/** A release that answers a document otherwise than the one asked. */
export interface OtherAnswer {
  /** The newest profile that answers otherwise; it stands for the releases before `since`. */
  readonly profile: ProfileName;
  /** The release from which on the answer is the one given. */
  readonly since: string;
  /** False: the older one refuses the document. */
  readonly isAccepted: boolean;
  /** Devices that are elsewhere, or of another model. */
  readonly devices: readonly ComparedDevice[];
}

const YEARS = 4;

/**
 * Looks through the releases of the last four years for one that answers otherwise than `profile`; undefined where all
 * agree. Planned again is only for releases before a change that can concern this document, and for the oldest. What
 * libvirt writes and gives no place, such as the watchdog of the chipset, does not count.
 */
export function otherAnswer(
  xml: string,
  profile: ProfileChoice,
  plan: Plan,
  planner: ProfilePlanner,
): OtherAnswer | undefined {
  checkArguments('otherAnswer', {
    xml: [xml, isText],
    profile: [profile, isProfile],
    plan: [plan, isPlan],
    planner: [planner, isFunction],
  });
  const span = profileSpan(oldestWithin(YEARS), profileOf(profile)) ?? [];
  const ours = signature(plan);
  const isOther = (at: number): boolean => {
    const answer = planner(xml, span[at] ?? profileOf(profile));
    return !answer.ok || signature(answer.plan) !== ours;
  };
  const turn = turningPoints(span, plan.domain).findLast(isOther);
  if (turn === undefined) return undefined;
  const position = boundary(turn, span.length - 1, isOther);
  const [found, next] = [span[position], span[position + 1]];
  if (found === undefined || next === undefined) return undefined;
  const { devices, profiles } = compareProfiles(xml, [found, profile], planner);
  return {
    profile: found,
    since: profileRow(next).release,
    isAccepted: profiles[0]?.ok === true,
    devices: devices.filter((device) => device.changed && device.places.some(({ address }) => isPlace(address))),
  };
}

/** The last place of the other answer: the one that was found, unless QEMU's own changes go on making it another. */
function boundary(turn: number, newest: number, isOther: (at: number) => boolean): number {
  if (turn + 1 >= newest || !isOther(turn + 1)) return turn;
  let [other, same] = [turn + 1, newest];
  while (same - other > 1) {
    const middle = Math.floor((same + other) / 2);
    if (isOther(middle)) other = middle;
    else same = middle;
  }
  return other;
}

const isPlace = (address: string): boolean => !['present', 'absent', 'refused'].includes(address);

/** What a guest and the next upgrade depend on: each device with a place, and where it is. */
export function signature({ domain }: Plan): string {
  return allDevices(domain)
    .filter((device) => isPlace(addressText(device.address)))
    .map((device) => `${nameOf(device)} ${addressText(device.address)}`)
    .sort()
    .join('\n');
}

function nameOf(device: Device): string {
  if (device.kind === 'controller') return `controller ${device.type} ${device.index} ${device.model ?? ''}`;
  const model = 'model' in device && device.kind !== 'disk' ? (device.model ?? '') : '';
  return `${device.kind} ${model} ${device.element === undefined ? 'implied' : device.element.span.start}`;
}
