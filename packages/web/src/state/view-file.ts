import { signal } from '@preact/signals';
import { announcement, currentText, openDocument, openText, writtenText } from './session.ts';

/** Where `rootport view` serves the file it was called with; absent on any other host. */
const address = document.documentElement.dataset['document'];

/** The page belongs to the command, and to one document. */
export const isViewing = address !== undefined;
/** The document is a file that can be written. */
export const isWritable = document.documentElement.dataset['writable'] !== undefined;
export const isSaving = signal(false);
let version: string | undefined;

/** Opens the file that the command was called with. */
export async function openViewedFile(): Promise<void> {
  if (address === undefined) return;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(await answer.text());
  version = answer.headers.get('etag') ?? undefined;
  const name = decodeURIComponent(answer.headers.get('rootport-name') ?? 'domain.xml');
  openText(await answer.text(), name);
}

/** Writes the document back; refused when the file was changed by somebody else meanwhile. */
export async function saveViewedFile(): Promise<void> {
  if (address === undefined || isSaving.peek()) return;
  isSaving.value = true;
  try {
    const text = currentText();
    const answer = await fetch(address, {
      method: 'PUT',
      headers: { 'content-type': 'application/xml', 'if-match': version ?? '' },
      body: writtenText(text),
    });
    if (answer.ok) {
      version = answer.headers.get('etag') ?? undefined;
      openDocument.value = { ...openDocument.peek(), original: text };
      announcement.value = `${openDocument.peek().name} is saved.`;
    } else announcement.value = await answer.text();
  } catch {
    announcement.value = 'Not saved: rootport view has ended.';
  } finally {
    isSaving.value = false;
  }
}
