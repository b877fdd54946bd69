import {
  type ArgumentCheck,
  areOptions,
  checkArguments,
  isFunction,
  isOneOf,
  isRecordOf,
  isText,
} from '../basics/index.ts';
import type { Diagnostic } from '../diagnostics/index.ts';
import { type Domain, readDomain } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import { DEFAULT_PROFILE, findProfile, getProfile, isHostFacts, readFacts } from '../profiles/index.ts';
import { findDomain, parseXml } from '../xml/index.ts';
import { withoutIgnored } from './ignore-comments.ts';
import { type CheckOptions, type CheckPlanner, type LintInput, RULE_SETTINGS, withSettings } from './lint.ts';
import { LINTS } from './lints.ts';
import { proposeFixes } from './refusal-fixes.ts';

/** What there is to say about a document. */
export interface CheckResult {
  /** Absent where libvirt refuses the document. */
  readonly plan?: Plan;
  /** libvirt's refusals, warnings, notes and lints, in the order of their places; those without a place come first. */
  readonly diagnostics: readonly Diagnostic[];
}

export const CHECK_OPTIONS: Readonly<Record<keyof CheckOptions, ArgumentCheck>> = {
  profile: isText,
  qemu: isText,
  hostArch: isText,
  host: isHostFacts,
  rules: isRecordOf(isOneOf(...RULE_SETTINGS)),
};

/**
 * Says what libvirt would refuse of a document, all at once, and what else is likely a mistake. Lints look at a refused
 * document, too, as far as they need no plan.
 */
export function checkDomain(xml: string, planner: CheckPlanner, options: CheckOptions = {}): CheckResult {
  checkArguments('checkDomain', {
    xml: [xml, isText],
    planner: [planner, isFunction],
    options: [options, areOptions<CheckOptions>(CHECK_OPTIONS)],
  });
  const result = planner(xml);
  const domain = result.ok ? result.plan.domain : domainAsWritten(xml, options);
  if (domain === undefined) return { diagnostics: withSettings(result.diagnostics, options.rules ?? {}) };
  const plan = result.ok ? { plan: result.plan } : {};
  const input: LintInput = { xml, domain, options, planner, ...plan };
  const found = [...proposeFixes(result.diagnostics, domain), ...findLints(input)];
  const rules = options.rules ?? {};
  const diagnostics = withoutIgnored(found, xml, { isPlanned: result.ok, rules });
  return { ...plan, diagnostics: withSettings(inOrder(diagnostics), rules) };
}

function findLints(input: LintInput): readonly Diagnostic[] {
  const settings = input.options.rules ?? {};
  return LINTS.flatMap(({ code, onRequest, find }) => {
    const setting = settings[code] ?? (onRequest === true ? 'off' : undefined);
    return setting === 'off' ? [] : find(input);
  });
}

/** The domain before anything is added to it; undefined for a text that has none. */
function domainAsWritten(
  xml: string,
  { profile: named = DEFAULT_PROFILE, host, hostArch }: CheckOptions,
): Domain | undefined {
  const profile = findProfile(named);
  if (profile === undefined) return undefined;
  const parsed = parseXml(xml);
  if (parsed.diagnostics.some(({ severity }) => severity === 'error')) return undefined;
  const found = findDomain(parsed.document);
  if (!found.ok) return undefined;
  return readDomain(parsed.document, found.domain, readFacts(getProfile(profile), host ?? {}, hostArch)).domain;
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort((a, b) => startOf(a) - startOf(b));
}

const startOf = ({ span }: Diagnostic): number => span?.start ?? -1;
