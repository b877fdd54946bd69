import { batch, computed, type Signal, signal } from '@preact/signals';
import { DEFAULT_PROFILE, type TextEdit } from '@rootport/core';
import type {
  Comparing,
  Drawing,
  Drawn,
  PageDevice,
  PageDiagnostic,
  Picture,
  Planned,
  Settings,
} from '../worker/protocol.ts';
import { say, sayBug, sayFault } from './message.ts';
import { createScheduler, startPlanner } from './planner-client.ts';

/** Edits one after the other: each list is of the text that the ones before leave. */
export type EditSteps = readonly (readonly TextEdit[])[];

/** The editor as the rest of the page uses it. Offsets are those of its text. */
export interface Editor {
  text(): string;
  /** Takes another document, with a history of its own. */
  open(text: string): void;
  /** Puts edits in, as one step of the history. */
  apply(steps: EditSteps): void;
  /** Puts the selection at a range and brings it into view. */
  reveal(span: { readonly start: number; readonly end: number }, focus: boolean): void;
  undo(): void;
  redo(): void;
  focus(): void;
}

/** A document as it came, and as it is written back. */
export interface OpenDocument {
  readonly name: string;
  readonly lineEnd: '\n' | '\r\n';
  /** With the editor's line ends: what the diff compares with. */
  readonly original: string;
  /** What is in a file: as it was opened, saved or downloaded last. */
  readonly saved: string;
  /** It is the file that `rootport view` was called with. */
  readonly isViewed: boolean;
}

/** The one state of the page is its text; everything else follows from it and from the controls. */
export const settings: Signal<Settings> = signal({ profile: DEFAULT_PROFILE, qemu: '', ...settingsOfCommand() });
const NOTHING: OpenDocument = { name: 'domain.xml', lineEnd: '\n', original: '', saved: '', isViewed: false };
export const openDocument: Signal<OpenDocument> = signal(NOTHING);
export const planned: Signal<Planned | undefined> = signal(undefined);
/** What is said about the text: of its plan at first, then of all checks. */
export const problems: Signal<readonly PageDiagnostic[]> = signal([]);
/** The last picture there was, and the devices in it. */
export const shown: Signal<Shown | undefined> = signal(undefined);
export const hovered: Signal<string | undefined> = signal(undefined);
export const selected: Signal<string | undefined> = signal(undefined);
export const pictureWidth: Signal<number> = signal(960);
/** The runs of like boxes that are drawn one by one. */
export const expanded: Signal<readonly string[]> = signal([]);
/** What the plan is drawn together with. */
export const comparing: Signal<Comparing | undefined> = signal(undefined);
export const editor: Signal<Editor | undefined> = signal(undefined);
/** How many steps the editor's history has, back and forward. */
export const history: Signal<{ readonly undo: number; readonly redo: number }> = signal({ undo: 0, redo: 0 });
/** Counts the changes of the text and of the controls. */
export const revision: Signal<number> = signal(0);

/** What `rootport view` was told; nothing on any other host. */
function settingsOfCommand(): Partial<Settings> {
  return JSON.parse(document.documentElement.dataset['settings'] ?? '{}');
}

export interface Shown {
  readonly picture: Picture;
  readonly devices: ReadonlyMap<string, PageDevice>;
}

/** The text was refused, and the picture is of one before or of a part. */
export const isStale = computed(() => planned.value?.ok === false);
/** The text is not what a file has. */
export const isChanged = computed(() => {
  const { saved } = openDocument.value;
  return revision.value >= 0 && editor.value !== undefined && currentText() !== saved;
});

export const ask = startPlanner();

/** Of the text that the last checks are of. */
export const checkedRevision: Signal<number> = signal(-1);

let initialText = '';
/** Of the text that the last plan is of. */
export const plannedRevision: Signal<number> = signal(-1);

/** The text of the editor; before that is loaded, the one that it will show. */
export const currentText = (): string => editor.peek()?.text() ?? initialText;

/** True when the last plan is of the text as it is now, so that its edits can be applied. */
export const isCurrent = (): boolean => plannedRevision.peek() === revision.peek();

