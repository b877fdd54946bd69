import type { RuleSetting, RuleSettings } from '@rootport/core';
import {
  CATALOGUE,
  closeMatches,
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  isSettable,
  RULE_SETTINGS,
} from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';

const CODES = Object.keys(CATALOGUE) as readonly DiagnosticCode[];

/** The code of a rule, by itself or by its name (`machine-alias`); RP5033 or RP5034 for one that cannot be set. */
export function findRule(name: string): Outcome<DiagnosticCode, Diagnostic> {
  const code = CODES.find((one) => one === name.toUpperCase() || CATALOGUE[one].kind === name);
  if (code === undefined) return failure(createDiagnostic('RP5033', { values: { name, meant: meant(name) } }));
  if (isSettable(code)) return success(code);
  return failure(createDiagnostic('RP5034', { values: { code, title: CATALOGUE[code].title } }));
}

function meant(name: string): string {
  const names = CODES.filter(isSettable).flatMap((code) => [code, CATALOGUE[code].kind]);
  const [near] = closeMatches(name, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** `RP6003=error,machine-alias=off`: what to make of which rule. Of two settings for one rule the later one counts. */
export function parseRules(lists: readonly string[]): Outcome<RuleSettings, Diagnostic> {
  const settings: [DiagnosticCode, RuleSetting][] = [];
  for (const part of lists.flatMap((list) => list.split(',')).map((one) => one.trim())) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=').map((one) => one.trim());
    const rule = findRule(name);
    if (!rule.ok) return rule;
    const setting = RULE_SETTINGS.find((one) => one === value);
    if (setting === undefined) return failure(wrongSetting(`the setting of ${name}`, value));
    settings.push([rule.value, setting]);
  }
  return success(Object.fromEntries(settings));
}

/** RP5032: something that is not one of the settings of a rule. */
function wrongSetting(setting: string, found: string): Diagnostic {
  const values = { setting, found: JSON.stringify(found), wanted: `one of ${RULE_SETTINGS.join(', ')}` };
  return createDiagnostic('RP5032', { values });
}
