export const MOST_EXPONENT = 1.3;
/** Milliseconds of processor time for the largest document. */
export const MOST_CPU = 3000;
/** What is less counts as this much: the rest is the start of the compiler and collection of garbage. */
const LEAST_CPU = 30;

/** One command on one shape. */
export interface Row {
  readonly shape: string;
  readonly call: string;
  readonly sizes: readonly number[];
  /** Milliseconds for each size; undefined for a call that had to be ended, after which there are none. */
  readonly costs: readonly (number | undefined)[];
  /** Milliseconds for twice the largest document, which only a row that looks steep is asked for. */
  readonly beyond?: number;
  /** Exit code for the largest document: whether it was planned or refused. */
  readonly code: number;
}

/**
 * The exponent of growth between the two largest documents, or from the largest to twice it where that is less: a cache
 * that overflows or code compiled anew is paid once on the way, a cost that outgrows its document is paid on both.
 * Undefined where there is too little to tell.
 */
export function exponent({ sizes, costs, beyond }: Row): number | undefined {
  const last = costs.length - 1;
  const [cost, before] = [costs[last], costs[last - 1]];
  if (cost === undefined || before === undefined || cost < LEAST_CPU) return undefined;
  const power = Math.log(cost / Math.max(before, LEAST_CPU)) / Math.log((sizes[last] ?? 1) / (sizes[last - 1] ?? 1));
  return beyond === undefined ? power : Math.min(power, Math.log2(beyond / cost));
}

/** What is wrong with a row. */
export function verdict(row: Row): string | undefined {
  const cost = row.costs.at(-1);
  if (cost === undefined) return 'ended';
  if (cost > MOST_CPU) return 'slow';
  return (exponent(row) ?? 0) > MOST_EXPONENT ? 'steep' : undefined;
}

export function rowText(row: Row): string {
  const costs = row.sizes.map((_, n) => cell(row.costs[n], n < row.costs.length).padStart(7));
  const power = exponent(row)?.toFixed(2) ?? '-';
  const further = row.beyond === undefined ? '' : ` (at twice the size ${cell(row.beyond, true)})`;
  const line = `${row.shape.padEnd(26)} ${costs.join('')} ${power.padStart(5)} ${row.code}  ${row.call}${further}`;
  const fault = verdict(row);
  return fault === undefined ? line : `${line}  <- ${fault}`;
}

/** For each command its slowest shape and its steepest one, in Markdown. */
export function tableText(rows: readonly Row[]): string {
  const calls = [...new Set(rows.map(({ call }) => call))];
  const lines = calls.map((call) => {
    const own = rows.filter((row) => row.call === call);
    const slowest = greatest(own, (row) => row.costs.at(-1) ?? Number.POSITIVE_INFINITY);
    const steepest = greatest(own, (row) => exponent(row) ?? 0);
    const cpu = slowest.costs.at(-1)?.toFixed(0) ?? 'ended';
    const power = exponent(steepest);
    return `| \`${call}\` | ${cpu} | ${slowest.shape} | ${power?.toFixed(2) ?? '-'} | ${power === undefined ? '-' : steepest.shape} |`;
  });
  return `| command | ms | slowest shape | exponent | steepest shape |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function greatest(rows: readonly Row[], measure: (row: Row) => number): Row {
  return rows.reduce((best, row) => (measure(row) > measure(best) ? row : best));
}

function cell(cost: number | undefined, wasRun: boolean): string {
  if (!wasRun) return '';
  return cost === undefined ? 'ended' : cost.toFixed(cost < 10 ? 1 : 0);
}
