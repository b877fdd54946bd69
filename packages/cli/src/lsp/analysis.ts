import {
  type CheckOptions,
  type CheckPlanner,
  type CheckResult,
  checkDomain,
  type Diagnostic,
  type PlanOptions,
  planDomain,
} from '@rootport/core';
import type { FileFaults } from '../config/file-faults.ts';
import { parseRules } from '../config/rules.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { callFault, type PlannerFlags } from '../planning/plan-options.ts';
import { openSettings, type SettingsFinder } from '../planning/settings.ts';
import { reportCrash } from '../reports/crash.ts';
import { isIgnored } from '../sources/is-ignored.ts';
import { isOtherKind, rootElement } from '../sources/root-element.ts';
import type { Io } from '../system/io.ts';

export interface LspFlags extends PlannerFlags {
  readonly rules?: readonly string[];
}

/** What is known of one version of a document. */
export type Analysis =
  /** It is none of ours, or the configuration ignores it. */
  | { readonly kind: 'silent' }
  /** What it would be checked with cannot be read. */
  | { readonly kind: 'faults'; readonly faults: FileFaults }
  /** A fault of our own. */
  | { readonly kind: 'crash'; readonly fault: Diagnostic }
  | {
      readonly kind: 'checked';
      readonly result: CheckResult;
      readonly options: PlanOptions;
      readonly planner: CheckPlanner;
      readonly check: CheckOptions;
    };

/** Checks documents by the settings that are in force for each, as `rootport check` does. */
export type Analyse = (path: string, text: string) => Promise<Analysis>;

/** Everything is read anew: the flags, and each configuration when a document needs it. */
export async function openAnalysis(flags: LspFlags, io: Io): Promise<Outcome<Analyse, FileFaults>> {
  const rules = parseRules(flags.rules ?? []);
  if (!rules.ok) return failure(callFault(rules.problem));
  const settings = await openSettings(flags, io);
  if (!settings.ok) return settings;
  return success(async (path, text) => {
    try {
      return await analyse(path, text, settings.value, rules.value, io);
    } catch (error) {
      return { kind: 'crash', fault: reportCrash(error, io, path).fault };
    }
  });
}

async function analyse(
  path: string,
  text: string,
  settings: SettingsFinder,
  rules: CheckOptions['rules'],
  io: Io,
): Promise<Analysis> {
  // Editors show us all XML that there is.
  if (rootElement(text) === undefined || isOtherKind(text)) return { kind: 'silent' };
  const found = await settings(path);
  if (!found.ok) return { kind: 'faults', faults: found.problem };
  const { options, config } = found.value;
  if (config !== undefined && path !== '-' && (await isIgnored(path, config, io))) return { kind: 'silent' };
  const planner: CheckPlanner = (xml, other) =>
    planDomain(xml, other === undefined ? options : { ...options, profile: other });
  const check = { ...options, rules: { ...config?.config.rules, ...rules } };
  return { kind: 'checked', result: checkDomain(text, planner, check), options, planner, check };
}
