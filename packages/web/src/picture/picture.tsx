import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { announcement, isStale, pictureWidth, planNow, selectDevice, selected, shown } from '../state/session.ts';
import { DragNote, useDrag } from './drag.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { paint } from './paint.ts';
import { PictureBox } from './picture-box.tsx';
import { nextInTree } from './tree-keys.ts';

/** Below this a box would not hold its text. */
const NARROWEST = 300;
const WIDEST = 1800;
/** Of the layout's title, which stands above the picture here. */
const TITLE_HEIGHT = 44;

/** The topology, as the library lays it out: to look at, to walk through, and to move devices in. */
export function Picture() {
  const box = useRef<HTMLDivElement>(null);
  const [asking, setAsking] = useState<string | undefined>(undefined);
  useWidth(box);
  const drag = useDrag(box);
  const state = shown.value;
  useReveal(box, selected.value === undefined ? undefined : state?.devices.get(selected.value)?.node);
  // The same boxes are not compared again when only the pointer moves.
  const boxes = useMemo(() => state?.picture.nodes.map((node) => <PictureBox key={node.id} node={node} />), [state]);
  useEffect(() => state && paint(state), [state]);
  useSignalEffect(() => {
    if (shown.value !== undefined) paint(shown.value);
  });
  if (state === undefined) {
    return (
      <div class="picture" ref={box}>
        {isStale.value && <p class="hint">There is nothing to draw: this document is refused. See Problems.</p>}
      </div>
    );
  }
  const { picture } = state;
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = picture.nodes.find(({ id }) => id === (event.target as Element).id);
    if (at === undefined) return;
    const next = nextInTree(event.key, at, picture.nodes);
    const { device } = at.links;
    if (next !== undefined) document.getElementById(next.id)?.focus();
    else if (event.key === 'Enter' && device !== undefined) selectDevice(device, true);
    else if (event.key === ' ' && device !== undefined) selectDevice(device);
    else if (event.key === 'm' && device !== undefined) openDialog(device);
    else return;
    event.preventDefault();
  };
  const openDialog = (device: string): void => {
    if (!state.devices.get(device)?.isPci) announcement.value = 'This device is not on PCI.';
    else if (isStale.peek()) announcement.value = 'The document has errors; mend them first.';
    else setAsking(device);
  };
  return (
    <div class={`picture${isStale.value ? ' stale' : ''}`} ref={box}>
      <svg
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the drawn boxes are a tree
        role="tree"
        aria-label={`${picture.title}. ${picture.description}`}
        width={picture.width}
        height={picture.height - TITLE_HEIGHT}
        viewBox={`0 ${TITLE_HEIGHT} ${picture.width} ${picture.height - TITLE_HEIGHT}`}
        onKeyDown={onKeyDown}
        {...drag}
      >
        {picture.edges.map(({ from, to, points }) => (
          <polyline key={`${from} ${to}`} class="edge" points={points.map((point) => point.join()).join(' ')} />
        ))}
        {boxes}
      </svg>
      <DragNote />
      {asking !== undefined && (
        <MoveDialog device={asking} nodes={picture.nodes} devices={state.devices} close={() => setAsking(undefined)} />
      )}
    </div>
  );
}

/** The picture is laid out for the width that it has. */
function useWidth(box: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const room = Math.floor(element.clientWidth / 10) * 10;
      const width = Math.min(WIDEST, Math.max(NARROWEST, room));
      if (room === 0 || width === pictureWidth.peek()) return;
      pictureWidth.value = width;
      planNow();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
}

function useReveal(box: { readonly current: HTMLDivElement | null }, node: string | undefined): void {
  useEffect(() => {
    const element = node === undefined ? null : document.getElementById(node);
    if (element === null || box.current === null) return;
    const [outer, inner] = [box.current.getBoundingClientRect(), element.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      box.current.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  }, [box, node]);
}
