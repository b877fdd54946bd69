import { programArguments } from './command-line.ts';
import { CALLS, type GrowthCall } from './growth/calls.ts';
import { openBench } from './growth/measure.ts';
import { MOST_CPU, MOST_EXPONENT, type Row, rowText, tableText, verdict } from './growth/report.ts';
import { SHAPES, type Shape } from './growth/shapes.ts';

const USAGE = `usage: npm run growth -- [options]

Times every command on documents of one sort of device, of 10 to 10,000 of it:
processor time in milliseconds, and the exponent with which it grows from the
second largest to the largest (and, where that looks steep, also from there to
twice the size). Above ${MOST_EXPONENT}, or beyond ${MOST_CPU} ms, it fails.

  --shapes A,B     these only (parts of their names)
  --calls A,B      these only (parts of their names)
  --sizes A,B      other sizes (default 10,100,1000,10000)
  --bad            print only what fails
  --table          at the end, for each command its slowest and its steepest shape
`;

const { values } = programArguments(USAGE, {
  options: {
    shapes: { type: 'string', default: '' },
    calls: { type: 'string', default: '' },
    sizes: { type: 'string', default: '10,100,1000,10000' },
    bad: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
});

/** Beyond so many milliseconds of processor time a call is ended. */
const MOST_TIME = 20_000;

function chosen<T extends { readonly name: string }>(all: readonly T[], wanted: string): readonly T[] {
  const parts = wanted.split(',');
  return all.filter(({ name }) => parts.some((part) => name.includes(part)));
}

const sizes = values.sizes.split(',').map(Number);
const bench = openBench(MOST_TIME);

async function measureRow(shape: Shape, call: GrowthCall): Promise<Row> {
  const costs: (number | undefined)[] = [];
  let code = 0;
  for (const size of sizes) {
    const cost = await bench.measure(call, shape.xml(size));
    costs.push(cost?.cpu);
    if (cost === undefined) break;
    code = cost.code;
  }
  return { shape: shape.name, call: call.name, sizes, costs, code };
}

/** Measures again what failed: other work on the machine makes a call slower, never faster. */
async function fairRow(shape: Shape, call: GrowthCall): Promise<Row> {
  let row = await measureRow(shape, call);
  for (let retry = 0; retry < 2 && verdict(row) !== undefined; retry += 1) {
    const again = await measureRow(shape, call);
    row = { ...again, costs: again.costs.map((cost, n) => lower(cost, row.costs[n])) };
  }
  return verdict(row) === 'steep' ? furtherRow(row, shape, call) : row;
}

/** Measures the largest document and one of twice its size once more, in turns, so that both find the code compiled. */
async function furtherRow(row: Row, shape: Shape, call: GrowthCall): Promise<Row> {
  const largest = shape.xml(sizes.at(-1) ?? 0);
  const twice = shape.xml(2 * (sizes.at(-1) ?? 0));
  let cost = row.costs.at(-1);
  let beyond: number | undefined;
  for (let turn = 0; turn < 3; turn += 1) {
    cost = lower((await bench.measure(call, largest))?.cpu, cost);
    beyond = lower((await bench.measure(call, twice))?.cpu, beyond);
  }
  return { ...row, costs: row.costs.with(-1, cost), ...(beyond !== undefined && { beyond }) };
}

function lower(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

async function measureAll(): Promise<void> {
  const rows: Row[] = [];
  let bad = 0;
  for (const shape of chosen(SHAPES, values.shapes)) {
    for (const call of chosen(CALLS, values.calls).filter((one) => one.of === shape.of)) {
      const row = await fairRow(shape, call);
      rows.push(row);
      if (verdict(row) !== undefined) bad += 1;
      if (verdict(row) !== undefined || !values.bad) process.stdout.write(`${rowText(row)}\n`);
    }
  }
  if (values.table) process.stdout.write(tableText(rows));
  process.stdout.write(`${rows.length} rows, ${bad} too slow\n`);
  if (bad > 0) process.exitCode = 1;
}

await measureAll();
bench.close();
