import {
  defaultKeymap,
  history,
  historyKeymap,
  isolateHistory,
  redo,
  redoDepth,
  undo,
  undoDepth,
} from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { ChangeSet, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { effect } from '@preact/signals';
import {
  currentText,
  type Editor,
  type EditSteps,
  editor,
  history as historySteps,
  hovered,
  isCurrent,
  planned,
  problems,
  selected,
  shown,
  textChanged,
} from '../state/session.ts';
import { appearance } from './appearance.ts';
import { assist } from './assist.ts';
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
  assist,
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
    state: stateOf(currentText()),
  });
  const stop = [showPlan(view), showProblems(view), showFocus(view)];
  editor.value = editorOf(view);
  showDevices(view);
  return () => {
    for (const one of stop) one();
    editor.value = undefined;
    view.destroy();
  };
}

const stateOf = (doc: string): EditorState => EditorState.create({ doc, extensions: [EXTENSIONS, listeners()] });

function listeners(): Extension {
  return [
    EditorView.updateListener.of(({ docChanged, selectionSet, state, transactions }) => {
      if (docChanged) {
        textChanged();
        historySteps.value = { undo: undoDepth(state), redo: redoDepth(state) };
      }
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
  return {
    text: () => view.state.doc.toString(),
    open(text) {
      view.setState(stateOf(text));
      historySteps.value = { undo: 0, redo: 0 };
      showDevices(view);
    },
    apply(steps) {
      const changes = composed(steps, view.state.doc.length);
      view.dispatch({ changes, annotations: isolateHistory.of('full'), userEvent: 'input.plan' });
    },
    reveal({ start, end }, focus) {
      if (end > view.state.doc.length) return;
      const effects = EditorView.scrollIntoView(start, { y: 'start', yMargin: 80 });
      view.dispatch({ selection: { anchor: start, head: end }, effects });
      if (focus) view.focus();
    },
    undo: () => void undo(view),
    redo: () => void redo(view),
    focus: () => view.focus(),
  };
}

/** Steps of edits as one change. */
function composed(steps: EditSteps, length: number): ChangeSet {
  let all = ChangeSet.empty(length);
  for (const edits of steps) {
    const changes = edits.map(({ span, newText }) => ({ from: span.start, to: span.end, insert: newText }));
    all = all.compose(ChangeSet.of(changes, all.newLength));
  }
  return all;
}

/** Of a new document the devices are what matters. */
function showDevices(view: EditorView): void {
  const at = view.state.doc.toString().indexOf('<devices');
  if (at >= 0) view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'start' }) });
}
