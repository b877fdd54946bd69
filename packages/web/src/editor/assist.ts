import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { type EditorView, hoverTooltip, type Tooltip } from '@codemirror/view';
import type { Completions, Hover } from '@rootport/core';
import { ask } from '../state/session.ts';

const KINDS = { element: 'type', attribute: 'property', value: 'constant' } as const;

/** What may be written, as one types or with Ctrl+Space, and what there is to say about what the pointer rests on. */
export const assist: Extension = [
  autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 50 }),
  hoverTooltip(explain),
];

async function complete({ state, pos, explicit }: CompletionContext): Promise<CompletionResult | null> {
  const answer = await ask('complete', { text: state.doc.toString(), offset: pos });
  if (answer === undefined || answer.items.length === 0) return null;
  const { span, items } = answer;
  // Between elements nothing is offered unasked: an Enter there is a line end.
  if (!explicit && span.start === pos && !/[<'"/ ]/.test(state.sliceDoc(pos - 1, pos))) return null;
  if (!explicit && items.every(({ kind }) => kind === 'element') && span.start === pos) return null;
  const begins = state.sliceDoc(span.start, span.start + 1) === '<' ? '<' : '';
  return { from: span.start, options: items.map((item) => optionOf(item, span.end, begins)) };
}

function optionOf(item: Completions['items'][number], end: number, begins: string): Completion {
  return {
    label: `${begins}${item.label}`,
    displayLabel: item.label,
    detail: item.detail,
    type: KINDS[item.kind],
    apply: (view, _, from, to) => {
      view.dispatch({
        changes: { from, to: Math.max(to, Math.min(end, view.state.doc.length)), insert: item.insert },
        selection: { anchor: from + item.caret },
        userEvent: 'input.complete',
      });
    },
  };
}

async function explain({ state }: EditorView, pos: number): Promise<Tooltip | null> {
  const hover = await ask('hover', { text: state.doc.toString(), offset: pos });
  if (hover === undefined) return null;
  return { pos: hover.span.start, end: hover.span.end, above: true, create: () => ({ dom: boxOf(hover) }) };
}

function boxOf({ title, lines }: Hover): HTMLElement {
  const box = document.createElement('div');
  box.className = 'hover-box';
  const head = document.createElement('strong');
  head.textContent = title;
  const list = document.createElement('ul');
  for (const { text, rule } of lines) {
    const item = document.createElement('li');
    item.textContent = rule === undefined ? text : `${text} (${rule})`;
    list.append(item);
  }
  box.append(head, list);
  return box;
}
