import type { DiagnosticCode, ProfileName, RuleSettings, Span } from '@rootport/core';

/** The severities by which a check can fail, the mildest first. */
export const SEVERITIES = ['note', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The libvirt and QEMU of this machine, as a profile. */
export const LOCAL_PROFILE = 'local';

/** What a configuration file says. Options of the call win over it. */
export interface Config {
  readonly profile?: ProfileName | typeof LOCAL_PROFILE;
  readonly qemu?: string;
  readonly capabilities?: readonly string[];
  readonly arch?: string;
  /** A file with host facts, as written. */
  readonly host?: string;
  /** From which severity on a finding makes the check fail. */
  readonly severity?: Severity;
  readonly rules?: RuleSettings;
  /** Patterns of documents, as written. */
  readonly files?: readonly string[];
  readonly ignore?: readonly string[];
}

/** A configuration, and where its settings stand in the text. */
export interface ReadConfig {
  readonly config: Config;
  /** Where a setting is written, or the one for a code; undefined: nowhere. */
  readonly placeOf: (setting: keyof Config | DiagnosticCode) => Span | undefined;
}
