import { useEffect, useState } from 'preact/hooks';
import { EditorPane } from '../editor/editor-pane.tsx';
import { DeviceCard } from '../picture/card.tsx';
import { Picture } from '../picture/picture.tsx';
import { PictureHead } from '../picture/picture-head.tsx';
import { changeDocument, downloadDocument, openFile } from '../state/documents.ts';
import { editor } from '../state/session.ts';
import { isWritable, saveViewedFile } from '../state/view-file.ts';
import { Panels } from './panels.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { Splitter } from './splitter.tsx';
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
  const isNarrow = useNarrow();
  useKeys();
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
        <Splitter id="editor" direction="vertical" />
        <section class="pane pane-topology" aria-label="Topology">
          <PictureHead />
          <div class="picture-room">
            <Picture />
          </div>
          {isNarrow && <DeviceCard />}
        </section>
        <Splitter id="panels" direction="horizontal" />
        <div class="pane pane-panels">
          {!isNarrow && <DeviceCard />}
          <Panels />
        </div>
      </main>
      <StatusBar />
      <QuestionDialog />
    </div>
  );
}

const NARROW = matchMedia('(max-width: 1000px)');

/** One of the three views is shown at a time. */
function useNarrow(): boolean {
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const update = (): void => setNarrow(NARROW.matches);
    NARROW.addEventListener('change', update);
    return () => NARROW.removeEventListener('change', update);
  }, []);
  return isNarrow;
}

/** Save, Undo and Redo wherever the focus is; a field and the editor undo for themselves. */
function useKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector('dialog[open]') !== null) return;
      const key = event.key.toLowerCase();
      const isOwn = (event.target as Element).closest('.cm-editor, input, textarea') !== null;
      if (key === 's' && !event.shiftKey) {
        if (isWritable) void saveViewedFile();
        else downloadDocument();
      } else if (key === 'z' && !isOwn) {
        if (event.shiftKey) editor.peek()?.redo();
        else editor.peek()?.undo();
      } else if (key === 'y' && !isOwn) editor.peek()?.redo();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
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
      void changeDocument(text, 'pasted.xml');
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
