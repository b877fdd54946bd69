import type { AppliedFix, CheckResult, Diagnostic } from '@rootport/core';
import type { Severity } from '../config/config.ts';

/** What became of one document. */
export interface CheckedFile {
  /** As shown in messages. */
  readonly file: string;
  /** The text that the findings speak of, with the fixes in it; empty where there is none. */
  readonly source: string;
  /** libvirt would take it. */
  readonly accepted: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly applied: readonly AppliedFix[];
  /** From which severity on a finding makes the check of this file fail. */
  readonly severity: Severity;
  /** It was not looked at: it cannot be read, or the configuration that holds for it cannot. */
  readonly unread: boolean;
}

/** What is printed to standard output: for each document as it comes, and at the end. */
export interface Reporter {
  readonly each?: (checked: CheckedFile) => string;
  readonly end?: (all: readonly CheckedFile[]) => string;
}

const RANK: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** Whether a finding makes the check fail. */
export function fails({ severity }: Diagnostic, from: Severity): boolean {
  return RANK[severity] >= RANK[from];
}

/** A document that was looked at. */
export function checkedFile(
  file: string,
  source: string,
  result: CheckResult,
  severity: Severity,
  applied: readonly AppliedFix[] = [],
): CheckedFile {
  const { plan, diagnostics } = result;
  return { file, source, accepted: plan !== undefined, diagnostics, applied, severity, unread: false };
}

/** A document that was not. */
export function unreadFile(file: string, diagnostics: readonly Diagnostic[]): CheckedFile {
  return { file, source: '', accepted: false, diagnostics, applied: [], severity: 'note', unread: true };
}
