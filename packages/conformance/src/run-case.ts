import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanOptions, ProfileName } from '@rootport/core';
import { compareArgs, compareDocuments } from './compare.ts';
import type { ArgsDevice, RecordedArgs } from './compare-args.ts';
import { isRecord, recordsOf, textsAt } from './json-value.ts';
import type { CorpusCase } from './manifest.ts';
import type { Planned, Planner } from './planner.ts';
import { TEST_HOST } from './test-host.ts';

/** How a set is run. */
export interface RunOptions {
  readonly planner: Planner;
  readonly profile: ProfileName;
  /** Compare every type of address, not only PCI. */
  readonly all?: boolean;
  /** Cases refused for reasons outside of placement have to be refused, too. */
  readonly strict?: boolean;
}

/** A case's verdict: lines that say what is different (none: it matches), or why it is not judged. */
export interface CaseResult {
  readonly name: string;
  readonly check: CorpusCase['check'];
  readonly judged: boolean;
  readonly differences: readonly string[];
}

/** Reads an `args.json`. */
export function readArgs(file: string): RecordedArgs {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isRecord(value)) throw new Error(`${file}: not an object`);
  const devices = recordsOf(value['devices']).map((device): ArgsDevice => {
    const texts = Object.entries(device).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : []));
    return Object.fromEntries(texts);
  });
  return { devices, legacy: textsAt(value, 'legacy') ?? [] };
}

/** The exact capabilities of a case; undefined for those of the profile's own QEMU. */
function capabilitiesOf(row: CorpusCase, run: RunOptions): readonly string[] | undefined {
  const { capabilitiesRemoved: removed } = row;
  if (!removed) return row.capabilities;
  return run.planner.capabilities(run.profile, row.arch).filter((name) => !removed.includes(name));
}

function planOptions(row: CorpusCase, newlyDefined: boolean, run: RunOptions): PlanOptions {
  const capabilities = capabilitiesOf(row, run);
  return {
    profile: run.profile,
    newlyDefined,
    ...(capabilities && { capabilities }),
    ...(row.hostArch !== undefined && { hostArch: row.hostArch }),
    host: row.host ?? TEST_HOST,
  };
}

const REFUSED_FOR_PLACEMENT: readonly (string | undefined)[] = ['pci', 'address', undefined];

function judgeRefusal(row: CorpusCase, planned: Planned): readonly string[] {
  const kind = row.error?.kind ?? 'unknown';
  if (planned.ok) return [`should be refused (${kind}), was placed`];
  if (!REFUSED_FOR_PLACEMENT.includes(row.error?.scope) || planned.kind === kind) return [];
  return [`should be refused for ${kind}, was for ${planned.text}`];
}

function judgeDocument(row: CorpusCase, planned: Planned & { ok: true }, all: boolean): readonly string[] {
  if (row.expected === undefined) return [];
  const expected = readFileSync(join(row.folder, row.expected), 'utf8');
  // The patch leaves the user's elements where they are, libvirt does not: order counts in the canonical document.
  const patched = compareDocuments(expected, planned.patched(), { all, ignoreOrder: true, asWritten: true });
  const lines = patched.differences.map(({ text }) => text);
  if (!planned.canonical) return lines;
  const canonical = compareDocuments(expected, planned.canonical(), { all });
  const seen = new Set(lines);
  const more = canonical.differences.filter(({ text }) => !seen.has(text));
  return [...lines, ...more.map(({ text }) => `canonical: ${text}`)];
}

/** True for a difference of the law that planning twice changes nothing; the placement itself is alike. */
export const isUnstable = (line: string): boolean => /^(?:newlyDefined (?:true|false): )?again: /.test(line);

/** Planning the patched document again must not change it. */
function judgeRepetition(planned: Planned & { ok: true }, planner: Planner, options: PlanOptions): readonly string[] {
  const patched = planned.patched();
  const again = planner.plan(patched, options);
  if (!again.ok) return [`again: the patched document is refused: ${again.text}`];
  const repeated = again.patched();
  if (repeated === patched) return [];
  const [before, after] = [patched.split('\n'), repeated.split('\n')];
  const at = after.findIndex((line, index) => line !== before[index]);
  return [`again: line ${at + 1} changes from "${before[at]?.trim()}" to "${after[at]?.trim()}"`];
}

function judgePlacement(row: CorpusCase, xml: string, options: PlanOptions, run: RunOptions): readonly string[] {
  const planned = run.planner.plan(xml, options);
  if (!planned.ok) return [`should be placed, was refused: ${planned.text}`];
  const lines = [...judgeDocument(row, planned, run.all ?? false), ...judgeRepetition(planned, run.planner, options)];
  if (!row.hasArgs) return lines;
  const { argsCapabilities } = row;
  const running = argsCapabilities ? run.planner.plan(xml, { ...options, capabilities: argsCapabilities }) : planned;
  if (!running.ok) return [...lines, `args: should be placed, was refused: ${running.text}`];
  const { differences } = compareArgs(readArgs(join(row.folder, 'args.json')), running.patched());
  return [...lines, ...differences.map(({ text }) => `args: ${text}`)];
}

function judge(row: CorpusCase, xml: string, options: PlanOptions, run: RunOptions): readonly string[] {
  if (row.check === 'place') return judgePlacement(row, xml, options, run);
  const planned = run.planner.plan(xml, options);
  if (row.check === 'reject') return judgeRefusal(row, planned);
  return planned.ok ? [] : [`should be placed, was refused: ${planned.text}`];
}

function isJudged(row: CorpusCase, strict: boolean): boolean {
  if (row.check === 'skip') return false;
  return row.check !== 'reject' || strict || REFUSED_FOR_PLACEMENT.includes(row.error?.scope);
}

/** Runs one case. A planner that throws makes a difference, so that one bad case does not hide the others. */
export function runCase(row: CorpusCase, run: RunOptions): CaseResult {
  const { name, check } = row;
  if (!isJudged(row, run.strict ?? false)) return { name, check, judged: false, differences: [] };
  const xml = readFileSync(join(row.folder, 'in.xml'), 'utf8');
  const differences = row.newlyDefined.flatMap((newlyDefined) => {
    const prefix = row.newlyDefined.length > 1 ? `newlyDefined ${newlyDefined}: ` : '';
    try {
      return judge(row, xml, planOptions(row, newlyDefined, run), run).map((line) => prefix + line);
    } catch (error) {
      return [`${prefix}thrown: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return { name, check, judged: true, differences };
}
