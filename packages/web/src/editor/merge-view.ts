import { xml } from '@codemirror/lang-xml';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { appearance } from './appearance.ts';

/** A text with its differences from another one marked in it. */
export interface MergeView {
  show(before: string, after: string): void;
  destroy(): void;
}

/** Comparing stops when a document is so different that nobody would read the result. */
const DIFF = { scanLimit: 2000, timeout: 300 };

export function mountMergeView(parent: HTMLElement, label: string): MergeView {
  const view = new EditorView({ parent });
  return {
    show(before, after) {
      view.setState(
        EditorState.create({
          doc: after,
          extensions: [
            lineNumbers(),
            xml(),
            appearance,
            EditorState.lineSeparator.of('\n'),
            EditorState.readOnly.of(true),
            EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
            unifiedMergeView({
              original: before,
              mergeControls: false,
              collapseUnchanged: { margin: 2, minSize: 6 },
              diffConfig: DIFF,
            }),
          ],
        }),
      );
    },
    destroy: () => view.destroy(),
  };
}
