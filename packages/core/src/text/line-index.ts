import { checkArguments, isText } from '../basics/index.ts';
import type { Position } from './span.ts';

/** Translates offsets of one text into lines and columns. A line ends with LF, CR LF or CR. */
export interface LineIndex {
  /** Line and column, both from 1, of an offset in UTF-16 code units. */
  position(offset: number): Position;
}

/** Reads the text once; each look-up is a binary search. */
export function createLineIndex(text: string): LineIndex {
  checkArguments('createLineIndex', { text: [text, isText] });
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return {
    position(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    },
  };
}
