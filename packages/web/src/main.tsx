import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './page/app.tsx';
import { changeDocument, left } from './state/documents.ts';
import { adoptDraft, keepDraft, readDraft } from './state/draft.ts';
import { EXAMPLES, loadExample } from './state/examples.ts';
import { say, sayFault } from './state/message.ts';
import { isChanged, openDocument, openText, settings } from './state/session.ts';
import { decodeState, followLink, isLink } from './state/share.ts';
import { showTheme } from './state/theme.ts';
import { openViewedFile } from './state/view-file.ts';
import { isViewing } from './state/viewing.ts';
import './styles/base.css';
import './styles/controls.css';
import './styles/page.css';
import './styles/editor.css';
import './styles/picture.css';
import './styles/panels.css';
import './styles/sizes.css';

showTheme();
const page = document.getElementById('page');
if (page !== null) render(<App />, page);
void openFirst().then(follow, (error: unknown) => sayFault(error instanceof Error ? error.message : String(error)));
keepOffline();

/** The file of `rootport view`, what the link holds, what was left unsaved, or an example. */
async function openFirst(): Promise<void> {
  const draft = readDraft();
  if (isViewing) return openViewedFile(draft);
  if (isLink(location.hash)) {
    await openLink(openText);
    // Of a damaged one there is nothing, which is to be seen.
    if (openDocument.peek().original === '') openText('', 'domain.xml');
    if (draft !== undefined) left.value = { ...draft, isViewed: false };
    return;
  }
  if (draft !== undefined) {
    settings.value = draft.settings;
    openText(draft.text, draft.name, { saved: draft.saved });
    adoptDraft();
    say(`Your changes of ${draft.name} are here again; no file has them yet.`);
    return;
  }
  const [{ file }] = EXAMPLES;
  openText(await loadExample(file), file);
}

function follow(): void {
  keepDraft();
  if (!isViewing) followLink();
  addEventListener('hashchange', () => {
    if (isLink(location.hash)) void openLink((text, name) => void changeDocument(text, name));
  });
  effect(() => {
    document.title = `${isChanged.value ? '• ' : ''}${openDocument.value.name} – rootport`;
  });
}

/** Opens what the link holds. A damaged one opens nothing: another document in its place would be taken for it. */
async function openLink(open: (text: string, name: string) => void): Promise<void> {
  const shared = await decodeState(location.hash);
  if (shared === undefined) {
    sayFault('The link is damaged and cannot be read, so nothing was opened. Ask for the link again.');
    return;
  }
  settings.value = shared.settings;
  open(shared.text, shared.name);
}

/** From the second visit on, the page needs no network. The command serves under another address each time. */
function keepOffline(): void {
  if (isViewing || import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('./sw.js').catch(() => undefined);
}
