import { checkArguments } from '../basics/index.ts';
import type { PlannerResult } from '../change/index.ts';
import { CATALOGUE, type CatalogueEntry, type Diagnostic, type DiagnosticCode, isCode } from '../diagnostics/index.ts';
import type { Domain } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { HostFacts, ProfileChoice, ProfileName } from '../profiles/index.ts';

/** What a user may make of a code: another severity, or nothing. */
export const RULE_SETTINGS = ['off', 'note', 'warning', 'error'] as const;
/** How severe the findings of a rule are; `off` drops them. */
export type RuleSetting = (typeof RULE_SETTINGS)[number];

/** The settings by code. A code that is left out has the severity of the catalogue. */
export type RuleSettings = Readonly<Partial<Record<DiagnosticCode, RuleSetting>>>;

/** What decides about findings besides the document. The planner gets the same options from the caller. */
export interface CheckOptions {
  /** A name as {@link findProfile} takes it: `libvirt-9.0`, `9.0`, `debian-13`. */
  readonly profile?: ProfileChoice;
  /** A QEMU version, `7.2`. */
  readonly qemu?: string;
  readonly hostArch?: string;
  readonly host?: HostFacts;
  readonly rules?: RuleSettings;
}

/**
 * The pipeline, `(xml, profile) => planDomain(xml, { ...options, ...(profile && { profile }) })`. Handed in, because a
 * lint must not know it.
 */
export type CheckPlanner = (xml: string, profile?: ProfileName) => PlannerResult;

/** What a lint may look at. */
export interface LintInput {
  readonly xml: string;
  /** As planned where there is a plan, else as written. */
  readonly domain: Domain;
  /** Absent where libvirt refuses the document. */
  readonly plan?: Plan;
  readonly options: CheckOptions;
  readonly planner: CheckPlanner;
}

/** One rule beyond libvirt's own: it finds, and proposes; it changes nothing. */
export interface Lint {
  readonly code: DiagnosticCode;
  /** Runs only where the settings name its code: slow, or too much for most users. */
  readonly onRequest?: true;
  readonly find: (input: LintInput) => readonly Diagnostic[];
}

/** Whether a code can be given another severity: every one but libvirt's refusals and the faults of a call. */
export function isSettable(code: DiagnosticCode): boolean {
  checkArguments('isSettable', { code: [code, isCode] });
  const entry: CatalogueEntry = CATALOGUE[code];
  return code.startsWith('RP6') || (entry.severity !== 'error' && !code.startsWith('RP5'));
}

/** The findings as the settings want them. */
export function withSettings(diagnostics: readonly Diagnostic[], settings: RuleSettings): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const setting = isSettable(diagnostic.code) ? settings[diagnostic.code] : undefined;
    if (setting === 'off') return [];
    return setting === undefined ? [diagnostic] : [{ ...diagnostic, severity: setting }];
  });
}
