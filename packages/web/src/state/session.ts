import { batch, computed, type Signal, signal } from '@preact/signals';
import { DEFAULT_PROFILE, type TextEdit } from '@rootport/core';
import type { PageDevice, PageDiagnostic, Picture, Planned, Settings } from '../worker/protocol.ts';
import { createScheduler, startPlanner } from './planner-client.ts';

/** The editor as the rest of the page uses it. Offsets are those of its text. */
export interface Editor {
  text(): string;
  /** Takes another document; undoable. */
  open(text: string): void;
  apply(edits: readonly TextEdit[], select?: boolean): void;
  /** Puts the selection at a range and brings it into view. */
  reveal(span: { readonly start: number; readonly end: number }, focus: boolean): void;
  /** Inserts an element as the last device; false when there is no place for it. */
  insertDevice(xml: string): boolean;
  focus(): void;
}

/** A document as it came, and as it is written back. */
export interface OpenDocument {
  readonly name: string;
  readonly lineEnd: '\n' | '\r\n';
  /** As it was opened, with the editor's line ends: what the diff compares with. */
  readonly original: string;
}

/** The one state of the page is its text; everything else follows from it and from the controls. */
export const settings: Signal<Settings> = signal({ profile: DEFAULT_PROFILE, qemu: '' });
export const openDocument: Signal<OpenDocument> = signal({ name: 'domain.xml', lineEnd: '\n', original: '' });
export const planned: Signal<Planned | undefined> = signal(undefined);
/** What is said about the text: of its plan at first, then of all checks. */
export const problems: Signal<readonly PageDiagnostic[]> = signal([]);
/** The last picture there was, and the devices in it. */
export const shown: Signal<Shown | undefined> = signal(undefined);
export const hovered: Signal<string | undefined> = signal(undefined);
export const selected: Signal<string | undefined> = signal(undefined);
export const pictureWidth: Signal<number> = signal(960);
export const announcement: Signal<string> = signal('');
export const editor: Signal<Editor | undefined> = signal(undefined);
/** Counts the changes of the text and of the controls. */
export const revision: Signal<number> = signal(0);

export interface Shown {
  readonly picture: Picture;
  readonly devices: ReadonlyMap<string, PageDevice>;
}

/** The device that the page speaks of: the one under the pointer, else the chosen one. */
export const focus = computed(() => hovered.value ?? selected.value);
/** The text was refused, and the picture is of one before. */
export const isStale = computed(() => planned.value?.ok === false);

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
  const request = { text: currentText(), settings: settings.peek(), width: pictureWidth.peek() };
  try {
    const answer = await ask('plan', request);
    batch(() => {
      plannedRevision.value = asked;
      if (answer.picture !== undefined) {
        shown.value = { picture: answer.picture, devices: new Map(answer.devices.map((one) => [one.id, one])) };
      }
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
    announcement.value = `This is a bug in rootport: ${error instanceof Error ? error.message : error}. Please report it.`;
  }
});

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
export function openText(content: string, name: string): void {
  const isDos = content.includes('\r\n') && !/(?<!\r)\n|\r(?!\n)/.test(content);
  const text = isDos ? content.replaceAll('\r\n', '\n') : content;
  openDocument.value = { name, lineEnd: isDos ? '\r\n' : '\n', original: text };
  selected.value = undefined;
  hovered.value = undefined;
  // The picture of another document says nothing about this one.
  shown.value = undefined;
  initialText = text;
  const current = editor.peek();
  if (current === undefined) textChanged();
  else current.open(text);
  planNow();
}

/** The document as it is written to a file. */
export const writtenText = (text: string): string => text.replaceAll('\n', openDocument.peek().lineEnd);

/** Puts edits of the last plan into the document; they are one step of its history. */
export function applyPlanned(edits: readonly TextEdit[], message: string): boolean {
  const current = editor.peek();
  if (current === undefined || !isCurrent()) {
    announcement.value = 'The document has changed meanwhile; please try again.';
    return false;
  }
  current.apply(edits);
  announcement.value = message;
  return true;
}

/** Takes a whole text in place of the document, as one step of its history. */
export function replaceDocument(text: string, message: string): void {
  applyPlanned([{ span: { start: 0, end: currentText().length }, newText: text }], message);
}

/** Chooses a device and shows its element; one that libvirt adds has none. */
export function selectDevice(id: string, focusEditor = false): void {
  selected.value = id;
  const span = shown.peek()?.devices.get(id)?.span;
  // The elements of a document that was refused since may be elsewhere.
  if (span !== undefined && isCurrent() && !isStale.peek()) editor.peek()?.reveal(span, focusEditor);
}
