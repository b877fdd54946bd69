import { useEffect, useRef } from 'preact/hooks';
import { sayFault } from '../state/message.ts';
import { hovered, isStale, selectDevice, shown } from '../state/session.ts';
import { zoom, zoomTo } from '../state/view-of-picture.ts';
import type { PageDevice, PictureNode } from '../worker/protocol.ts';
import { expandRun } from './acts.ts';
import { aimAt, moveTo, moving, startMoving, stopMoving } from './moving.ts';

/** Pixels that a pointer goes before it drags. */
const DRAG_START = 5;

const nodeAt = (x: number, y: number): Element | undefined =>
  document.elementFromPoint(x, y)?.closest('[data-node]') ?? undefined;

interface Pressed {
  readonly x: number;
  readonly y: number;
  readonly node: PictureNode | undefined;
  /** What is dragged; absent: the ground, by which the picture is pushed. */
  readonly device?: PageDevice;
  readonly scroll: { readonly left: number; readonly top: number };
}

/** Pointer: hovering lights, a click chooses, a mouse drags devices, and pushes the picture where there is none. */
export function useDrag(box: { readonly current: HTMLDivElement | null }) {
  const pressed = useRef<Pressed | undefined>(undefined);
  const isPushing = useRef(false);
  useEffect(() => {
    const cancel = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      pressed.current = undefined;
      stopMoving();
    };
    document.addEventListener('keydown', cancel);
    return () => document.removeEventListener('keydown', cancel);
  }, []);
  const find = (event: PointerEvent): PictureNode | undefined => {
    const id = nodeAt(event.clientX, event.clientY)?.id;
    return shown.peek()?.picture.nodes.find((one) => one.id === id);
  };
  const capture = (event: PointerEvent): void => (event.currentTarget as Element).setPointerCapture(event.pointerId);
  return {
    onPointerDown(event: PointerEvent) {
      // A finger scrolls; its way to move a device is the card.
      if (event.button !== 0 || event.pointerType === 'touch') return;
      const node = find(event);
      const device = shown.peek()?.devices.get(node?.links.device ?? '');
      const { scrollLeft: left = 0, scrollTop: top = 0 } = box.current ?? {};
      const isMovable = device?.isPci === true && node?.tone !== 'free' && !isStale.peek();
      const common = { x: event.clientX, y: event.clientY, node, scroll: { left, top } };
      pressed.current = device !== undefined && isMovable ? { ...common, device } : common;
      isPushing.current = false;
    },
    onPointerMove(event: PointerEvent) {
      const node = find(event);
      const from = pressed.current;
      if (moving.peek() === undefined) hovered.value = node?.links.device;
      if (from === undefined) return;
      const isFar = Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAG_START;
      if (!isFar && moving.peek() === undefined && !isPushing.current) return;
      if (from.device === undefined || shown.peek()?.picture.isPlan !== true) {
        if (!isPushing.current) capture(event);
        isPushing.current = true;
        box.current?.scrollTo(from.scroll.left + from.x - event.clientX, from.scroll.top + from.y - event.clientY);
        return;
      }
      if (moving.peek() === undefined) {
        capture(event);
        startMoving(from.device);
      }
      aimAt(node?.links.device === from.device.id ? undefined : node, addressIn(node, event));
      scrollAtEdge(box.current, event);
    },
    onPointerUp(event: PointerEvent) {
      const from = pressed.current;
      pressed.current = undefined;
      const now = moving.peek();
      if (now?.target !== undefined) {
        void moveTo(now.device, now.target.address).then((reason) => {
          if (reason !== '') sayFault(reason);
        });
        return;
      }
      stopMoving();
      if (now !== undefined || isPushing.current) {
        isPushing.current = false;
        return;
      }
      const node = from?.node ?? find(event);
      if (node?.tone === 'run') expandRun(node.id);
      else selectDevice(node?.links.device);
    },
    onPointerLeave() {
      if (moving.peek() === undefined) hovered.value = undefined;
    },
    onWheel(event: WheelEvent) {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomTo(zoom.peek() * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    },
  };
}

/** The address of a box under the pointer; of one that stands for many free slots, that of the slot at this share. */
function addressIn(node: PictureNode | undefined, event: PointerEvent): string | undefined {
  const { free = [] } = node ?? {};
  if (free.length === 0) return node?.place;
  const bounds = nodeAt(event.clientX, event.clientY)?.getBoundingClientRect();
  const share = bounds === undefined ? 0 : (event.clientX - bounds.left) / bounds.width;
  return free[Math.min(free.length - 1, Math.max(0, Math.floor(share * free.length)))];
}

const EDGE = 40;
const STEP = 12;

function scrollAtEdge(box: HTMLElement | null, { clientX: x, clientY: y }: PointerEvent): void {
  if (box === null) return;
  const { top, bottom, left, right } = box.getBoundingClientRect();
  if (y < top + EDGE) box.scrollTop -= STEP;
  if (y > bottom - EDGE) box.scrollTop += STEP;
  if (x < left + EDGE) box.scrollLeft -= STEP;
  if (x > right - EDGE) box.scrollLeft += STEP;
}

/** The dragged device where it would be. */
export function DragGhost() {
  const now = moving.value;
  const node = shown.value?.picture.nodes.find(({ id }) => id === now?.target?.node);
  if (now?.target === undefined || node === undefined) return null;
  const { x, y, height } = node;
  return (
    <g class="ghost">
      <rect x={x + 4} y={y + height - 15} width={node.width - 8} height={14} rx={3} />
      <text class="detail" x={x + 10} y={y + height - 4}>
        {now.label.slice(0, 22)} → {now.target.address.replace(/^0000:/, '')}
      </text>
    </g>
  );
}

/** While a device is dragged: where to, with whom it changes places, and why not. */
export function DragNote() {
  const now = moving.value;
  if (now === undefined) return null;
  const verdict = now.target && now.verdicts.get(now.target.address);
  const kind = verdict === undefined ? '' : verdict.ok ? ' fine' : ' refused';
  return (
    <div class={`drag-note${kind}`} role="status">
      <strong>{now.label}</strong>
      {now.target === undefined ? (
        ' – drop it on a place; Escape leaves it where it is'
      ) : (
        <>
          {` → ${now.target.address}`}
          {verdict === undefined
            ? ' …'
            : verdict.ok
              ? `: ${verdict.partner === undefined ? '' : `changes places with ${verdict.partner}; `}${
                  verdict.others.length === 0 ? 'nothing else moves' : `${verdict.others.length} others move`
                }`
              : `: ${verdict.reason}`}
        </>
      )}
    </div>
  );
}
