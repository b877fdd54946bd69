import { isApart, signatureOf } from './differential.ts';
import type { DifferentialResult, SignatureCounts } from './differential-run.ts';
import { deviceCount, type FoundMismatch } from './minimise.ts';
import { wrap } from './wrap.ts';

const COLUMNS = [14, 9, 16, 14, 12, 13] as const;

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, n) => (n === 0 ? String(cell).padEnd(COLUMNS[0]) : String(cell).padStart(COLUMNS[n] ?? 0)))
    .join('');
}

function machineTable(result: DifferentialResult): readonly string[] {
  const rows = [...result.machines].map(([machine, { accepted, refused, byHost, different }]) => {
    return [machine, accepted + refused + byHost + different, accepted, refused, byHost, different] as const;
  });
  const total = (column: 1 | 2 | 3 | 4 | 5) => rows.reduce((sum, cells) => sum + cells[column], 0);
  return [
    row(['machine', 'domains', 'accepted-equal', 'refused-both', 'host lacks', 'differences']),
    ...rows.map(row),
    ...(rows.length > 1 ? [row(['all', total(1), total(2), total(3), total(4), total(5)])] : []),
  ];
}

type SignatureRow = readonly [signature: string, counts: SignatureCounts];

/** Signatures by falling number of mismatches; refusals unrelated to placement apart from the others. */
export function signatureRows(result: DifferentialResult, apart: boolean): readonly SignatureRow[] {
  const rows = [...result.signatures].filter(
    ([, { examples }]) => examples.some(({ mismatch }) => isApart(mismatch)) === apart,
  );
  return rows.sort((a, b) => b[1].count - a[1].count);
}

function signatureTable(title: string, rows: readonly SignatureRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(([signature, { count, examples }]) => {
    return `${String(count).padStart(8)}  ${signature}, such as ${examples[0]?.domain.id}`;
  });
  return ['', title, ...lines];
}

function hostTable({ byHost }: DifferentialResult): readonly string[] {
  if (byHost.size === 0) return [];
  const rows = [...byHost].map(([reason, n]) => `${String(n).padStart(8)}  ${reason}`);
  return ['', 'Refused by libvirt alone, because its host lacks something:', ...rows];
}

function refusalTable(result: DifferentialResult): readonly string[] {
  const rows = [...result.refusals].sort((a, b) => b[1] - a[1]);
  return [
    '',
    "Refused by both (libvirt's reason | ours):",
    ...rows.map(([pair, n]) => `${String(n).padStart(8)}  ${pair}`),
  ];
}

/** The counts of a run: by machine, by sort of difference, and, if wanted, the reasons of refusals. */
export function differentialText(result: DifferentialResult, withRefusals: boolean): string {
  return [
    ...machineTable(result),
    ...signatureTable('Differences:', signatureRows(result, false)),
    ...signatureTable('Refused by libvirt alone, unrelated to placement:', signatureRows(result, true)),
    ...hostTable(result),
    ...(withRefusals ? refusalTable(result) : []),
    '',
  ].join('\n');
}

/** A mismatch as a test case: the differences, the domain, libvirt's answer and ours. */
export function mismatchText({ domain, answer, mismatch }: FoundMismatch): string {
  const theirs = answer.ok ? answer.xml : `refused: ${answer.fault} (${answer.scope}): ${answer.message}\n`;
  return [
    `======== ${domain.id}: ${signatureOf(mismatch)}; ${deviceCount(domain.xml)} devices`,
    ...mismatch.lines.flatMap((line) => wrap(line, 2)),
    '-------- in.xml',
    domain.xml.trimEnd(),
    '-------- libvirt',
    theirs.trimEnd(),
    '-------- ours',
    mismatch.ours.trimEnd(),
    '',
  ].join('\n');
}
