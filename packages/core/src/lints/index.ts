export { type CheckResult, checkDomain } from './check-domain.ts';
export { type AppliedFix, type FixedDomain, type FixOptions, fixDomain } from './fix-domain.ts';
export {
  type CheckOptions,
  type CheckPlanner,
  isSettable,
  RULE_SETTINGS,
  type RuleSetting,
  type RuleSettings,
} from './lint.ts';
