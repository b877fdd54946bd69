import { signal } from '@preact/signals';
import { h } from 'preact';
import { MergePane } from '../editor/merge-pane.tsx';
import { download, isSameText, left, thisDocument } from './documents.ts';
import { say, sayFault } from './message.ts';
import { choose } from './question.ts';
import { ask, currentText, nowSaved, openDocument, openText, withEditorLines, writtenText } from './session.ts';
import { isViewing } from './viewing.ts';

/** Where `rootport view` serves the file it was called with; absent on any other host. */
const address = document.documentElement.dataset['document'];

/** The document is a file that can be written. */
export const isWritable = document.documentElement.dataset['writable'] !== undefined;
export const isSaving = signal(false);
/** The command has ended: nothing can be saved any more. */
export const hasEnded = signal(false);
/** Of the file that the command was called with. */
export const viewedName = signal('');
let version = '';

interface FileNow {
  readonly name: string;
  readonly text: string;
  readonly version: string;
}

async function readFile(): Promise<FileNow> {
  const answer = await fetch(address ?? '');
  if (!answer.ok) throw new Error((await answer.text()).trim());
  const name = decodeURIComponent(answer.headers.get('rootport-name') ?? 'domain.xml');
  return { name, text: await answer.text(), version: answer.headers.get('etag') ?? '' };
}

/** Opens the file that the command was called with. `draft`: what was typed before the page was loaded anew. */
export async function openViewedFile(draft: { readonly text: string; readonly saved: string } | undefined) {
  const file = await readFile();
  version = file.version;
  viewedName.value = file.name;
  const { text: saved } = withEditorLines(file.text);
  if (draft === undefined || isSameText(draft.text, file.text)) openText(file.text, file.name, { isViewed: true });
  else {
    openText(draft.text, file.name, { saved, isViewed: true });
    say(
      draft.saved === saved
        ? 'What you typed before is here again; it is not saved yet.'
        : 'What you typed before is here again. The file was changed since; Changes has what differs.',
    );
  }
  void loadAll();
  void waitForTheEnd();
}

/** Loads what the page would load when it is asked for: the command may have ended by then. */
async function loadAll(): Promise<void> {
  if (!isViewing) return;
  await Promise.all([ask('warm', undefined), import('../editor/merge-view.ts'), import('../editor/xml-editor.ts')]);
}

/** The command answers this question by ending. */
async function waitForTheEnd(): Promise<void> {
  try {
    await (await fetch('alive')).text();
  } catch {
    // So it ends, too.
  }
  hasEnded.value = true;
  sayFault('rootport view has ended. The page goes on; to keep the text, save it as a file of its own.', {
    title: 'Save as …',
    run: saveAs,
  });
}

/** Gives the document to the browser as a file. */
export function saveAs(): void {
  const text = currentText();
  download(writtenText(text), openDocument.peek().name, 'application/xml');
  nowSaved(text);
}

/** Writes the document back. Asks before it writes another document, what is no domain, or over somebody's change. */
export async function saveViewedFile(): Promise<void> {
  if (address === undefined || isSaving.peek()) return;
  if (hasEnded.peek()) return saveAs();
  isSaving.value = true;
  try {
    if ((await mayWriteOther()) && (await mayWriteNoDomain())) await put(version);
  } catch {
    sayFault('Not saved: rootport view has ended.', { title: 'Save as …', run: saveAs });
  } finally {
    isSaving.value = false;
  }
}

async function put(expected: string): Promise<void> {
  const text = currentText();
  const answer = await fetch(address ?? '', {
    method: 'PUT',
    headers: { 'content-type': 'application/xml', 'if-match': expected },
    body: writtenText(text),
  });
  if (answer.ok) {
    version = answer.headers.get('etag') ?? '';
    const name = viewedName.peek();
    openDocument.value = { ...openDocument.peek(), name, saved: text, isViewed: true };
    say(`${name} is saved.`);
  } else if (answer.status === 412) await settleConflict();
  else sayFault((await answer.text()).trim(), { title: 'Save as …', run: saveAs });
}

async function mayWriteOther(): Promise<boolean> {
  const { name, isViewed } = openDocument.peek();
  if (isViewed) return true;
  const answer = await choose({
    title: `Write ${name} into ${viewedName.peek()}?`,
    text: `This document is not the file that rootport view was called with. ${viewedName.peek()} would get its text.`,
    answers: [
      { id: 'as', title: 'Save as …' },
      { id: 'write', title: `Replace ${viewedName.peek()}`, kind: 'danger' },
    ],
  });
  if (answer === 'as') saveAs();
  return answer === 'write';
}

async function mayWriteNoDomain(): Promise<boolean> {
  const parsed = new DOMParser().parseFromString(currentText(), 'text/xml');
  const root = parsed.documentElement.localName;
  if (root === 'domain' && parsed.getElementsByTagName('parsererror').length === 0) return true;
  const answer = await choose({
    title: 'Save a text that is not a domain?',
    text: 'What is in the editor is not well-formed, or its root is not <domain>; libvirt would not take it.',
    answers: [{ id: 'save', title: 'Save anyway', kind: 'danger' }],
  });
  return answer === 'save';
}

/** Somebody else has written the file since it was read: both texts side by side, and what is to be done. */
async function settleConflict(): Promise<void> {
  const file = await readFile();
  const mine = currentText();
  const theirs = withEditorLines(file.text).text;
  const answer = await choose({
    title: `${file.name} was changed meanwhile [RP5062]`,
    text: 'What only your text has is marked; what only the file has is crossed out.',
    content: h(MergePane, { before: theirs, after: mine, label: `Your text and ${file.name} as it is now` }),
    answers: [
      { id: 'as', title: 'Save as …' },
      { id: 'overwrite', title: 'Overwrite', kind: 'danger' },
      { id: 'reload', title: 'Reload', kind: 'primary' },
    ],
  });
  if (answer === 'as') saveAs();
  if (answer === 'overwrite') await put(file.version);
  if (answer !== 'reload') return;
  left.value = { ...thisDocument(), isViewed: true };
  version = file.version;
  openText(file.text, file.name, { isViewed: true });
  say(`${file.name} is as the file has it. Your text is one click away.`);
}
