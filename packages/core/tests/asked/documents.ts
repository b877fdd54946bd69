// What the planner, the checks, the guest and its windows say of every document of the project.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type WindowCase, windowDocument } from '@rootport/conformance';
import { deviceLabel } from '../../src/domain/index.ts';
import {
  type CheckResult,
  checkDomain,
  createLineIndex,
  type Diagnostic,
  describeDiagnostic,
  FIRMWARE_NAMES,
  fixDomain,
  type Plan,
  planDomain,
  predictGuest,
  type Span,
  type WindowsOptions,
  windowsBudget,
  windowsFindings,
} from '../../src/index.ts';
import { DEFAULT_PROFILE } from '../../src/profiles/index.ts';
import { formatPciAddress } from '../../src/topology/index.ts';
import { ALL_RULES } from './all-rules.ts';
import { type AnswerFile, saidLines } from './answer-file.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');

interface Named {
  readonly name: string;
  readonly xml: string;
}

/** Longer ones are about limits. */
const LONGEST = 20_000;

function documentsOf(...path: readonly string[]): readonly Named[] {
  const folder = join(PROJECT_ROOT, ...path);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const inputs = names.filter((name) => name.endsWith('.xml') && !name.includes('expected'));
  return inputs
    .sort()
    .map((name) => ({ name: name.replace(/(?:\/domain)?\.xml$/, ''), xml: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ xml }) => xml.length < LONGEST);
}

const CASES = documentsOf('packages', 'core', 'tests', 'cases');
const CODES = documentsOf('packages', 'core', 'tests', 'codes');
const BOOTS = documentsOf('fixtures', 'boots');
const OTHERS = ['documents', 'examples', 'check', 'convert', 'diff', 'guide', 'fuzz'].flatMap((folder) =>
  documentsOf('fixtures', folder),
);
const ALL = [...CASES, ...BOOTS, ...OTHERS, ...CODES];
const WINDOW_CASES = JSON.parse(
  readFileSync(join(PROJECT_ROOT, 'fixtures', 'windows', 'cases.json'), 'utf8'),
) as readonly WindowCase[];

/** The oldest release, some between, and the newest. */
const PROFILES = ['2.5', '6.5', '9.0', DEFAULT_PROFILE];

const told = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map((one) => `  ${one.code} ${describeDiagnostic(one).message}`);

/** What checks find, with their places and the edits of their fixes. */
export function findingsOf(xml: string, check: (xml: string) => CheckResult): readonly string[] {
  const index = createLineIndex(xml);
  const placeOf = (span: Span | undefined): string => {
    const where = span === undefined ? undefined : index.position(span.start);
    return where === undefined ? '-' : `${where.line}:${where.column}`;
  };
  return check(xml).diagnostics.flatMap((one) => {
    const { message } = describeDiagnostic(one);
    return [
      `  ${placeOf(one.span)} ${one.severity} ${one.code} ${message}`,
      ...one.related.map((related) => `    related: ${placeOf(related.span)} ${JSON.stringify(related.message ?? '')}`),
      ...one.fixes.map(({ title, safe, edits }) => {
        const changes = edits.map(({ span, newText }) => JSON.stringify([xml.slice(span.start, span.end), newText]));
        return `    ${safe ? 'safe' : 'unsafe'} fix: ${title}: ${changes.join(', ')}`;
      }),
    ];
  });
}

/** The lines of a text that another does not have. */
export function newLines(before: string, after: string): readonly string[] {
  const old = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !old.has(line));
}

const decisionsOf = ({ name, xml }: Named): string => {
  let last = '';
  const rows = PROFILES.flatMap((profile) => {
    const result = planDomain(xml, { profile });
    const lines = result.ok
      ? [...result.plan.decisions.values()].map(
          ({ device, address, rule, source, refused, refusedCount }) =>
            `  ${deviceLabel(device)} ${formatPciAddress(address)} ${source} ${rule}${refused
              .slice(0, refusedCount)
              .map((one) => ` not ${JSON.stringify(one)}`)
              .join('')}`,
        )
      : told(result.diagnostics);
    const text = lines.join('\n');
    if (text === last) return [];
    last = text;
    return [`${name} at ${profile}`, ...lines];
  });
  return rows.join('\n');
};

function fixesOf({ name, xml }: Named): string {
  const lines = [...findingsOf(xml, (text) => checkDomain(text, (one) => planDomain(one), { rules: ALL_RULES }))];
  for (const unsafe of CODES.some((one) => one.name === name) ? [] : [false, true]) {
    const fixed = fixDomain(xml, (text) => planDomain(text), { unsafe });
    if (fixed.applied.length === 0) continue;
    lines.push(`  ${unsafe ? 'all' : 'safe'} fixes give ${fixed.result.diagnostics.map(({ code }) => code).join(' ')}`);
    lines.push(...newLines(xml, fixed.xml).map((line) => `    ${line.trim()}`));
  }
  return [name, ...lines].join('\n');
}

