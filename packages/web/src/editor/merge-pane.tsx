import { useEffect, useRef } from 'preact/hooks';
import type { MergeView } from './merge-view.ts';

interface Props {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** Two texts as one, with what differs marked. */
export function MergePane({ before, after, label }: Props) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<MergeView | undefined>(undefined);
  const latest = useRef({ before, after });
  latest.current = { before, after };
  useEffect(() => {
    let isGone = false;
    void import('./merge-view.ts').then(({ mountMergeView }) => {
      if (isGone || parent.current === null) return;
      view.current = mountMergeView(parent.current, label);
      view.current.show(latest.current.before, latest.current.after);
    });
    return () => {
      isGone = true;
      view.current?.destroy();
      view.current = undefined;
    };
  }, [label]);
  useEffect(() => view.current?.show(before, after), [before, after]);
  return <div class="merge" ref={parent} />;
}
