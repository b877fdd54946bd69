import { hovered, type Shown, selected } from '../state/session.ts';
import type { PictureNode } from '../worker/protocol.ts';
import { addressIn, type Moving, moving } from './moving.ts';

/**
 * Marks the boxes that are pointed at, chosen, and open to the device that is being moved. Done on the drawn boxes,
 * because a pointer moves more often than a picture of hundreds of boxes should be compared with itself.
 */
export function paint({ picture, devices }: Shown): void {
  const lit = devices.get(hovered.value ?? '')?.node;
  const chosen = devices.get(selected.value ?? '')?.node;
  const entry = picture.nodes.some(({ id }) => id === chosen) ? chosen : picture.nodes[0]?.id;
  const now = moving.value;
  for (const node of picture.nodes) {
    const box = document.getElementById(node.id);
    if (box === null) continue;
    const marks = [node.id === lit && 'lit', node.id === chosen && 'chosen', ...(now ? moveMarks(node, now) : [])];
    const classes = marks.filter(Boolean).join(' ');
    if (box.getAttribute('class') !== classes) box.setAttribute('class', classes);
    box.setAttribute('aria-selected', String(node.id === chosen));
    // The one box that the Tab key reaches; from there arrow keys go on.
    box.setAttribute('tabindex', node.id === entry ? '0' : '-1');
  }
}

function moveMarks(node: PictureNode, { target, verdicts }: Moving): readonly (string | false)[] {
  const isTarget = target?.node === node.id;
  const address = isTarget ? target.address : node.free === undefined ? undefined : addressIn(node, 0);
  const verdict = address === undefined ? undefined : verdicts.get(address);
  return [isTarget && 'target', verdict !== undefined && (verdict.ok ? 'fits' : 'refuses')];
}
