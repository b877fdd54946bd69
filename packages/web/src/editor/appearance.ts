import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const highlight = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--code-tag)' },
  { tag: tags.attributeName, color: 'var(--code-attribute)' },
  { tag: tags.attributeValue, color: 'var(--code-value)' },
  { tag: [tags.comment, tags.processingInstruction], color: 'var(--code-comment)' },
  { tag: tags.invalid, color: 'var(--error)' },
]);

/** Colours and sizes of the page for an editor; the variables follow the colour scheme. */
export const appearance: Extension = [
  syntaxHighlighting(highlight),
  EditorView.theme({
    '&': { height: '100%', fontSize: '12.5px', color: 'var(--ink)', backgroundColor: 'var(--surface)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
    '.cm-content': { caretColor: 'var(--ink)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--soft)', border: 'none' },
    '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 10px' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
    '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'var(--selection)',
    },
    '.cm-tooltip': {
      backgroundColor: 'var(--raised)',
      color: 'var(--ink)',
      border: '1px solid var(--line)',
      borderRadius: '6px',
      boxShadow: 'var(--shadow)',
      maxWidth: 'min(480px, 90vw)',
    },
    '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line)' },
    '.cm-textfield': { backgroundColor: 'var(--surface)', borderColor: 'var(--line)', color: 'var(--ink)' },
    '.cm-button': {
      backgroundImage: 'none',
      backgroundColor: 'var(--surface)',
      borderColor: 'var(--line)',
      color: 'var(--ink)',
    },
    '.cm-panel label, .cm-panel button': { fontSize: '12px' },
    '.cm-searchMatch': { backgroundColor: 'var(--match)' },
    '.cm-foldPlaceholder': { backgroundColor: 'var(--raised)', borderColor: 'var(--line)', color: 'var(--soft)' },
    '.cm-diagnostic': { padding: '8px 12px', borderLeft: '3px solid var(--line)', whiteSpace: 'normal' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--error)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--warning)' },
    '.cm-diagnostic-info': { borderLeftColor: 'var(--accent)' },
    '.cm-diagnosticAction': {
      backgroundColor: 'var(--accent)',
      color: 'var(--on-accent)',
      borderRadius: '4px',
      padding: '3px 8px',
      margin: '6px 0 0',
    },
    '.cm-insertedLine, .cm-changedLine': { backgroundColor: 'var(--added-ground)' },
    '.cm-deletedChunk': { backgroundColor: 'var(--removed-ground)' },
    '.cm-changedText, &.cm-merge-b .cm-changedText': { background: 'var(--added-text)' },
    '.cm-deletedChunk .cm-deletedText': { background: 'var(--removed-text)' },
    '.cm-changedLineGutter': { background: 'var(--added-line)' },
    '.cm-deletedLineGutter': { background: 'var(--error)' },
    '.cm-collapsedLines': {
      background: 'var(--raised)',
      color: 'var(--soft)',
      fontFamily: 'var(--sans)',
      fontSize: '12px',
      padding: '2px 12px',
    },
    '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: '"⋯"', margin: '0 6px' },
  }),
];
