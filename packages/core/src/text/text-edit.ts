import { checkArguments, invariant, isCount, isListOf, isShape, isText } from '../basics/index.ts';
import type { Span } from './span.ts';

/**
 * A replacement in a text. In a list of edits all offsets refer to the original text, no two edits touch the same
 * range, and several insertions at one offset appear in the result in the order of the list.
 */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

const isEdit = isShape('an edit', { span: isShape('a span', { start: isCount, end: isCount }), newText: isText });

/** The text after all edits. Throws an `InvariantError` when edits overlap or lie outside the text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  checkArguments('applyEdits', { text: [text, isText], edits: [edits, isListOf(isEdit)] });
  return editedText(text, edits);
}

/** As {@link applyEdits}, of edits that were made here. */
export function editedText(text: string, edits: readonly TextEdit[]): string {
  if (edits.length === 0) return text;
  // The sort is stable, so insertions at one offset keep the order of the list.
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  // One text that grows: V8 copies each piece only once, at the end.
  let grown = '';
  let at = 0;
  for (const { span, newText } of sorted) {
    invariant(span.start >= at && span.end >= span.start && span.end <= text.length, 'edits overlap or leave the text');
    grown += text.slice(at, span.start);
    grown += newText;
    at = span.end;
  }
  return grown + text.slice(at);
}