function guestsOf({ name, xml }: Named): string {
  const result = planDomain(xml);
  return result.ok ? guestsOfPlan(name, result.plan, ['6.0', '11.1']) : '';
}

/** What the guest sees, by QEMU and naming scheme; of equal lines the first. */
export function guestsOfPlan(name: string, plan: Plan, qemus: readonly string[]): string {
  let last = '';
  const rows = qemus.flatMap((qemu) =>
    [undefined, 'v238', 'v251'].flatMap((scheme) => {
      const found = predictGuest(plan, { qemu, ...(scheme !== undefined && { scheme }) });
      const lines = found.ok ? guestLines(found.guest) : told(found.diagnostics);
      const text = lines.join('\n');
      if (text === last) return [];
      const old = new Set(last.split('\n'));
      last = text;
      return [`${name}, QEMU ${qemu}, ${scheme ?? 'newest'}`, ...lines.filter((line) => !old.has(line))];
    }),
  );
  return rows.join('\n');
}

function windowsOf({ name, xml }: Named): string {
  const result = planDomain(xml);
  if (!result.ok) return '';
  const seen = new Set<string>();
  const lines = windowOptions().flatMap((options, index) => {
    const rows = windowLines(result.plan, options, index % 8 === 0);
    return rows.filter((row) => !seen.has(row) && seen.add(row)).map((row) => `  ${row}`);
  });
  return [name, ...lines].join('\n');
}

const answersOf = (file: string, documents: readonly Named[], ask: (one: Named) => string): AnswerFile => ({
  file,
  questions: documents.map((one) => ({ name: one.name, ask: () => ask(one) })),
  textOf: saidLines,
});

const WINDOWS = [
  ...WINDOW_CASES.map((one) => ({ name: one.name, xml: windowDocument(one) })),
  ...BOOTS,
  ...documentsOf('fixtures', 'documents'),
];

/** Why each device is where it is, by release. */
export const DECISIONS = answersOf('decisions.txt', [...CASES, ...BOOTS, ...OTHERS], decisionsOf);
export const FINDINGS_AND_FIXES = answersOf('findings.txt', ALL, fixesOf);
/** By QEMU, firmware and naming scheme. */
export const GUESTS = answersOf('guest.txt', [...BOOTS, ...CASES, ...OTHERS], guestsOf);
/** By firmware and processor. */
export const WINDOWS_OF_GUESTS = answersOf('windows.txt', WINDOWS, windowsOf);

function windowOptions(): readonly WindowsOptions[] {
  return FIRMWARE_NAMES.flatMap((firmware) =>
    ['7.2', '11.1'].flatMap((qemu) => [
      { firmware, qemu },
      { firmware, qemu, vendor: 'Intel' as const },
      { firmware, qemu, addressBits: 36 },
      { firmware, qemu, addressBits: 48 },
    ]),
  );
}

/** The room that a firmware gives. */
export function windowLines(plan: Plan, options: WindowsOptions, withBuses: boolean): readonly string[] {
  const found = windowsBudget(plan, options);
  if (found === undefined) return ['not known'];
  const { firmware, processor, buses, ioWindows, below4G, above4G, hole64, cures, unknown, ...rest } = found;
  const rooms = [ioWindows, below4G, above4G, hole64].map((room) => Object.values(room).join(' '));
  const heads = [firmware.title, Object.values(processor).join(' '), Object.values(rest).join(' ')];
  const more =
    unknown.length + cures.length === 0 ? [] : [JSON.stringify([cures, unknown.map((one) => deviceLabel(one))])];
  const rows = withBuses ? buses.map((bus) => Object.values(bus).join(' ')) : [];
  const findings = windowsFindings(plan, found).map((one) => told([one])[0]?.trim() ?? '');
  return [[...heads, ...rooms, ...more].join(' | '), ...findings, ...rows];
}

function guestLines(
  guest: Extract<ReturnType<typeof predictGuest>, { readonly ok: true }>['guest'],
): readonly string[] {
  const functions = guest.functions.map((one) => {
    const { class: sort, name, revision, pci, driver } = one.identity;
    const bridge = one.secondary === undefined ? '' : ` to ${one.secondary}-${one.subordinate}`;
    const places = [one.planned, one.parent, one.sun, one.acpiIndex].map((place) => place ?? '-').join(' ');
    const what = [sort, name, revision, pci, driver].filter((part) => part !== undefined).join(', ');
    return `  ${one.address} ${one.label} (${places})${one.multifunction ? ' multifunction' : ''}${bridge}: ${what}`;
  });
  const slots = [...guest.slots].map(([number, slot]) => `  slot ${number}: ${slot}`);
  const interfaces = guest.interfaces.map((one) => {
    const { label, name, rule, confidence, reasons, alternatives, clashesWith, indexObjection } = one;
    const more = JSON.stringify({ reasons, alternatives, clashesWith, indexObjection });
    return `  ${label} is ${name ?? '-'} ${rule ?? '-'} ${confidence} ${more}`;
  });
  return [`  ${guest.firmware}`, ...functions, ...slots, ...interfaces, ...told(guest.diagnostics)];
}
