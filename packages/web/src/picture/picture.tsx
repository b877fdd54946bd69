import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { later } from '../parts/later.tsx';
import { isStale, pictureWidth, planned, redraw, selectDevice, selected, shown } from '../state/session.ts';
import { chosenNode, movingByDialog, zoom, zoomTo } from '../state/view-of-picture.ts';
import { askToMove, deleteDevice, expandRun } from './acts.ts';
import { DragGhost, DragNote, useDrag } from './drag.tsx';
import { Minimap } from './minimap.tsx';
import { PictureBox } from './picture-box.tsx';
import { nextInTree } from './tree-keys.ts';

const MoveDialog = later(async () => (await import('./move-dialog.tsx')).MoveDialog);

/** Below this a box would not hold its text. */
const NARROWEST = 300;
const WIDEST = 1800;
/** Of the layout's title, which stands above the picture here. */
const TITLE_HEIGHT = 40;

/** The topology, as the library lays it out: to look at, to walk through, and to move devices in. */
export function Picture() {
  const box = useRef<HTMLDivElement>(null);
  useWidth(box);
  const drag = useDrag(box);
  const state = shown.value;
  useReveal(box);
  // The same boxes are not compared again when the zoom or what is around them changes.
  const boxes = useMemo(() => state?.picture.nodes.map((node) => <PictureBox key={node.id} node={node} />), [state]);
  const lines = useMemo(
    () =>
      state?.picture.edges.map(({ from, to, points }) => (
        <polyline key={`${from} ${to}`} class="edge" points={points.map((point) => point.join()).join(' ')} />
      )),
    [state],
  );
  if (state === undefined) {
    return (
      <div class="picture" ref={box}>
        {isStale.value && <p class="hint">There is nothing to draw: this document is refused. See Problems.</p>}
      </div>
    );
  }
  const { picture } = state;
  const asking = movingByDialog.value;
  const [width, height] = [picture.width, picture.height - TITLE_HEIGHT];
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = picture.nodes.find(({ id }) => id === (event.target as Element).id);
    if (at === undefined || event.ctrlKey || event.metaKey) return;
    const next = nextInTree(event.key, at, picture.nodes);
    const { device } = at.links;
    if (next !== undefined) document.getElementById(next.id)?.focus();
    else if ((event.key === 'Enter' || event.key === ' ') && at.tone === 'run') expandRun(at.id);
    else if (event.key === 'Enter' && device !== undefined) selectDevice(device, true);
    else if (event.key === ' ' && device !== undefined) selectDevice(device);
    else if (event.key === 'm' && device !== undefined) askToMove(device);
    else if (event.key === 'Delete' && device !== undefined) void deleteDevice(device);
    else if (event.key === '+' || event.key === '-') zoomTo(zoom.peek() * (event.key === '+' ? 1.25 : 0.8));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div class={`picture${isOld() ? ' stale' : ''}`} ref={box}>
        <svg
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the drawn boxes are a tree
          role="tree"
          aria-label={`${picture.title}. ${picture.description}`}
          width={width * zoom.value}
          height={height * zoom.value}
          viewBox={`0 ${TITLE_HEIGHT} ${width} ${height}`}
          onKeyDown={onKeyDown}
          {...drag}
        >
          {boxes}
          <g class="over">
            {lines}
            {picture.texts.map(({ style, text, x, y }) => (
              <text key={`${x} ${y}`} class={style} x={x} y={y}>
                {text}
              </text>
            ))}
          </g>
          <DragGhost />
        </svg>
      </div>
      <Minimap box={box} picture={picture} top={TITLE_HEIGHT} />
      <DragNote />
      {asking !== undefined && (
        <MoveDialog device={asking} picture={picture} close={() => (movingByDialog.value = undefined)} />
      )}
    </>
  );
}

/** The picture is of a document before this one. */
const isOld = (): boolean => isStale.value && planned.value?.picture === undefined;

/** The picture is laid out for the width that it has. */
function useWidth(box: { readonly current: HTMLDivElement | null }): void {
  const has = shown.value !== undefined;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const room = Math.floor(element.clientWidth / 10) * 10;
      const width = Math.min(WIDEST, Math.max(NARROWEST, room));
      if (room === 0 || width === pictureWidth.peek()) return;
      pictureWidth.value = width;
      void redraw();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, has]);
}

/** Brings the chosen device's box into view; one in a run shows the run. */
function useReveal(box: { readonly current: HTMLDivElement | null }): void {
  useSignalEffect(() => {
    const node = chosenNode.value;
    const device = selected.value;
    if (node === undefined || device === undefined) return;
    if (node.startsWith('run-')) {
      expandRun(node);
      return;
    }
    // After the picture that has it is drawn.
    requestAnimationFrame(() => scrollTo(box.current, document.getElementById(node)));
  });
}

function scrollTo(box: HTMLDivElement | null, element: HTMLElement | null): void {
  if (box === null || element === null) return;
  const [outer, inner] = [box.getBoundingClientRect(), element.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3;
  if (inner.left < outer.left || inner.right > outer.right) box.scrollLeft += inner.left - outer.left - outer.width / 3;
}
