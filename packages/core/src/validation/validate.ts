import { inForce } from '../profiles/index.ts';
import { ADDRESS_CHECKS } from './addresses.ts';
import { AVAILABILITY_CHECKS } from './availability.ts';
import type { Check, Checking } from './check.ts';
import { CONTROLLER_CHECKS } from './controllers.ts';
import { LIMIT_CHECKS } from './limits.ts';
import { OPTION_CHECKS } from './options.ts';

/** Everything that is looked at in a finished definition (P-9), in order. */
const CHECKS: readonly Check[] = [
  ...LIMIT_CHECKS,
  ...CONTROLLER_CHECKS,
  ...ADDRESS_CHECKS,
  ...OPTION_CHECKS,
  ...AVAILABILITY_CHECKS,
];

/** Reports what libvirt refuses of a completed and placed definition. No check changes an address. */
export function validateDomain(checking: Checking): void {
  const { release } = checking.facts.profile;
  for (const check of CHECKS) if (inForce(check, release)) check.run(checking);
}
