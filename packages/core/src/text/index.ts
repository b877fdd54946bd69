export { createLineIndex, type LineIndex } from './line-index.ts';
export type { Position, Span } from './span.ts';
export { applyEdits, editedText, type TextEdit } from './text-edit.ts';
export { visible, visibleLines } from './visible.ts';
