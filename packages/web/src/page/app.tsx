import { useEffect, useState } from 'preact/hooks';
import { EditorPane } from '../editor/editor-pane.tsx';
import { Picture } from '../picture/picture.tsx';
import { openFile } from '../state/files.ts';
import { isStale, openText, shown } from '../state/session.ts';
import { Legend } from './legend.tsx';
import { Panels } from './panels.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar.tsx';

const VIEWS = [
  { id: 'xml', title: 'XML' },
  { id: 'topology', title: 'Topology' },
  { id: 'panels', title: 'Panels' },
] as const;

/** The page: on wide screens all of it, on narrow ones one of three views. */
export function App() {
  const [view, setView] = useState<(typeof VIEWS)[number]['id']>('xml');
  const isDropping = useDocuments();
  return (
    <div class={`app${isDropping ? ' dropping' : ''}`} data-view={view}>
      <Toolbar />
      <nav class="views" aria-label="Views">
        {VIEWS.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={id === view} onClick={() => setView(id)}>
            {title}
          </button>
        ))}
      </nav>
      <main class="main">
        <section class="pane pane-xml" aria-label="Domain XML">
          <EditorPane />
        </section>
        <section class="pane pane-topology" aria-label="Topology">
          <div class="pane-head">
            <h2>{shown.value?.picture.title ?? 'Topology'}</h2>
            {isStale.value && shown.value !== undefined && (
              <span class="stale-note">of the last document that was not refused</span>
            )}
            <Legend />
          </div>
          <Picture />
        </section>
        <div class="pane pane-panels">
          <Panels />
        </div>
      </main>
      <StatusBar />
    </div>
  );
}

/** Files dropped anywhere, and text pasted outside of the editor. */
function useDocuments(): boolean {
  const [isDropping, setDropping] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setDropping(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDropping(false);
    };
    const drop = (event: DragEvent): void => {
      const [file] = event.dataTransfer?.files ?? [];
      setDropping(false);
      if (file === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      void openFile(file);
    };
    const paste = (event: ClipboardEvent): void => {
      const target = event.target as Element;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (target.closest('.cm-editor, input, textarea') !== null || !text.trimStart().startsWith('<')) return;
      openText(text, 'pasted.xml');
    };
    // Before the editor, which would put the file's text at the pointer.
    const first = { capture: true };
    document.addEventListener('dragover', over, first);
    document.addEventListener('dragleave', leave, first);
    document.addEventListener('drop', drop, first);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('dragover', over, first);
      document.removeEventListener('dragleave', leave, first);
      document.removeEventListener('drop', drop, first);
      document.removeEventListener('paste', paste);
    };
  }, []);
  return isDropping;
}
