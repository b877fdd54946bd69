import { useEffect, useRef, useState } from 'preact/hooks';

/** The editor; its code is loaded when the rest of the page stands. */
export function EditorPane() {
  const parent = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  useEffect(() => {
    let unmount: (() => void) | undefined;
    let isGone = false;
    import('./xml-editor.ts')
      .then(({ mountEditor }) => {
        if (isGone || parent.current === null) return;
        unmount = mountEditor(parent.current);
        setState('ready');
      })
      .catch(() => setState('failed'));
    return () => {
      isGone = true;
      unmount?.();
    };
  }, []);
  return (
    <div class="editor" ref={parent}>
      {state === 'loading' && <p class="hint">Loading the editor …</p>}
      {state === 'failed' && <p class="hint">The editor could not be loaded. Please reload the page.</p>}
    </div>
  );
}
