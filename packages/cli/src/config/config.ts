import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  findProfile,
  type ProfileName,
  type RuleSetting,
  type RuleSettings,
} from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { type JsonFault, type JsonFile, readJson, show } from './json-file.ts';
import { findRule } from './rules.ts';

/** The severities by which a check can fail, the mildest first. */
export const SEVERITIES = ['note', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a configuration file says. Options of the call win over it. */
export interface Config {
  readonly profile?: ProfileName;
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
  readonly spanOf: JsonFile['spanOf'];
}

/** Reads a configuration; `below` names the part of the file that is one, such as `rootport` in a package.json. */
export function readConfig(text: string, below: readonly string[] = []): Outcome<ReadConfig, readonly Diagnostic[]> {
  const json = readJson(text, 'config', { mode: below.length === 0 ? 'jsonc' : 'json', below });
  if (!json.ok) return failure(json.problem.map(diagnosticOf));
  const { value, spanOf } = json.value;
  const { $schema, profile: written, rules: named = {}, ...rest } = value as WrittenConfig;
  const profile = written === undefined ? undefined : findProfile(written);
  const rules = readRules(named, spanOf);
  const problems = [...rules.problems];
  if (written !== undefined && profile === undefined) {
    const values = { setting: 'profile', found: show(written), wanted: 'a profile, as rootport profiles lists them' };
    problems.push(createDiagnostic('RP5032', { span: spanOf(['profile']), values }));
  }
  if (problems.length > 0) return failure(problems);
  const config = { ...rest, ...(profile === undefined ? {} : { profile }), rules: rules.settings };
  return success({ config, spanOf });
}

/** What the schema lets through. */
interface WrittenConfig extends Omit<Config, 'profile' | 'rules'> {
  readonly $schema?: string;
  readonly profile?: string;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
}

function readRules(named: NonNullable<WrittenConfig['rules']>, spanOf: JsonFile['spanOf']) {
  const problems: Diagnostic[] = [];
  const settings: [DiagnosticCode, RuleSetting][] = [];
  for (const [name, setting] of Object.entries(named)) {
    const rule = findRule(name);
    if (rule.ok) settings.push([rule.value, setting]);
    else problems.push({ ...rule.problem, span: spanOf(['rules', name], 'name') });
  }
  return { problems, settings: Object.fromEntries(settings) as RuleSettings };
}

function diagnosticOf(fault: JsonFault): Diagnostic {
  const { span } = fault;
  switch (fault.kind) {
    case 'syntax':
      return createDiagnostic('RP5030', { span, values: { problem: fault.problem } });
    case 'name':
      return createDiagnostic('RP5031', { span, values: { name: fault.name, known: fault.known.join(', ') } });
    case 'value': {
      const { path, found, wanted } = fault;
      return createDiagnostic('RP5032', { span, values: { setting: path || 'the configuration', found, wanted } });
    }
  }
}
