import type { Answer } from './answer.ts';
import { type Head, isHead, isSameRun, isTail, type Line, type Tail } from './results.ts';
import { createSummary } from './summary.ts';

/** Why results do not make a whole. */
export class MergeProblem extends Error {}

/** Results, and what messages call them. */
export interface Part {
  readonly name: string;
  readonly lines: AsyncIterable<Line>;
}

/**
 * The results of shards, in any order, as those of one run, to the byte. A shard that is there twice counts once. Throws
 * {@link MergeProblem} where one is missing, is not complete or is of another run.
 */
export async function* mergeResults(parts: readonly Part[]): AsyncIterable<Line> {
  const opened = await Promise.all(parts.map(open));
  const [first] = opened;
  if (first === undefined) throw new MergeProblem('there are no results');
  for (const { name, head } of opened) {
    if (!isSameRun(first.head, head)) throw new MergeProblem(`${name} is of another run than ${first.name}`);
  }
  const byShard = new Map(opened.map((part) => [part.head.shard.index, part]));
  const { of } = first.head.shard;
  for (let index = 0; index < of; index += 1) {
    if (!byShard.has(index)) throw new MergeProblem(`the results of shard ${index + 1}/${of} are missing`);
  }
  yield { ...first.head, shard: { index: 0, of: 1 } };
  yield* inOrder([...byShard.values()]);
}

interface Opened {
  readonly name: string;
  readonly head: Head;
  next(): Promise<Answer | Tail>;
}

async function open({ name, lines }: Part): Promise<Opened> {
  const iterator = lines[Symbol.asyncIterator]();
  const next = async (): Promise<Line> => {
    const { value, done } = await iterator.next();
    if (done === true) throw new MergeProblem(`${name} has no end: its run was stopped; --resume goes on with it`);
    return value;
  };
  const head = await next();
  if (!isHead(head)) throw new MergeProblem(`${name} does not begin as results do`);
  return {
    name,
    head,
    next: async () => {
      const line = await next();
      if (isHead(line)) throw new MergeProblem(`${name} begins twice`);
      return line;
    },
  };
}

async function* inOrder(parts: readonly Opened[]): AsyncIterable<Line> {
  const summary = createSummary();
  const tails: Tail[] = [];
  let waiting: { readonly part: Opened; readonly answer: Answer }[] = [];
  const advance = async (part: Opened): Promise<void> => {
    const line = await part.next();
    if (isTail(line)) tails.push(line);
    else waiting.push({ part, answer: line });
  };
  for (const part of parts) await advance(part);
  let count = 0;
  while (waiting.length > 0) {
    const [first] = waiting.sort((a, b) => a.answer.n - b.answer.n);
    if (first === undefined) break;
    waiting = waiting.slice(1);
    const { pictures, ...answer } = first.answer;
    // Each shard has pictures of what it saw first; one run has them once.
    const kept = pictures !== undefined && summary.wantsPictures(answer) ? { ...answer, pictures } : answer;
    summary.add(kept);
    yield kept;
    count += 1;
    await advance(first.part);
  }
  const [tail] = tails;
  if (tail === undefined) return;
  const { found } = tail;
  const skipped = tails.reduce((total, one) => total + one.skipped, 0);
  if (tails.some((one) => one.found !== found) || count + skipped !== found) {
    throw new MergeProblem('the shards did not see the same documents: run them on the same files');
  }
  yield { end: true, found, skipped };
}
