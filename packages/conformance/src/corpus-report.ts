import type { DifferentCase, SetResult } from './corpus.ts';
import type { Check } from './manifest.ts';
import { isUnstable } from './run-case.ts';
import { wrap } from './wrap.ts';

export interface ReportOptions {
  /** How many differing cases to print. */
  readonly max: number;
  /** How many lines of each; all when absent. */
  readonly lines?: number;
}

const CHECK_NAMES: Readonly<Record<Check, string>> = {
  place: 'placed',
  reject: 'refused',
  'reject-start': 'refused at start',
  accept: 'accepted',
  skip: 'skipped',
};

/** One line of a set: how many cases match, in all and by check. */
export function summaryText(result: SetResult): string {
  const sum = (pick: (tally: SetResult['tallies'][number]) => number) =>
    result.tallies.reduce((total, tally) => total + pick(tally), 0);
  const parts = result.tallies.map(({ check, matched, total }) => `${CHECK_NAMES[check]} ${matched}/${total}`);
  const known = result.different.filter(({ reason }) => reason !== undefined).length;
  if (known > 0) parts.push(`known ${known}`);
  const unstable = result.different.filter(({ differences }) => differences.every(isUnstable)).length;
  if (unstable > 0) parts.push(`not the same when planned again ${unstable}`);
  if (result.notJudged > 0) parts.push(`not judged ${result.notJudged}`);
  const total = `${sum(({ matched }) => matched)}/${sum(({ total: all }) => all)}`;
  return `${result.set}: ${total}  (${parts.join(', ')})`;
}

function caseText(set: string, row: DifferentCase, lines: number | undefined): readonly string[] {
  const shown = row.differences.slice(0, lines ?? row.differences.length);
  const rest = row.differences.length - shown.length;
  const reason = row.reason === undefined ? [] : [`known: ${row.reason}`];
  const more = rest > 0 ? [`… and ${rest} more (--case ${row.name})`] : [];
  return [`  ${set}/${row.name}`, ...[...reason, ...shown, ...more].flatMap((line) => wrap(line, 4))];
}

/** The report: a line for each set, then the cases that differ (unknown ones first), then what is stale. */
export function reportText(results: readonly SetResult[], options: ReportOptions): string {
  const rows = results.flatMap((result) => result.different.map((row) => ({ set: result.set, row })));
  const unknown = rows.filter(({ row }) => row.reason === undefined);
  const shown = [...unknown, ...rows.filter(({ row }) => row.reason !== undefined)].slice(0, options.max);
  const hidden = rows.length - shown.length;
  const stale = results.flatMap((result) => result.stale);
  return [
    ...results.flatMap((result) => wrap(summaryText(result))),
    ...(shown.length > 0 ? ['', 'Differences:'] : []),
    ...shown.flatMap(({ set, row }) => caseText(set, row, options.lines)),
    ...(hidden > 0 ? [`  … and ${hidden} more cases (--max)`] : []),
    ...(stale.length > 0 ? ['', 'Known differences that match now; remove them from the list:'] : []),
    ...stale.map((entry) => `  ${entry.set}/${entry.case}`),
    '',
  ].join('\n');
}
