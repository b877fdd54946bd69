import { checkArguments, isFunction, isPlan, isText } from '../basics/index.ts';
import { allDevices, type Device } from '../domain/index.ts';
import { addressText, type Plan } from '../plan/index.ts';
import {
  getProfile,
  isProfile,
  oldestWithin,
  type ProfileChoice,
  type ProfileName,
  profileOf,
  profileSpan,
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
/** Documents with more devices are asked at few releases only. */
const FEW_DEVICES = 100;

/**
 * Looks through the releases of the last four years for one that answers otherwise than `profile`; undefined where all
 * agree. What libvirt writes and gives no place, such as the watchdog of the chipset, does not count.
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
  const isSame = (other: ProfileName): boolean => {
    const answer = planner(xml, other);
    return answer.ok && signature(answer.plan) === ours;
  };
  const position = allDevices(plan.domain).length > FEW_DEVICES ? halve(span, isSame) : lastOther(span, isSame);
  const found = span[position];
  const next = span[position + 1];
  if (found === undefined || next === undefined) return undefined;
  const { devices, profiles } = compareProfiles(xml, [found, profile], planner);
  return {
    profile: found,
    since: getProfile(next).release,
    isAccepted: profiles[0]?.ok === true,
    devices: devices.filter((device) => device.changed && device.places.some(({ address }) => isPlace(address))),
  };
}

function lastOther(span: readonly ProfileName[], isSame: (profile: ProfileName) => boolean): number {
  for (let at = span.length - 2; at >= 0; at -= 1) {
    const profile = span[at];
    if (profile !== undefined && !isSame(profile)) return at;
  }
  return -1;
}

// Where the oldest agrees, all are taken to agree.
function halve(span: readonly ProfileName[], isSame: (profile: ProfileName) => boolean): number {
  const [oldest] = span;
  if (oldest === undefined || isSame(oldest)) return -1;
  let [other, same] = [0, span.length - 1];
  while (same - other > 1) {
    const middle = Math.floor((same + other) / 2);
    const profile = span[middle];
    if (profile !== undefined && isSame(profile)) same = middle;
    else other = middle;
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
