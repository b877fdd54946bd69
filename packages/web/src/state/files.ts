import { announcement, currentText, openDocument, openText, writtenText } from './session.ts';

const MAX_FILE = 64 * 1024 * 1024;

/** Opens a file of the user's machine. Nothing leaves the browser. */
export async function openFile(file: File): Promise<void> {
  if (file.size > MAX_FILE) {
    announcement.value = `${file.name} is larger than 64 MiB, and no domain definition.`;
    return;
  }
  try {
    openText(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()), file.name);
    announcement.value = `${file.name} is open.`;
  } catch {
    announcement.value = `${file.name} is not UTF-8 text.`;
  }
}

/** Gives a text to the user as a file. */
export function download(text: string, name: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function downloadDocument(): void {
  download(writtenText(currentText()), openDocument.peek().name, 'application/xml');
}
