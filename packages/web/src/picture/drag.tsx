import { useEffect, useRef } from 'preact/hooks';
import { announcement, hovered, isStale, selectDevice, shown } from '../state/session.ts';
import type { PageDevice, PictureNode } from '../worker/protocol.ts';
import { aimAt, moveTo, moving, startMoving, stopMoving } from './moving.ts';

/** Pixels that a pointer goes before it drags. */
const DRAG_START = 5;

const nodeAt = (x: number, y: number): Element | undefined =>
  document.elementFromPoint(x, y)?.closest('[data-node]') ?? undefined;

/** Pointer: hovering lights, a click chooses, and a mouse drags. */
export function useDrag(box: { readonly current: HTMLDivElement | null }) {
  const pressed = useRef<{ x: number; y: number; device: PageDevice } | undefined>(undefined);
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
  const share = (event: PointerEvent): number => {
    const bounds = nodeAt(event.clientX, event.clientY)?.getBoundingClientRect();
    return bounds === undefined ? 0 : (event.clientX - bounds.left) / bounds.width;
  };
  return {
    onPointerDown(event: PointerEvent) {
      const device = shown.peek()?.devices.get(find(event)?.links.device ?? '');
      if (event.button !== 0 || device === undefined) return;
      // A finger scrolls; its way to move a device is the dialog.
      if (event.pointerType !== 'touch') pressed.current = { x: event.clientX, y: event.clientY, device };
    },
    onPointerMove(event: PointerEvent) {
      const node = find(event);
      const from = pressed.current;
      if (moving.peek() === undefined) hovered.value = node?.links.device;
      if (from === undefined) return;
      const isDragging = Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAG_START;
      if (moving.peek() === undefined && isDragging && from.device.isPci && !isStale.peek()) {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        startMoving('pointer', from.device, shown.peek()?.picture.nodes ?? []);
      }
      aimAt(node?.links.device === from.device.id ? undefined : node, share(event));
      scrollAtEdge(box.current, event.clientY);
    },
    onPointerUp(event: PointerEvent) {
      const from = pressed.current;
      pressed.current = undefined;
      const now = moving.peek();
      if (now?.target !== undefined) {
        void moveTo(now.device, now.target.address).then((reason) => {
          if (reason !== '') announcement.value = reason;
        });
        return;
      }
      stopMoving();
      const device = from?.device.id ?? find(event)?.links.device;
      if (device !== undefined && now === undefined) selectDevice(device);
    },
    onPointerLeave() {
      if (moving.peek() === undefined) hovered.value = undefined;
    },
  };
}

const EDGE = 40;

function scrollAtEdge(box: HTMLElement | null, y: number): void {
  if (box === null || moving.peek() === undefined) return;
  const { top, bottom } = box.getBoundingClientRect();
  if (y < top + EDGE) box.scrollTop -= 12;
  if (y > bottom - EDGE) box.scrollTop += 12;
}

/** While a device is dragged: where to, and why not. */
export function DragNote() {
  const now = moving.value;
  if (now?.by !== 'pointer') return null;
  const verdict = now.target && now.verdicts.get(now.target.address);
  const kind = verdict === undefined ? '' : verdict.ok ? ' fine' : ' refused';
  return (
    <div class={`drag-note${kind}`} role="status">
      <strong>{now.label}</strong>
      {now.target === undefined
        ? ' – drop it on a free place; Escape leaves it where it is'
        : ` → ${now.target.address}${verdict === undefined ? ' …' : verdict.ok ? '' : `: ${verdict.reason}`}`}
    </div>
  );
}
