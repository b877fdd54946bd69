import { render } from 'preact';
import { App } from './page/app.tsx';
import { EXAMPLES, loadExample } from './state/examples.ts';
import { announcement, openText, settings } from './state/session.ts';
import { decodeState } from './state/share.ts';
import { showTheme } from './state/theme.ts';
import { isViewing, openViewedFile } from './state/view-file.ts';
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
void openFirst().catch((error: unknown) => {
  announcement.value = error instanceof Error ? error.message : String(error);
});
addEventListener('hashchange', () => void openLink());
keepOffline();

/** The file of `rootport view`, what the link holds, or an example. */
async function openFirst(): Promise<void> {
  if (isViewing) return openViewedFile();
  if (await openLink()) return;
  const [{ file }] = EXAMPLES;
  openText(await loadExample(file), file);
}

async function openLink(): Promise<boolean> {
  const shared = await decodeState(location.hash);
  if (shared === undefined) {
    if (location.hash.startsWith('#s=')) announcement.value = 'The link is damaged, so that nothing can be read of it.';
    return false;
  }
  settings.value = shared.settings;
  openText(shared.text, shared.name);
  return true;
}

/** From the second visit on, the page needs no network. The command serves under another address each time. */
function keepOffline(): void {
  if (isViewing || import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('./sw.js').catch(() => undefined);
}
