import { CATALOGUE, closeMatches } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { reportFault, wrongCall } from '../../reports/faults.ts';
import type { Io } from '../../system/io.ts';
import { coloursFor } from '../../terminal/colours.ts';
import { markdownText } from '../../terminal/markdown.ts';
import { formatTable, wrap } from '../../terminal/table.ts';
import { RULES_PATH, type Rule, readRules } from './rule-texts.ts';

/** The promise about the JSON: a minor change adds fields, a major one may change or remove some. */
const RULES_FORMAT_VERSION = '1.0';

export interface RulesFlags {
  readonly output?: 'text' | 'json';
}

/** `rootport rules`: lists the rules, or prints one. `path` is the file of this package with their texts. */
export async function rulesCommand(
  wanted: string | undefined,
  flags: RulesFlags,
  io: Io,
  path: string = RULES_PATH,
): Promise<ExitCode> {
  const read = readRules(path);
  if (!read.ok) {
    reportFault(read.problem, io);
    return EXIT.usage;
  }
  // Explanations name the row of a table, too: "T-GROW-2 row 6", "A-ORD-1.17".
  const name = wanted?.trim().split(/[\s.]/)[0]?.toUpperCase();
  const found = name === undefined ? read.value : read.value.filter((rule) => rule.name === name);
  const [first] = found;
  if (first === undefined) {
    reportFault(wrongCall(`there is no rule "${wanted}"${hint(wanted ?? '', read.value)}`, 'rules'), io);
    return EXIT.usage;
  }
  if (flags.output === 'json') io.stdout.write(json(found));
  else io.stdout.write(name === undefined ? list(found, io) : ruleText(first, io));
  return EXIT.fine;
}

function list(rules: readonly Rule[], io: Io): string {
  const { columns } = io.stdout;
  return formatTable(
    rules.map(({ name, title }) => [name, plain(title)]),
    columns,
  );
}

function ruleText(rule: Rule, io: Io): string {
  const colours = coloursFor(io.stdout, io);
  const width = Math.min(io.stdout.columns ?? 80, 100);
  const codes = codesOf(rule);
  const facts = [
    ...(rule.isSeen ? [['Seen', 'in booted guests']] : []),
    ...(codes.length === 0 ? [] : [['Codes', codes.join(', ')]]),
    ['More', rule.page],
  ];
  const text = markdownText(rule.text, width);
  return `${colours.bold(rule.name)}\n${wrap(`${plain(rule.title)}.`, width)}\n\n${text}\n${formatTable(facts, width)}`;
}

/** The messages that come from a rule. */
function codesOf({ name }: Rule): readonly string[] {
  return Object.entries(CATALOGUE).flatMap(([code, { rules }]) =>
    rules.some((one) => one.split(' ')[0] === name) ? [code] : [],
  );
}

const plain = (title: string): string => title.replaceAll('`', '');

function hint(wanted: string, rules: readonly Rule[]): string {
  const near = nearRules(wanted, rules).slice(0, 5);
  return near.length === 0 ? '; "rootport rules" lists them all' : `; did you mean ${near.join(' or ')}?`;
}

/** The names that begin so; else slips of the name; else the rules whose title has the words. */
function nearRules(wanted: string, rules: readonly Rule[]): readonly string[] {
  const names = rules.map(({ name }) => name);
  const begun = wanted === '' ? [] : names.filter((name) => name.startsWith(wanted.toUpperCase()));
  if (begun.length > 0) return begun;
  const slips = closeMatches(wanted.toUpperCase(), names);
  if (slips.length > 0 || wanted === '') return slips;
  return rules.filter(({ title }) => title.toLowerCase().includes(wanted.toLowerCase())).map(({ name }) => name);
}

function json(rules: readonly Rule[]): string {
  const shown = rules.map((rule) => ({
    name: rule.name,
    title: plain(rule.title),
    background: rule.isBackground,
    seenInGuests: rule.isSeen,
    page: rule.page,
    codes: codesOf(rule),
    text: rule.text,
  }));
  return `${JSON.stringify({ formatVersion: RULES_FORMAT_VERSION, rules: shown }, undefined, 2)}\n`;
}
