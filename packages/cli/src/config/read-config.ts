import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  findProfile,
  type RuleSetting,
  type RuleSettings,
} from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { type Config, LOCAL_PROFILE, type ReadConfig } from './config.ts';
import { type JsonFault, type JsonFile, readJson, show } from './json-file.ts';
import { findRule } from './rules.ts';

/** Reads a configuration; `below` names the part of the file that is one, such as `rootport` in a package.json. */
export function readConfig(text: string, below: readonly string[] = []): Outcome<ReadConfig, readonly Diagnostic[]> {
  const json = readJson(text, 'config', { mode: below.length === 0 ? 'jsonc' : 'json', below });
  const { value, spanOf, faults } = json;
  const { $schema, profile: written, rules: named, ...rest } = fieldsOf(value) as WrittenConfig;
  const profile: Config['profile'] =
    written === LOCAL_PROFILE ? LOCAL_PROFILE : typeof written === 'string' ? findProfile(written) : undefined;
  const rules = readRules(fieldsOf(named), spanOf);
  const problems = [...faults.map(diagnosticOf), ...rules.problems];
  if (typeof written === 'string' && profile === undefined && faults.every((fault) => !isAt(fault, 'profile'))) {
    const values = { setting: 'profile', found: show(written), wanted: 'a profile, as rootport profiles lists them' };
    problems.push(createDiagnostic('RP5032', { span: spanOf(['profile']), values }));
  }
  if (problems.length > 0) return failure(inOrder(problems));
  const config = { ...rest, ...(profile === undefined ? {} : { profile }), rules: rules.settings };
  const placeOf: ReadConfig['placeOf'] = (setting) => {
    const path = setting in config ? [setting] : ['rules', rules.written[setting] ?? ''];
    return setting in config || setting in rules.written ? spanOf(path, 'name') : undefined;
  };
  return success({ config, placeOf });
}

const isAt = (fault: JsonFault, path: string): boolean => fault.kind !== 'syntax' && fault.path === path;

/** The parts of an object; none of anything else, which the schema has refused. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Of two faults of one place the first one says it. */
function inOrder(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = [...problems].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return sorted.filter(({ span }, position) => span === undefined || span.start !== sorted[position - 1]?.span?.start);
}

/** What the schema lets through. */
interface WrittenConfig extends Omit<Config, 'profile' | 'rules'> {
  readonly $schema?: string;
  readonly profile?: string;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
}

// The schema has seen the settings.
function readRules(named: Readonly<Record<string, unknown>>, spanOf: JsonFile['spanOf']) {
  const problems: Diagnostic[] = [];
  const settings: [DiagnosticCode, RuleSetting][] = [];
  const written: Record<string, string> = {};
  for (const [name, setting] of Object.entries(named)) {
    const rule = findRule(name);
    if (rule.ok) {
      settings.push([rule.value, setting as RuleSetting]);
      written[rule.value] = name;
    } else problems.push({ ...rule.problem, span: spanOf(['rules', name], 'name') });
  }
  return { problems, written, settings: Object.fromEntries(settings) as RuleSettings };
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
