import { inForce, type Profile, type Release } from '../profiles/index.ts';
import { ADDRESS_CHECKS } from './addresses.ts';
import { AVAILABILITY_CHECKS } from './availability.ts';
import { type Check, createChecking, type SystemChecking } from './check.ts';
import { CONTROLLER_CHECKS } from './controllers.ts';
import { SETTING_CHECKS } from './device-settings.ts';
import { DEVICE_CHECKS } from './devices.ts';
import { DISK_CHECKS } from './disk-settings.ts';
import { ENCODING_CHECKS } from './encoding.ts';
import { FEATURE_CHECKS } from './features.ts';
import { LIMIT_CHECKS } from './limits.ts';
import { NUMA_CHECKS } from './numa.ts';
import { OPTION_CHECKS } from './options.ts';
import { OS_CHECKS } from './os-settings.ts';
import { QUANTITY_CHECKS } from './quantities.ts';
import { joinRows, type SettingSearch, settingSearch } from './settings.ts';

/** Everything that is looked at in a finished definition (P-9), in order. */
const CHECKS: readonly Check[] = [
  ...ENCODING_CHECKS,
  ...LIMIT_CHECKS,
  ...OS_CHECKS,
  ...FEATURE_CHECKS,
  ...NUMA_CHECKS,
  ...QUANTITY_CHECKS,
  ...CONTROLLER_CHECKS,
  ...ADDRESS_CHECKS,
  ...OPTION_CHECKS,
  ...DEVICE_CHECKS,
  ...DISK_CHECKS,
  ...SETTING_CHECKS,
  ...AVAILABILITY_CHECKS,
];

interface Selection {
  readonly runs: readonly Check['run'][];
  readonly findWrong: SettingSearch;
}

// Selected and joined once for each release.
const selections = new Map<Release, Selection>();

function checksOf({ release }: Profile): Selection {
  const known = selections.get(release);
  if (known !== undefined) return known;
  const checks = CHECKS.filter(({ when }) => inForce(when, release));
  const selection = { runs: joinRows(checks), findWrong: settingSearch(checks) };
  selections.set(release, selection);
  return selection;
}

/** Reports what libvirt refuses of a completed and placed definition. No check changes an address. */
export function validateDomain(system: SystemChecking): void {
  const { runs, findWrong } = checksOf(system.facts.profile);
  const checking = createChecking(system, findWrong(system.domain));
  for (const run of runs) run(checking);
}
