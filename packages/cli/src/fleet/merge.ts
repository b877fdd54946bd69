import type { Answer } from './answer.ts';
import { type Head, isHead, isSameRun, isTail, type Line, type Tail, WHOLE } from './results.ts';
import { createSummary } from './summary.ts';

/** Why results do not make a whole. */
export class MergeProblem extends Error {}

/** Results that the system does not let us read. */
export class UnreadResults extends Error {
  readonly file: string;

  constructor(file: string, reason: string) {
    super(reason);
    this.file = file;
  }
}

/** Results, and what messages call them. */
export interface Part {
  readonly name: string;
  /** Reads them from the beginning. */
  lines(): AsyncIterable<Line>;
}

/**
 * The results of shards or of batches, in any order, as those of one run, to the byte. One that is there twice counts once;
 * documents of several nodes come in the order of the nodes' names. Throws {@link MergeProblem} where one is missing, is
 * not complete or is of another run. `seen` gets the nodes.
 */
export async function* mergeResults(parts: readonly Part[], seen = new Set<string | undefined>()): AsyncIterable<Line> {
  const headed: Headed[] = [];
  for (const part of parts) headed.push({ part, head: await headOf(part) });
  const [first] = headed;
  if (first === undefined) throw new MergeProblem('there are no results');
  for (const { part, head } of headed) {
    if (!isSameRun(first.head, head)) throw new MergeProblem(`${part.name} is of another run than ${first.part.name}`);
  }
  const nodes = [...new Set(headed.map(({ head }) => head.node ?? ''))].sort();
  for (const { head } of headed) seen.add(head.node);
  const runs = nodes.map((node) => wholeRun(headed.filter(({ head }) => (head.node ?? '') === node)));
  const { node: _, ...head } = first.head;
  yield { ...head, shard: WHOLE };
  const summary = createSummary();
  let [found, skipped] = [0, 0];
  for (const run of runs) {
    const offset = found;
    for await (const line of run[0]?.head.shard.isBatch === true ? inTurn(run) : byPosition(run)) {
      if (isTail(line)) {
        found += line.found;
        skipped += line.skipped;
        continue;
      }
      const { pictures, n, ...answer } = line;
      const moved = { n: n + offset, ...answer };
      // Each part has pictures of what it saw first; one run has them once.
      const kept = pictures !== undefined && summary.wantsPictures(moved) ? { ...moved, pictures } : moved;
      summary.add(kept);
      yield kept;
    }
  }
  yield { end: true, found, skipped };
}

interface Headed {
  readonly part: Part;
  readonly head: Head;
}

async function headOf({ name, lines }: Part): Promise<Head> {
  for await (const line of lines()) {
    if (isHead(line)) return line;
    break;
  }
  throw new MergeProblem(`${name} does not begin as results do`);
}

/** The parts of a run in order, each once. */
function wholeRun(headed: readonly Headed[]): readonly Headed[] {
  const byIndex = new Map(headed.map((one) => [one.head.shard.index, one]));
  const [{ head: { shard: { of = 0, isBatch = false } = {}, node } = {} } = {}] = headed;
  return Array.from({ length: of }, (_, index) => {
    const one = byIndex.get(index);
    if (one !== undefined) return one;
    const name = `${isBatch ? 'batch' : 'shard'} ${index + 1}/${of}${node === undefined ? '' : ` of ${node}`}`;
    throw new MergeProblem(`the results of ${name} are missing`);
  });
}

/** The answers of a part and its end. Throws where the end is missing. */
async function* linesOf({ part }: Headed): AsyncGenerator<Answer | Tail> {
  let isFirst = true;
  for await (const line of part.lines()) {
    if (isHead(line) !== isFirst) throw new MergeProblem(`${part.name} begins twice`);
    isFirst = false;
    if (isHead(line)) continue;
    yield line;
    if (isTail(line)) return;
  }
  throw new MergeProblem(`${part.name} has no end: its run was stopped; --resume goes on with it`);
}

/** What all parts come to: they have to have seen the same documents, and to have answered each. */
function endOf(tails: readonly Tail[], count: number): Tail {
  const found = tails[0]?.found ?? 0;
  const skipped = tails.reduce((total, one) => total + one.skipped, 0);
  if (tails.some((one) => one.found !== found) || count + skipped !== found) {
    throw new MergeProblem('the shards did not see the same documents: run them on the same files');
  }
  return { end: true, found, skipped };
}

/** One part after the other; one is open at a time. */
async function* inTurn(run: readonly Headed[]): AsyncIterable<Answer | Tail> {
  const tails: Tail[] = [];
  let count = 0;
  for (const one of run) {
    for await (const line of linesOf(one)) {
      if (isTail(line)) tails.push(line);
      else {
        yield line;
        count += 1;
      }
    }
  }
  yield endOf(tails, count);
}

/** All parts at once: in each document after document, the one with the lowest position. */
async function* byPosition(run: readonly Headed[]): AsyncIterable<Answer | Tail> {
  const tails: Tail[] = [];
  let waiting: { readonly lines: AsyncGenerator<Answer | Tail>; readonly answer: Answer }[] = [];
  const advance = async (lines: AsyncGenerator<Answer | Tail>): Promise<void> => {
    const { value } = await lines.next();
    if (value === undefined) return;
    if (isTail(value)) tails.push(value);
    else waiting.push({ lines, answer: value });
  };
  for (const one of run) await advance(linesOf(one));
  let count = 0;
  while (waiting.length > 0) {
    const [first] = waiting.sort((a, b) => a.answer.n - b.answer.n);
    if (first === undefined) break;
    waiting = waiting.slice(1);
    yield first.answer;
    count += 1;
    await advance(first.lines);
  }
  yield endOf(tails, count);
}
