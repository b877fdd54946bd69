import { jsonText } from '../terminal/json-text.ts';
import type { Answer } from './answer.ts';
import type { Question } from './question.ts';

/** A minor change adds fields, a major one may change or remove some. */
export const FLEET_FORMAT_VERSION = '1.0';

/** A part of a run: of every `of` documents, the one at `index`; or a batch of a queue. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
  /** Documents that follow one another: all of this one come before those of the next. */
  readonly isBatch?: true;
}

export const WHOLE: Shard = { index: 0, of: 1 };

/** The first line of results. */
export interface Head {
  readonly formatVersion: string;
  readonly rootport: string;
  readonly question: Question;
  readonly shard: Shard;
  /** Whose documents they are, where nodes have their own. */
  readonly node?: string;
}

/** The last line: without it the run was stopped. */
export interface Tail {
  readonly end: true;
  /** All documents that were found, those of other shards and those passed over as well. */
  readonly found: number;
  /** Passed over by this shard: XML of another kind, and what a configuration ignores. */
  readonly skipped: number;
}

export type Line = Head | Answer | Tail;

export const isHead = (line: Line): line is Head => 'question' in line;
export const isTail = (line: Line): line is Tail => 'end' in line;

/** A line as it is written; the same value gives the same bytes. */
export const lineText = (line: Line): string => `${jsonText(line)}\n`;

/** A line of results; undefined where it is none, as the last one of a run that was killed may be. */
export function parseLine(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const isLine =
      'question' in value || 'end' in value || ('n' in value && typeof value.n === 'number' && 'state' in value);
    return isLine ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether results are of the same run: of one question, and of parts of one sort. */
export function isSameRun(a: Head, b: Head): boolean {
  const key = ({ formatVersion, rootport, question, shard, node }: Head): string =>
    // Each node has a number of batches of its own.
    JSON.stringify([formatVersion, rootport, question, shard.isBatch, node === undefined ? shard.of : 'nodes']);
  return key(a) === key(b);
}
