import { type DocumentNode, type MemberNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import {
  createDiagnostic,
  type Diagnostic,
  type DiagnosticCode,
  findProfile,
  type ProfileName,
  RULE_SETTINGS,
  type RuleSetting,
  type RuleSettings,
  type Span,
} from '@rootport/core';
import { MOST_NESTED, tooDeepAt } from '../system/json-depth.ts';
import { findRule, show, wrongSetting } from './rules.ts';

export const SEVERITIES = ['note', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a configuration file says. Options of the call win over it. */
export interface CheckConfig {
  readonly profile?: ProfileName;
  readonly qemu?: string;
  /** From which severity on a finding makes the check fail. */
  readonly severity?: Severity;
  readonly rules?: RuleSettings;
}

/** A configuration, and everything that is wrong with it, at its places in the text. */
export interface ConfigReading {
  readonly config: CheckConfig;
  readonly problems: readonly Diagnostic[];
}

type Open = { -readonly [Name in keyof CheckConfig]: CheckConfig[Name] };

interface Reading {
  readonly config: Open;
  readonly problems: Diagnostic[];
}

/** The settings, each with its reader. */
const SETTINGS: Readonly<Record<string, (reading: Reading, value: ValueNode) => void>> = {
  // By this an editor finds the schema; packages/core/schemas has it.
  $schema: () => undefined,
  profile: (reading, value) => {
    const name = literal(value);
    const profile = typeof name === 'string' ? findProfile(name) : undefined;
    if (profile === undefined) wrong(reading, value, 'profile', 'a profile, as rootport profiles lists them');
    else reading.config.profile = profile;
  },
  qemu: (reading, value) => {
    const version = literal(value);
    if (typeof version === 'string' && /^\d+\.\d+(\.\d+)?$/.test(version)) reading.config.qemu = version;
    else wrong(reading, value, 'qemu', 'a version such as "7.2"');
  },
  severity: (reading, value) => {
    const severity = SEVERITIES.find((one) => one === literal(value));
    if (severity === undefined) wrong(reading, value, 'severity', `one of ${SEVERITIES.join(', ')}`);
    else reading.config.severity = severity;
  },
  rules: readRules,
};

/** Reads a configuration: JSON, in which comments may stand. */
export function readConfig(text: string): ConfigReading {
  const reading: Reading = { config: {}, problems: [] };
  const document = parseJson(text, reading);
  if (document === undefined) return reading;
  if (document.body.type !== 'Object') {
    wrong(reading, document.body, 'the configuration', 'an object');
    return reading;
  }
  for (const member of document.body.members) {
    const name = nameOf(member);
    const read = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
    if (read !== undefined) read(reading, member.value);
    else {
      const known = Object.keys(SETTINGS).join(', ');
      reading.problems.push(createDiagnostic('RP5031', { span: spanOf(member.name), values: { name, known } }));
    }
  }
  return reading;
}

function readRules(reading: Reading, value: ValueNode): void {
  if (value.type !== 'Object') {
    wrong(reading, value, 'rules', 'an object with a setting for each code');
    return;
  }
  const settings: [DiagnosticCode, RuleSetting][] = [];
  for (const member of value.members) {
    const rule = findRule(nameOf(member));
    const setting = RULE_SETTINGS.find((one) => one === literal(member.value));
    if (!rule.ok) reading.problems.push({ ...rule.problem, span: spanOf(member.name) });
    else if (setting === undefined) {
      const problem = wrongSetting(`rules.${nameOf(member)}`, literal(member.value));
      reading.problems.push({ ...problem, span: spanOf(member.value) });
    } else settings.push([rule.value, setting]);
  }
  reading.config.rules = Object.fromEntries(settings);
}

function parseJson(text: string, reading: Reading): DocumentNode | undefined {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const problem = `lists and objects are nested more than ${MOST_NESTED} deep`;
    reading.problems.push(createDiagnostic('RP5030', { span: { start: deep, end: deep }, values: { problem } }));
    return undefined;
  }
  try {
    return parse(text, { mode: 'jsonc', ranges: true });
  } catch (error) {
    if (!(error instanceof Error) || !('offset' in error) || typeof error.offset !== 'number') throw error;
    const problem = error.message.replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, '');
    const span = { start: error.offset, end: error.offset };
    reading.problems.push(createDiagnostic('RP5030', { span, values: { problem } }));
    return undefined;
  }
}

function wrong(reading: Reading, node: ValueNode, setting: string, wanted: string): void {
  const values = { setting, found: show(literal(node)), wanted };
  reading.problems.push(createDiagnostic('RP5032', { span: spanOf(node), values }));
}

/** The text of a name or the value of a node; `{…}` and `[…]` for what has parts. */
function literal(node: ValueNode): unknown {
  switch (node.type) {
    case 'String':
    case 'Number':
    case 'Boolean':
      return node.value;
    case 'Object':
      return {};
    case 'Array':
      return [];
    default:
      return null;
  }
}

const nameOf = ({ name }: MemberNode): string => (name.type === 'String' ? name.value : name.name);

function spanOf({
  loc,
}: {
  readonly loc: { readonly start: { offset: number }; readonly end: { offset: number } };
}): Span {
  return { start: loc.start.offset, end: loc.end.offset };
}