const scheduler = createScheduler(async () => {
  const asked = revision.peek();
  const request = { text: currentText(), settings: settings.peek(), drawing: drawingNow() };
  try {
    const answer = await ask('plan', request);
    batch(() => {
      plannedRevision.value = asked;
      if (answer.picture !== undefined) show({ picture: answer.picture, devices: answer.devices });
      planned.value = answer;
      problems.value = answer.diagnostics;
    });
    // With the text changed meanwhile, it is the next one that is checked.
    if (!isCurrent()) return;
    const found = await ask('check', undefined);
    batch(() => {
      checkedRevision.value = asked;
      if (isCurrent()) problems.value = found;
    });
  } catch (error) {
    sayBug(error);
  }
});

function show({ picture, devices }: Drawn): void {
  shown.value = { picture, devices: new Map(devices.map((one) => [one.id, one])) };
}

function drawingNow(): Drawing {
  const compare = comparing.peek();
  return {
    width: pictureWidth.peek(),
    expanded: expanded.peek(),
    ...(compare === undefined ? {} : { compare }),
  };
}

let redrawn = 0;

/** Draws the last plan anew: the width, what is expanded or what it is compared with has changed. */
export async function redraw(): Promise<void> {
  redrawn += 1;
  const [asked, version] = [redrawn, planned.peek()?.version];
  const drawn = await ask('draw', drawingNow());
  if (drawn !== undefined && asked === redrawn && planned.peek()?.version === version) show(drawn);
}

/** Tells that the text was changed. */
export function textChanged(): void {
  revision.value += 1;
  scheduler.later();
}

/** Plans at once: a control was changed. */
export const planNow = (): void => scheduler.now();

export function changeSettings(change: Partial<Settings>): void {
  settings.value = { ...settings.peek(), ...change };
  revision.value += 1;
  planNow();
}

/** Shows another document. Line ends are the editor's while it is open, and its own again when it is written. */
export function openText(
  content: string,
  name: string,
  known: Partial<Pick<OpenDocument, 'saved' | 'isViewed'>> = {},
): void {
  const { text, lineEnd } = withEditorLines(content);
  const { saved = text, isViewed = false } = known;
  batch(() => {
    openDocument.value = { name, lineEnd, original: saved, saved, isViewed };
    selected.value = undefined;
    hovered.value = undefined;
    // The picture of another document says nothing about this one.
    shown.value = undefined;
    expanded.value = [];
    comparing.value = undefined;
    initialText = text;
    const current = editor.peek();
    current?.open(text);
    textChanged();
  });
  planNow();
}

/** A text with the line ends of the editor, and what they were. */
export function withEditorLines(content: string): Pick<OpenDocument, 'lineEnd'> & { readonly text: string } {
  const isDos = content.includes('\r\n') && !/(?<!\r)\n|\r(?!\n)/.test(content);
  return isDos ? { text: content.replaceAll('\r\n', '\n'), lineEnd: '\r\n' } : { text: content, lineEnd: '\n' };
}

/** The document as it is written to a file. */
export const writtenText = (text: string): string => text.replaceAll('\n', openDocument.peek().lineEnd);

/** Notes that a file has the text now. */
export function nowSaved(text: string): void {
  openDocument.value = { ...openDocument.peek(), saved: text };
}

/** Puts edits of the last plan into the document; they are one step of its history, which the message takes back. */
export function applyPlanned(steps: EditSteps, text: string): boolean {
  const current = editor.peek();
  if (current === undefined || !isCurrent()) {
    sayFault('The document has changed meanwhile; please try again.');
    return false;
  }
  current.apply(steps);
  const after = current.text();
  const run = (): void => {
    if (current.text() === after) current.undo();
    else sayFault('The document has changed since. Undo takes back one step after the other.');
  };
  say(text, { title: 'Undo', run });
  return true;
}

/** Takes a whole text in place of the document, as one step of its history. */
export function replaceDocument(text: string, done: string): void {
  applyPlanned([[{ span: { start: 0, end: currentText().length }, newText: text }]], done);
}

/** Chooses a device and shows its element; one that libvirt adds has none. */
export function selectDevice(id: string | undefined, focusEditor = false): void {
  selected.value = id;
  const span = id === undefined ? undefined : shown.peek()?.devices.get(id)?.span;
  if (span !== undefined && isCurrent()) editor.peek()?.reveal(span, focusEditor);
}
