import type { Answer } from './answer.ts';
import { groupOf } from './answer.ts';
import type { Head } from './results.ts';
import { type Gallery, MOST_PICTURES } from './summary.ts';

/** What the batches of a run have in common; the same text for the same question and documents. */
export interface Announcement {
  readonly head: Omit<Head, 'shard'>;
  /** Batches. */
  readonly of: number;
  /** Documents. */
  readonly found: number;
  /** Of the references, so that another set of documents is another run. */
  readonly digest: string;
}

/** The head of the results of a batch. */
export function batchHead({ head, of }: Announcement, index: number): Head {
  const { node, ...common } = head;
  return { ...common, shard: { index, of, isBatch: true }, ...(node === undefined ? {} : { node }) };
}

/** `RUN-000012-of-002000.ndjson`: whoever answers the batch writes the same file. */
export function batchFile(name: string, index: number, of: number): string {
  const width = Math.max(6, String(of).length);
  return `${name}-${String(index + 1).padStart(width, '0')}-of-${of}.ndjson`;
}

/**
 * Which answers of batches have pictures, so that merging finds those of one run in them without each batch drawing what
 * others have drawn: a worker draws the first answer of a group, unless it has written one of an earlier document.
 */
export function batchGalleries() {
  const written = new Map<string, number>();
  const isNotFirst = (answer: Answer, own: ReadonlyMap<string, number>): boolean => {
    const group = groupOf(answer);
    if (own.has(group) || (written.get(group) ?? answer.n) < answer.n) return true;
    const earlier = new Set(own.keys());
    for (const [other, n] of written) if (n < answer.n) earlier.add(other);
    return earlier.size >= MOST_PICTURES;
  };
  return {
    /** For one batch; `written` is called when its results are in their place. */
    open(): Gallery & { written(): void } {
      const own = new Map<string, number>();
      return {
        wantsPictures: (answer) => answer.state !== 'unread' && !isNotFirst(answer, own),
        add(answer) {
          if (!own.has(groupOf(answer))) own.set(groupOf(answer), answer.n);
        },
        written() {
          for (const [group, n] of own) written.set(group, Math.min(n, written.get(group) ?? n));
        },
      };
    },
  };
}
