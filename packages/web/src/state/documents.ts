import { signal } from '@preact/signals';
import type { Settings } from '../worker/protocol.ts';
import { say, sayFault } from './message.ts';
import { choose } from './question.ts';
import {
  currentText,
  isChanged,
  nowSaved,
  openDocument,
  openText,
  settings,
  withEditorLines,
  writtenText,
} from './session.ts';

const MAX_FILE = 64 * 1024 * 1024;

/** A document that was left for another one, as it was then. */
export interface LeftDocument {
  readonly name: string;
  /** As it is written to a file. */
  readonly text: string;
  readonly saved: string;
  readonly isViewed: boolean;
  readonly settings: Settings;
}

/** The document before this one: one click away. */
export const left = signal<LeftDocument | undefined>(undefined);

/** The document as it is, to come back to. */
export const thisDocument = (): LeftDocument => ({
  ...openDocument.peek(),
  text: writtenText(currentText()),
  settings: settings.peek(),
});

/** Shows another document in place of this one; asks first where that has changes that no file has. */
export async function changeDocument(text: string, name: string, andSettings?: Settings): Promise<boolean> {
  if (isChanged.peek() && !(await mayLeave(name))) return false;
  const before = currentText() === '' ? undefined : thisDocument();
  if (andSettings !== undefined) settings.value = andSettings;
  openText(text, name);
  left.value = before;
  say(`${name} is open.`, before === undefined ? undefined : { title: `Back to ${before.name}`, run: goBack });
  return true;
}

async function mayLeave(next: string): Promise<boolean> {
  const { name } = openDocument.peek();
  const answer = await choose({
    title: `Open ${next}?`,
    text: `${name} has changes that are in no file. They stay one click away ("← ${name}") until yet another document is opened.`,
    answers: [{ id: 'open', title: `Open ${next}`, kind: 'primary' }],
  });
  return answer === 'open';
}

/** Shows the document before this one again, and this one becomes the one before. */
export function goBack(): void {
  const before = left.peek();
  if (before === undefined) return;
  left.value = thisDocument();
  settings.value = before.settings;
  openText(before.text, before.name, before);
  say(`${before.name} is open again.`);
}

/** Opens a file of the user's machine. Nothing leaves the browser. */
export async function openFile(file: File): Promise<void> {
  if (file.size > MAX_FILE) {
    sayFault(`${file.name} is larger than 64 MiB, and no domain definition. Nothing was opened.`);
    return;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch (error) {
    const why = error instanceof TypeError ? 'it is not UTF-8 text' : 'the browser may not read it';
    sayFault(`${file.name} could not be opened: ${why}. The document here is as it was.`);
    return;
  }
  await changeDocument(text, file.name);
}

/** Gives a text or a picture to the user as a file. */
export function download(content: string | Blob, name: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function downloadDocument(): void {
  const text = currentText();
  download(writtenText(text), openDocument.peek().name, 'application/xml');
  nowSaved(text);
}

/** Whether two texts are one, whatever their line ends. */
export const isSameText = (a: string, b: string): boolean => withEditorLines(a).text === withEditorLines(b).text;
