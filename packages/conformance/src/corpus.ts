import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findProfile, type ProfileName } from '@rootport/core';
import type { KnownDifference } from './known-differences.ts';
import { type Check, readCases, type SetView } from './manifest.ts';
import type { Planner } from './planner.ts';
import { type CaseResult, isUnstable, runCase } from './run-case.ts';

/** The set whose folder is called by no release. */
export const NEWEST_SET = 'libvirt-latest';

/** Sets whose folder is not called by their release. */
const PROFILE_BY_FOLDER: ReadonlyMap<string, ProfileName> = new Map([
  [NEWEST_SET, 'libvirt-12.5'],
  ['seed-1', 'libvirt-2.5-step1'],
  ['seed-2', 'libvirt-2.5-step2'],
]);

/** The profile that a set's folder name stands for; a longer name that begins so means the same (`libvirt-2.5-more`). */
export function profileOfFolder(folder: string): ProfileName | undefined {
  const name = basename(folder);
  const known = [...PROFILE_BY_FOLDER].find(([begin]) => name === begin || name.startsWith(`${begin}-`));
  return known?.[1] ?? findProfile(/^libvirt-\d+\.\d+(?=-|$)/.exec(name)?.[0] ?? name);
}

/** The sets at a folder: the folder itself, or the folders in it that are sets, by name. */
export function findSets(folder: string): readonly string[] {
  if (existsSync(join(folder, 'manifest.json'))) return [folder];
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  return names.map((name) => join(folder, name)).filter((path) => existsSync(join(path, 'manifest.json')));
}

export interface SetOptions {
  readonly planner: Planner;
  readonly profile: ProfileName;
  readonly view?: SetView;
  readonly all?: boolean;
  readonly strict?: boolean;
  /** Run the case of this name alone. */
  readonly only?: string;
  readonly known: readonly KnownDifference[];
}

/** A case that differs, and the reason where that is known. */
export interface DifferentCase extends CaseResult {
  readonly reason?: string;
}

interface CheckTally {
  readonly check: Check;
  readonly matched: number;
  readonly total: number;
}

export interface SetResult {
  readonly set: string;
  readonly profile: ProfileName;
  readonly tallies: readonly CheckTally[];
  readonly notJudged: number;
  /** Every case that differs, known or not. */
  readonly different: readonly DifferentCase[];
  /** Entries of the known differences whose case matches. */
  readonly stale: readonly KnownDifference[];
}

const CHECKS: readonly Check[] = ['place', 'reject', 'reject-start', 'accept', 'skip'];

function tallyChecks(judged: readonly CaseResult[]): readonly CheckTally[] {
  return CHECKS.flatMap((check) => {
    const rows = judged.filter((row) => row.check === check);
    const matched = rows.filter(({ differences }) => differences.every(isUnstable)).length;
    return rows.length > 0 ? [{ check, matched, total: rows.length }] : [];
  });
}

function withReason(result: CaseResult, known: KnownDifference | undefined): DifferentCase {
  if (!known) return result;
  const { part, reason } = known;
  const covered = part === undefined || result.differences.every((line) => line.includes(`${part}: `));
  return covered ? { ...result, reason } : result;
}

/** Runs the cases of one set. Throws where the folder is not a set. */
export function runSet(folder: string, options: SetOptions): SetResult {
  const { view = 'own', profile, only } = options;
  const set = view === 'own' ? basename(folder) : `${basename(folder)}@${view}`;
  const cases = readCases(folder, view).filter(({ name }) => only === undefined || name === only);
  const results = cases.map((row) => runCase(row, options));
  const judged = results.filter((result) => result.judged);
  const known = new Map(
    options.known
      .filter((entry) => entry.set === set && (options.all === true || entry.withAll !== true))
      .map((entry) => [entry.case, entry]),
  );
  const different = judged
    .filter(({ differences }) => differences.length > 0)
    .map((result) => withReason(result, known.get(result.name)));
  const matching = judged.filter(({ differences }) => differences.length === 0);
  const stale = matching.flatMap(({ name }) => known.get(name) ?? []);
  return { set, profile, tallies: tallyChecks(judged), notJudged: results.length - judged.length, different, stale };
}

/** True where nothing differs that is not known, and nothing known has come to match. */
export function isAsExpected(result: SetResult): boolean {
  return result.stale.length === 0 && result.different.every(({ reason }) => reason !== undefined);
}
