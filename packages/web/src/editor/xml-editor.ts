import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { effect } from '@preact/signals';
import type { TextEdit } from '@rootport/core';
import {
  currentText,
  type Editor,
  editor,
  hovered,
  isCurrent,
  planned,
  problems,
  selected,
  shown,
  textChanged,
} from '../state/session.ts';
import { appearance } from './appearance.ts';
import { deviceAt, deviceMarks, deviceRanges, setDevices, setLit } from './devices.ts';
import { marksOf } from './diagnostics.ts';

const EXTENSIONS: Extension = [
  lintGutter(),
  lineNumbers(),
  foldGutter(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  xml(),
  deviceMarks,
  appearance,
  // Carriage returns that are not all line ends stay what they are.
  EditorState.lineSeparator.of('\n'),
  // Tab leaves the editor, as everywhere on a page.
  keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap]),
  EditorView.contentAttributes.of({ 'aria-label': 'Domain XML', spellcheck: 'false', tabindex: '0' }),
];

/** Puts the editor into the page and joins it with the session. Returns how to take it out again. */
export function mountEditor(parent: HTMLElement): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: currentText(), extensions: [EXTENSIONS, listeners()] }),
  });
  const stop = [showPlan(view), showProblems(view), showFocus(view)];
  editor.value = editorOf(view);
  return () => {
    for (const one of stop) one();
    editor.value = undefined;
    view.destroy();
  };
}

function listeners(): Extension {
  return [
    EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
      if (docChanged) textChanged();
      const byHand = transactions.some((one) => one.isUserEvent('select') || one.isUserEvent('input'));
      if (!selectionSet || !byHand) return;
      selected.value = deviceAt(state.field(deviceRanges), state.selection.main.head)?.id;
    }),
    EditorView.domEventHandlers({
      mousemove(event, view) {
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        hovered.value = offset === null ? undefined : deviceAt(view.state.field(deviceRanges), offset)?.id;
      },
      mouseleave: () => {
        hovered.value = undefined;
      },
    }),
  ];
}

/** The devices of each plan, as soon as it is of the text as it is. */
function showPlan(view: EditorView): () => void {
  return effect(() => {
    const plan = planned.value;
    if (plan !== undefined && isCurrent()) view.dispatch({ effects: setDevices.of(plan.devices) });
  });
}

function showProblems(view: EditorView): () => void {
  return effect(() => {
    const found = problems.value;
    if (isCurrent()) view.dispatch(setDiagnostics(view.state, marksOf(found, view.state.doc)));
  });
}

function showFocus(view: EditorView): () => void {
  return effect(() => {
    // After a refused plan the ids are those of the last good one, whose elements may be elsewhere.
    if (shown.value === undefined) return;
    view.dispatch({ effects: setLit.of({ hovered: hovered.value, selected: selected.value }) });
  });
}

function editorOf(view: EditorView): Editor {
  const change = (edits: readonly TextEdit[], select: boolean): void => {
    const changes = edits.map(({ span, newText }) => ({ from: span.start, to: span.end, insert: newText }));
    view.dispatch({ changes, annotations: isolateHistory.of('full'), userEvent: 'input.plan' });
    if (select) view.focus();
  };
  return {
    text: () => view.state.doc.toString(),
    open(text) {
      const whole = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes: whole, selection: { anchor: 0 }, annotations: isolateHistory.of('full') });
      view.scrollDOM.scrollTop = 0;
    },
    apply: (edits, select = false) => change(edits, select),
    reveal({ start, end }, focus) {
      if (end > view.state.doc.length) return;
      const effects = EditorView.scrollIntoView(start, { y: 'start', yMargin: 80 });
      view.dispatch({ selection: { anchor: start, head: end }, effects });
      if (focus) view.focus();
    },
    insertDevice(xml) {
      const edit = insertion(view.state.doc.toString(), xml);
      if (edit === undefined) return false;
      change([edit.edit], false);
      const { start } = edit.edit.span;
      view.dispatch({
        selection: { anchor: start + edit.lead, head: start + edit.edit.newText.length },
        effects: EditorView.scrollIntoView(start, { y: 'center' }),
      });
      return true;
    },
    focus: () => view.focus(),
  };
}

/** The edit that makes an element the last device; `lead` is how much white space it begins with. */
function insertion(text: string, xml: string): { readonly edit: TextEdit; readonly lead: number } | undefined {
  const end = text.lastIndexOf('</devices>');
  if (end < 0) return undefined;
  const line = /(^|\n)([ \t]*)$/.exec(text.slice(Math.max(0, end - 200), end));
  const indent = line?.[2] ?? '';
  const lines = xml.split('\n').map((one) => `${indent}  ${one}`);
  const newText = line === null ? xml : `\n${lines.join('\n')}`;
  const at = line === null ? end : end - indent.length - (line[1]?.length ?? 0);
  return { edit: { span: { start: at, end: at }, newText }, lead: line === null ? 0 : indent.length + 3 };
}
